"""The whole file: from its tree to a `Spec`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archspec.diagnostics import Diagnostic, Edit, Failure, Help, Source, Span
from archspec.diagnostics.suggest import near
from archspec.kind import Chain, find, kinds
from archspec.shapes import Shape, Size
from archspec.spec.block_reader import BlockReader
from archspec.spec.elaborate import Elaborator, TooLarge
from archspec.spec.expectations import read_expectations
from archspec.spec.foreign import field_for, kind_for
from archspec.spec.includes import Includes, included_blocks, is_library
from archspec.spec.library import OnlyBlocks, check_library
from archspec.spec.model import Document, Expectation, Input, Spec
from archspec.spec.open_sizes import (
    NAME_IT,
    NAMELESS,
    names_in_inputs,
    opened,
    read_bindings,
    read_size,
)
from archspec.spec.outputs import read_outputs
from archspec.spec.parameters import Overrides, read_parameters
from archspec.spec.slips import as_yaml, meant
from archspec.spec.tables import table
from archspec.spec.validate import Faults, Place, described, field_names, validate
from archspec.spec.values import ValueFault, value_of
from archspec.spec.version import VERSION, wrong_version
from archspec.spec.wrong import refusal, shown
from archspec.syntax import Entry, Scalar, Sequence, Tree, describe
from archspec.syntax import Mapping as Fields

if TYPE_CHECKING:
    from archspec.recipe import Recipe

MAX_RANK = 4


def read_spec(
    source: Source, tree: Tree, overrides: Overrides = (), variant: str | None = None
) -> Spec:
    """What the file says, with parameters set from outside.

    Raises:
        Failure: everything that is wrong with it, A2xx.
        OnlyBlocks: where it is a file of blocks for others.
    """
    if not isinstance(tree, Fields):
        message = (
            f"a spec is a mapping that begins with `archspec: 1`, and this is {describe(tree)}"
        )
        raise Failure([Diagnostic("A105", message, tree.span)])
    if is_library(tree):
        problems = check_library(tree)
        raise Failure(problems) if problems else OnlyBlocks(tree)
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
        message, notes = refusal("`train`", f"a mapping of {described(Recipe)}", None, tree)
        if not isinstance(tree, Scalar) or tree.value is not None:
            message = f"`train` must be a mapping, not {describe(tree)}"
            notes = (f"it takes {described(Recipe)}",)
        raise Failure([Diagnostic("A203", message, tree.span, notes=notes)])
    try:
        data = value_of(tree, params)
        return validate(Recipe, data, Place("`train`", entry.key.span, tree)), tree
    except ValueFault as fault:
        raise Failure(fault.found) from None
    except Faults as faults:
        raise Failure(faults.diagnostics) from None


SAMPLE = "channels first, without the batch: `input: [3, 32, 32]`"


def _is_size(value: Any) -> bool:
    return value >= 1 if isinstance(value, Size) else type(value) is int and 0 < value < 2**31


def _wrong_input(name: str, tree: Tree, value: Any, wrong: int) -> Diagnostic:
    """A203: the first size that is none, or what is no list of sizes at all."""
    if isinstance(tree, Fields):
        several = any(isinstance(entry.value, Sequence) for entry in tree)
        helps = (Help("several inputs stand under `inputs`"),) if several else ()
        message = f"`{name}` must be a list of sizes, not a mapping"
        return Diagnostic("A203", message, tree.span, notes=(SAMPLE,), helps=helps)
    if not isinstance(tree, Sequence):
        message, _notes = refusal(f"`{name}`", "a list of sizes", value, tree)
        one = meant(tree, value, tuple[int, ...])[0] if isinstance(value, str) else None
        text = as_yaml(one)
        helps = (Help(f"did you mean `{text}`?", (Edit(tree.span, text),)),) if one else ()
        return Diagnostic("A203", message, tree.span, notes=(SAMPLE,), helps=helps)
    item = tree.items[wrong]
    message = f"a size must be a whole number of at least 1, not {shown(value[wrong])}"
    meant_by_it = tuple(_instead(item, value[wrong], wrong))
    return Diagnostic("A203", message, item.span, notes=(SAMPLE,), helps=meant_by_it)


def _with_braces(found: Diagnostic) -> Diagnostic:
    """A209 for a name beside a `$parameter`, with how the two go together."""
    if found.code != "A209" or found.helps or "neither a number nor" not in found.message:
        return found
    text = "beside the name of a size, a parameter has braces: `${scale}*H`"
    return replace(found, helps=(Help(text),))


def _instead(item: Tree, value: Any, index: int) -> Iterator[Help]:
    """What was meant by a size that is none."""
    whole = value.replace("/", "//") if isinstance(value, str) else ""
    if value in (None, -1) or str(value).lower() in NAMELESS:
        yield Help("leave the batch out") if index == 0 and value == -1 else NAME_IT
    elif read_size(whole) is not None:
        yield Help(f"`//` rounds down: `{whole}`", (Edit(item.span, whole),))


@dataclass(slots=True)
class _Reader:
    source: Source
    tree: Fields
    problems: list[Diagnostic] = field(default_factory=list)
    bound: Mapping[str, int] = field(default_factory=dict)

    def spec(self, overrides: Overrides, variant: str | None) -> Spec | None:
        self._version()
        self._known_fields()
        self._texts()
        files = Includes(problems=self.problems)
        files.read(self.tree)
        if self.problems and self.tree.entry("include"):
            # Whatever is wrong below may be so for a block that was not brought.
            return None
        params = self._parameters(overrides, variant)
        inputs = tuple(self._inputs(params))
        blocks = BlockReader(problems=self.problems)
        named = included_blocks(self.tree, files, blocks)
        elaborator = Elaborator(named, self._defaults(), params)
        elaborator.broken_blocks |= blocks.broken
        part = self._layers(elaborator, params)
        outputs = read_outputs(self._mapping("outputs"), params, self.problems)
        recipe, train = self._recipe(params)
        self.problems += elaborator.problems
        self._in_order()
        if self.problems:
            return None
        return Spec(
            source=self.source,
            name=variant or self._text("name") or Path(self.source.name).name.split(".")[0],
            about=self._text("about"),
            params=params,
            inputs=inputs,
            part=part,
            outputs=outputs,
            absent=elaborator.absent,
            expect=() if overrides else tuple(self._expect(params, variant)),
            recipe=recipe,
            train=train,
            variant=variant,
            bound=self.bound,
            layers_span=self._span("layers"),
            tree=self.tree,
            included=tuple(files.trees.values()),
        )

    def _parameters(self, overrides: Overrides, variant: str | None) -> dict[str, Any]:
        """The parameters; what is set of the sizes that the input leaves open is put aside."""
        names = names_in_inputs(self.tree)
        for_sizes = [one for one in overrides if one[0] in names]
        others = [one for one in overrides if one[0] not in names]
        params, problems = read_parameters(self.tree, others, variant, names)
        self.bound, wrong = read_bindings(for_sizes)
        self.problems += problems + wrong
        return params

    def _in_order(self) -> None:
        self.problems = list(dict.fromkeys(self.problems))

    def _version(self) -> None:
        problem = wrong_version(self.tree)
        if problem and (self.tree.entry("archspec") or not self._explained("archspec")):
            self.problems.append(problem)

    def _explained(self, name: str) -> bool:
        """Whether an unknown field of the file was meant to be this one, which was said."""
        known = [*field_names(Document)]
        words = [e.key.text for e in self.tree if e.key.text not in known]
        return any(field_for(w, known) == name or name in near(w, known)[:1] for w in words)

    def _known_fields(self) -> None:
        data = {entry.key.text: entry.value for entry in self.tree} | {"archspec": VERSION}
        start = self.tree.entries[0].key.span if self.tree.entries else self.source.span()
        place = Place("the file", start, self.tree)
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
        elif not self._explained("input"):
            start = self.tree.entries[0].key.span if self.tree.entries else self.source.span()
            message = "the file does not say what its `input` is"
            self._report("A202", message, start, notes=(SAMPLE,))

    def _input(self, name: str, tree: Tree, params: Mapping[str, Any]) -> Iterator[Input]:
        before = len(self.problems)
        value = self._value(tree, params)
        if len(self.problems) > before:
            self.problems[before:] = map(_with_braces, self.problems[before:])
            return
        sizes = value if isinstance(value, tuple) else (value,)
        if isinstance(tree, Sequence) and any(isinstance(size, str) for size in sizes):
            sizes, problems = opened(tree, sizes, params, self.bound)
            self.problems += problems
            if problems:
                return
            value = sizes
        wrong = next((i for i, s in enumerate(sizes) if not _is_size(s)), None)
        if wrong is not None or isinstance(tree, Fields):
            self.problems.append(_wrong_input(name, tree, value, wrong or 0))
        elif not 1 <= len(sizes) <= MAX_RANK:
            message = f"`{name}` has {len(sizes)} sizes, and a sample has from 1 to {MAX_RANK}"
            self._report("A203", message, tree.span, notes=(SAMPLE,))
        else:
            yield Input(name, Shape(sizes), tree.span)

    def _value(self, tree: Tree, params: Mapping[str, Any]) -> Any:
        try:
            return value_of(tree, params)
        except ValueFault as fault:
            self.problems += fault.found
            return None

    def _defaults(self) -> dict[str, dict[str, Entry]]:
        found: dict[str, dict[str, Entry]] = {}
        for entry in self._mapping("defaults"):
            cls = find(entry.key.text)
            if cls is None:
                foreign = kind_for(entry.key.text, kinds())
                likely = [foreign] if foreign else near(entry.key.text, kinds())[:1]
                helps = tuple(Help(f"did you mean `{n}`?") for n in likely)
                message = f"`defaults` names `{entry.key.text}`, which is not a kind"
                self._report("A205", message, entry.key.span, helps=helps)
            elif not isinstance(entry.value, Fields):
                message = f"the defaults of a kind are a mapping, not {describe(entry.value)}"
                self._report("A203", message, entry.value.span)
            else:
                found[entry.key.text] = dict(self._default_fields(cls, entry.value))
        return found

    def _default_fields(self, cls: Any, tree: Fields) -> Iterator[tuple[str, Entry]]:
        names = list(field_names(cls))
        for entry in tree:
            if entry.key.text in names:
                yield entry.key.text, entry
                continue
            helps = tuple(Help(f"did you mean `{n}`?") for n in near(entry.key.text, names)[:1])
            notes = (f"`{cls.kind}` takes {described(cls)}",)
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
        for name, block in elaborator.blocks.items():
            if name not in elaborator.called_blocks:
                elaborator.rehearse(block)
        if isinstance(entry.value, Sequence) and not entry.value.items:
            self._report("A206", "`layers` is empty", entry.value.span)
        return chain

    def _expect(self, params: Mapping[str, Any], chosen: str | None) -> list[Expectation]:
        entry, written = self.tree.entry("expect"), self.tree.entry("variants")
        if entry is None:
            return []
        fields = written.value if written and isinstance(written.value, Fields) else ()
        variants = {e.key.text: getattr(e.value, "entries", ()) for e in fields}
        names = names_in_inputs(self.tree)
        expectations, problems = read_expectations(entry, params, names, variants, chosen)
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

    def _mapping(self, name: str) -> tuple[Entry, ...]:
        return table(self.tree, name, self.problems)

    def _text(self, name: str) -> str:
        entry = self.tree.entry(name)
        return entry.value.text if entry and isinstance(entry.value, Scalar) else ""

    def _texts(self) -> None:
        for name in ("name", "about"):
            entry = self.tree.entry(name)
            if entry and not isinstance(entry.value, Scalar):
                message = f"`{name}` must be text, not {describe(entry.value)}"
                self._report("A203", message, entry.key.span)

    def _span(self, name: str) -> Span | None:
        entry = self.tree.entry(name)
        return entry.key.span if entry else None

    def _report(self, code: str, message: str, span: Span, **more: Any) -> None:
        self.problems.append(Diagnostic(code, message, span, **more))
