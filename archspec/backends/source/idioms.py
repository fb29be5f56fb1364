"""What people write for what is done here by modules and functions of our own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from archspec.backends.source.classes.members import Place, module_of
from archspec.backends.source.rearranging import permuted, rearranged
from archspec.graph import Node
from archspec.kind import Function, Module, Parameter

OURS: Final = "archspec.nn."
MOST_FOLDED: Final = 8
"""Values that one line adds up."""


@dataclass(frozen=True, slots=True)
class Form:
    """An expression of a forward.

    Args:
        text: in Python, with v0, v1, … for the values that a layer takes, `own` for its module or
            tensor, and `made` for what the form before it gives.
        values: what other names in it stand for.
        numbers: what further names stand for that may be another in another instance of a class.
        target: the function that `target` in it is.
        folded: whether it works on the first two values before it looks at a third.
        before: what the value of the form before is called, where it must have a name.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    target: str = ""
    folded: bool = False
    before: str = ""


def is_expression(place: Place, row: bool) -> bool:
    """Whether a layer is no module in source: in a row of modules, or in a forward."""
    module = module_of(place)
    if module is None:
        return True
    if row:
        return module.target == ATTENTION
    made = MODULES.get(module.target)
    return made is not None and made(place.node, module.args) is not None


def would_be_copied(place: Place) -> bool:
    """Whether a row of modules would need a class of ours for what is an expression."""
    module = module_of(place)
    if module is None or not module.target.startswith(OURS):
        return False
    return module.target in CONSTRUCTIONS or is_expression(place, False)


def construction(place: Place, row: bool) -> Module:
    """The module that is made for a layer: one of torch's, where a forward can do the rest."""
    module = module_of(place)
    assert module is not None  # noqa: S101  it is asked of modules alone
    if not row and (made := CONSTRUCTIONS.get(module.target)):
        return made(place.node, module.args)
    return module


def forms(place: Place) -> Sequence[Form]:
    """What a forward does for a layer."""
    node, call = place.node, place.node.call
    if isinstance(call, Module):
        if call.target in CALLS:
            return CALLS[call.target](node, call.args)
        made = MODULES.get(call.target)
        form = made(node, call.args) if made else None
        return [form or Form(f"own({_listed(len(node.inputs))})")]
    if isinstance(call, Parameter):
        return [_applied(node, call)]
    return list(_function(node, call))


def numbers(place: Place) -> Mapping[str, int]:
    """The numbers of an expression that may be others in another instance of a class."""
    module = module_of(place)
    if module is None or module.target not in MODULES:
        return {}
    return {word: number for one in forms(place) for word, number in one.numbers.items()}


def call_key(place: Place) -> tuple[Any, ...]:
    """What must be equal of layers that one forward calls: they may differ in other numbers."""
    module = module_of(place)
    if module is None or module.target not in CALLS:
        return ()
    return tuple(one.text for one in CALLS[module.target](place.node, module.args))


def _listed(count: int) -> str:
    return ", ".join(f"v{i}" for i in range(count))


def _function(node: Node, call: Function) -> Iterator[Form]:
    """A function of values, as an operator where there is one."""
    values = [f"v{i}" for i in range(len(node.inputs))]
    if call.takes == "backwards":
        values.reverse()
    options = "".join(f", {name}={name}" for name in call.args)
    if call.target not in OPERATORS and call.takes == "list":
        yield Form(f"target([{', '.join(values)}]{options})", call.args, target=call.target)
    elif made := FUNCTIONS.get(call.target):
        yield made(node, call.args)
    elif call.target not in OPERATORS and call.takes == "each":
        yield Form(f"target({', '.join(values)}{options})", call.args, target=call.target)
    else:
        yield from _folded(values, call, options)


def _folded(values: list[str], call: Function, options: str) -> Iterator[Form]:
    """A function of two values at a time; many take several lines."""
    text, before = values[0], ""
    sign = OPERATORS.get(call.target)
    for start in range(1, len(values), MOST_FOLDED):
        for one in values[start : start + MOST_FOLDED]:
            text = f"{text} {sign} {one}" if sign else f"target({text}, {one}{options})"
        target = "" if sign else call.target
        given = {} if sign else call.args
        yield Form(text, given, target=target, folded=True, before=before)
        text, before = "made", "total"
    if len(values) == 1:
        yield Form(text)


def _applied(node: Node, call: Parameter) -> Form:
    """A function of values and of a tensor that the scope has."""
    if sign := OPERATORS.get(call.target):
        return Form(f"v0 {sign} own")
    if made := TENSORS.get(call.target):
        return made(node, call)
    options = "".join(f", {name}={name}" for name in call.args)
    text = f"target({_listed(len(node.inputs))}, own{options})"
    return Form(text, call.args, target=call.target)


def _flatten(_: Node, args: Mapping[str, Any]) -> Form:
    start, end = args.get("start_dim", 1), args.get("end_dim", -1)
    text = "v0.flatten(start)" if end == -1 else "v0.flatten(start, end)"
    return Form(text, {"start": start, "end": end})


def _pooled(method: str) -> Callable[[Node, Mapping[str, Any]], Form | None]:
    """A pool over all positions: `x.mean((2, 3))`."""

    def make(node: Node, args: Mapping[str, Any]) -> Form | None:
        channels = args.get("channel_axis", 1)
        axes = tuple(i for i in range(1, len(node.shapes[0].dims) + 1) if i != channels)
        if not axes:
            return None
        return Form(f"v0.{method}(axes)", {"axes": axes if len(axes) > 1 else axes[0]})

    return make


def _padded(node: Node, args: Mapping[str, Any]) -> Form:
    behind = len(node.shapes[0].dims) - args.get("channel_axis", 1)
    numbers = {word: args[word] for word in ("before", "after") if args[word]}
    sizes = ["0"] * 2 * behind + [word if word in numbers else "0" for word in ("before", "after")]
    return Form(f"nn.functional.pad(v0, ({', '.join(sizes)}))", numbers=numbers)


def _rectified(_: Node, args: Mapping[str, Any]) -> Form:
    return Form("torch.cat([v0, -v0], dim=axis).relu()", {"axis": args.get("channel_axis", 1)})


def _largest(_: Node, args: Mapping[str, Any]) -> Form:
    axis = args.get("channel_axis", 1)
    values = {"axis": axis, "sizes": (-1, args["pieces"]), "next": axis + 1}
    return Form("v0.unflatten(axis, sizes).amax(next)", values)


def _reshaped(_: Node, args: Mapping[str, Any]) -> Form:
    return Form(f"v0.reshape(v0.size(0), {_numbers(args['shape'])})")


def _numbers(values: Sequence[int]) -> str:
    """Whole numbers as arguments."""
    return ", ".join(str(int(one)) for one in values)


def _rearranged(_: Node, args: Mapping[str, Any]) -> Form | None:
    """Axes split, moved and joined; axes of one that come or go are left to a class of ours."""
    if not (all(args["split"]) and all(args["joined"])):
        return None
    text, numbers = rearranged(**args)
    return Form(text, numbers=numbers)


def _selected(_: Node, args: Mapping[str, Any]) -> Form:
    """One position of an axis: `x[:, 0]`."""
    before = ":, " * args["dim"] if args["dim"] >= 0 else "..., " if args["dim"] == -1 else ""
    if not before:
        return Form("torch.select(v0, dim, index)", args)
    return Form(f"v0[{before}{int(args['index'])}]")


def _narrowed(node: Node, args: Mapping[str, Any]) -> Form:
    """Some positions of an axis: `x[:, 4:8]`, or a half of it: `x.chunk(2, dim=1)[0]`."""
    start, stop = args["start"], args["start"] + args["length"]
    if args["dim"] < 1 or start < 0:
        return Form("torch.narrow(v0, dim, start, length)", args)
    size = node.shapes[0].dims[args["dim"] - 1]
    parts, rest = divmod(size, args["length"]) if isinstance(size, int) else (1, 0)
    if not rest and parts in (2, 3) and not start % args["length"]:
        index = start // args["length"]
        return Form(
            "v0.chunk(parts, dim=axis)[index]",
            {"parts": parts, "axis": args["dim"], "index": index},
        )
    return Form(f"v0[{':, ' * args['dim']}{int(start) or ''}:{int(stop)}]")


def _prepended(_: Node, __: Parameter) -> Form:
    return Form("torch.cat([own.expand(v0.size(0), -1, -1), v0], dim=1)")


def _scaled(sign: str) -> Callable[[Node, Parameter], Form]:
    """A number for each channel, with an axis of one for each that follows."""

    def make(_: Node, call: Parameter) -> Form:
        axes = ", None" * call.args["behind"]
        own = f"own[{':, ' * (len(call.shape) - 1)}:{axes}]" if axes else "own"
        return Form(f"v0 {sign} {own}")

    return make


def _for_each(_: Node, call: Parameter) -> Form:
    return Form(f"own.expand(v0.size(0), {_numbers([-1] * (len(call.shape) - 1))})")


ATTENTION: Final = "archspec.nn.Attention"


def _attention(_: Node, args: Mapping[str, Any]) -> Module:
    """Torch's attention, with the batch first."""
    names = {"context_dim": "kdim", "causal": ""}
    found = {names.get(name, name): value for name, value in args.items()}
    found.pop("", None)
    if "kdim" in found:
        found["vdim"] = found["kdim"]
    return Module("torch.nn.MultiheadAttention", found | {"batch_first": True})


def _attended(node: Node, args: Mapping[str, Any]) -> Sequence[Form]:
    """The call of torch's attention, of which the first result is meant."""
    tokens = len(node.shapes[0].dims) == 2
    query = "v0" if tokens else "made"
    keys = query if len(node.inputs) == 1 else "v1" if tokens else "v1.flatten(0, -3)"
    options = "need_weights=False"
    if args.get("causal"):
        size = f"{query}.size(1), device=v0.device, dtype=v0.dtype"
        mask = f"nn.Transformer.generate_square_subsequent_mask({size})"
        options += f", attn_mask={mask}, is_causal=True"
    text = f"own({query}, {keys}, {keys}, {options})[0]"
    if tokens:
        return [Form(text)]
    return [Form("v0.flatten(0, -3)"), Form(text, before="tokens"), Form("made.reshape(v0.shape)")]


OPERATORS: Final = {
    "operator.add": "+",
    "operator.mul": "*",
    "operator.sub": "-",
    "operator.truediv": "/",
}
MODULES: Final[Mapping[str, Callable[[Node, Mapping[str, Any]], Form | None]]] = {
    "torch.nn.Flatten": _flatten,
    "torch.nn.Identity": lambda _, __: Form("v0"),
    "torch.nn.Unflatten": lambda _, args: Form("v0.unflatten(dim, unflattened_size)", args),
    "archspec.nn.CReLU": _rectified,
    "archspec.nn.ChannelPad": _padded,
    "archspec.nn.GlobalAvgPool": _pooled("mean"),
    "archspec.nn.GlobalMaxPool": _pooled("amax"),
    "archspec.nn.Maxout": _largest,
    "archspec.nn.Permute": lambda _, args: Form(f"v0{permuted(args['dims'])}"),
    "archspec.nn.Rearrange": _rearranged,
    "archspec.nn.Reshape": _reshaped,
}
"""Modules without weights that are a few words in a forward."""
CONSTRUCTIONS: Final[Mapping[str, Callable[[Node, Mapping[str, Any]], Module]]] = {
    ATTENTION: _attention,
    "archspec.nn.Embedding": lambda _, args: Module("torch.nn.Embedding", args),
}
"""Modules with weights that are torch's own, called in another way."""
CALLS: Final[Mapping[str, Callable[[Node, Mapping[str, Any]], Sequence[Form]]]] = {
    ATTENTION: _attended,
    "archspec.nn.Embedding": lambda _, __: [Form("own(v0.long())")],
}
FUNCTIONS: Final[Mapping[str, Callable[[Node, Mapping[str, Any]], Form]]] = {
    "torch.select": _selected,
    "torch.narrow": _narrowed,
    "torch.abs": lambda _, __: Form("v0.abs()"),
}
TENSORS: Final[Mapping[str, Callable[[Node, Parameter], Form]]] = {
    "archspec.nn.functional.for_each": _for_each,
    "archspec.nn.functional.prepend": _prepended,
    "archspec.nn.functional.scale": _scaled("*"),
    "archspec.nn.functional.shift": _scaled("+"),
}
