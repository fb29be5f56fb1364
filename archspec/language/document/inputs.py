"""The inputs of a network: the shape of a sample, with sizes that may be left open."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.diagnostics.suggest import perhaps
from archspec.graph import Input
from archspec.graph.names import unusable_input
from archspec.kind.fields import Axis, Count
from archspec.language.document.open_sizes import NAME_IT, NAMELESS, opened, read_size
from archspec.language.expressions.values import value_of
from archspec.language.fields.computed import values_of
from archspec.language.fields.field_path import Constraint
from archspec.language.fields.validate import Place, validate
from archspec.language.fields.value_corrections import meant
from archspec.language.fields.value_errors import refusal, shown
from archspec.language.rewrite.renaming import bad_name
from archspec.language.skip import Skip
from archspec.shapes import Shape, Size
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, describe
from archspec.syntax.writing import written

MAX_RANK: Final = 4
SAMPLE: Final = "channels first, without the batch: `input: [3, 32, 32]`"


class InputFields(BaseModel):
    """An input with more to say than its sizes."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, defer_build=True
    )

    shape: Any = Field(description="The sizes of a sample, without the batch.")
    channels: Axis | None = Field(
        None, description="The axis that counts channels, from 0; the first where absent."
    )
    values: Count | None = Field(
        None,
        description="It holds whole numbers from 0 to one less than this, as words of a text are.",
    )


@dataclass(slots=True)
class InputReader:
    """Reads the inputs of a file; `problems` collects what is wrong with them.

    Args:
        params: the values of the parameters.
        bound: the sizes that are set from outside, by their names.
    """

    params: Mapping[str, Any]
    bound: Mapping[str, int]
    problems: list[Diagnostic] = field(default_factory=list)

    def read(self, tree: Fields) -> Iterator[Input]:
        """What stands under `input` or `inputs`, one of which is there."""
        one, several = tree.entry("input"), tree.entry("inputs")
        if one and several:
            self._report("A213", "the file has both `input` and `inputs`", several.key.span)
        elif one:
            yield from self._input("input", one.value)
        elif several and isinstance(several.value, Fields) and several.value.entries:
            for entry in several.value:
                self._name(entry.key)
                yield from self._input(entry.key.text, entry.value)
        elif several:
            message = (
                f"`inputs` must be a mapping from names to shapes, not {describe(several.value)}"
            )
            self._report("A203", message, several.value.span)

    def _input(self, name: str, tree: Tree) -> Iterator[Input]:
        """An input of sizes alone, or of these with what else is said of it."""
        whole = tree if isinstance(tree, Fields) and tree.entry("shape") else None
        if whole is None:
            yield from self._of_sizes(name, tree, InputFields(shape=None))
            return
        try:
            data = values_of(whole, self.params, Constraint(InputFields))
            said = validate(InputFields, data, Place(f"the input `{name}`", whole.span, whole))
        except Skip as skip:
            self.problems += skip.found
            return
        entry = whole.entry("shape")
        assert entry is not None  # noqa: S101  it was found
        yield from self._of_sizes(name, entry.value, said)

    def _of_sizes(self, name: str, tree: Tree, said: InputFields) -> Iterator[Input]:
        before = len(self.problems)
        value = self._value(tree)
        if len(self.problems) > before:
            self.problems[before:] = map(_with_braces, self.problems[before:])
            return
        sizes = value if isinstance(value, tuple) else (value,)
        if isinstance(tree, Sequence) and any(isinstance(size, str) for size in sizes):
            # Of what is looked up, no axis counts channels.
            axis = None if said.values is not None else said.channels or 0
            sizes, problems = opened(tree, sizes, self.params, self.bound, axis)
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
        elif said.channels is not None and said.channels >= len(sizes):
            message = f"`channels` is axis {said.channels}, but the last axis of `{name}` is "
            self._report("A203", f"{message}{len(sizes) - 1}", tree.span)
        else:
            yield Input(name, Shape(sizes, said.channels or 0), tree.span, said.values)

    def _name(self, key: Scalar) -> None:
        """Inputs are named as layers are, and by no number: that is a layer's index."""
        numbered = "a number is the index of a layer"
        why = numbered if key.text.isdecimal() else unusable_input(key.text)
        if why:
            self.problems.append(bad_name("an input", key.text, key.span, why))

    def _value(self, tree: Tree) -> Any:
        try:
            return value_of(tree, self.params)
        except Skip as skip:
            self.problems += skip.found
            return None

    def _report(self, code: str, message: str, span: Span, **more: Any) -> None:
        self.problems.append(Diagnostic(code, message, span, **more))


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
        text = written(one)
        helps = (perhaps(text, (Edit(tree.span, text),)),) if one else ()
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
    if value in (None, -1) or (isinstance(value, str) and value.lower() in NAMELESS):
        yield Help("leave the batch out") if index == 0 and value == -1 else NAME_IT
    elif read_size(whole) is not None:
        yield Help(f"`//` rounds down: `{whole}`", (Edit(item.span, whole),))
