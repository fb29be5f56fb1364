"""The figures of `expect:`, which checking the file checks too."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from archspec.diagnostics import Diagnostic, Edit, Help
from archspec.diagnostics.suggest import QUESTION, did_you_mean, near, perhaps
from archspec.language.document.model import Expectation
from archspec.language.document.open_sizes import read_size
from archspec.language.expressions.values import value_of
from archspec.language.fields.value_corrections import meant
from archspec.language.fields.value_errors import refusal
from archspec.language.skip import Skip
from archspec.language.suggestions.other_frameworks import field_for
from archspec.shapes import Size, open_names
from archspec.syntax import Entry, describe
from archspec.syntax import Mapping as Fields
from archspec.syntax.writing import written

Variants = Mapping[str, tuple[Entry, ...]]
"""The parameters that each variant sets, by its name."""

FIGURES: Mapping[str, str] = {
    "params": "numbers that are learnt or could be",
    "trainable_params": "numbers that are learnt",
    "macs": "multiply-adds per sample",
    "output": "the shape of the output",
    "receptive_field": "what one output position sees of the input, per axis",
}


OPEN = ("macs", "output", "receptive_field")
"""What may depend on sizes that the input leaves open."""


def read_expectations(
    entry: Entry,
    params: Mapping[str, Any],
    names: frozenset[str] = frozenset(),
    variants: Variants = MappingProxyType({}),
    chosen: str | None = None,
) -> tuple[list[Expectation], list[Diagnostic]]:
    """Each figure with its place: a whole number, `{max: …}`, `{min: …}`, or a shape.

    Figures are those of the file as written; under a variant's name, those of that variant. A
    variant that changes nothing is the file as written. All are read, and those of the chosen
    variant returned.

    Args:
        entry: what stands under `expect`.
        params: the values of the parameters.
        names: the names of sizes that the input leaves open.
        variants: what each variant of the file sets.
        chosen: the variant that is meant; None for the file as written.
    """
    found: list[Expectation] = []
    problems: list[Diagnostic] = []
    for owner, figures in _owners(entry, variants, problems):
        for figure in figures:
            try:
                one = _expectation(figure, params, names, variants)
            except Skip as skip:
                problems += skip.found
                continue
            if owner == chosen or _same(owner, chosen, variants):
                found.append(one)
    return found, problems


def _same(one: str | None, other: str | None, variants: Variants) -> bool:
    """Whether both change nothing."""
    return not any(variants[name] for name in (one, other) if name is not None)


def _owners(
    entry: Entry, variants: Variants, problems: list[Diagnostic]
) -> Iterator[tuple[str | None, tuple[Entry, ...]]]:
    """The figures of the file as written, and those of each variant."""
    if not isinstance(entry.value, Fields):
        message = f"`expect` must be a mapping of figures, not {describe(entry.value)}"
        problems.append(Diagnostic("A203", message, entry.value.span))
        return
    yield None, tuple(e for e in entry.value if e.key.text not in variants)
    for inner in entry.value:
        if inner.key.text not in variants:
            continue
        if isinstance(inner.value, Fields):
            yield inner.key.text, inner.value.entries
            continue
        message = f"the figures of a variant are a mapping, not {describe(inner.value)}"
        problems.append(Diagnostic("A203", message, inner.value.span))


def _expectation(
    entry: Entry, params: Mapping[str, Any], names: frozenset[str], variants: Variants
) -> Expectation:
    word = entry.key.text
    if word not in FIGURES:
        translated = field_for(word, FIGURES)
        helps = did_you_mean(word, FIGURES)
        helps = (Help(f"here it is called `{translated}`"),) if translated else helps
        helps = (Help(FLOPS),) if "flops" in word.lower() else helps
        if not helps and (close := near(word, variants)[:1]):
            helps = (Help(f"{QUESTION} the variant `{close[0]}`?"),)
        note = f"figures: {', '.join(FIGURES)}"
        if isinstance(entry.value, Fields):
            note += f"; variants: {', '.join(variants) or 'none'}"
        message = f"`expect` knows no figure `{word}`"
        raise Skip(Diagnostic("A201", message, entry.key.span, notes=(note,), helps=helps))
    value = value_of(entry.value, params)
    if word in OPEN:
        value = _opened(value, names)
    if not (_sizes(value) if word in ("output", "receptive_field") else _count(value)):
        what = (
            "a list with a size per axis"
            if word in ("output", "receptive_field")
            else ("a whole number, `{max: …}` or `{min: …}`")
        )
        raise Skip(_wrong(word, value, entry, what))
    return Expectation(word, value, entry.value.span)


def _wrong(word: str, value: Any, entry: Entry, what: str) -> Diagnostic:
    """A203, at the bound that does not exist where there is one."""
    if isinstance(entry.value, Fields) and word not in ("output", "receptive_field"):
        for bound in entry.value:
            if bound.key.text not in ("min", "max"):
                message = f"a bound is `min` or `max`, not `{bound.key.text}`"
                return Diagnostic("A203", message, bound.key.span)
    takes = tuple[int, ...] if word in ("output", "receptive_field") else int | dict[str, int]
    message, notes = refusal(f"`{word}`", what, value, entry.value)
    one = meant(entry.value, value, takes)[0] if value is not None else None
    text = written(one)
    helps = (perhaps(text, (Edit(entry.value.span, text),)),) if one else ()
    return Diagnostic("A203", message, entry.value.span, "", (), notes, helps)


def _opened(value: Any, names: frozenset[str]) -> Any:
    """What depends on sizes that the input leaves open is text, as in the input itself."""
    if isinstance(value, tuple):
        return tuple(_opened(item, names) for item in value)
    size = read_size(value) if isinstance(value, str) else None
    return value if size is None or not names.issuperset(open_names((size,))) else size


FLOPS = "here it is `macs`, multiply-adds: half of the FLOPs that count both"


def _sizes(value: Any) -> bool:
    return isinstance(value, tuple) and all(type(size) in (int, Size) for size in value)


def _count(value: Any) -> bool:
    if isinstance(value, dict):
        bounds = value.keys() <= {"min", "max"} and bool(value)
        return bounds and all(type(bound) is int for bound in value.values())
    return type(value) in (int, Size)
