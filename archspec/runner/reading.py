"""Data of named fields, wherever it is from."""

from collections.abc import Collection, Mapping

from archspec.recipe import Ports, Recipe, RecipeFailure, bind
from archspec.recipe.binding import Binding
from archspec.recipe.targets import InfoNce
from archspec.runner.bound import Bound
from archspec.runner.from_caller import of_caller
from archspec.runner.from_source import of_source
from archspec.runner.named import Shape
from archspec.runner.named_data import NamedData
from archspec.runner.own.datasets import GivenData
from archspec.runner.progress import Progress

Shapes = Mapping[str, Shape]


def read_named(
    recipe: Recipe,
    inputs: Shapes,
    outputs: Shapes,
    progress: Progress,
    known: Bound | None = None,
    given: GivenData | None = None,
    training: Collection[str] = (),
) -> NamedData:
    """The data of a recipe, as it divides it and the network takes it.

    Args:
        recipe: how to train.
        inputs: the shape of each input, in the order of the network.
        outputs: the shape of each output.
        progress: told of downloads.
        known: what a run knows of its fields; else it is found out from the training samples.
        given: data sets of the caller's, in the place of a source.
        training: the outputs that only training gives.

    Raises:
        RecipeFailure: A620 to A627, A651 to A655.
    """
    # Whether somebody measures what is watched is known once all figures are, the caller's too.
    unwatched = recipe.model_copy(update={"watch": "loss"})
    ports = Ports(inputs, outputs or _outputs(known), frozenset(training))
    found = bind(unwatched, ports, given.given() if given else None)
    if found.problems and not known:
        raise RecipeFailure(found.problems)
    ends = known or _bound(found, outputs, training)
    if given:
        return of_caller(recipe, given, ends)
    return of_source(recipe, found, inputs, outputs, progress, known, ends)


def _outputs(known: Bound | None) -> dict[str, Shape]:
    """The outputs that a run knows, without their shapes, which it has held against data before."""
    return dict.fromkeys((*known.targets, *known.outputs), ()) if known else {}


def _bound(found: Binding, outputs: Shapes, training: Collection[str]) -> Bound:
    """What takes which field; nothing is known of the fields yet."""
    targets = {name: one.field for name, one in found.targets.items() if one.field is not None}
    against = {
        name: one.loss.against
        for name, one in found.targets.items()
        if isinstance(one.loss, InfoNce)
    }
    ends = dict.fromkeys((*targets, *against, *against.values()))
    late = tuple(
        name for name in (*targets, *against) if {name, against.get(name, name)} & {*training}
    )
    shapes = {name: outputs[name] for name in ends}
    return Bound({}, found.inputs, targets, shapes, late, against)
