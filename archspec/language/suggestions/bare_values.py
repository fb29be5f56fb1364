"""A bare value where a table of a recipe belongs: the field of the table that it was meant for."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from archspec.diagnostics import Edit, Help
from archspec.diagnostics.suggest import perhaps
from archspec.kind.choice import OneOf, Table
from archspec.language.fields.expected import fields_of, first, literals
from archspec.language.fields.field_path import Constraint
from archspec.syntax import Scalar, Tree
from archspec.syntax.writing import written

MEANT: Final = ("l2", "std")
"""Fields that a number stands for where others would take it as well."""


def in_table(name: str, constraint: Constraint, tree: Tree, value: Any) -> Help | None:
    """The same value under a field, as in `early_stop: {patience: 3}`.

    Args:
        name: of the place, in backquotes and with dots.
        constraint: what checks it.
        tree: what was written.
        value: what that comes to.
    """
    owner = constraint.owner
    beside = constraint.field in fields_of(owner).values()
    if constraint.keyed or beside or not issubclass(owner, Table) or not isinstance(tree, Scalar):
        return None
    if "dataset" in fields_of(owner) and not isinstance(value, str):
        # Whatever number of `data` it may be, it says not where samples come from.
        return None
    takers = [*_takers(owner, value)]
    if not takers:
        return None
    field = next((one for one in MEANT if one in takers), takers[0])
    text = written(value) if isinstance(value, str) else tree.text
    table = f"{{{field}: {text}}}"
    if takers == ["low", "high"]:
        table = f"{{low: -{text}, high: {text}}}" if value > 0 else f"{{low: {text}, high: 0}}"
    key = name.strip("`").rpartition(".")[2]
    return perhaps(f"{key}: {table}", (Edit(tree.span, table),))


def file_of_samples(constraint: Constraint, tree: Tree, value: Any) -> Help | None:
    """The source that a file is, where `data` or `dataset` names it."""
    # Recipes take a while to import, and most files are right.
    from archspec.recipe import Data
    from archspec.recipe.columns import ARCHIVES, TABLES

    if constraint.owner is not Data or not isinstance(value, str):
        return None
    ending = PurePath(value).suffix
    word = "table" if ending in TABLES else "arrays" if ending in ARCHIVES else ""
    if not word:
        return None
    if constraint.field in fields_of(Data).values():
        return perhaps(f"{word}: {value}")
    table = f"{{{word}: {getattr(tree, 'text', value)}}}"
    return perhaps(table, (Edit(tree.span, table),))


def number_of_choice(choice: OneOf, tree: Tree, *, several: bool = False) -> Help | None:
    """The first kind that a bare number may stand for, as in `clip: {norm: 1.0}`.

    Args:
        choice: what the field chooses among.
        tree: what it has.
        several: whether it takes a list of them, as in `mix: [mixup: 0.2]`.
    """
    if not isinstance(tree, Scalar):
        return None
    for word, cls in choice.by_name.items():
        if cls.main is not None and _takes(cls, cls.main, tree.value):
            one = f"{word}: {tree.text}"
            table = f"[{one}]" if several else f"{{{one}}}"
            return perhaps(table, (Edit(tree.span, table),))
    return None


def _takers(owner: type[BaseModel], value: Any) -> Iterator[str]:
    """The fields that take this number or have this word, in their order, or the one it needs."""
    needed = [name for name, field in fields_of(owner).items() if field.is_required()]
    for name, field in fields_of(owner).items():
        choice = first([*field.metadata], OneOf)
        known = choice.by_name if choice else literals(field.annotation)
        if isinstance(value, str) and value in known:
            yield name
        if isinstance(value, (int, float)) and _takes(owner, name, value):
            yield name
        if isinstance(value, str) and needed == [name] and _accepted(owner, name, value):
            yield name


def _takes(owner: type[BaseModel], name: str, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return _accepted(owner, name, value)


def _accepted(owner: type[BaseModel], name: str, value: Any) -> bool:
    try:
        owner.model_validate({name: value})
    except ValidationError:
        return False
    return True
