"""What is said about a word, or a table, that none of several choices is."""

from collections.abc import Collection
from typing import Final

from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.diagnostics.suggest import likely, listed, nearest, only_near, perhaps
from archspec.kind.choice import OneOf
from archspec.language.fields.expected import fields_of
from archspec.language.fields.value_corrections import ARITHMETIC
from archspec.language.suggestions.bare_values import number_of_choice
from archspec.language.suggestions.other_choices import other_choice
from archspec.syntax import Mapping, Scalar, Tree, describe

ALL: Final = 20
FIRST: Final = 6
"""How many words are listed: all of them, or some of very many."""

_MIXED: Final = "samples are mixed by a field of `train`, as in `mix: [mixup, cutmix]`"
_CLIMB: Final = "the rate climbs by a field of `train` beside it, as in `warmup: 5`"
_FLAT: Final = "a container holds no container: write it in `augment` itself"
ELSEWHERE: Final = {
    **dict.fromkeys(("mixup", "cutmix", "mix_up", "cut_mix", "MixUp", "CutMix"), _MIXED),
    **dict.fromkeys(("warmup", "warm_up", "linear_warmup"), _CLIMB),
    **dict.fromkeys(("random_apply", "random_choice", "random_order"), _FLAT),
}
"""Words of one choice that are looked for in another."""


def word_of_choice(path: str, word: str, known: list[str], span: Span) -> Diagnostic:
    """A203: a choice has no such word."""
    notes = (f"there are {_some(nearest(word, known))}",)
    help_ = _instead_of_word(word, known, span)
    helps = (help_,) if help_ else ()
    return Diagnostic("A203", f"no `{path}` is called `{word}`", span, "", (), notes, helps)


def _some(words: Collection[str]) -> str:
    """The words there are; where these are very many, the first of them."""
    return listed(words, ALL if len(words) <= ALL else FIRST)


def _instead_of_word(word: str, known: list[str], span: Span) -> Help | None:
    if (elsewhere := ELSEWHERE.get(word)) and only_near(word, known) is None:
        return Help(elsewhere)
    if ours := other_choice(word, known):
        # What has fields of its own is no key to which others could be given.
        edits = () if ours.startswith("{") and _is_key(span) else (Edit(span, ours),)
        return Help(f"here it is `{ours}`", edits)
    if ARITHMETIC.fullmatch(word):
        return Help(f"to compute it, write `${{{word}}}`", (Edit(span, f'"${{{word}}}"'),))
    one = likely(word, known)
    if one is None:
        return None
    return perhaps(one, (Edit(span, one),), certain=only_near(word, known) is not None)


def is_field_of(word: str, choice: OneOf) -> bool:
    """Whether a word that is no choice is a field of one."""
    return any(word in fields_of(cls) for cls in choice.by_name.values())


def _is_key(span: Span) -> bool:
    lines = span.source.lines
    return span.line <= len(lines) and lines[span.line - 1][span.end_column - 1 :][:1] == ":"


def form_of_choice(path: str, choice: OneOf, tree: Tree, span: Span) -> Diagnostic:
    """A203: neither a word nor a word with its fields."""
    words = [entry.key.text for entry in tree] if isinstance(tree, Mapping) else []
    if isinstance(tree, Mapping) and (found := _other_word(path, choice, tree, span)):
        return found
    known = [word for word in words if word in choice.by_name]
    note = f"there are {_some(choice.by_name)}"
    if len(known) == 1:
        own = _main_field(choice, known[0], tree)
        others = ", ".join([*own, *(f"{word}: …" for word in words if word not in known)])
        message = f"the fields of `{known[0]}` stand beside it"
        help_ = Help(f"indent them: `{{{known[0]}: {{{others}}}}}`")
        return Diagnostic("A203", message, span, "", (), (), (help_,))
    if len(known) > 1:
        message = f"`{path}` is one thing, and these are {len(known)}: {listed(known)}"
        return Diagnostic("A203", message, span)
    if isinstance(tree, Mapping) and (named := _named(tree, choice)):
        table = _table_of(tree, named)
        edits = (Edit(tree.span, table),) if "…" not in table and _one_line(tree) else ()
        help_ = Help(f"the word itself is the key: `{path}: {table}`", edits)
        return Diagnostic("A203", f"`{path}` has no word for which it is", span, helps=(help_,))
    if isinstance(tree, Mapping) and (takers := _takers(choice, words)):
        texts = [f"{e.key.text}: {_text_of(e.value)}" for e in tree]
        table = f"{{{takers[0]}: {{{', '.join(texts)}}}}}"
        edits = (Edit(tree.span, table),) if "…" not in table and _one_line(tree) else ()
        help_ = Help(f"say which it is, as in `{path}: {table}`", edits)
        message = f"`{path}` has no word for which it is"
        return Diagnostic("A203", message, span, notes=(note,), helps=(help_,))
    message = f"`{path}` must be a word, or a word with its fields, not {describe(tree)}"
    number = number_of_choice(choice, tree)
    return Diagnostic("A203", message, span, notes=(note,), helps=(number,) if number else ())


def _other_word(path: str, choice: OneOf, tree: Mapping, span: Span) -> Diagnostic | None:
    """A203 for `init: {kaiming_normal_: {…}}`, where the word of another framework has fields."""
    parent, _, word = path.rpartition(".")
    text = other_choice(word, choice.by_name)
    if not parent or text is None:
        return None
    ours, _, own = text.strip("{}").partition(": {")
    fields = [*([own] if own else []), *(f"{e.key.text}: {_text_of(e.value)}" for e in tree)]
    help_ = Help(f"here it is `{parent}: {{{ours}: {{{', '.join(fields)}}}}}`")
    return Diagnostic("A203", f"no `{parent}` is called `{word}`", span, helps=(help_,))


def _main_field(choice: OneOf, word: str, tree: Tree) -> list[str]:
    """What a bare value sets, written out, as it stands beside no other field."""
    entry = tree.entry(word) if isinstance(tree, Mapping) else None
    main = choice.by_name[word].main
    value = entry.value if entry else None
    return [f"{main}: {value.text}"] if main and isinstance(value, Scalar) and value.text else []


WORD_KEYS: Final = ("type", "name", "kind", "class", "_target_")
"""Keys under which other tools have the word."""


def _takers(choice: OneOf, words: Collection[str]) -> list[str]:
    """The words whose fields these are; none where one of them is no field."""
    known = choice.by_name.items()
    return [word for word, cls in known if words and set(words) <= fields_of(cls).keys()]


def _table_of(tree: Mapping, word: str) -> str:
    """The fields that stand beside the word, under it."""
    others = (e for e in tree if e.key.text not in WORD_KEYS)
    fields = ", ".join(f"{e.key.text}: {_text_of(e.value)}" for e in others)
    return f"{{{word}: {{{fields}}}}}" if fields else word


def _text_of(tree: Tree) -> str:
    return tree.text if isinstance(tree, Scalar) and _one_line(tree) else "…"


def _one_line(tree: Tree) -> bool:
    return tree.span.line == tree.span.end_line


def _named(tree: Mapping, choice: OneOf) -> str | None:
    """The word that stands under `type` or `name` as other tools have it."""
    entry = next((e for e in tree if e.key.text in WORD_KEYS), None)
    text = entry.value.text if entry and isinstance(entry.value, Scalar) else ""
    return likely(text, choice.by_name) if text else None
