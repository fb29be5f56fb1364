"""Where in a recipe a word belongs that stands elsewhere in it, written with its value."""

from collections.abc import Collection
from typing import Final, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archspec.diagnostics import Edit, Help
from archspec.kind.choice import Table
from archspec.language.fields.expected import bare, choice_of, fields_of, model_of
from archspec.language.suggestions.misplaced_fields import kinds_with, of_optimizer
from archspec.syntax import Entry, Mapping, Scalar

NOUNS: Final = {"optimizer": "the optimiser", "loss": "the loss", "schedule": "the schedule"}
"""What a field is called that is one of several things."""

HOMES: Final = (
    "optimizer",
    "loss",
    "early_stop",
    "start",
    "regularize",
    "save",
    "schedule",
    "clip",
)
"""Fields of a recipe that have fields themselves, those first in which a word is likelier."""

WORDS: Final = ("optimizer", "loss", "schedule", "mix")
"""Fields of a recipe of which people write the word itself."""

FREEZES: Final = frozenset(["freeze", "frozen", "freeze_layers", "frozen_layers"])


def in_recipe(recipe: Mapping, owner: type[BaseModel], entry: Entry) -> Help | None:
    """What to write instead of a field that is unknown where it stands.

    Args:
        recipe: what stands under `train`.
        owner: the model of the recipe, or of a part of it, that has no such field.
        entry: the field.
    """
    from archspec.recipe import Recipe
    from archspec.recipe.groups import Group

    if owner is Group and of_optimizer(entry.key.text) == "lr":
        return _factor(recipe, entry)
    # In a part, a word may mean something of its own.
    finders = (_frozen, _of_part, _word) if owner is Recipe else (_of_part,)
    return next((found for find in finders if (found := find(recipe, entry))), None)


def _factor(recipe: Mapping, entry: Entry) -> Help:
    """A learning rate of a group, as a part of that of the optimiser."""
    mine, whole = _number(entry), _rate(recipe)
    if mine is None or not whole:
        return Help("here it is a factor on the rate of the optimiser: `lr_factor: 0.1`")
    edit = _edit(entry, text := f"lr_factor: {mine / whole:.4g}")
    return Help(f"here it is a factor on the optimiser's {whole:g}: `{text}`", edit)


def _rate(recipe: Mapping) -> float | None:
    """The learning rate that a recipe has, or by default."""
    from archspec.recipe import Recipe

    own = recipe.entry("optimizer")
    if own is None:
        return float(Recipe.model_fields["optimizer"].default.lr)
    fields = own.value.entries[0].value if isinstance(own.value, Mapping) else None
    rate = fields.entry("lr") if isinstance(fields, Mapping) else None
    return _number(rate) if rate else None


def _number(entry: Entry) -> float | None:
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def _frozen(recipe: Mapping, entry: Entry) -> Help | None:
    """Layers that are to stay as they are."""
    if entry.key.text.lower() not in FREEZES:
        return None
    value = entry.value.value if isinstance(entry.value, Scalar) else entry.value
    which = "…" if isinstance(value, bool | int | float) else _text(entry)
    group = f"{{of: {which}, frozen: true}}"
    if recipe.entry("groups"):
        return Help(f"write it among the `groups`: `{group}`")
    return Help(
        f"parameters stay as they are by `{(text := f'groups: [{group}]')}`", _edit(entry, text)
    )


def _of_part(recipe: Mapping, entry: Entry) -> Help | None:
    """A field of the optimiser, of the loss, or of another part of a recipe."""
    from archspec.recipe import Recipe

    names = dict.fromkeys((entry.key.text, of_optimizer(entry.key.text)))
    for home in HOMES:
        field = Recipe.model_fields[home]
        for name in names:
            kinds = kinds_with(field, name)
            if kinds or name in _table_of(field):
                return _into(recipe, entry, home, name, kinds)
    return None


def _into(
    recipe: Mapping, entry: Entry, home: str, name: str, kinds: Collection[str]
) -> Help | None:
    """How a field is written in that part of the recipe in which it belongs."""
    begins = f"`{entry.key.text}` belongs {_where(home)}"
    field = f"{name}: {_text(entry)}"
    own = recipe.entry(home)
    if own is None:
        usual = next(iter(kinds), "")
        whole = f"{home}: {{{usual}: {{{field}}}}}" if kinds else f"{home}: {{{field}}}"
        return Help(f"{begins}: `{whole}`", _edit(entry, whole))
    if isinstance(own.value, Scalar) and own.value.text in kinds:
        return Help(f"{begins}: `{home}: {{{own.value.text}: {{{field}}}}}`")
    if isinstance(own.value, Mapping) and not kinds:
        return Help(f"{begins}: write `{field}` among its fields")
    if isinstance(own.value, Mapping) and own.value.entries[0].key.text in kinds:
        kind = own.value.entries[0].key.text
        return Help(f"{begins}: write `{field}` among the fields of `{kind}`")
    return None


def _where(home: str) -> str:
    return f"to {NOUNS[home]}" if home in NOUNS else f"under `{home}`"


def _word(recipe: Mapping, entry: Entry) -> Help | None:
    """The word of a choice that stands where the field belongs, as in `mixup: 0.2`."""
    from archspec.recipe import Recipe

    word = entry.key.text
    for home in WORDS:
        field = Recipe.model_fields[home]
        choice = choice_of(field)
        if choice is None or word not in choice.by_name:
            continue
        value = entry.value.value if isinstance(entry.value, Scalar) else entry.value
        bare_word = value is None or value is True
        one = word if bare_word else f"{word}: {_text(entry)}"
        several = get_origin(bare(field.annotation)[0]) is tuple
        whole = f"{home}: [{one}]" if several else f"{home}: {one if bare_word else f'{{{one}}}'}"
        edits = () if recipe.entry(home) else _edit(entry, whole)
        return Help(f"it is one of `{home}`: `{whole}`", edits)
    return None


def _table_of(field: FieldInfo) -> Collection[str]:
    """The fields of a part that is no choice."""
    model = None if choice_of(field) else model_of(field.annotation)
    return fields_of(model) if model and issubclass(model, Table) else ()


def _text(entry: Entry) -> str:
    """A value as it stands, where that is within the line of its key."""
    span = entry.value.span
    if span.line != entry.key.span.line or span.end_line != span.line:
        return "…"
    return span.source.lines[span.line - 1][span.column - 1 : span.end_column - 1] or "…"


def _edit(entry: Entry, whole: str) -> tuple[Edit, ...]:
    """The edit that puts another field in the place of one, where its value is known."""
    if "…" in whole:
        return ()
    key, value = entry.key.span, entry.value.span
    return (Edit(key._replace(end_line=value.end_line, end_column=value.end_column), whole),)
