"""Which figures of its outputs a recipe measures, and whether it watches one of them."""

from collections.abc import Iterator, Mapping, Sequence

from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.given import Given
from archspec.recipe.binding.ports import Ports
from archspec.recipe.binding.target_check import figures, no_figure
from archspec.recipe.binding.wanted import Wanted
from archspec.recipe.fields import Array, Class, Classes, Mask
from archspec.recipe.metrics import METRICS, USUAL, Sort
from archspec.recipe.training import Recipe


def watched(
    recipe: Recipe, wanted: Sequence[Wanted], compared: Mapping[str, Given], ports: Ports
) -> Iterator[Problem]:
    """A figure to watch that no output has.

    Args:
        recipe: how to train.
        wanted: the outputs that are trained.
        compared: the field of each, where it has one.
        ports: what the network gives.
    """
    if recipe.watch == "loss":
        return
    by_output = {one.output: one for one in wanted}
    known = measured(wanted, compared, ports)
    if recipe.watch == "accuracy":
        lasting = [name for name in known if name in ports.lasting]
        rated = [name for name in lasting if "accuracy" in known[name]]
        if not rated:
            fact = "no output has an accuracy to watch"
            yield Problem("A606", fact, ("watch",), fixes=(Fix("write `watch: loss`"),))
        elif len(lasting) > 1:
            fact = "each of several outputs has an accuracy of its own, and all have none together"
            yield Problem("A606", fact, ("watch",), fixes=(_watching(f"{rated[0]}.accuracy"),))
        return
    output, _, word = recipe.watch.rpartition(".")
    if output not in by_output:
        notes = (f"outputs with a loss are {', '.join(by_output)}",)
        yield Problem("A653", f"no output `{output}` is trained", ("watch",), notes=notes)
        return
    one, given = by_output[output], compared.get(output)
    if word == "loss" or word in {metric.name for metric in one.metrics}:
        return
    if word not in figures(one, given):
        yield no_figure(word, one, given, ("watch",))
    elif (named := METRICS.by_name[word]().name) != word:  # type: ignore[attr-defined]
        listed = next((metric.name for metric in one.metrics if metric.kind == word), named)
        fact = f"`{word}` is watched with its number, as `{named}`"
        yield Problem("A606", fact, ("watch",), fixes=(_watching(f"{output}.{listed}"),))
    elif word not in (usual := known[output]):
        fact = f"nothing measures `{recipe.watch}`"
        notes = (f"what is measured of `{output}` is {', '.join(('loss', *usual))}",)
        yield Problem("A606", fact, ("watch",), notes=notes, fixes=(_listing(one, word),))


def measured(
    wanted: Sequence[Wanted], compared: Mapping[str, Given], ports: Ports
) -> dict[str, tuple[str, ...]]:
    """The figures that each output may have besides its loss: the listed ones, or the usual ones.

    What is classified by the only output has an accuracy in any case.

    Args:
        wanted: the outputs that are trained.
        compared: the field of each, where it has one.
        ports: what the network gives.
    """
    alone = sum(one.output in ports.lasting for one in wanted) == 1
    return {one.output: _measured(one, compared.get(one.output), alone=alone) for one in wanted}


def _measured(one: Wanted, given: Given | None, *, alone: bool) -> tuple[str, ...]:
    sorts = _sorts(one, given)
    if not one.metrics:
        return tuple(dict.fromkeys(word for sort in sorts for word in USUAL[sort]))
    classified = alone and not {"classes", "masks"}.isdisjoint(sorts)
    names = (*("accuracy",) * classified, *(metric.name for metric in one.metrics))
    return tuple(dict.fromkeys(names))


def _sorts(one: Wanted, given: Given | None) -> tuple[Sort, ...]:
    """What the labels of an output may be, as far as it is known before they are read."""
    if given is None:
        return ("views",)
    if isinstance(given.field, Array):
        return ("classes", "masks", "labels", "numbers")
    if isinstance(given.field, Class):
        return ("classes",)
    if isinstance(given.field, Mask):
        return ("masks",)
    answers = isinstance(given.field, Classes) or one.loss.yes_or_no
    return ("labels",) if answers else ("numbers",)


def _watching(figure: str) -> Fix:
    return Fix(f"write `watch: {figure}`", set={"watch": figure})


def _listing(one: Wanted, word: str) -> Fix:
    """Where a figure is listed."""
    if one.origin == ("loss",):
        long = f"`targets: {{{one.output}: {{loss: …, metrics: [{word}]}}}}`"
        return Fix(f"list it: {long} in the place of `loss`")
    others = [metric.kind for metric in one.metrics]
    return Fix(f"list it: `metrics: [{', '.join((*others, word))}]`")
