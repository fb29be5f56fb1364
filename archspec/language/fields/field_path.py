"""Following a place in the data through the models that check it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, TypeAlias, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archspec.dataclass import dataclass
from archspec.kind.choice import OneOf
from archspec.kind.fields import Chooses
from archspec.language.fields.expected import (
    bare,
    described,
    expectation,
    fields_of,
    first,
    is_named,
    markers_of,
    model_of,
    wanted,
)

Loc: TypeAlias = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What checks the value at a place.

    Args:
        owner: the model whose fields stand here, or around here.
        field: the innermost field on the way; None for a model as a whole.
        choice: what the field chooses among, until one is chosen.
        depth: how many lists down in the field.
        keyed: whether what comes next is a name of the file's own, as in a mapping of fields.
        entered: whether that name was the last step.
    """

    owner: type[BaseModel]
    field: FieldInfo | None = None
    choice: OneOf | None = None
    depth: int = 0
    keyed: bool = False
    entered: bool = False

    def at(self, loc: Iterable[int | str]) -> "Constraint":
        """The constraint at the end of a way."""
        constraint = self
        for segment in loc:
            constraint = constraint._into(segment)
        return constraint

    def _into(self, segment: int | str) -> "Constraint":
        if isinstance(segment, int):
            return replace(self, depth=self.depth + 1)
        if self.keyed:
            return replace(self, keyed=False, entered=True)
        if self.choice is not None and segment in self.choice.by_name:
            kind = self.choice.by_name[segment]
            return Constraint(kind, kind.model_fields[kind.main] if kind.main else None)
        field = fields_of(self.owner).get(segment)
        if field is None or self.choice is not None:
            # The name of a parameter, before the word that is chosen for it.
            return self
        return _of_field(field, self.owner)

    @property
    def wants(self) -> str:
        """What stands here, in words that complete "must be"."""
        if self.field is None:
            return f"a mapping of {described(self.owner)}"
        return wanted(self.annotation) if self.entered else expectation(self.field, self.depth)

    @property
    def is_fixed(self) -> bool:
        """Whether a list with a certain number of items stands here, as two ends of a range do."""
        plain = bare(self.annotation)[0]
        return get_origin(plain) is tuple and get_args(plain)[-1] is not Ellipsis

    @property
    def annotation(self) -> Any:
        """The type of what stands here."""
        if self.field is None:
            return self.owner
        annotation: Any = Annotated[self.field.annotation, *self.field.metadata, None]
        if self.entered:
            annotation = get_args(bare(annotation)[0])[1]
        for _ in range(self.depth):
            plain, _markers = bare(annotation)
            annotation = get_args(plain)[0] if get_origin(plain) is tuple else annotation
        return annotation


@cache
def _of_field(field: FieldInfo, owner: type[BaseModel]) -> Constraint:
    """The constraint at a field of a model; a recipe asks for each of its own again and again."""
    markers = [*field.metadata, *markers_of(field.annotation)]
    chooses = first(markers, Chooses)
    choice = first(markers, OneOf) or (chooses.choice if chooses else None)
    keyed = chooses is None and is_named(field.annotation)
    return Constraint(model_of(field.annotation) or owner, field, choice, keyed=keyed)
