"""What a recipe says of each output, in the short form or the long one."""

from collections.abc import Iterator

from archspec.dataclass import dataclass
from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.given import Path
from archspec.recipe.binding.lookups import listing, meant
from archspec.recipe.binding.ports import Ports
from archspec.recipe.losses import Loss
from archspec.recipe.metrics import Metric
from archspec.recipe.targets import Target
from archspec.recipe.training import Recipe


@dataclass(frozen=True, slots=True)
class Wanted:
    """An output that is to be trained.

    Args:
        output: its name.
        loss: what is minimised.
        to: the field that the recipe names, if it names one.
        weight: of the loss, likewise.
        metrics: what is measured besides.
        origin: where the loss was written; that of the field and the metrics is beside it.
    """

    output: str
    loss: Loss
    to: str | None
    weight: float | None
    metrics: tuple[Metric, ...]
    origin: Path


def wanted(recipe: Recipe, ports: Ports) -> tuple[tuple[Wanted, ...], list[Problem]]:
    """The outputs that are trained, and what is wrong with how they are named."""
    if not recipe.targets:
        return _short(recipe, ports)
    found = [
        Wanted(name, one.loss, one.to, one.weight, one.metrics, ("targets", name, "loss"))
        for name, one in recipe.targets.items()
        if isinstance(one, Target)
    ]
    problems = [*_unknown(recipe, ports), *_silent(recipe, ports)]
    if not found and not problems:
        fact = "no output has a loss, so there is nothing to train"
        problems.append(Problem("A655", fact, ("targets",), key=True))
    return tuple(one for one in found if one.output in ports.outputs), problems


def _short(recipe: Recipe, ports: Ports) -> tuple[tuple[Wanted, ...], list[Problem]]:
    """`loss` is of the output, and of those beside it that only training gives."""
    names = tuple(ports.outputs)
    if len(ports.lasting) > 1:
        some = ", ".join(f"{name}: {{loss: …}}" for name in names)
        fact = f"`loss` is for one output, and the network has {len(names)}: {listing(names)}"
        fix = Fix(f"say it of each: `targets: {{{some}}}`")
        return (), [Problem("A655", fact, ("loss",), fixes=(fix,))]
    return tuple(Wanted(name, recipe.loss, None, None, (), ("loss",)) for name in names), []


def _unknown(recipe: Recipe, ports: Ports) -> Iterator[Problem]:
    for name in recipe.targets:
        if name not in ports.outputs:
            yield no_output(name, ports, ("targets", name), key=True)


def no_output(name: str, ports: Ports, field: Path, *, key: bool = False) -> Problem:
    """The finding that the network has no output of that name."""
    return Problem(
        "A653",
        f"the network has no output `{name}`",
        field,
        notes=(f"its outputs are {listing(ports.outputs)}",),
        fixes=meant(name, ports.outputs),
        key=key,
    )


def _silent(recipe: Recipe, ports: Ports) -> Iterator[Problem]:
    """Outputs of which nothing is said, unless a misspelt name may be meant for them."""
    if any(name not in ports.outputs for name in recipe.targets):
        return
    for name in ports.outputs:
        if name not in recipe.targets:
            fix = Fix(f"add `{name}: {{loss: …, to: …}}`, or `{name}: none`")
            fact = f"nothing is said about the output `{name}`"
            yield Problem("A655", fact, ("targets",), fixes=(fix,), key=True)
