"""What a layer becomes, as data: the torch back end calls it, the source back end prints it."""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from archspec.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class Module:
    """An `nn.Module` class by its path, and the arguments it is made with.

    `parametrization` is called with the module once that is filled, and makes its weight of others.

    >>> str(Module("torch.nn.Conv2d", {"in_channels": 3, "out_channels": 64, "kernel_size": 3}))
    'torch.nn.Conv2d(in_channels=3, out_channels=64, kernel_size=3)'
    """

    target: str
    args: Mapping[str, Any] = field(default_factory=dict)
    parametrization: "Function | None" = None

    def __str__(self) -> str:
        made = _call(self)
        return made if self.parametrization is None else _call(self.parametrization, made)


@dataclass(frozen=True, slots=True)
class Function:
    """A function by its path, called with the node's inputs and then `args`.

    `takes` says how the inputs arrive: one by one, as one list, or folded two by two, from the
    first on or `backwards` from the last.
    """

    target: str
    args: Mapping[str, Any] = field(default_factory=dict)
    takes: Literal["each", "list", "pairs", "backwards"] = "each"

    def __str__(self) -> str:
        return _call(self)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A tensor that the scope learns itself, under the node's own name.

    Args:
        target: the function that applies it, called with the node's inputs and then the tensor.
        args: further arguments of that function.
        shape: of the tensor.
        init: the function that fills it.
    """

    target: str
    shape: tuple[int, ...]
    init: Function
    args: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _call(self)


Call: TypeAlias = Module | Function | Parameter


def _call(call: Call, *first: str) -> str:
    arguments = ", ".join([*first, *(f"{name}={value!r}" for name, value in call.args.items())])
    return f"{call.target}({arguments})"


def permutation(order: tuple[int, ...]) -> Module:
    """Axes in another order, the batch's included; nothing, where all stay in their places.

    >>> str(permutation((0, 2, 1))), str(permutation((0, 1, 2)))
    ('archspec.nn.Permute(dims=(0, 2, 1))', 'torch.nn.Identity()')
    """
    if order == tuple(range(len(order))):
        return Module("torch.nn.Identity")
    return Module("archspec.nn.Permute", {"dims": order})


def unlike_default(options: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """The options whose value is not the default, so that a call says only what matters.

    >>> unlike_default({"stride": (2, 1), "padding": (0, 0)})
    {'stride': 2}
    """
    return {name: value for name, (value, default) in options.items() if value != default}
