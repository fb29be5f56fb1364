"""What is said about an item of a list of layers that is no layer."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from archspec.diagnostics import Diagnostic, Edit, Help, Mark, Span
from archspec.diagnostics.suggest import QUESTION, listed, near, nearest, only_near, perhaps
from archspec.kind import find, kinds
from archspec.language.fields.expected import fields_of
from archspec.language.suggestions.calls import as_layer
from archspec.language.suggestions.kinds_with_fields import (
    form_of,
    reshaped,
    source_text,
    whole,
    with_fields,
)
from archspec.language.suggestions.misplaced_fields import home
from archspec.language.suggestions.missing_space import missing_space
from archspec.language.suggestions.other_frameworks import (
    FALSE_FRIENDS,
    NO_ROLE,
    NO_SUCH,
    UNNEEDED,
    field_for,
    folded,
    kind_for,
    same_kind,
)
from archspec.patterns import compile_later
from archspec.syntax import Mapping, Scalar, Sequence, Tree, describe
from archspec.syntax.advice import odd_characters

FORMS: Final = "a layer is `kind`, `kind: value` or `kind: {field: value, …}`"
KIND_KEYS: Final = (
    "_target_",
    "type",
    "kind",
    "class",
    "class_name",
    "module",
    "op",
    "layer",
    "layer_type",
)
"""Keys under which other tools have the kind."""

CALL: Final = compile_later(r"([\w.]+)\((.*)\)?", re.DOTALL)
ROLES: Final = {"norm": "normalisation", "act": "activation", "dropout": "kind of dropout"}
IsKind = Callable[[str], bool]


def not_a_layer(tree: Tree) -> Diagnostic:
    """A206: a list, a number or nothing where a layer belongs."""
    nothing = isinstance(tree, Scalar) and tree.value is None
    what = "an empty item stands" if nothing else f"{describe(tree)} stands"
    words = list(_words(tree)) if isinstance(tree, Sequence) else []
    kind = next((k for word in words if (k := _known(word))), None)
    help_ = Help(_by_name(kind)) if kind else Help(FORMS)
    if isinstance(tree, Sequence) and len(words) > 1 and all(map(find, words)):
        help_ = Help("begin each layer with a dash, or put them into a `sequence`")
    return Diagnostic("A206", f"{what} where a layer belongs", tree.span, helps=(help_,))


def _words(tree: Sequence) -> Iterator[str]:
    """The items that are words, and the keys of those with only one."""
    for item in tree:
        if isinstance(item, Scalar):
            yield item.text
        elif isinstance(item, Mapping) and len(item.entries) == 1:
            yield item.entries[0].key.text


def _known(word: str) -> str | None:
    return word if find(word) else kind_for(word, kinds())


def _by_name(kind: str) -> str:
    """How a layer of that kind is written."""
    required = [f.alias or n for n, f in kinds()[kind].model_fields.items() if f.is_required()]
    fields = ", ".join(f"{name}: …" for name in required) or "…"
    return f"fields have names: `{kind}: {{{fields}}}`"


def several_keys(tree: Mapping, is_kind: IsKind) -> Diagnostic:
    """A206: an item with more than one key, most often a field that fell out of its mapping."""
    words = [entry.key.text for entry in tree]
    own = [entry for entry in tree if is_kind(entry.key.text)]
    if not own and words[0] in KIND_KEYS:
        return _kind_as_value(tree)
    if len(own) > 1:
        first, second = own[0].key, own[1].key
        message = f"two layers in one item: `{first.text}` and `{second.text}`"
        help_ = Help(f"begin a new item: `- {second.text}`")
        return Diagnostic("A206", message, second.span, "", (_kind_mark(first),), (), (help_,))
    kind = own[0] if own else tree.entries[0]
    fallen = next(entry for entry in tree if entry is not kind)
    text = _gathered(tree, kind.key.text)
    message = f"`{fallen.key.text}` stands beside `{kind.key.text}`, not in it"
    edits = (Edit(tree.span, text),) if text else ()
    written = text or f"{kind.key.text}: {{{fallen.key.text}: …}}"
    help_ = Help(f"fields stand in the layer: `{written}`", edits)
    marks = (_kind_mark(kind.key),)
    return Diagnostic("A206", message, fallen.key.span, "", marks, (), (help_,))


def _kind_mark(key: Scalar) -> Mark:
    return Mark(key.span, "the kind")


def _kind_as_value(tree: Mapping) -> Diagnostic:
    entry = tree.entries[0]
    word = entry.value.text if isinstance(entry.value, Scalar) else ""
    kind = _known(word) or word
    message = f"the kind of a layer is its key, not the value of `{entry.key.text}`"
    text = _translated(tree, kind)
    edits = (Edit(tree.span, text),) if text and tree.span.line == tree.span.end_line else ()
    form = text or f"{kind or 'conv'}: {{…}}"
    help_ = Help(f"write `{form}`", edits)
    return Diagnostic("A206", message, entry.key.span, helps=(help_,))


def _translated(tree: Mapping, kind: str) -> str:
    """The layer with our names for its fields, where there is one for each that is needed."""
    cls, fields = find(kind), []
    names = [*fields_of(cls)] if cls else []
    for entry in tree.entries[1:]:
        word, value = entry.key.text, entry.value
        ours = word if word in names else field_for(word, names)
        if not isinstance(value, Scalar) or (ours is None and word not in UNNEEDED):
            return ""
        if ours is not None:
            fields.append(f"{ours}: {source_text(value)}")
    return f"{kind}: {{{', '.join(fields)}}}" if fields and cls else ""


def _gathered(tree: Mapping, kind: str) -> str:
    """The item with all its fields in braces, where all are single values."""
    cls, fields = find(kind), []
    for entry in tree:
        value = entry.value
        if not isinstance(value, Scalar) or value.span.line != value.span.end_line:
            return ""
        if entry.key.text != kind:
            fields.append(f"{entry.key.text}: {value.text}")
        elif value.text and (cls is None or cls.main is None):
            return ""
        elif value.text and cls is not None and cls.main is not None:
            fields.insert(0, f"{cls.model_fields[cls.main].alias or cls.main}: {value.text}")
    return f"{kind}: {{{', '.join(fields)}}}"


def not_a_list(tree: Tree, owner: str, is_kind: IsKind) -> Diagnostic:
    """A206: something else where a list of layers belongs."""
    if isinstance(tree, Mapping):
        return _no_dashes(tree, owner)
    if isinstance(tree, Scalar) and tree.value is None:
        return Diagnostic("A206", f"{owner} has no layers", tree.span, helps=(Help(DASH),))
    message = f"{owner} takes a list of layers, not {describe(tree)}"
    text = tree.text if isinstance(tree, Scalar) else ""
    helps: tuple[Help, ...] = (Help(DASH),)
    if is_kind(text):
        helps = (perhaps(f"[{text}]", (Edit(tree.span, f"[{text}]"),)),)
    elif advice := FALSE_FRIENDS.get(owner.strip("`")):
        helps = (Help(advice),)
    return Diagnostic("A206", message, tree.span, helps=helps)


DASH: Final = "layers stand one below the other, each behind a dash: `- conv: 8`"


def _no_dashes(tree: Mapping, owner: str) -> Diagnostic:
    key = tree.entries[0].key if tree.entries else None
    span = key.span if key else tree.span
    text = key.text if key else ""
    message = f"{owner} takes a list of layers, not a mapping"
    if text.startswith("-"):
        edit = Edit(span.part(1, 0), " ")
        help_ = Help(f"a dash needs a space after it: `- {text[1:]}`", (edit,))
        return Diagnostic("A206", f"`{text}` is one word", span, helps=(help_,))
    if tree.flow and len(tree.entries) == 1:
        return Diagnostic("A206", message, span, helps=(Help("put it into brackets: `[…]`"),))
    return Diagnostic("A206", message, span, helps=(Help(f"begin each with a dash: `- {text}`"),))


def unknown_kind(
    kind: str, key: Scalar, blocks: Collection[str], role: str = "", value: Tree | None = None
) -> Diagnostic:
    """A205: no kind has that name, or none of that role.

    Args:
        kind: the word.
        key: where it stands.
        blocks: the file's own.
        role: the role that a field asks for.
        value: what stands behind the word.
    """
    if found := missing_space(key, "A205"):
        return found
    names = [*blocks, *kinds()] if not role else list(role_words(role))
    what = ROLES.get(role, "kind of layer")
    message = f"there is no {what} called `{kind}`"
    end = "" if role else "; `archspec layers` lists all"
    alike = f"nearest: {listed(nearest(kind, names), 5)}{end}"
    odd = tuple(odd_characters(key.text))
    help_ = _instead(kind, key, value, names, bool(role))
    # Where it is known what was meant, names that look alike only distract.
    known = help_ is not None and not help_.text.startswith(QUESTION)
    notes = odd if odd or known else (alike,)
    # A run keeps the words of its spec, and not the file of a plug-in.
    helps = (help_ or Help("a kind of your own comes with its file: `--plugin FILE`"),)
    return Diagnostic("A205", message, key.span, "", (), notes, helps)


def role_words(role: str) -> tuple[str, ...]:
    """The kinds that may stand in a field of that role."""
    return tuple(word for word, cls in kinds().items() if cls.role == role)


def _instead(
    kind: str, key: Scalar, value: Tree | None, names: list[str], role: bool
) -> Help | None:
    written = key.text == kind
    if call := CALL.fullmatch(kind):
        return _of_call(kind, call[1], key, in_field=role)
    if value is None and (pair := _kind_and_value(kind, key)):
        return pair
    if form := with_fields(kind, key, value, names, in_field=role) or reshaped(kind, key, value):
        return form
    if advice := NO_SUCH.get(folded(kind)):
        return Help(advice)
    if translated := kind_for(kind, names):
        if value is not None and not isinstance(value, Mapping) and _takes_none(translated):
            edit = Edit(whole(key, value), translated)
            return Help(f"here it is `{translated}` alone: what comes in is known", (edit,))
        edits = (Edit(key.span, translated),) if written else ()
        return Help(f"here it is called `{translated}`", edits, written and same_kind(kind))
    if close := near(kind, names)[:1]:
        certain = written and only_near(kind, names) is not None
        edits = (Edit(key.span, close[0]),) if written else ()
        return perhaps(close[0], edits, certain=certain)
    place = None if role else home(kind, layer=True)
    return Help(place.help) if place else None


def _takes_none(kind: str) -> bool:
    """Whether it is a kind that no value can stand behind, but fields by their names."""
    cls = find(kind)
    return cls is not None and cls.main is None and cls.role == "norm"


def _of_call(text: str, called: str, key: Scalar, *, in_field: bool) -> Help:
    """`nn.Conv2d(3, 8, 3)`: the same layer as a file has it."""
    form = form_of(called)
    known = form.kind if form else _known(called)
    if known is None:
        return Help(FORMS)
    layer = as_layer(text, called, known, form.fields if form else {})
    if not layer:
        return Help(_by_name(known))
    layer = f"{{{layer}}}" if in_field and ":" in layer else layer
    said = "fields have names" if ": {" in layer else "here it is"
    edits = (Edit(key.span, layer),) if key.text == text else ()
    return Help(f"{said}{':' * ('fields' in said)} `{layer}`", edits)


def _kind_and_value(kind: str, key: Scalar) -> Help | None:
    """`conv 16`: a kind and its value without the colon between them."""
    word, _, value = kind.partition(" ")
    known = _known(word)
    cls = find(known or "")
    if cls is None or not value.strip() or key.text != kind:
        return None
    if cls.main is None:
        return Help(FORMS)
    text = f"{known}: {value.strip()}"
    return perhaps(text, (Edit(key.span, text),))


def wrong_role(kind: str, role: str, own: str, span: Span) -> Diagnostic:
    """A203: a kind of another role in a field for one."""
    message = f"`{kind}` is no {ROLES[role]}"
    notes = (f"there are {listed(nearest(kind, role_words(role)))}",)
    helps = (Help(f"it is a {ROLES[own]}: write `{own}: {kind}`"),) if own in ROLES else ()
    if advice := NO_ROLE.get(kind):
        helps = (Help(advice),)
    return Diagnostic("A203", message, span, notes=notes, helps=helps)
