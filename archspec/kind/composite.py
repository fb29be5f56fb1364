"""A layer and what commonly follows it, in one line of a file."""

from collections.abc import Hashable, Sequence

from archspec.kind.building import Held, Value
from archspec.kind.layer import Builder
from archspec.kind.weighted import Weighted


def composite(
    layer: Weighted, following: Sequence[Held | None], builder: Builder, value: Value
) -> Value:
    """The layer alone, or a scope of it and what follows it.

    With a norm the layer's bias is dropped unless it is written, since the normalisation would
    take it away again. The layer has the fields `norm`, `act`, `dropout` and `bias`.

    Args:
        layer: a convolution.
        following: its norm, act and dropout, as far as it has them.
        builder: puts them in.
        value: what the layer takes.
    """
    held = [one for one in following if one is not None]
    if not held:
        return builder.add(layer, value)
    alone: dict[str, Hashable] = dict.fromkeys(("norm", "act", "dropout", "name", "from_"))
    if following[0] is not None and "bias" not in layer.model_fields_set:
        alone["bias"] = False
    first = builder.changed(layer, **alone)

    def inner(value: Value) -> Value:
        value = builder.add(first, value)
        for one in held:
            value = builder.add(one, value)
        return value

    return builder.scope(layer.name, layer.kind, value, inner)
