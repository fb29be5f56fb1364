"""The whole file: from its tree to a `Spec`."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Failure, Source, Span
from archspec.diagnostics.suggest import near
from archspec.graph import Input
from archspec.language.document.block_reader import BlockReader
from archspec.language.document.defaults import DefaultsReader
from archspec.language.document.expectations import read_expectations
from archspec.language.document.includes import Includes, included_blocks, is_library
from archspec.language.document.inputs import SAMPLE, InputReader
from archspec.language.document.library import OnlyBlocks, check_library
from archspec.language.document.model import Document, Expectation, Spec
from archspec.language.document.open_sizes import names_in_inputs, read_bindings
from archspec.language.document.outputs import output_entries, read_outputs
from archspec.language.document.parameters import Overrides, read_parameters
from archspec.language.document.recipe_file import OnlyRecipe, check_by_itself, is_recipe
from archspec.language.document.study import is_study, no_network
from archspec.language.document.tables import table
from archspec.language.document.training import recipe_at
from archspec.language.document.version import VERSION, wrong_version
from archspec.language.fields.expected import field_names
from archspec.language.fields.validate import Place, validate
from archspec.language.fields.written import Defaults
from archspec.language.rewrite.renaming import with_renaming
from archspec.language.skip import Skip
from archspec.language.suggestions.axes import axes_out_of_order
from archspec.language.suggestions.other_frameworks import field_for
from archspec.language.walk.lists import Walk
from archspec.language.walk.network import NetworkReader
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, describe

if TYPE_CHECKING:
    from archspec.language.walk.memory import Memory
    from archspec.recipe import Recipe


def read_spec(
    source: Source,
    tree: Tree,
    overrides: Overrides = (),
    variant: str | None = None,
    memory: "Memory | None" = None,
) -> Spec:
    """What the file says, with parameters set from outside.

    Args:
        source: the text.
        tree: what was read of it.
        overrides: parameters that are given from outside.
        variant: the one of the file's variants that is meant.
        memory: what is kept from one check of a text to the next, where there are many.

    Raises:
        Failure: everything that is wrong with it, A2xx.
        OnlyBlocks: where it is a file of blocks for others.
        OnlyRecipe: where it is a recipe, with nothing wrong in it.
    """
    if not isinstance(tree, Fields):
        message = (
            f"a spec is a mapping that begins with `archspec: 1`, and this is {describe(tree)}"
        )
        raise Failure([Diagnostic("A105", message, tree.span)])
    if is_study(tree):
        raise Failure([no_network(tree)])
    if is_recipe(tree):
        problems = check_by_itself(tree)
        raise Failure(problems) if problems else OnlyRecipe(tree)
    if is_library(tree):
        problems = check_library(tree)
        raise Failure(problems) if problems else OnlyBlocks(tree)
    reader = _Reader(source, tree, memory)
    spec = reader.spec(overrides, variant)
    if reader.problems or spec is None:
        raise Failure(with_renaming(one, tree) for one in reader.problems)
    return spec


@dataclass(slots=True)
class _Reader:
    source: Source
    tree: Fields
    memory: "Memory | None" = None
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
        inputs = self._inputs(params)
        blocks = BlockReader(problems=self.problems)
        named = included_blocks(self.tree, files, blocks)
        walk = Walk(named, self._defaults(), params, broken_blocks={*blocks.broken})
        network = NetworkReader(walk, inputs)
        if self.memory is not None:
            walk.memory = self.memory
            self.memory.begin(walk)
        self._layers(network)
        entries = output_entries(self.tree, params, self.problems)
        outputs = read_outputs(entries, params, self.problems)
        network.name_outputs(outputs)
        recipe, train, faults = self._recipe(params)
        self.problems += network.problems()
        walk.end()
        if self.memory is not None:
            self.memory.end()
        self.problems = _each_once(self.problems)
        if self.problems:
            self.problems += faults
            if any(one.code.startswith("A4") for one in self.problems):
                # Of shapes that do not fit, the first may be why.
                seen = (axes_out_of_order(one, refused=True) for one in inputs)
                self.problems += filter(None, seen)
            return None
        name = variant or self._text("name") or Path(self.source.name).name.split(".")[0]
        return Spec(
            source=self.source,
            name=name,
            about=self._text("about"),
            params=params,
            graph=network.graph(name),
            outputs=outputs,
            absent=walk.absent,
            expect=() if overrides else tuple(self._expect(params, variant)),
            recipe=recipe,
            train=train,
            faults=tuple(with_renaming(one, self.tree) for one in faults),
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

    def _version(self) -> None:
        problem = wrong_version(self.tree)
        if problem and (self.tree.entry("archspec") or not self._explained("archspec")):
            self.problems.append(problem)

    def _explained(self, name: str) -> bool:
        """Whether an unknown field of the file was meant to be this one, which was said."""
        known = [*field_names(Document)]
        words = [e.key.text for e in self.tree if e.key.text not in known]
        return any(
            w.lower() == name or field_for(w, known) == name or name in near(w, known)[:1]
            for w in words
        )

    def _known_fields(self) -> None:
        data = {entry.key.text: entry.value for entry in self.tree} | {"archspec": VERSION}
        start = self.tree.entries[0].key.span if self.tree.entries else self.source.span()
        place = Place("the file", start, self.tree)
        try:
            validate(Document, data, place)
        except Skip as skip:
            self.problems += skip.found

    def _inputs(self, params: Mapping[str, Any]) -> tuple[Input, ...]:
        if self.tree.entry("input") or self.tree.entry("inputs"):
            return tuple(InputReader(params, self.bound, self.problems).read(self.tree))
        if not self._explained("input"):
            start = self.tree.entries[0].key.span if self.tree.entries else self.source.span()
            message = "the file does not say what its `input` is"
            self._report("A202", message, start, notes=(SAMPLE,))
        return ()

    def _defaults(self) -> Defaults:
        return DefaultsReader(self.problems).read(table(self.tree, "defaults", self.problems))

    def _layers(self, network: NetworkReader) -> None:
        entry = self.tree.entry("layers")
        if entry is None:
            return
        network.read(entry.value)
        if isinstance(entry.value, Sequence) and not entry.value.items:
            self._report("A206", "`layers` is empty", entry.value.span)

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

    def _recipe(
        self, params: Mapping[str, Any]
    ) -> "tuple[Recipe | None, Fields | None, tuple[Diagnostic, ...]]":
        """The recipe, where it was written, and what is wrong with it."""
        entry = self.tree.entry("train")
        if entry is None:
            return None, None, ()
        try:
            return *recipe_at(entry, params), ()
        except Failure as failure:
            return None, None, tuple(failure.diagnostics)

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


def _each_once(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The problems, one of a block as its first call has it: it is one mistake for all of them."""
    found: dict[Any, Diagnostic] = {}
    for one in problems:
        found.setdefault((one.code, one.message, one.label, one.span), one)
    return [*found.values()]
