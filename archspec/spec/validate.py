"""Plain values into pydantic models, and pydantic's findings into ours, each at its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.diagnostics.suggest import listed, near, nearest, only_near
from archspec.kind.choice import Choice
from archspec.kind.fields import Expects
from archspec.spec.foreign import INFERRED, field_for, same_field
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, describe

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]
ARITHMETIC = re.compile(r"[\d.\s()*/+-]*\d[\d.\s()*/+-]*")
BASIC = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


class Faults(Exception):  # noqa: N818  a fault is many findings, caught by its stage
    """A value does not fit its model."""

    def __init__(self, diagnostics: list[Diagnostic]):
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model's fields were written, and what the thing is called.

    Args:
        noun: what has the fields, as in "a `conv` layer".
        span: what to underline when a field is missing.
        tree: the fields, or the bare value of the main field.
    """

    noun: str
    span: Span
    tree: Tree | None


def validate(cls: type[Model], data: dict[str, Any], place: Place) -> Model:
    """The model of these values.

    Raises:
        Faults: one finding for each mistake: A201 unknown field, A202 missing, A203 wrong value.
    """
    try:
        return cls.model_validate(data)
    except ValidationError as error:
        raise Faults(list(_Translation(cls, place).all(error))) from None


@dataclass(frozen=True, slots=True)
class _Translation:
    cls: type[BaseModel]
    place: Place

    def all(self, error: ValidationError) -> Iterator[Diagnostic]:
        """One finding a field: what a misspelling causes besides is not said again."""
        details = error.errors(include_url=False)
        unknown = [d for d in details if d["type"] == "extra_forbidden"]
        seen: set[Loc] = set()
        explained: set[Loc] = set()
        for detail in unknown:
            diagnostic, meant = self._unknown(detail["loc"])
            if meant is not None:
                explained.add((*detail["loc"][:-1], meant))
            yield diagnostic
        for detail in details:
            loc = self._in_tree(detail["loc"])
            if detail["type"] == "missing":
                if detail["loc"] not in explained:
                    yield self._missing(detail["loc"])
            elif detail["type"] != "extra_forbidden" and loc not in seen:
                seen.add(loc)
                yield self._wrong(detail, loc)

    def _unknown(self, loc: Loc) -> tuple[Diagnostic, str | None]:
        word = str(loc[-1])
        owner = self._owner(loc[:-1])
        names = list(field_names(owner))
        key = self._key(loc) or self.place.span
        foreign = field_for(word, names)
        meant = _meant(word, names)
        helps: tuple[Help, ...] = ()
        if word in INFERRED:
            helps = (Help("leave it out: it is found from the layer above"),)
            meant = None
        elif foreign:
            edits = self._renaming(loc, foreign, names)
            certain = bool(edits) and same_field(word)
            helps = (Help(f"here it is called `{foreign}`", edits, certain),)
        elif meant:
            edits = self._renaming(loc, meant, names)
            certain = bool(edits) and only_near(word, names) is not None
            helps = (Help(f"did you mean `{meant}`?", edits, certain),)
        noun = self._noun(loc[:-1])
        notes = (f"{noun[0]} takes {described(owner)}",) if names else ()
        message = f"unknown field `{word}` in {noun[1]}"
        label = f"{noun[0]} has no such field"
        return Diagnostic("A201", message, key, label, (), notes, helps), meant

    def _renaming(self, loc: Loc, meant: str, names: list[str]) -> tuple[Edit, ...]:
        """The edit that renames a field, unless two would then have one name."""
        tree = self._tree(loc[:-1])
        entry = tree.entry(str(loc[-1])) if isinstance(tree, Fields) else None
        if entry is None or not isinstance(tree, Fields):
            return ()
        others = (other.key.text for other in tree if other is not entry)
        taken = any(o == meant or (o not in names and _meant(o, names) == meant) for o in others)
        return () if taken else (Edit(entry.key.span, meant),)

    def _missing(self, loc: Loc) -> Diagnostic:
        owner, name = self._owner(loc[:-1]), str(loc[-1])
        noun = self._noun(loc[:-1])
        field = _fields(owner).get(name)
        about = f"{(field.description or '').rstrip('.')}" if field else ""
        notes = (f"`{name}`: {about[:1].lower() + about[1:]}",) if about else ()
        label = f"needs {expectation(field)}" if field else ""
        message = f"{noun[1]} needs `{name}`".replace("a `", "`", 1).replace("` layer", "`")
        tree = self._tree(loc[:-1])
        span = self.place.span if len(loc) == 1 or tree is None else tree.span
        return Diagnostic("A202", message, span, label, (), notes)

    def _wrong(self, detail: Any, loc: Loc) -> Diagnostic:
        tree = self._tree(loc)
        bare = not isinstance(self.place.tree, Fields)
        span = tree.span if tree is not None and (loc or bare) else self.place.span
        if tree is not None and not isinstance(tree, Scalar):
            span = self._key(loc) or span
        if detail["type"].startswith("choice"):
            return self._wrong_choice(detail, span)
        path, field = self._field(loc)
        name = f"`{path}`" if path else self.place.noun
        wanted = f"must be {expectation(field)}, not" if field else "cannot be"
        message = f"{name} {wanted} {_given(detail['input'], tree)}"
        helps = _nearest_word(detail["input"], field, tree)
        return Diagnostic("A203", message, span, "", (), (), helps)

    def _wrong_choice(self, detail: Any, span: Span) -> Diagnostic:
        known = list(detail.get("ctx", {}).get("known", ()))
        loc = self._in_tree(detail["loc"])
        named = bool(loc) and loc[-1] == detail.get("ctx", {}).get("name")
        path = self._field(loc[:-1] if named else loc)[0]
        if detail["type"] != "choice_unknown":
            words = listed(known, 20)
            note = "either a word alone, or a mapping from one word to its fields"
            return Diagnostic("A203", f"`{path}` must be one of {words}", span, notes=(note,))
        word = str(detail["ctx"]["name"])
        helps = tuple(Help(f"did you mean `{k}`?", certain=True) for k in near(word, known)[:1])
        notes = (f"there are {listed(nearest(word, known), 20)}",)
        return Diagnostic("A203", f"no `{path}` is called `{word}`", span, "", (), notes, helps)

    def _in_tree(self, loc: Loc) -> Loc:
        """The part of a place that the tree has: pydantic names unions and conversions too."""
        tree, found = self.place.tree, 0
        for segment in loc:
            tree = _child(tree, segment)
            if tree is None:
                break
            found += 1
        return loc[:found]

    def _tree(self, loc: Loc) -> Tree | None:
        tree = self.place.tree
        for segment in loc:
            tree = _child(tree, segment) or tree
        return tree

    def _key(self, loc: Loc) -> Span | None:
        """The key of the innermost mapping entry on the way to a place."""
        tree, key = self.place.tree, None
        for segment in loc:
            if isinstance(tree, Fields) and (entry := tree.entry(str(segment))):
                key = entry.key.span
            tree = _child(tree, segment)
        return key

    def _owner(self, loc: Loc) -> type[BaseModel]:
        owner, choice = self.cls, None
        for segment in loc:
            if choice is not None:
                owner, choice = choice.by_name.get(str(segment), owner), None
                continue
            field = _fields(owner).get(str(segment))
            if field is None:
                continue
            choice = next((m for m in _markers(field) if isinstance(m, Choice)), None)
            owner = _model(field.annotation) or owner
        return owner

    def _noun(self, loc: Loc) -> tuple[str, str]:
        """What has the fields: its short name, and the name with an article."""
        words = [str(segment) for segment in loc if isinstance(segment, str)]
        if words:
            return f"`{words[-1]}`", f"`{'.'.join(words)}`"
        short = self.place.noun.removeprefix("a ").removeprefix("an ").removesuffix(" layer")
        return short, self.place.noun

    def _field(self, loc: Loc) -> tuple[str, FieldInfo | None]:
        """The path to show, and the innermost field on it."""
        path, field = "", None
        owner: type[BaseModel] = self.cls
        if not loc and isinstance(self.place.tree, Scalar | Sequence):
            main = getattr(self.cls, "main", None)
            return (_alias(self.cls, main), self.cls.model_fields[main]) if main else ("", None)
        for i, segment in enumerate(loc):
            path += f"[{segment}]" if isinstance(segment, int) else f"{'.' * bool(path)}{segment}"
            owner = self._owner(loc[:i])
            field = _fields(owner).get(str(segment), field)
        return path, field


def _meant(word: str, names: list[str]) -> str | None:
    """The field that was meant: another framework's word for it, or the nearest."""
    return field_for(word, names) or next(iter(near(word, names)), None)


def _given(value: Any, tree: Tree | None) -> str:
    """The value as it was written, and what it came to where it was computed."""
    if not isinstance(tree, Scalar):
        return _shown(value)
    return f"{_shown(value)}, the value of {tree.text}" if "$" in tree.text else describe(tree)


def _nearest_word(value: Any, field: FieldInfo | None, tree: Tree | None) -> tuple[Help, ...]:
    """The word that was meant, or how arithmetic is written."""
    if not isinstance(tree, Scalar) or not isinstance(value, str) or field is None:
        return ()
    if ARITHMETIC.fullmatch(value):
        return (Help(f"to compute it, write `${{{value}}}`"),)
    word = next(iter(near(value, literals(field.annotation))), None)
    if word is None:
        return ()
    edits = () if "$" in tree.text else (Edit(tree.span, word),)
    certain = bool(edits) and only_near(value, literals(field.annotation)) is not None
    return (Help(f"did you mean `{word}`?", edits, certain),)


def field_names(cls: type[BaseModel]) -> Iterator[str]:
    """The names of a model's fields as a file has them, its own before inherited ones."""
    inherited = {name for base in cls.__mro__[1:] for name in getattr(base, "model_fields", {})}
    fields = cls.model_fields
    for name in [n for n in fields if n not in inherited] + [n for n in fields if n in inherited]:
        yield _alias(cls, name)


def described(cls: type[BaseModel]) -> str:
    """The fields for a note: required ones say so, and the list is cut where it is long."""
    fields = _fields(cls)
    shown = [f"{n} (required)" if fields[n].is_required() else n for n in field_names(cls)]
    first = [n for n in shown if n.endswith(")")] + [n for n in shown if not n.endswith(")")]
    return ", ".join(first[:9]) + (", …" if len(first) > 9 else "")


def expectation(field: FieldInfo) -> str:
    """What a field takes, in words that complete "must be"."""
    marker = next((m for m in _markers(field) if isinstance(m, Expects)), None)
    if marker:
        return marker.words
    if words := literals(field.annotation):
        return "one of " + ", ".join(words)
    basic = next((BASIC[t] for t in _flat(field.annotation) if t in BASIC), None)
    return (basic or "something else") + _bounds(field)


def _bounds(field: FieldInfo) -> str:
    words = {"ge": "of at least", "gt": "greater than", "le": "of at most", "lt": "less than"}
    return "".join(
        f" {words[name]} {getattr(marker, name)}"
        for marker in _markers(field)
        for name in words
        if getattr(marker, name, None) is not None
    )


def literals(annotation: Any) -> list[str]:
    """The words of a `Literal` anywhere in an annotation."""
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for inner in get_args(annotation) for word in literals(inner)]


def _markers(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    yield from _nested(field.annotation)


def _nested(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _nested(inner)


def _flat(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _flat(inner)


def _model(annotation: Any) -> type[BaseModel] | None:
    classes = (t for t in _flat(annotation) if isinstance(t, type) and issubclass(t, BaseModel))
    return next(classes, None)


def _fields(cls: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in cls.model_fields.items()}


def _alias(cls: type[BaseModel], name: str) -> str:
    return cls.model_fields[name].alias or name


def _child(tree: Tree | None, segment: int | str) -> Tree | None:
    if isinstance(tree, Fields) and (entry := tree.entry(str(segment))):
        return entry.value
    if isinstance(tree, Sequence) and isinstance(segment, int) and segment < len(tree.items):
        return tree.items[segment]
    return None


def _shown(value: Any) -> str:
    text = str(list(value)) if isinstance(value, tuple) else str(value)
    text = {"True": "true", "False": "false", "None": "nothing"}.get(text, text)
    return f'"{text}"' if isinstance(value, str) else text[:60] + "…" * (len(text) > 60)
