"""The whole file: from its tree to a `Spec`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archspec.diagnostics import Diagnostic, Edit, Failure, Help, Source, Span
from archspec.diagnostics.suggest import near
from archspec.kind import Chain, find, kinds
from archspec.shapes import Shape
from archspec.spec.blocks import Block
from archspec.spec.elaborate import Elaborator, TooLarge
from archspec.spec.expectations import read_expectations
from archspec.spec.model import Document, Expectation, Input, Spec
from archspec.spec.parameters import Overrides, read_parameters
from archspec.spec.validate import Faults, Place, described, field_names, validate
from archspec.spec.values import ValueFault, value_of
from archspec.syntax import Entry, Scalar, Sequence, Tree, describe
from archspec.syntax import Mapping as Fields

if TYPE_CHECKING:
    from archspec.recipe import Recipe

VERSION = 1
MAX_RANK = 4


def read_spec(
    source: Source, tree: Tree, overrides: Overrides = (), variant: str | None = None
) -> Spec:
    """What the file says, with parameters set from outside.

    Raises:
        Failure: everything that is wrong with it, A2xx.
    """
    if not isinstance(tree, Fields):
        message = (
            f"a spec is a mapping that begins with `archspec: 1`, and this is {describe(tree)}"
        )
        raise Failure([Diagnostic("A105", message, tree.span)])
    reader = _Reader(source, tree)
    spec = reader.spec(overrides, variant)
    if reader.problems or spec is None:
        raise Failure(reader.problems)
    return spec


def read_recipe(tree: Tree, params: Mapping[str, Any]) -> "tuple[Recipe, Fields]":
    """The recipe of a file of its own, under `train:` or with nothing around it.

    Raises:
        Failure: everything that is wrong with it, A2xx.
    """
    entry = tree.entry("train") if isinstance(tree, Fields) else None
    whole = Entry(Scalar("train", "train", tree.span), tree)
    return _recipe_at(entry or whole, params)


def _recipe_at(entry: Entry, params: Mapping[str, Any]) -> "tuple[Recipe, Fields]":
    # Most files are checked without a recipe, and its classes take a tenth of the time.
    from archspec.recipe import Recipe

    tree = entry.value
    if not isinstance(tree, Fields):
        message = f"`train` must be a mapping, not {describe(tree)}"
        raise Failure([Diagnostic("A203", message, tree.span)])
    try:
        data = value_of(tree, params)
        return validate(Recipe, data, Place("`train`", entry.key.span, tree)), tree
    except ValueFault as fault:
        raise Failure([fault.diagnostic]) from None
    except Faults as faults:
        raise Failure(faults.diagnostics) from None


@dataclass(slots=True)
class _Reader:
    source: Source
    tree: Fields
    problems: list[Diagnostic] = field(default_factory=list)

    def spec(self, overrides: Overrides, variant: str | None) -> Spec | None:
        self._version()
        self._known_fields()
        params = self._collected(read_parameters(self.tree, overrides, variant))
        inputs = tuple(self._inputs(params))
        elaborator = Elaborator(dict(self._blocks()), self._defaults(), params)
        part = self._layers(elaborator, params)
        recipe, train = self._recipe(params)
        self.problems += elaborator.problems
        self._in_order()
        if self.problems:
            return None
        return Spec(
            source=self.source,
            name=self._text("name") or Path(self.source.name).name.split(".")[0],
            about=self._text("about"),
            params=params,
            inputs=inputs,
            part=part,
            outputs=tuple(self._outputs()),
            expect=() if overrides or variant else tuple(self._expect(params)),
            recipe=recipe,
            train=train,
            variant=variant,
            layers_span=self._span("layers"),
            tree=self.tree,
        )

    def _collected(self, found: tuple[dict[str, Any], list[Diagnostic]]) -> dict[str, Any]:
        value, problems = found
        self.problems += problems
        return value

    def _in_order(self) -> None:
        self.problems = list(dict.fromkeys(self.problems))

    def _version(self) -> None:
        entry = self.tree.entry("archspec")
        if entry is None:
            words = [e.key.text for e in self.tree]
            if near("archspec", words):
                return
            start = Span(self.source, 1, 1, 1, 1)
            helps = (Help("begin the file with the version", (Edit(start, "archspec: 1\n"),)),)
            message = "the file does not say which version of the language it is in"
            self._report("A207", message, self.source.span(), helps=helps)
        elif not isinstance(entry.value, Scalar) or entry.value.value is not VERSION:
            given = describe(entry.value)
            message = f"version {given} of the language is not known"
            note = f"this archspec reads version {VERSION}"
            self._report("A207", message, entry.value.span, notes=(note,))

    def _known_fields(self) -> None:
        data = {entry.key.text: entry.value for entry in self.tree} | {"archspec": VERSION}
        place = Place("the file", self.source.span(), self.tree)
        try:
            validate(Document, data, place)
        except Faults as faults:
            self.problems += faults.diagnostics

    def _inputs(self, params: Mapping[str, Any]) -> Iterator[Input]:
        one, several = self.tree.entry("input"), self.tree.entry("inputs")
        if one and several:
            self._report("A213", "the file has both `input` and `inputs`", several.key.span)
        elif one:
            yield from self._input("input", one.value, params)
        elif several and isinstance(several.value, Fields) and several.value.entries:
            for entry in several.value:
                yield from self._input(entry.key.text, entry.value, params)
        elif several:
            message = (
                f"`inputs` must be a mapping from names to shapes, not {describe(several.value)}"
            )
            self._report("A203", message, several.value.span)
        elif not near(
            "input", [e.key.text for e in self.tree if e.key.text not in field_names(Document)]
        ):
            note = "`input: [3, 32, 32]` is an image of 3 channels, 32 rows and 32 columns"
            self._report(
                "A202",
                "the file does not say what its `input` is",
                self.source.span(),
                notes=(note,),
            )

    def _input(self, name: str, tree: Tree, params: Mapping[str, Any]) -> Iterator[Input]:
        value = self._value(tree, params)
        if value is None:
            return
        sizes = value if isinstance(value, tuple) else (value,)
        if not all(type(size) is int and 0 < size < 2**31 for size in sizes):
            message = f"`{name}` must be a list of whole numbers of at least 1"
            note = "channels first, without the batch axis: [3, 32, 32]"
            self._report("A203", message, tree.span, notes=(note,))
        elif not 1 <= len(sizes) <= MAX_RANK:
            message = f"`{name}` has {len(sizes)} sizes, and a sample has from 1 to {MAX_RANK}"
            note = "channels first, without the batch axis: [3, 32, 32]"
            self._report("A203", message, tree.span, notes=(note,))
        else:
            yield Input(name, Shape(sizes), tree.span)

    def _value(self, tree: Tree, params: Mapping[str, Any]) -> Any:
        try:
            return value_of(tree, params)
        except ValueFault as fault:
            self.problems.append(fault.diagnostic)
            return None

    def _blocks(self) -> Iterator[tuple[str, Block]]:
        for entry in self._mapping("blocks"):
            block = self._block(entry.key, entry.value)
            if block is not None:
                yield block.name, block

    def _block(self, key: Scalar, tree: Tree) -> Block | None:
        if find(key.text):
            advice = Help(f"name it otherwise; `defaults` sets fields of every `{key.text}`")
            message = f"the block `{key.text}` has the name of a kind"
            self._report("A214", message, key.span, helps=(advice,))
            return None
        if isinstance(tree, Sequence):
            return Block(key.text, {}, tree, key)
        layers = tree.entry("layers") if isinstance(tree, Fields) else None
        if layers is None:
            message = f"the block `{key.text}` has no `layers`"
            self._report("A202", message, key.span)
            return None
        assert isinstance(tree, Fields)  # noqa: S101  it has an entry
        for entry in tree:
            if entry.key.text not in ("params", "layers", "about"):
                names = ("params", "layers", "about")
                helps = tuple(Help(f"did you mean `{n}`?") for n in near(entry.key.text, names)[:1])
                message = f"unknown field `{entry.key.text}` in the block `{key.text}`"
                note = "a block takes params, layers and about"
                self._report("A201", message, entry.key.span, notes=(note,), helps=helps)
        params = tree.entry("params")
        if params is None:
            return Block(key.text, {}, layers.value, key)
        if not isinstance(params.value, Fields):
            message = (
                f"`params` must be a mapping from names to defaults, not {describe(params.value)}"
            )
            self._report("A203", message, params.value.span)
            return None
        defaults = {e.key.text: e.value for e in params.value}
        return Block(key.text, defaults, layers.value, key)

    def _defaults(self) -> dict[str, dict[str, Tree]]:
        found: dict[str, dict[str, Tree]] = {}
        for entry in self._mapping("defaults"):
            cls = find(entry.key.text)
            if cls is None:
                helps = tuple(
                    Help(f"did you mean `{n}`?") for n in near(entry.key.text, kinds())[:1]
                )
                message = f"`defaults` names `{entry.key.text}`, which is not a kind"
                self._report("A205", message, entry.key.span, helps=helps)
            elif not isinstance(entry.value, Fields):
                message = f"the defaults of a kind are a mapping, not {describe(entry.value)}"
                self._report("A203", message, entry.value.span)
            else:
                found[entry.key.text] = dict(self._default_fields(cls, entry.value))
        return found

    def _default_fields(self, cls: Any, tree: Fields) -> Iterator[tuple[str, Tree]]:
        names = list(field_names(cls))
        for entry in tree:
            if entry.key.text in names:
                yield entry.key.text, entry.value
                continue
            helps = tuple(Help(f"did you mean `{n}`?") for n in near(entry.key.text, names)[:1])
            notes = (f"{cls.kind} takes {described(cls)}",)
            message = f"unknown field `{entry.key.text}` in the defaults of `{cls.kind}`"
            self._report("A201", message, entry.key.span, notes=notes, helps=helps)

    def _layers(self, elaborator: Elaborator, params: Mapping[str, Any]) -> Chain:
        entry = self.tree.entry("layers")
        if entry is None:
            return Chain()
        try:
            chain = elaborator.layers(entry.value, params)
        except TooLarge:
            return Chain()
        if isinstance(entry.value, Sequence) and not entry.value.items:
            self._report("A206", "`layers` is empty", entry.value.span)
        return chain

    def _outputs(self) -> Iterator[tuple[str, str, Span]]:
        for entry in self._mapping("outputs"):
            if isinstance(entry.value, Scalar):
                yield entry.key.text, entry.value.text, entry.value.span

    def _expect(self, params: Mapping[str, Any]) -> list[Expectation]:
        entry = self.tree.entry("expect")
        if entry is None:
            return []
        expectations, problems = read_expectations(entry, params)
        self.problems += problems
        return expectations

    def _recipe(self, params: Mapping[str, Any]) -> "tuple[Recipe | None, Fields | None]":
        entry = self.tree.entry("train")
        if entry is None:
            return None, None
        try:
            return _recipe_at(entry, params)
        except Failure as failure:
            self.problems += failure.diagnostics
            return None, None

    def _mapping(self, name: str) -> tuple[Any, ...]:
        entry = self.tree.entry(name)
        if entry is None or (isinstance(entry.value, Scalar) and entry.value.value is None):
            return ()
        if isinstance(entry.value, Fields):
            return entry.value.entries
        self._report(
            "A203", f"`{name}` must be a mapping, not {describe(entry.value)}", entry.value.span
        )
        return ()

    def _text(self, name: str) -> str:
        entry = self.tree.entry(name)
        return entry.value.text if entry and isinstance(entry.value, Scalar) else ""

    def _span(self, name: str) -> Span | None:
        entry = self.tree.entry(name)
        return entry.key.span if entry else None

    def _report(self, code: str, message: str, span: Span, **more: Any) -> None:
        self.problems.append(Diagnostic(code, message, span, **more))
