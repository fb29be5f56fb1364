"""What is said about a value that a field does not take."""

import re
from collections.abc import Collection
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.diagnostics.suggest import likely, nearest, perhaps
from archspec.kind.fields import MAX_SIZE, Shortcut
from archspec.language.expressions.environment import Environment
from archspec.language.expressions.expression_error import begun
from archspec.language.expressions.expressions import is_computation, is_expression
from archspec.language.expressions.values import names_in
from archspec.language.fields.expected import BASIC, bare, fields_of, literals
from archspec.language.fields.field_path import Constraint
from archspec.language.fields.value_corrections import (
    ARITHMETIC,
    HELD,
    meant,
    parameter,
)
from archspec.language.suggestions.bare_values import file_of_samples, in_table, number_of_choice
from archspec.language.suggestions.other_frameworks import ADVICE
from archspec.language.suggestions.study_words import number_of_seeds
from archspec.patterns import compile_later
from archspec.syntax import Scalar, Sequence, Tree, describe
from archspec.syntax.advice import odd_characters
from archspec.syntax.writing import pieces, written

MAX_SHOWN = 40
"""Characters of a value that a message repeats."""

MOST_WORDS = 12
"""Words of a choice that are listed, the nearest first."""

LONGEST = 72
"""Characters of a first line; what a field takes stands in a note where both are longer."""


WHOLE: Final = compile_later(r"^a whole number( of at least -?\d+| greater than -?\d+)?(?=$|, or )")
"""What a field takes that takes numbers up to the largest size, of which nothing is said else."""


def wrong_value(
    name: str,
    constraint: Constraint,
    tree: Tree | None,
    value: Any,
    span: Span,
    params: Collection[str] = (),
) -> Diagnostic:
    """A203: the field takes something else."""
    wants = _nearest_first(constraint, value)
    if type(value) is int and value > MAX_SIZE:
        wants = WHOLE.sub(rf"\g<0> and at most {MAX_SIZE:,}", wants)
    message, notes = refusal(name, wants, value, tree)
    same = not isinstance(value, HELD) and getattr(tree, "text", None) == str(value)
    computed = isinstance(tree, Scalar) and not same and _is_computed(tree, value)
    label = f"comes to {shown(value)}" if computed else ""
    if tree is not None and computed and isinstance(params, Environment):
        label += params.received_in(names_in(tree))
    help_ = None if tree is None else _instead(name, constraint, tree, value, computed, params)
    odd = odd_characters(tree.text) if isinstance(tree, Scalar) else ()
    helps = () if help_ is None else (help_,)
    return Diagnostic("A203", message, span, label, (), (*notes, *odd), helps)


def _is_computed(tree: Scalar, value: Any) -> bool:
    """Whether a value was computed, rather than read from the file as it is."""
    without_sign = isinstance(tree.value, str) and tree.value != value and is_computation(tree.text)
    return is_expression(tree.text) or without_sign


def refusal(name: str, wants: str, value: Any, tree: Tree | None) -> tuple[str, tuple[str, ...]]:
    """The first line, and what the field takes where that line would be too long for it."""
    takes = (f"it takes {wants}",) if wants else ()
    if value is None and isinstance(tree, Scalar) and not tree.text:
        return f"{name} has no value", takes
    given = describe(tree) if isinstance(tree, Scalar) and tree.value == value else shown(value)
    whole = f"{name} must be {wants}, not {given}"
    if wants and len(whole) <= LONGEST:
        return whole, ()
    return f"{name} cannot be {given}", takes


def _nearest_first(constraint: Constraint, value: Any) -> str:
    words = literals(constraint.annotation)
    wants = constraint.wants
    if wants != "one of " + ", ".join(words):
        return wants
    ordered = nearest(value, words) if isinstance(value, str) else [*words]
    return "one of " + ", ".join(ordered[:MOST_WORDS] + ["…"] * (len(ordered) > MOST_WORDS))


def _instead(
    name: str,
    constraint: Constraint,
    tree: Tree,
    value: Any,
    computed: bool,
    params: Collection[str],
) -> Help | None:
    """What was meant: a parameter, a word, a number in another notation."""
    if isinstance(value, str) and (word := parameter(value, params)):
        return perhaps(f"${word}", (Edit(tree.span, f"${word}"),), certain=True)
    if value is None:
        return None
    if computed:
        return _computed(tree, value, constraint)
    if constraint.wants in ADVICE and not isinstance(value, str):
        return Help(ADVICE[constraint.wants])
    if found := file_of_samples(constraint, tree, value):
        # A file whose name is near that of a data set is no misspelt data set.
        return found
    if value == "causal" and "padding" in fields_of(constraint.owner):
        return Help("pad before it: `pad: [[2, 0]]` for a kernel of 3; `tcn` does so")
    one, certain = meant(tree, value, constraint.annotation)
    if one is not None:
        return _did_you_mean(tree, one, certain=certain)
    if isinstance(value, str) and ARITHMETIC.fullmatch(value):
        return Help(f"to compute it, write `${{{value}}}`")
    return (
        in_table(name, constraint, tree, value)
        or _of_another_field(constraint, value)
        or _by_name(constraint, tree)
        or _within(constraint, tree, value)
        or number_of_seeds(name, tree, value)
        or (number_of_choice(constraint.choice, tree, several=True) if constraint.choice else None)
    )


def _did_you_mean(tree: Tree, one: Any, *, certain: bool) -> Help:
    text = written(one)
    if isinstance(one, str) and isinstance(tree, Scalar) and one == tree.text:
        text = f'"{one}"'
    line = _one_line(tree)
    return perhaps(text, (Edit(tree.span, text),) if line else (), certain=certain and line)


def _computed(tree: Tree, value: Any, constraint: Constraint) -> Help | None:
    text = getattr(tree, "text", "")
    if isinstance(value, float) and "/" in text.replace("//", ""):
        return Help("`//` divides and rounds down to a whole number")
    if isinstance(value, list | tuple) and "[" not in text:
        return Help(f"name one of its items: `{text}[0]`", _item(tree, f"{text}[0]"))
    word = likely(value, literals(constraint.annotation)) if isinstance(value, str) else None
    return perhaps(word) if word else None


def _item(tree: Tree, text: str) -> tuple[Edit, ...]:
    """The value in quotes, without which a bracket ends it within braces."""
    plain = isinstance(tree, Scalar) and tree.plain and tree.span.line == tree.span.end_line
    return (Edit(tree.span, f'"{text}"'),) if plain and '"' not in text else ()


def _of_another_field(constraint: Constraint, value: Any) -> Help | None:
    """A word that a field beside this one would take."""
    for name, field in fields_of(constraint.owner).items():
        word = value.lower() if isinstance(value, str) else ""
        if field is not constraint.field and word in literals(field.annotation):
            return Help(f"that is a `{name}`: write `{name}: {word}`")
    return None


WITHOUT: Final[dict[type, str]] = {
    Shortcut: "`optional` leaves it out where shapes differ; with none at all, write a `sequence`"
}
"""What to write for nothing at all, by what a field holds."""


def _within(constraint: Constraint, tree: Tree, value: Any) -> Help | None:
    """A word of a mapping that a bare word stands for, such as the mode of a `shortcut`."""
    if value in (False, "none", "false", "no") and (advice := WITHOUT.get(constraint.owner)):
        return Help(advice)
    if constraint.field is None or bare(constraint.annotation)[0] in BASIC:
        return None
    inner = fields_of(constraint.owner).values()
    words = [word for field in inner for word in literals(field.annotation)]
    one = likely(value, words) if isinstance(value, str) else None
    return perhaps(one, (Edit(tree.span, one),)) if one else None


def _by_name(constraint: Constraint, tree: Tree) -> Help | None:
    """A list where one value belongs, as if it were the arguments of a call."""
    names = [n for n in MAIN_ORDER if n in fields_of(constraint.owner)]
    texts = _texts(tree)
    if len(texts) < 2 or "list" in constraint.wants or not names:
        return None
    if names == ["width"] and len(texts) == 2:
        edits = (Edit(tree.span, texts[1]),) if _one_line(tree) else ()
        return Help(f"what comes in is known: write what comes out, `{texts[1]}`", edits)
    if len(texts) > len(names):
        return None
    text = ", ".join(f"{name}: {item}" for name, item in zip(names, texts, strict=False))
    edits = (Edit(tree.span, f"{{{text}}}"),) if _one_line(tree) and not _under(tree, names) else ()
    return Help(f"fields have names: `{{{text}}}`", edits)


def _under(tree: Tree, names: list[str]) -> bool:
    """Whether a value stands under one of these fields, and not alone behind its kind."""
    before = tree.span.source.lines[tree.span.line - 1][: tree.span.column - 1]
    words = re.findall(r"[\w.-]+(?=\s*:\s*$)", before)
    return not words or words[-1] in names


SEVERAL: Final = compile_later(r"[\w.$-]+(?:\s*,\s*[\w.$-]+)+")


def _texts(tree: Tree) -> list[str]:
    """The values of a list, or of a text that lists them with commas."""
    if isinstance(tree, Sequence):
        texts = [item.text if isinstance(item, Scalar) else "" for item in tree]
        return texts if all(texts) else []
    plain = isinstance(tree, Scalar) and tree.plain and SEVERAL.fullmatch(tree.text)
    return re.split(r"\s*,\s*", tree.text) if plain and isinstance(tree, Scalar) else []


MAIN_ORDER = ("width", "kernel", "stride", "padding")
"""The order in which Python's calls of other frameworks have what a layer is made of."""


def _one_line(tree: Tree) -> bool:
    return tree.span.line == tree.span.end_line


def shown(value: Any) -> str:
    """A value as a file has it, cut where it is long."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "a mapping"
    text = begun(pieces(value), MAX_SHOWN)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
