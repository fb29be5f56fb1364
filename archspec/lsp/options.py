"""What an editor may offer or explain: a word, what it means, and what it inserts."""

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archspec.dataclass import dataclass
from archspec.kind import Layer
from archspec.language.fields.validate import expectation, field_names
from archspec.lsp.marks import holds

Sort = Literal["kind", "block", "field", "value", "parameter", "layer"]


@dataclass(frozen=True, slots=True)
class Option:
    """A word that may stand in a place.

    Args:
        name: the word.
        sort: what it is, for its icon.
        detail: a few words beside it.
        about: its explanation, in Markdown.
        after: what follows where it is inserted, as the colon of a key.
        before: what goes before it, as the dash of an item.
    """

    name: str
    sort: Sort
    detail: str = ""
    about: str = ""
    after: str = ""
    before: str = ""


@cache
def kind_option(cls: type[Layer]) -> Option:
    """A kind of layer; one that needs a field is offered with its colon."""
    after = ": " if any(info.is_required() for info in cls.model_fields.values()) else ""
    about = inspect.cleandoc(cls.__doc__ or "")
    rows = [f"- `{name}`: {info.description or ''}" for name, info in fields(cls) if is_own(info)]
    listed = "\n\n" + "\n".join(rows) if rows else ""
    return Option(cls.kind, "kind", cls.family, about + listed, after)


def model_option(word: str, cls: type[BaseModel]) -> Option:
    """A kind of something else: an optimiser, a schedule, an initialiser."""
    after = ": " if any(info.is_required() for info in cls.model_fields.values()) else ""
    rows = [f"- `{name}`: {info.description or ''}" for name, info in fields(cls)]
    about = inspect.cleandoc(cls.__doc__ or "") + "\n\n" + "\n".join(rows)
    return Option(word, "value", "", about.strip(), after)


def field_option(name: str, info: FieldInfo) -> Option:
    """A field, with what it takes and its default."""
    takes = f"{expectation(info)}{default(info)}"
    about = f"{info.description or ''}\n\nTakes {takes}." if info.annotation else ""
    after = ":" if holds(info) else ": "
    detail = "required" if info.is_required() else ""
    return Option(name, "field", detail, about.strip(), after)


def fields(cls: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields of a model under the names that a file has: required ones, then its own."""
    named = {info.alias or name: info for name, info in cls.model_fields.items()}
    ordered = sorted(field_names(cls), key=lambda name: not named[name].is_required())
    return ((name, named[name]) for name in ordered)


def is_own(info: FieldInfo) -> bool:
    """Whether it is not a field of every layer."""
    return info.description not in {i.description for i in Layer.model_fields.values()}


def default(info: FieldInfo) -> str:
    """The default of a field, in words to go after what it takes."""
    if info.is_required():
        return "; required"
    value = info.get_default(call_default_factory=True)
    if isinstance(value, bool):
        return f"; {str(value).lower()} by default"
    return f"; {value} by default" if isinstance(value, (int, float, str)) else ""
