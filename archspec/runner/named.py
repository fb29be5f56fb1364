"""A tensor, or several by name: what networks take and give, and what that is compared with.

A network with one input and one output works on tensors, and one with several on mappings, in the
order of its inputs. Everything between data and losses is written once, for both.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import torch
from torch import Tensor

ONLY: Final = "output"
"""The name of an output that has none."""

IGNORED: Final = -100
"""The label of what does not count, as in torch's losses."""

Named = Tensor | Mapping[str, Tensor]
"""One tensor, or several by name."""

Shape = tuple[int, ...]
Shapes = Shape | Mapping[str, Shape]
"""The shape of one sample of the only input, or of each input by name."""


def each(change: Callable[[str, Tensor], Tensor], values: Named) -> Named:
    """What `change` makes of each tensor, which it is told the name of; that of the only one is "".

    >>> each(lambda name, x: x + len(name), {"a": torch.tensor(1), "bc": torch.tensor(1)})
    {'a': tensor(2), 'bc': tensor(3)}
    """
    if isinstance(values, Tensor):
        return change("", values)
    return {name: change(name, one) for name, one in values.items()}


def one_of(values: Named, name: str) -> Tensor:
    """The tensor of that name, or the only one.

    Raises:
        KeyError: where there are several, and none of that name.
    """
    return values if isinstance(values, Tensor) else values[name]


def apply(model: Callable[..., Any], inputs: Named) -> Named:
    """What a network makes of its inputs, which have the order in which it takes them."""
    given: Named = model(inputs) if isinstance(inputs, Tensor) else model(*inputs.values())
    return given


def blank(shapes: Shapes | Sequence[int], count: int, device: torch.device) -> Named:
    """Inputs of `count` samples that are zero everywhere, to see what a network does with them.

    A single input is given without its name.

    >>> {name: x.shape for name, x in blank({"a": (3,), "b": ()}, 2, torch.device("cpu")).items()}
    {'a': torch.Size([2, 3]), 'b': torch.Size([2])}
    """
    if isinstance(shapes, Mapping) and len(shapes) > 1:
        return {name: torch.zeros(count, *one, device=device) for name, one in shapes.items()}
    only = next(iter(shapes.values())) if isinstance(shapes, Mapping) else shapes
    return torch.zeros(count, *only, device=device)


def by_name(shapes: Shapes | Sequence[int]) -> dict[str, Shape]:
    """Shapes by the names of inputs; the only one is called `input` where it has no name.

    >>> by_name((3, 8, 8))
    {'input': (3, 8, 8)}
    """
    return dict(shapes) if isinstance(shapes, Mapping) else {"input": tuple(shapes)}


def as_called(shapes: Shapes) -> Shapes:
    """Shapes as a network is called: that of a single input has no name.

    >>> as_called({"photo": (3, 8, 8)})
    (3, 8, 8)
    """
    if isinstance(shapes, Mapping) and len(shapes) == 1:
        return next(iter(shapes.values()))
    return shapes


def shape_text(shapes: Shapes) -> str:
    """Shapes as people read them.

    >>> shape_text((3, 32, 32)), shape_text({"photo": (3, 64, 64), "facts": (3,)})
    ('3×32×32', 'photo 3×64×64, facts 3')
    """
    if isinstance(shapes, Mapping):
        return ", ".join(f"{name} {shape_text(one)}" for name, one in shapes.items())
    return "×".join(map(str, shapes)) or "1"
