"""Plain values into pydantic models, and pydantic's findings into ours, each at its place."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ValidationError

from archspec.dataclass import dataclass
from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.diagnostics.suggest import near, only_near, perhaps
from archspec.kind.choice import OUT_OF_RANGE, Table
from archspec.language.fields.choice_errors import form_of_choice, is_field_of, word_of_choice
from archspec.language.fields.expected import bare, described, expectation, field_names, fields_of
from archspec.language.fields.field_path import Constraint, Loc
from archspec.language.fields.value_errors import wrong_value
from archspec.language.skip import Skip
from archspec.language.suggestions.misplaced_fields import home
from archspec.language.suggestions.missing_space import missing_space
from archspec.language.suggestions.other_frameworks import (
    FALSE_FRIENDS,
    UNLIKE,
    UNNEEDED,
    field_for,
    same_field,
)
from archspec.language.suggestions.study_words import spec_with_parameters
from archspec.language.walk.limits import MAX_UNKNOWN
from archspec.syntax import Entry, Scalar, Sequence, Tree
from archspec.syntax import Mapping as Fields
from archspec.syntax.advice import odd_characters
from archspec.syntax.ways import child

__all__ = [
    "Place",
    "called",
    "described",
    "expectation",
    "field_names",
    "misnamed",
    "validate",
]

FRIENDS_FIELDS = ("width", "act", "bias")
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model's fields were written, and what the thing is called.

    Args:
        noun: what has the fields, as in "a `conv` layer".
        span: what to underline when a field is missing.
        tree: the fields, or the bare value of the main field.
        params: the parameters that a value could have meant.
        failed: fields whose values could not be computed, which was said already.
    """

    noun: str
    span: Span
    tree: Tree | None
    params: Collection[str] = ()
    failed: Collection[str] = ()


def validate(cls: type[Model], data: dict[str, Any], place: Place) -> Model:
    """The model of these values.

    Raises:
        Skip: one finding for each mistake: A201 unknown field, A202 missing, A203 wrong value.
    """
    try:
        return cls.model_validate(data)
    except ValidationError as error:
        raise Skip(*_Translation(cls, _spread(cls, place)).all(error)) from None


def called(cls: type[BaseModel]) -> str:
    """What a layer of that kind is called in a message: a `conv` layer."""
    kind = str(getattr(cls, "kind", ""))
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} `{kind}` layer"


def misnamed(cls: type[BaseModel], place: Place) -> list[Diagnostic]:
    """The fields that a model does not have, where nothing is known of their values."""
    found = _Translation(cls, place)
    tree = place.tree if isinstance(place.tree, Fields) else ()
    words = (entry.key.text for entry in tree)
    strange = [word for word in words if word not in fields_of(cls)]
    return [found.unknown((word,))[0] for word in strange[:MAX_UNKNOWN]]


def _spread(cls: type[BaseModel], place: Place) -> Place:
    """A bare value as the field that it sets."""
    main, tree = getattr(cls, "main", None), place.tree
    if main is None or tree is None or isinstance(tree, Fields):
        return place
    name = cls.model_fields[main].alias or main
    entry = Entry(Scalar(name, name, tree.span), tree)
    return replace(place, tree=Fields((entry,), tree.span, flow=True))


@dataclass(frozen=True, slots=True)
class _Translation:
    cls: type[BaseModel]
    place: Place

    def all(self, error: ValidationError) -> Iterator[Diagnostic]:
        """One finding a field: what a misspelling causes besides is not said again."""
        details = error.errors(include_url=False)
        unknown = [d["loc"] for d in details if d["type"] == "extra_forbidden"][:MAX_UNKNOWN]
        missing = [d["loc"] for d in details if d["type"] == "missing" and not self._is_wrong(d)]
        if friend := self._false_friend(unknown):
            yield friend
            return
        explained: set[Loc] = {(name,) for name in self.place.failed}
        for loc in unknown:
            diagnostic, meant = self.unknown(loc)
            # What was written under its own name as well has its own mistakes.
            if meant is not None and child(self._tree(loc[:-1]), meant) is None:
                explained.add((*loc[:-1], meant))
            yield diagnostic
        yield from (self._missing(loc) for loc in missing if loc not in explained)
        wrong = {self._in_tree(d["loc"]): d for d in reversed(details) if self._is_wrong(d)}
        for loc, detail in list(wrong.items())[:MAX_UNKNOWN]:
            inner = any(other[: len(loc)] == loc and other != loc for other in wrong)
            if not inner and loc not in explained:
                yield self._wrong(detail, loc)

    def _false_friend(self, unknown: list[Loc]) -> Diagnostic | None:
        """A kind whose name means something else elsewhere, with the fields of that."""
        kind = str(getattr(self.cls, "kind", ""))
        translated = [loc for loc in unknown if field_for(str(loc[-1]), FRIENDS_FIELDS)]
        advice = FALSE_FRIENDS.get(kind)
        confused = translated if kind == "dense" else self._paths_beside(unknown)
        if not (advice and unknown and confused):
            return None
        first = self.unknown(unknown[0])[0]
        return replace(first, helps=(Help(advice),))

    def _paths_beside(self, unknown: list[Loc]) -> bool:
        """Whether lists stand in `branches` itself, and not under `paths`."""
        trees = [self._tree(loc) for loc in unknown]
        names = fields_of(self.cls)
        return "paths" in names and all(isinstance(tree, Sequence) for tree in trees)

    def _is_wrong(self, detail: Any) -> bool:
        """Whether a value is none for its field; so is a list that is too short."""
        short = detail["type"] == "missing" and isinstance(detail["loc"][-1], int)
        return short or detail["type"] not in ("extra_forbidden", "missing")

    def unknown(self, loc: Loc) -> tuple[Diagnostic, str | None]:
        """The finding for a field that the model does not have, and the field that was meant."""
        word, owner = str(loc[-1]), self._constraint(loc[:-1]).owner
        names = list(field_names(owner))
        if joined := self._glued(loc, names):
            return joined
        key = self._key(loc) or self.place.span
        help_, meant = self._instead(loc, word, names)
        short, noun = self._noun(loc[:-1])
        takes = f"{short} takes {described(owner)}"
        notes = tuple(odd_characters(word)) or ((takes,) if names else ())
        message = f"unknown field `{word}` in {noun}"
        helps = () if help_ is None else (help_,)
        return Diagnostic(
            "A201", message, key, f"{short} has no such field", (), notes, helps
        ), meant

    def _glued(self, loc: Loc, names: list[str]) -> tuple[Diagnostic, str | None] | None:
        tree = self._tree(loc[:-1])
        entry = tree.entry(str(loc[-1])) if isinstance(tree, Fields) else None
        alone = entry is not None and isinstance(entry.value, Scalar) and not entry.value.text
        found = missing_space(entry.key, "A201", alone=alone) if entry else None
        if found is None:
            return None
        word = re.split(r"[:={\[]", str(loc[-1]))[0].strip()
        return found, word if word in names else _meant(word, names)

    def _instead(self, loc: Loc, word: str, names: list[str]) -> tuple[Help | None, str | None]:
        """What to do about an unknown field, and which field it stands for."""
        if (own := word.lower().replace("-", "_")) in names:
            edits = self._renaming(loc, own, names)
            return perhaps(own, edits, certain=bool(edits)), own
        ours, advice = UNLIKE.get(word.lower(), ("", ""))
        if ours in names:
            return Help(advice), ours
        if translated := field_for(word, names):
            edits = self._renaming(loc, translated, names)
            certain = bool(edits) and same_field(word)
            return Help(f"here it is called `{translated}`", edits, certain), translated
        if needless := self._needless(loc, word):
            return Help(needless), None
        if {"spec", "set"} <= {*names} and (named := spec_with_parameters(self._tree(loc[:-1]))):
            return named, "spec"
        if held := self._named_elsewhere(loc, word):
            return Help(f"that goes into `{held}`: `{held}: {{{word}: …}}`"), held
        number = next((name for name in names if name.rstrip("s") == word.rstrip("s")), None)
        if number is None and (moved := self._in_recipe(loc)):
            return moved, None
        if number is None and (place := home(word, layer="layer" in self.place.noun)):
            return Help(place.help), place.parent if place.parent in names else None
        if meant := number or next(iter(near(word, names)), None):
            edits = self._renaming(loc, meant, names)
            certain = bool(edits) and only_near(word, names) is not None
            return perhaps(meant, edits, certain=certain), meant
        return None, None

    def _in_recipe(self, loc: Loc) -> Help | None:
        """How a field that belongs to another part of a recipe is written there."""
        from archspec.recipe import Recipe

        tree, root = self._tree(loc[:-1]), self.place.tree
        entry = tree.entry(str(loc[-1])) if isinstance(tree, Fields) else None
        if self.cls is not Recipe or entry is None or not isinstance(root, Fields):
            return None
        # Recipes take a while to import, and most files are right.
        from archspec.language.suggestions.recipe_fields import in_recipe

        return in_recipe(root, self._constraint(loc[:-1]).owner, entry)

    def _needless(self, loc: Loc, word: str) -> str:
        """What to do instead of a field that has no place here; empty where nothing is known."""
        owner = self._constraint(loc[:-1]).owner
        known = word in getattr(owner, "from_input", ())
        return "leave it out: it is that of the input" if known else UNNEEDED.get(word, "")

    def _named_elsewhere(self, loc: Loc, word: str) -> str:
        """The field that holds values by name, where another field has this name in its text."""
        owner, tree = self._constraint(loc[:-1]).owner, self._tree(loc[:-1])
        # The texts of a recipe are no expressions over names.
        fields = {} if issubclass(owner, Table) else fields_of(owner)
        entries = tree.entries if isinstance(tree, Fields) else ()
        texts = [e.value.text for e in entries if isinstance(e.value, Scalar)]
        plain = (n for n, f in fields.items() if get_origin(bare(f.annotation)[0]) is Mapping)
        used = any(re.search(rf"\b{re.escape(word)}\b", text) for text in texts)
        return next(plain, "") if used else ""

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
        owner, name = self._constraint(loc[:-1]).owner, str(loc[-1])
        field = fields_of(owner).get(name)
        about = f"{(field.description or '').rstrip('.')}" if field else ""
        notes = (f"`{name}`: {about[:1].lower() + about[1:]}",) if about else ()
        takes = expectation(field) if field else ""
        label = f"needs {takes}" if takes else ""
        subject = self._noun(loc[:-1])[0 if len(loc) == 1 else 1]
        tree = self._tree(loc[:-1])
        span = self.place.span if len(loc) == 1 or tree is None else self._key(loc[:-1])
        helps = self._with_field(loc)
        return Diagnostic("A202", f"{subject} needs `{name}`", span, label, (), notes, helps)

    def _with_field(self, loc: Loc) -> tuple[Help, ...]:
        """How a choice that is a word alone, such as `schedule: step`, is written with a field."""
        tree, choice = self._tree(loc[:-1]), self._constraint(loc[:-1]).choice
        word = tree.text if isinstance(tree, Scalar) else ""
        cls = choice.by_name.get(word) if choice else None
        if cls is None or len(loc) < 2:
            return ()
        fields = "…" if cls.main == loc[-1] else f"{{{loc[-1]}: …}}"
        return (Help(f"write `{self._path(loc[:-1])}: {{{word}: {fields}}}`"),)

    def _wrong(self, detail: Any, loc: Loc) -> Diagnostic:
        tree, constraint = self._tree(loc), self._constraint(loc)
        span = tree.span if tree is not None and loc else self.place.span
        if isinstance(tree, Fields | Sequence) and span.line != span.end_line:
            span = self._key(loc) or span
        if detail["type"] == "choice_unknown":
            known, word = list(detail["ctx"]["known"]), str(detail["ctx"]["name"])
            named = bool(loc) and loc[-1] == word
            key = self._key(loc) if named else None
            owner, place = self._constraint(loc[:-1]), self._tree(loc[:-1])
            if named and owner.choice and place and is_field_of(word, owner.choice):
                return form_of_choice(self._path(loc[:-1]), owner.choice, place, place.span)
            return word_of_choice(self._path(loc[:-1] if named else loc), word, known, key or span)
        if detail["type"].startswith("choice") and constraint.choice and tree is not None:
            return form_of_choice(self._path(loc), constraint.choice, tree, span)
        path = self._path(loc)
        name = f"`{path}`" if path else self._noun(())[0]
        if detail["type"] == OUT_OF_RANGE:
            return Diagnostic("A203", f"{name} {detail['msg']}", span)
        if detail["type"] in ("too_long", "too_short") and not constraint.is_fixed:
            return _wrong_length(name, detail, tree, constraint, span)
        return wrong_value(name, constraint, tree, detail["input"], span, self.place.params)

    def _in_tree(self, loc: Loc) -> Loc:
        """The part of a place that the tree has: pydantic names unions and conversions too."""
        tree, found = self.place.tree, 0
        for segment in loc:
            tree = child(tree, segment)
            if tree is None:
                break
            found += 1
        return loc[:found]

    def _tree(self, loc: Loc) -> Tree | None:
        tree = self.place.tree
        for segment in loc:
            tree = child(tree, segment) or tree
        return tree

    def _key(self, loc: Loc) -> Span | None:
        """The key of the innermost mapping entry on the way to a place."""
        tree, key = self.place.tree, None
        for segment in loc:
            if isinstance(tree, Fields) and (entry := tree.entry(str(segment))):
                key = entry.key.span
            tree = child(tree, segment)
        return key

    def _constraint(self, loc: Loc) -> Constraint:
        return Constraint(self.cls).at(loc)

    def _noun(self, loc: Loc) -> tuple[str, str]:
        """What has the fields: its short name, and the name with an article."""
        words = [str(segment) for segment in loc if isinstance(segment, str)]
        if words:
            return f"`{words[-1]}`", f"`{'.'.join(words)}`"
        short = self.place.noun.removeprefix("a ").removeprefix("an ").removesuffix(" layer")
        return short if short.startswith("`") else self.place.noun, self.place.noun

    def _path(self, loc: Loc) -> str:
        """The fields that lead to a place, as in `data.augment[0]`."""
        path = ""
        for segment in loc:
            path += f"[{segment}]" if isinstance(segment, int) else f"{'.' * bool(path)}{segment}"
        return path


def _wrong_length(
    name: str, detail: Any, tree: Tree | None, constraint: Constraint, span: Span
) -> Diagnostic:
    """A203 for a list or a mapping with too many or too few in it: how many there may be."""
    noun, count = "name" if isinstance(tree, Fields) else "item", len(detail["input"])
    short = detail["type"] == "too_short"
    limit = detail["ctx"]["min_length" if short else "max_length"]
    few = f"{limit:,} {noun}{'s' * (limit != 1)}"
    fact = f"{name} must have at {'least' if short else 'most'} {few}, not {count:,}"
    said = short and constraint.wants not in ("", "a list of items")
    return Diagnostic("A203", fact, span, notes=(f"it takes {constraint.wants}",) if said else ())


def _meant(word: str, names: list[str]) -> str | None:
    """The field that was meant: another framework's word for it, or the nearest."""
    return field_for(word, names) or next(iter(near(word, names)), None)
