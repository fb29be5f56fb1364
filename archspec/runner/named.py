"""A tensor, or several by name: what networks take and give, and what that is compared with.

A network with one input and one output works on tensors, and one with several on mappings, in the
order of its inputs. Everything between data and losses is written once, for both.
"""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn

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


def apply(model: nn.Module, inputs: Named) -> Named:
    """What a network makes of its inputs, which have the order in which it takes them."""
    given: Named = model(inputs) if isinstance(inputs, Tensor) else model(*inputs.values())
    return given


def blank(shapes: Shapes | Sequence[int], count: int, device: torch.device) -> Named:
    """Inputs of `count` samples that are zero everywhere, to see what a network does with them.

    >>> {name: x.shape for name, x in blank({"a": (3,), "b": ()}, 2, torch.device("cpu")).items()}
    {'a': torch.Size([2, 3]), 'b': torch.Size([2])}
    """
    if isinstance(shapes, Mapping):
        return {name: torch.zeros(count, *one, device=device) for name, one in shapes.items()}
    return torch.zeros(count, *shapes, device=device)


def shape_text(shapes: Shapes) -> str:
    """Shapes as people read them.

    >>> shape_text((3, 32, 32)), shape_text({"photo": (3, 64, 64), "facts": (3,)})
    ('3×32×32', 'photo 3×64×64, facts 3')
    """
    if isinstance(shapes, Mapping):
        return ", ".join(f"{name} {shape_text(one)}" for name, one in shapes.items())
    return "×".join(map(str, shapes)) or "1"
