"""A layer and what commonly follows it, in one line of a file."""

from archspec.kind.layer import Layer
from archspec.kind.parts import Chain, Leaf, Part, Scope


def composite(
    layer: Layer, norm: Leaf | None, act: Leaf | None, dropout: Leaf | None
) -> Part | None:
    """A scope of the layer, its norm, act and dropout; None where it has none of these.

    With a norm the layer's bias is dropped unless it is written, since the normalisation would
    take it away again. The layer has the fields `norm`, `act`, `dropout` and `bias`.
    """
    following = [part for part in (norm, act, dropout) if part is not None]
    if not following:
        return None
    alone = dict.fromkeys(("norm", "act", "dropout", "name", "from_"))
    bias = {"bias": False} if norm is not None and "bias" not in layer.model_fields_set else {}
    first = Leaf(layer.model_copy(update=alone | bias))
    return Scope(Chain((first, *following)), layer.name, layer.kind)
