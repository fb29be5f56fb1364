"""What is wrong with losses that compare one output with another."""

from collections.abc import Iterator, Sequence

from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.given import Path
from archspec.recipe.binding.ports import Ports
from archspec.recipe.binding.target_check import no_figure
from archspec.recipe.binding.wanted import Wanted, no_output
from archspec.recipe.fitting import Shape
from archspec.recipe.targets import InfoNce
from archspec.recipe.trainable import lone_sample
from archspec.recipe.training import Recipe
from archspec.shapes import shape_text


def unfit_contrasts(recipe: Recipe, found: Sequence[Wanted], ports: Ports) -> Iterator[Problem]:
    """Outputs that are compared with none, with one of another length, or with a field."""
    for one in found:
        if not isinstance(one.loss, InfoNce):
            continue
        yield from _partner(one, one.loss.against, ports)
        if lone := lone_sample(recipe):
            fact = "`info_nce` tells a sample from the others of its batch, of which there are none"
            yield Problem("A606", fact, lone.field, fixes=(lone.fix,))
        for place, metric in enumerate(one.metrics):
            if "views" not in metric.compares:
                yield no_figure(metric.kind, one, None, (*one.origin[:-1], "metrics", place))


def _partner(one: Wanted, other: str, ports: Ports) -> Iterator[Problem]:
    field: Path = (*one.origin, "info_nce", "against")
    if other not in ports.outputs:
        yield no_output(other, ports, field)
    elif other == one.output:
        yield Problem("A653", f"`{other}` is compared with itself", field)
    elif one.to is not None:
        fact = f"`info_nce` compares with the output `{other}`, and with no field"
        yield Problem("A653", fact, ("targets", one.output, "to"), fixes=(Fix("leave it out"),))
    elif not _alike(ports.outputs[one.output], ports.outputs[other]):
        shapes = [shape_text(ports.outputs[name]) for name in (one.output, other)]
        fact = f"`{one.output}` is {shapes[0]}, and `{other}` is {shapes[1]}"
        notes = ("`info_nce` compares vectors of one length",)
        yield Problem("A652", fact, field, notes=notes)


def _alike(one: Shape, other: Shape) -> bool:
    """Whether both are vectors, of the same length as far as that is known."""
    if len(one) != 1 or len(other) != 1:
        return False
    known = [size for size in (*one, *other) if type(size) is int]
    return len({*known}) < 2
