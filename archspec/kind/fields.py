"""The types of a layer's fields, each with the words that tell a user what it takes."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    InstanceOf,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from archspec.dataclass import dataclass
from archspec.kind.building import Body, Held


@dataclass(frozen=True, slots=True)
class Expects:
    """What a field takes, in words that complete "must be …"."""

    words: str


class AsItIs:
    """Takes objects of the annotated class, unseen.

    Pydantic's own `InstanceOf` would make a schema of all that is in them, a third of the time that
    the class of a convolution takes.
    """

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        """Whether it is one."""
        return core_schema.is_instance_schema(source)


def _sizes(least: int, words: dict[str, Any] | None = None) -> BeforeValidator:
    """Accepts a whole number, or one per axis, of at least `least`, or one of these words."""

    def check(value: Any) -> Any:
        if words and isinstance(value, str) and value in words:
            return words[value]
        items = value if isinstance(value, tuple) else (value,)
        if not items or len(items) > 3 or any(type(i) is not int or i < least for i in items):
            raise ValueError(f"needs whole numbers of at least {least}")
        if max(items) > MAX_SIZE:
            raise ValueError(f"needs numbers of at most {MAX_SIZE}")
        return items if isinstance(value, tuple) else items[0]

    return BeforeValidator(check)


def _sizes_schema(least: int) -> WithJsonSchema:
    one = {"type": "integer", "minimum": least, "maximum": MAX_SIZE}
    several = {"type": "array", "items": one, "minItems": 1, "maxItems": 3}
    return WithJsonSchema({"anyOf": [one, several]})


MAX_SIZE = 2**31 - 1
"""The largest size of an axis; beyond it torch's own counters overflow."""

MAX_AXIS = 7
"""The last axis of a sample that a layer may name."""

MAX_ROUNDS = 100_000
"""The most rounds that a repeat may have."""

Count: TypeAlias = Annotated[int, Field(ge=1, le=MAX_SIZE), Expects("a whole number of at least 1")]
Width: TypeAlias = Annotated[int, Field(ge=1, le=MAX_SIZE), Expects("a whole number of at least 1")]
Axis: TypeAlias = Annotated[
    int, Field(ge=0, le=MAX_AXIS), Expects(f"a whole number from 0 to {MAX_AXIS}")
]
Index: TypeAlias = Annotated[
    int, Field(ge=-MAX_SIZE, le=MAX_SIZE), Expects("a whole number, negative from the end")
]
Kernel: TypeAlias = Annotated[
    int | tuple[int, ...],
    _sizes(1),
    _sizes_schema(1),
    Expects("a whole number of at least 1, or a list with one per axis"),
]
Padding: TypeAlias = Annotated[
    int | tuple[int, ...],
    _sizes(0),
    _sizes_schema(0),
    Expects("a whole number of at least 0, or a list with one per axis"),
]
PADDING_WORDS = {"same": "same", "same_upper": "same_upper", "valid": 0}
PaddingOrSame: TypeAlias = Annotated[
    int | tuple[int, ...] | Literal["same", "same_upper"],
    _sizes(0, words=PADDING_WORDS),
    WithJsonSchema(
        {"anyOf": [{"enum": list(PADDING_WORDS)}, *_sizes_schema(0).json_schema["anyOf"]]}
    ),
    Expects("same, same_upper, valid, a whole number of at least 0, or a list with one per axis"),
]
Probability: TypeAlias = Annotated[float, Field(ge=0, le=1), Expects("a number from 0 to 1")]
Positive: TypeAlias = Annotated[
    float, Field(gt=0, allow_inf_nan=False), Expects("a number greater than 0")
]
NotNegative: TypeAlias = Annotated[
    float, Field(ge=0, allow_inf_nan=False), Expects("a number of at least 0")
]
Number: TypeAlias = Annotated[float, Field(allow_inf_nan=False), Expects("a number")]


def as_text(value: Any) -> Any:
    """A whole number as the text that it is written as."""
    return str(value) if type(value) is int and 0 <= value <= MAX_SIZE else value


_LETTER = r"""[^\s.,:;!?"'`\\/()\[\]<>|&*%#@~^=+]"""
_LETTERS = rf"^{_LETTER}+(\.{_LETTER}+)*$"
_WHOLE = {"type": "integer", "minimum": 0, "maximum": MAX_SIZE}
Name: TypeAlias = Annotated[
    str,
    Field(min_length=1),
    BeforeValidator(as_text),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": _LETTERS}, _WHOLE]}),
    Expects("text of letters, digits, `_`, `-` and dots"),
]
_NAMED = {"anyOf": [{"type": "string", "minLength": 1}, _WHOLE]}
Reference: TypeAlias = Annotated[
    str,
    Field(min_length=1),
    BeforeValidator(as_text),
    WithJsonSchema(_NAMED),
    Expects("the name of a layer above"),
]
References: TypeAlias = Annotated[
    tuple[Reference, ...],
    BeforeValidator(lambda value: (value,) if isinstance(as_text(value), str) else value),
    WithJsonSchema({"anyOf": [_NAMED, {"type": "array", "items": _NAMED, "minItems": 1}]}),
    Expects("the name of a layer above, or a list of names"),
]
ParameterName: TypeAlias = Annotated[
    str,
    Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=100),
    Expects("a word of letters, digits and underscores"),
]
_WORD = r"^[A-Za-z_][A-Za-z0-9_]*$"


def _item_names(value: Any) -> Any:
    """One word for a whole item, or words for its parts."""
    words = value.values() if isinstance(value, dict) else value
    words = (words,) if isinstance(words, str) else words
    if not isinstance(words, Iterable) or not all(_is_word(word) for word in words) or not value:
        raise ValueError("needs words of letters, digits and underscores")
    return value


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 100 and bool(re.match(_WORD, value))


_WORDS = {"type": "string", "pattern": _WORD}
ItemNames: TypeAlias = Annotated[
    str | tuple[str, ...] | Mapping[str, str],
    BeforeValidator(_item_names),
    WithJsonSchema(
        {
            "anyOf": [
                _WORDS,
                {"type": "array", "items": _WORDS, "minItems": 1},
                {"type": "object", "additionalProperties": _WORDS, "minProperties": 1},
            ]
        }
    ),
    Expects("a word, a list of words for the parts of an item, or a mapping from fields to words"),
]
Depth: TypeAlias = Annotated[
    int, Field(ge=0, le=MAX_ROUNDS), Expects(f"a whole number from 0 to {MAX_ROUNDS:,}")
]
BlockDepth: TypeAlias = Annotated[
    int, Field(ge=1, le=1000), Expects("a whole number from 1 to 1,000")
]
Items: TypeAlias = Annotated[tuple[Any, ...], Field(max_length=MAX_ROUNDS), Expects("a list")]


@dataclass(frozen=True, slots=True)
class Chooses:
    """Tells messages that a field's value names one of several kinds, however it is read."""

    choice: Any


@dataclass(frozen=True, slots=True)
class Holds:
    """Marks a field whose value is made of layers, and how they are written.

    `layers` is a list; `paths` a mapping or a list of lists; `word_or_layers` a word, a list, or a
    mapping with `layers` in it; `layer` a single one of that `role`, as a word, a mapping, or a
    number that is the main field of the kind `bare`.
    """

    form: Literal["layers", "paths", "word_or_layers", "layer"]
    role: str = ""
    bare: str = ""


_LIST = {"x-archspec": "layers"}
_SOME = {"x-archspec": "some_layers"}
"""Stand for references that the schema of the whole language puts in."""

_PATH = {
    "anyOf": [
        _LIST,
        {
            "type": "object",
            "properties": {"when": {"type": ["boolean", "string"]}, "layers": _LIST},
            "required": ["layers"],
            "additionalProperties": False,
        },
    ]
}
_PATHS = {
    "anyOf": [
        {"type": "object", "additionalProperties": _PATH, "minProperties": 1},
        {"type": "array", "items": _PATH, "minItems": 1},
    ]
}

Layers: TypeAlias = Annotated[
    Body, AsItIs(), Holds("layers"), WithJsonSchema(_SOME), Expects("a list of layers")
]


def _some(value: Any) -> Any:
    if isinstance(value, dict | tuple) and not value:
        raise ValueError("needs at least one path")
    return value


Paths: TypeAlias = Annotated[
    InstanceOf[dict] | InstanceOf[tuple],  # type: ignore[type-arg]
    BeforeValidator(_some),
    Holds("paths"),
    WithJsonSchema(_PATHS),
    Expects("a mapping from names to lists of layers, or a list of such lists"),
]
ShortcutMode = Literal["identity", "auto", "project", "pad", "optional"]


class Shortcut(BaseModel):
    """How the input of a residual meets the sum."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    mode: ShortcutMode = Field("identity", description="How the input is fitted to the body.")
    name: Name = Field("shortcut", description="The scope of the shortcut's layers.")
    layers: Layers | None = Field(None, description="Layers of your own.")


def _shortcut(value: Any) -> Any:
    """A word is the mode, a list the layers."""
    if isinstance(value, str):
        return {"mode": value}
    return {"layers": value} if isinstance(value, Body) else value


ShortcutField: TypeAlias = Annotated[
    Shortcut,
    BeforeValidator(_shortcut),
    Holds("word_or_layers"),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(get_args(ShortcutMode))},
                _LIST,
                {
                    "type": "object",
                    "properties": {
                        "mode": {"enum": list(get_args(ShortcutMode))},
                        "name": {"type": "string"},
                        "layers": _LIST,
                    },
                    "additionalProperties": False,
                },
            ]
        }
    ),
    Expects(
        "identity, auto, project, pad, optional, a list of layers, or a mapping of mode, name "
        "and layers"
    ),
]
Norm: TypeAlias = Annotated[
    Held,
    AsItIs(),
    Holds("layer", "norm"),
    WithJsonSchema({"x-archspec": "norm"}),
    Expects("a normalisation"),
]
Act: TypeAlias = Annotated[
    Held,
    AsItIs(),
    Holds("layer", "act"),
    WithJsonSchema({"x-archspec": "act"}),
    Expects("an activation"),
]
DropoutLayer: TypeAlias = Annotated[
    Held,
    AsItIs(),
    Holds("layer", "dropout", bare="dropout"),
    WithJsonSchema({"x-archspec": "dropout"}),
    Expects("a probability or a dropout layer"),
]
