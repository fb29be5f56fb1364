"""The fields that a file sets on every layer of a kind."""

from collections.abc import Iterable, Iterator
from typing import Any

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Help, Span
from archspec.diagnostics.suggest import did_you_mean, perhaps
from archspec.kind import Layer, find, kinds
from archspec.language.fields.expected import described, field_names
from archspec.language.suggestions.other_frameworks import kind_for
from archspec.syntax import Entry, describe
from archspec.syntax import Mapping as Fields


@dataclass(slots=True)
class DefaultsReader:
    """Reads `defaults`; `problems` collects what is wrong with them."""

    problems: list[Diagnostic] = field(default_factory=list)

    def read(self, entries: Iterable[Entry]) -> dict[str, dict[str, Entry]]:
        """The fields of each kind, by their names."""
        found: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            cls = find(entry.key.text)
            if cls is None:
                translated = kind_for(entry.key.text, kinds())
                helps = did_you_mean(entry.key.text, kinds())
                helps = (perhaps(translated),) if translated else helps
                message = f"`defaults` names `{entry.key.text}`, which is not a kind"
                self._report("A205", message, entry.key.span, helps=helps)
            elif not isinstance(entry.value, Fields):
                message = f"the defaults of a kind are a mapping, not {describe(entry.value)}"
                self._report("A203", message, entry.value.span)
            else:
                found[entry.key.text] = dict(self._default_fields(cls, entry.value))
        return found

    def _default_fields(self, cls: type[Layer], tree: Fields) -> Iterator[tuple[str, Entry]]:
        names = list(field_names(cls))
        for entry in tree:
            if entry.key.text == "when":
                message = "`when` is no default: each layer says for itself whether it is there"
                help_ = Help(f"write `when` at every `{cls.kind}` that may be left out")
                self._report("A201", message, entry.key.span, helps=(help_,))
            elif entry.key.text in names:
                yield entry.key.text, entry
            else:
                helps = did_you_mean(entry.key.text, names)
                notes = (f"`{cls.kind}` takes {described(cls)}",)
                message = f"unknown field `{entry.key.text}` in the defaults of `{cls.kind}`"
                self._report("A201", message, entry.key.span, notes=notes, helps=helps)

    def _report(self, code: str, message: str, span: Span, **more: Any) -> None:
        self.problems.append(Diagnostic(code, message, span, **more))
