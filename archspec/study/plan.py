"""What a study compares, as its file says it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.kind.choice import Table
from archspec.kind.fields import MAX_SIZE
from archspec.language.fields.computed import values_of
from archspec.language.fields.field_path import Constraint
from archspec.language.fields.validate import Place, validate
from archspec.language.skip import Skip
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree, describe, read, read_file

Planned = TypeVar("Planned", bound=Table)

Seeds = Annotated[int, Field(ge=1, le=1_000)]
Most = Annotated[int, Field(ge=1, le=MAX_SIZE)]
Settings = Mapping[str, Any]


EXAMPLE = (
    "write what it compares: `study: {designs: [net, net_res]}`",
    "write what it varies: `study: {spec: net, over: {train.optimizer.sgd.lr: [0.01, 0.1]}}`",
)
"""Of what is compared, and of what is swept."""


class Budget(Table):
    """What a design may cost; one above it is not trained."""

    params: Most | None = Field(None, description="The most parameters.")
    macs: Most | None = Field(None, description="The most multiply-adds for one sample.")


class Design(Table):
    """A network that is compared, with what is its own."""

    spec: str = Field(description="A file, `file:variant`, or a spec that ships.")
    name: str | None = Field(None, description="What tables and charts call it.")
    set: Settings = Field({}, description="Values of its parameters, besides those of all.")
    train: Settings = Field({}, description="Fields of its recipe that are another way.")


def _design(value: Any) -> Any:
    return {"spec": value} if isinstance(value, str) else value


class Plan(Table):
    """Several designs, each trained from several seeds.

    >>> plan = Plan.model_validate({"designs": ("net", {"spec": "net_res", "set": {"width": 16}})})
    >>> plan.designs[1].set, plan.seeds
    ({'width': 16}, 5)
    """

    designs: tuple[Annotated[Design, BeforeValidator(_design)], ...] = Field(
        min_length=1, max_length=1_000, description="The networks."
    )
    recipe: str | None = Field(
        None, description="A file with a `train:` for all; by default each has its own."
    )
    set: Settings = Field({}, description="Values of parameters, of every design.")
    train: Settings = Field(
        {},
        description="Fields of every recipe that are another way; dots reach into a field, as in "
        "`data.root`.",
    )
    seeds: Seeds = Field(5, description="How many runs of each design: of the seeds 0, 1, 2, …")
    budget: Budget = Field(Budget(), description="What a design may cost.")
    by: str | None = Field(
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
    tree = read(read_file(path))
    entry = tree.entry("study") if isinstance(tree, Fields) else None
    if entry is None or not isinstance(tree, Fields):
        help_ = Help(EXAMPLE["over" in form.model_fields])
        fact = f"`{path.name}` is no study: it has no `study:`"
        raise Failure([Diagnostic("A202", fact, tree.span, helps=(help_,))])
    if strange := [one for one in tree if one.key.text not in ("study", "archspec")]:
        fact = f"`{strange[0].key.text}` is no part of a study's file, which has `study:` alone"
        raise Failure([Diagnostic("A201", fact, strange[0].key.span)])
    return _planned(entry.key.span, entry.value, form)


def _planned(span: Any, tree: Tree, form: type[Planned]) -> Planned:
    if not isinstance(tree, Fields):
        fact = f"`study` must be a mapping, not {describe(tree)}"
        raise Failure([Diagnostic("A203", fact, tree.span)])
    others = {"designs": "compare", "over": "sweep"}
    for word, command in others.items():
        if word not in form.model_fields and (entry := tree.entry(word)):
            fact = f"`{word}` makes this a study that `archspec {command}` reads"
            help_ = Help(f"`archspec {command} {tree.span.source.name}`")
            raise Failure([Diagnostic("A201", fact, entry.key.span, helps=(help_,))])
    try:
        data = values_of(tree, {}, Constraint(form))
        return validate(form, data, Place("`study`", span, tree))
    except Skip as skip:
        raise Failure(skip.found) from None


def is_study(path: Path) -> bool:
    """Whether a file says by its first words that it is a study, and no network."""
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        return False
    tree = read(read_file(path))
    return isinstance(tree, Fields) and tree.entry("study") is not None
