"""What a box says: the kind of a layer and the fields that matter in a picture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from numbers import Number
from typing import Any

from archspec.diagnostics.readable import MAX_QUOTED, printable
from archspec.graph import Node
from archspec.kind import Layer

LONGEST = MAX_QUOTED
"""Characters of a text from outside that are shown; no name that people choose is as long."""

SHORT = 4
"""Characters by which names differ that are counted."""

QUIET_FIELDS = frozenset(
    {
        *("padding", "output_padding", "padding_mode", "ceil_mode", "count_include_pad"),
        *("bias", "eps", "momentum", "affine", "track_running_stats", "align_corners"),
        *("init", "l1", "l2", "freeze", "share", "norm", "act", "dropout"),
    }
)
"""Fields that a picture leaves out: the shapes say what padding does, and the rest is detail."""


def _sizes(value: Any, axes: int) -> str:
    """One number per axis.

    >>> _sizes(3, 2), _sizes((1, 3), 2)
    ('3×3', '1×3')
    """
    items = value if isinstance(value, tuple) else (value,) * max(axes, 1)
    return "×".join(map(plain, items))


def _step(value: Any, axes: int) -> str:
    """A step, as one number where all axes agree.

    >>> _step(2, 2), _step((2, 1), 2), _step(1, 2)
    ('/2', '/2×1', '')
    """
    items = value if isinstance(value, tuple) else (value,)
    text = plain(items[0]) if len(set(items)) == 1 else _sizes(value, axes)
    return "" if text == "1" else f"/{text}"


FORMS: Mapping[str, Callable[[Any, int], str]] = {
    "kernel": _sizes,
    "width": lambda value, _: plain(value),
    "stride": _step,
    "scale": lambda value, _: f"×{_sizes(value, 1)}",
    "size": _sizes,
    "shape": _sizes,
    "heads": lambda value, _: f"{value} head{'s' * (value != 1)}",
}
"""Fields that are shown without their word wherever a layer has them, in this order."""


def title(node: Node, others: Iterable[Node] = ()) -> str:
    """The kind and what matters of its fields.

    A field that differs in `others`, which the box stands for as well, is shown as a range.
    """
    axes = node.shapes[0].spatial if node.shapes else 0
    layer = node.layer
    known = [name for name in FORMS if _shown(layer, name)]
    size = [FORMS[name](getattr(layer, name), axes) for name in known if name != "stride"]
    step = [FORMS[name](getattr(layer, name), axes) for name in known if name == "stride"]
    more = [_field(layer, name, [o.layer for o in others]) for name in _written(layer)]
    text = ", ".join(filter(None, [*size, *more, layer.weight_made_by.replace("_", " ")]))
    return shorten(" ".join(filter(None, [layer.kind, text, *step])))


def _shown(layer: Layer, name: str) -> bool:
    return name in type(layer).model_fields and getattr(layer, name) is not None


def _written(layer: Layer) -> Sequence[str]:
    """The other fields that were written and can be shown; the main one first."""
    hidden = QUIET_FIELDS | set(FORMS) | set(Layer.model_fields)
    names = [name for name in type(layer).model_fields if name not in hidden]
    main = type(layer).main or ""
    stated = main in names and (main in layer.model_fields_set or getattr(layer, main) != 1)
    wanted = layer.written(*names) | ({main: getattr(layer, main)} if stated else {})
    shown = [name for name, value in wanted.items() if _simple(value)]
    return sorted(shown, key=lambda name: name != main)


def _simple(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(isinstance(item, Number) for item in value)
    return isinstance(value, (Number, str))


def _field(layer: Layer, name: str, others: Sequence[Layer]) -> str:
    """A field as a picture shows it: the main one without its word."""
    value = getattr(layer, name)
    word = name.rstrip("_").replace("_", " ")
    if isinstance(value, bool):
        return word if value else f"no {word}"
    text = _range([value, *(getattr(other, name) for other in others)])
    return text if name == type(layer).main or isinstance(value, str) else f"{word} {text}"


def _range(values: Sequence[Any]) -> str:
    """One value, or from the least to the greatest.

    >>> _range([0.1, 0.1]), _range([0.0, 0.1, 0.2])
    ('0.1', '0–0.2')
    """
    if len(set(values)) == 1 or not all(isinstance(value, Number) for value in values):
        return plain(values[0])
    return f"{plain(min(values))}–{plain(max(values))}"


def plain(value: Any) -> str:
    """A value without digits that say nothing.

    >>> plain(0.5), plain(1 / 3), plain((2, 0, 1)), plain(2.0)
    ('0.5', '0.333', '2, 0, 1', '2')
    """
    if isinstance(value, tuple):
        return ", ".join(map(plain, value))
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def shorten(text: str, longest: int = LONGEST) -> str:
    r"""Text that fits a box, with `…` for what is left out; no character moves a cursor.

    >>> shorten("one two three", 8), shorten("a\nb")
    ('one two…', 'a\\nb')
    """
    text = printable(text[: longest + 1])
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def spelt_range(first: str, last: str) -> str:
    """Two names that are counted, with what they have in common once.

    >>> spelt_range("encoder_layer_0", "encoder_layer_11"), spelt_range("mixed_5b", "mixed_5d")
    ('encoder_layer_0–11', 'mixed_5b–5d')
    >>> spelt_range("low", "high")
    'low – high'
    """
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    stem = "".join(letter for letter, _ in alike).rstrip("0123456789")
    rest = last.removeprefix(stem)
    counted = bool(stem) and rest.isalnum() and len(rest) <= SHORT and first != stem
    return shorten(f"{first}–{rest}" if counted else f"{first} – {last}")
