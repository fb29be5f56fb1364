"""Parameters: their defaults in the file, a variant's values, and what is set from outside."""

from collections.abc import Iterable, Iterator, Sequence
from keyword import iskeyword
from typing import Any, TypeAlias

from archspec.diagnostics import Diagnostic, Failure, Source, Span
from archspec.diagnostics.suggest import did_you_mean, listed, nearest
from archspec.language.document.given import Given, place, setting
from archspec.language.expressions.constants import CONSTANTS
from archspec.language.expressions.unknown import Below, Broken, Itself, Silent
from archspec.language.expressions.values import value_of
from archspec.language.skip import Skip
from archspec.language.suggestions.missing_space import comma_in_braces
from archspec.language.suggestions.recipe_settings import of_recipe
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree, describe, read

Overrides: TypeAlias = Sequence[tuple[str, str | Given]]
"""Names with the text of their values, as in `--set width=64`, or with values of a program."""


def read_parameters(
    tree: Fields, overrides: Overrides, variant: str | None, sizes: Iterable[str] = ()
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The value of every parameter, and what is wrong: A203, A208 to A211.

    Args:
        tree: the file.
        overrides: what is set from outside.
        variant: the name of the set of parameters that is chosen.
        sizes: names that may be set as well, for messages.
    """
    problems: list[Diagnostic] = []
    entry = tree.entry("params")
    defaults = _entries(tree, "params", problems)
    cut = comma_in_braces(entry.value) if entry and isinstance(entry.value, Fields) else None
    if entry and isinstance(entry.value, Fields) and cut is None:
        problems += unusable_names(entry.value)
    elif entry:
        problems += [cut] if cut else []
        # Its names are known all the same, so that nothing is said where they are used.
        return dict.fromkeys(_words(entry.value), Broken(problems[0])), problems
    chosen = _variant(tree, variant, defaults, problems)
    values: dict[str, Any] = {}
    outside = _outside(overrides, defaults, problems, sizes)
    keys = _keys(tree)
    scope: dict[str, Any] = {name: Below(key) for name, key in keys.items()}
    for name, default in defaults.items():
        if name in outside:
            scope[name] = values[name] = outside[name]
            continue
        scope[name] = Itself()
        try:
            values[name] = value_of(chosen.get(name, default), scope)
        except Skip as skip:
            problems += skip.found
            values[name] = Broken(skip.found[0]) if skip.found else Silent()
        scope[name] = values[name]
    return values, problems


OF = {"params": "values", "variants": "parameters with values"}


def _entries(tree: Fields, name: str, problems: list[Diagnostic]) -> dict[str, Tree]:
    entry = tree.entry(name)
    if entry is None:
        return {}
    if not isinstance(entry.value, Fields):
        message = (
            f"`{name}` must be a mapping from names to {OF[name]}, not {describe(entry.value)}"
        )
        problems.append(Diagnostic("A203", message, entry.value.span))
        return {}
    return {inner.key.text: inner.value for inner in entry.value}


def unusable_names(params: Fields) -> list[Diagnostic]:
    """A203 for parameters whose names no expression could use."""
    found = []
    for key in (entry.key for entry in params):
        if iskeyword(key.text) or key.text in CONSTANTS:
            note = "expressions have this word already"
        elif not key.text.isidentifier():
            note = "a name has letters, digits and underscores, and does not begin with a digit"
        else:
            continue
        message = f"`{key.text}` cannot be the name of a parameter"
        found.append(Diagnostic("A203", message, key.span, notes=(note,)))
    return found


def _words(tree: Tree) -> Iterator[str]:
    """The names that somebody wrote as a list, or as a list of mappings."""
    if isinstance(tree, Fields):
        yield from (entry.key.text for entry in tree)
    elif isinstance(tree, Scalar):
        yield tree.text
    else:
        for item in tree:
            yield from _words(item)


def _keys(tree: Fields) -> dict[str, Span]:
    entry = tree.entry("params")
    fields = entry.value if entry and isinstance(entry.value, Fields) else ()
    return {inner.key.text: inner.key.span for inner in fields}


def _variant(
    tree: Fields, name: str | None, defaults: dict[str, Tree], problems: list[Diagnostic]
) -> dict[str, Tree]:
    variants = _entries(tree, "variants", problems)
    for word, fields in variants.items():
        if not isinstance(fields, Fields):
            message = (
                f"the variant `{word}` must be a mapping of parameters, not {describe(fields)}"
            )
            problems.append(Diagnostic("A203", message, fields.span))
            continue
        if cut := comma_in_braces(fields):
            problems.append(cut)
            continue
        where = f"the variant `{word}`"
        problems += [_unknown(where, e.key, defaults) for e in fields if e.key.text not in defaults]
    if name is None:
        return {}
    if name not in variants:
        helps = did_you_mean(name, variants)
        note = f"variants: {listed(nearest(name, variants), 20)}" if variants else "it has none"
        message = f"the file has no variant `{name}`"
        raise Failure([Diagnostic("A211", message, notes=(note,), helps=helps)])
    chosen = variants[name]
    if not isinstance(chosen, Fields) or comma_in_braces(chosen):
        return {}
    return {e.key.text: e.value for e in chosen}


def _unknown(where: str, key: Scalar, names: Iterable[str]) -> Diagnostic:
    helps = did_you_mean(key.text, names)
    message = f"{where} sets `{key.text}`, which is not a parameter"
    return Diagnostic("A211", message, key.span, helps=helps)


def _outside(
    overrides: Overrides,
    defaults: dict[str, Tree],
    problems: list[Diagnostic],
    sizes: Iterable[str],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, given in overrides:
        if name not in defaults:
            names = nearest(name, defaults)
            note = f"parameters: {listed(names, 20)}" if names else "the file has no parameters"
            notes = (note, f"sizes left open: {listed(sorted(sizes))}") if sizes else (note,)
            helps = did_you_mean(name, [*names, *sizes]) or of_recipe(name, given)
            message = f"{setting(name, given)} names no parameter of the file"
            problems.append(Diagnostic("A211", message, place(given), notes=notes, helps=helps))
            continue
        default = value_of(defaults[name], values) if _plain(defaults[name]) else None
        values[name] = _checked(name, given, default, problems)
    return values


def _plain(tree: Tree) -> bool:
    return "$" not in getattr(tree, "text", "$")


def _checked(name: str, given: str | Given, default: Any, problems: list[Diagnostic]) -> Any:
    """The value, where it can be had; a number must stay a number."""
    try:
        value = given.data if isinstance(given, Given) else _read(name, given)
    except TypeError as error:
        problems.append(Diagnostic("A211", f"the value of `{name}` {error}", place(given)))
        return default
    except (Failure, Skip):
        message = f"{setting(name, given)} has no value that can be read"
        problems.append(Diagnostic("A211", message, place(given)))
        return default
    numeric = isinstance(default, (int, float)) and not isinstance(default, bool)
    is_number = isinstance(value, (int, float, tuple)) and not isinstance(value, bool)
    if (numeric and not is_number) or (isinstance(default, bool) and not isinstance(value, bool)):
        what = "true or false" if isinstance(default, bool) else "a number"
        message = f"`{name}` is {what}, and {setting(name, given)} gives it none"
        problems.append(Diagnostic("A211", message, place(given)))
        return default
    return value


def _read(name: str, text: str) -> Any:
    """The value as it would be read in the file."""
    return value_of(read(Source(f"--set {name}", text)), {})
