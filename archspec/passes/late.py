"""Fields that follow from the channels a layer receives, once these are known."""

from archspec.diagnostics import Problem
from archspec.graph import Node
from archspec.kind import Layer, Shapes
from archspec.kind.unsized import needs_size
from archspec.language.fields.expected import expectation
from archspec.shapes import open_names


def settled(node: Node, shapes: Shapes) -> Layer | Problem:
    """The layer with the fields that waited for its input, checked anew.

    Raises:
        ValueFault: where an expression has no value for these channels.
    """
    channels = shapes[0].channels
    values = {name: compute(channels) for name, compute in node.late.items()}
    cls, layer = type(node.layer), node.layer
    written = {name: getattr(layer, name) for name in layer.model_fields_set}
    names = {field.alias or name: name for name, field in cls.model_fields.items()}
    for name, value in values.items():
        written[names[name]] = value
        try:
            layer = cls.model_validate(written)
        except ValueError:
            if open_names((channels,)):
                what = f"`{name}` is computed from"
                return needs_size(layer.kind, (channels,), what, field=(name,))
            message = f"`{name}` comes to {value} for the {channels} channels of its input"
            note = f"it must be {expectation(cls.model_fields[names[name]])}"
            return Problem("A407", message, (name,), notes=(note,))
    return layer.unfit() or layer
