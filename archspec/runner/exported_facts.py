"""What must be known to use the network of a run elsewhere: its normalisation and its classes."""

from collections.abc import Mapping
from typing import Any, Final

from archspec.diagnostics.readable import as_json
from archspec.graph import Graph
from archspec.recipe import Recipe
from archspec.recipe.losses import Loss
from archspec.recipe.targets import loss_of
from archspec.runner.bound import Bound
from archspec.runner.data import Normalization
from archspec.runner.fields.facts import Facts
from archspec.runner.named import by_name
from archspec.runner.record import Record

NAME: Final = "preprocessing.json"
"""Under which an exported file has it."""


def exported_facts(graph: Graph, recipe: Recipe, record: Record) -> str:
    """The facts of a run that an exported file has beside the network, as JSON.

    `inputs` has the shape of each input, without the batch, and how its values are normalised:
    `(value / divisor - mean) / std`, channel by channel. `outputs` has the classes of each output
    in their order, and the function that makes probabilities of its numbers.

    Args:
        graph: of the run, whose names inputs and outputs have.
        recipe: of the run.
        record: its facts.
    """
    if record.bound is not None:
        return as_json(_of_fields(recipe, record, record.bound))
    lasting = [name for name in graph.outputs if name not in graph.training]
    sigmoid = recipe.loss.yes_or_no
    inputs = {graph.inputs[0].name: {"shape": list(record.shape)} | _scale(record.change)}
    outputs = {name: _classes(record.classes, recipe.loss, sigmoid=sigmoid) for name in lasting}
    return as_json({"inputs": inputs, "outputs": outputs})


def _of_fields(recipe: Recipe, record: Record, bound: Bound) -> dict[str, Any]:
    shapes, scales = by_name(record.input_shape), record.normalization
    by_input = scales if isinstance(scales, Mapping) else dict.fromkeys(shapes, scales)
    inputs = {
        name: {"shape": list(shapes[name])}
        | _of_field(field, bound.fields[field])
        | _scale(by_input.get(name))
        for name, field in bound.inputs.items()
    }
    outputs = {
        name: _of_field(field, bound.fields[field])
        | _classes(
            bound.fields[field].classes,
            loss_of(recipe.targets, name, recipe.loss),
            sigmoid=_is_sigmoid(bound, name),
        )
        for name, field in bound.targets.items()
        if name not in bound.training
    }
    views: dict[str, Any] = {name: {} for pair in bound.against.items() for name in pair}
    return {"inputs": inputs, "outputs": {**views, **outputs}}


def _of_field(name: str, facts: Facts) -> dict[str, Any]:
    """What a field is made of, and the numbers by which it was scaled, where it was."""
    numbers = {"mean": facts.mean, "std": facts.std, "fill": facts.fill, "words": facts.words}
    said = {key: list(value) for key, value in numbers.items() if value}
    classes = {"classes": list(facts.classes)} if facts.classes else {}
    return {"field": name, "kind": facts.kind, "columns": list(facts.columns), **said, **classes}


def _scale(changed: Normalization | None) -> dict[str, Any]:
    if changed is None:
        return {}
    return {
        "divisor": changed.divisor or 1,
        "mean": list(changed.mean),
        "std": list(changed.std),
    }


def _classes(names: tuple[str, ...], loss: Loss, *, sigmoid: bool) -> dict[str, Any]:
    if not names:
        return {}
    word = "sigmoid" if sigmoid else "softmax"
    return {"classes": list(names), "probabilities": "none" if loss.probabilities else word}


def _is_sigmoid(bound: Bound, output: str) -> bool:
    """Whether an output answers each class by itself, or two of them by one number."""
    several = bound.fields[bound.targets[output]].kind == "classes"
    return several or bound.outputs.get(output, (2,))[:1] == (1,)
