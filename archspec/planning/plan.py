"""What a study compares, as its file says it."""

from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BeforeValidator, Field, PrivateAttr

from archspec.diagnostics import Diagnostic, Failure, Help, Mark, Span
from archspec.kind.choice import Table
from archspec.kind.fields import MAX_SIZE
from archspec.language import Given, is_study
from archspec.language.document.study import FIELDS
from archspec.language.document.version import wrong_version
from archspec.language.fields.computed import values_of
from archspec.language.fields.field_path import Constraint
from archspec.language.fields.validate import Place, validate
from archspec.language.skip import Skip
from archspec.planning.fields import FigureName, Parameters, RecipeFields, SpecName
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree, describe, read, read_file
from archspec.syntax.ways import child, span_at

Seeds = Annotated[int, Field(ge=1, le=1_000)]
Most = Annotated[int, Field(ge=1, le=MAX_SIZE)]

EXAMPLE = (
    "write what it compares: `study: {designs: [net, net_res]}`",
    "write what it varies: `study: {spec: net, over: {train.optimizer.sgd.lr: [0.01, 0.1]}}`",
)
"""Of what is compared, and of what is swept."""


class AsWritten(Table):
    """A study's fields, and where they were written where a file has them."""

    _tree: Tree | None = PrivateAttr(None)

    def place(self, *way: str | int, key: bool = False) -> Span | None:
        """Where something of it is written, or as much of the way there as is.

        Args:
            way: to it, from field to field and into lists.
            key: whether its name is meant, and not its value.
        """
        whole = self._tree.span if self._tree else None
        return span_at(self._tree, way, key=key) or whole

    def places(self, *way: str | int) -> dict[str, Span]:
        """Where each name of a mapping in it is written."""
        tree = reduce(child, way, self._tree)
        return {one.key.text: one.key.span for one in tree} if isinstance(tree, Fields) else {}


Planned = TypeVar("Planned", bound=AsWritten)


def given(values: Mapping[str, Any], places: Mapping[str, Span]) -> dict[str, Given]:
    """Values of parameters, each with its place where a file has it."""
    return {name: Given(value, places.get(name)) for name, value in values.items()}


class Budget(Table):
    """What a design may cost; one above it is not trained."""

    params: Most | None = Field(None, description="The most parameters.")
    macs: Most | None = Field(None, description="The most multiply-adds for one sample.")


class Design(Table):
    """A network that is compared, with what is its own."""

    spec: SpecName = Field(description="A file, `file:variant`, or a spec that ships.")
    name: str | None = Field(None, description="What tables and charts call it.")
    set: Parameters = Field({}, description="Values of its parameters, besides those of all.")
    train: RecipeFields = Field({}, description="Fields of its recipe that are another way.")


def _design(value: Any) -> Any:
    return {"spec": value} if isinstance(value, str) else value


AnyDesign: TypeAlias = Annotated[
    Design, BeforeValidator(_design, json_schema_input_type=SpecName | Design)
]


class Plan(AsWritten):
    """Several designs, each trained from several seeds.

    >>> plan = Plan.model_validate({"designs": ("net", {"spec": "net_res", "set": {"width": 16}})})
    >>> plan.designs[1].set, plan.seeds
    ({'width': 16}, 5)
    """

    designs: tuple[AnyDesign, ...] = Field(
        min_length=1, max_length=1_000, description="The networks."
    )
    recipe: str | None = Field(
        None, description="A file with a `train:` for all; by default each has its own."
    )
    set: Parameters = Field({}, description="Values of parameters, of every design.")
    train: RecipeFields = Field(
        {},
        description="Fields of every recipe that are another way; dots reach into a field, as in "
        "`data.root`.",
    )
    seeds: Seeds = Field(5, description="How many runs of each design: of the seeds 0, 1, 2, …")
    budget: Budget = Field(Budget(), description="What a design may cost.")
    by: FigureName | None = Field(
        None, description="The figure that is compared; by default accuracy, or else the loss."
    )


def read_plan(path: Path, form: type[Planned]) -> Planned:
    """What stands under `study:` in a file.

    Args:
        path: of the file.
        form: of the study.

    Raises:
        Failure: A101 to A203, each at its place.
    """
    return plan_of(read(read_file(path)), form, path.name)


def plan_of(tree: Tree, form: type[Planned], name: str) -> Planned:
    """The same of a text that has been read.

    Raises:
        Failure: A105, A201 to A203, A207, each at its place.
    """
    entry = tree.entry("study") if isinstance(tree, Fields) else None
    if entry is None or not isinstance(tree, Fields):
        help_ = Help(EXAMPLE["over" in form.model_fields])
        fact = f"`{name}` is no study: it has no `study:`"
        raise Failure([Diagnostic("A202", fact, tree.span, helps=(help_,))])
    if strange := [one for one in tree if one.key.text not in FIELDS]:
        fact = f"`{strange[0].key.text}` is no part of a study's file, which has `study:` alone"
        raise Failure([Diagnostic("A201", fact, strange[0].key.span)])
    if tree.entry("archspec") and (wrong := wrong_version(tree)):
        raise Failure([wrong])
    return _planned(entry.key.span, entry.value, form)


def _planned(span: Any, tree: Tree, form: type[Planned]) -> Planned:
    if not isinstance(tree, Fields):
        fact = f"`study` must be a mapping, not {describe(tree)}"
        raise Failure([Diagnostic("A203", fact, tree.span)])
    others = {"designs": "compare", "over": "sweep"}
    if len(both := [entry for word in others if (entry := tree.entry(word))]) > 1:
        fact = "a study compares `designs` or varies parameters `over` values, and does not do both"
        marks = (Mark(both[0].key.span, "what is compared"),)
        raise Failure([Diagnostic("A201", fact, both[1].key.span, "what varies", marks)])
    for word, command in others.items():
        if word not in form.model_fields and (entry := tree.entry(word)):
            fact = f"`{word}` makes this a study that `archspec {command}` reads"
            help_ = Help(f"`archspec {command} {tree.span.source.name}`")
            raise Failure([Diagnostic("A201", fact, entry.key.span, helps=(help_,))])
    try:
        data = values_of(tree, {}, Constraint(form))
        plan = validate(form, data, Place("`study`", span, tree))
    except Skip as skip:
        raise Failure(skip.found) from None
    plan._tree = tree
    return plan


def is_study_file(path: Path) -> bool:
    """Whether a file says by its first words that it is a study, and no network."""
    return path.suffix in (".yaml", ".yml") and path.is_file() and is_study(read(read_file(path)))
