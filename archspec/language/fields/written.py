"""The fields of a layer as they were written, with the defaults of its kind under them."""

from collections.abc import Mapping

from archspec.diagnostics import Diagnostic, Help
from archspec.kind import Layer
from archspec.language.fields.expected import described, fields_of
from archspec.language.fields.value_corrections import accepts
from archspec.language.skip import Skip
from archspec.language.suggestions.missing_space import comma_in_braces
from archspec.language.suggestions.other_frameworks import BY_NAME, FALSE_FRIENDS
from archspec.syntax import Entry, Scalar, Tree, describe
from archspec.syntax import Mapping as Fields

Defaults = Mapping[str, Mapping[str, Entry]]
"""Fields for every layer of a kind, by the kind."""


def trees(cls: type[Layer], value: Tree | None) -> dict[str, Tree]:
    """The tree of each field that was written.

    Raises:
        Skip: A203 for a bare value where the kind has no main field, and for a comma in braces.
    """
    written: dict[str, Tree] = {}
    if isinstance(value, Fields):
        fields = fields_of(cls)

        def takes(name: str, number: float) -> bool:
            return name not in fields or accepts(fields[name].annotation, number)

        if problem := comma_in_braces(value, fields, takes):
            raise Skip(problem)
        written = {entry.key.text: entry.value for entry in value}
    elif value is not None:
        if cls.main is None:
            raise Skip(_no_main_field(cls, value))
        written = {cls.model_fields[cls.main].alias or cls.main: value}
    return written


def _no_main_field(cls: type[Layer], value: Tree) -> Diagnostic:
    message = f"`{cls.kind}` takes its fields by name, not {describe(value)}"
    notes = (f"`{cls.kind}` takes {described(cls)}",)
    advice = FALSE_FRIENDS.get(cls.kind) or BY_NAME.get(cls.kind)
    helps = (Help(advice),) if advice else ()
    return Diagnostic("A203", message, value.span, notes=notes, helps=helps)


def whole(cls: type[Layer], value: Tree | None, defaults: Defaults) -> Tree | None:
    """Where every field of a layer stands, those of `defaults` with the others."""
    own = defaults.get(cls.kind, {})
    if not own or not isinstance(value, Fields | None):
        return value if not own else _beside(cls, value, own)
    entries = value.entries if value else ()
    written = {entry.key.text for entry in entries}
    more = tuple(entry for name, entry in own.items() if name not in written)
    span = value.span if value else next(iter(own.values())).key.span
    return Fields((*entries, *more), span, flow=True)


def _beside(cls: type[Layer], value: Tree | None, defaults: Mapping[str, Entry]) -> Tree | None:
    """A bare value among the defaults of its kind."""
    if value is None or cls.main is None:
        return value
    name = cls.model_fields[cls.main].alias or cls.main
    own = Entry(Scalar(name, name, value.span), value)
    return Fields((own, *(e for n, e in defaults.items() if n != name)), value.span, flow=True)
