"""Which input takes which field, and which output is compared with which."""

from collections.abc import Iterator, Mapping, Sequence

from archspec.dataclass import dataclass
from archspec.diagnostics import Problem
from archspec.recipe.binding.change_check import unfit_augmentation
from archspec.recipe.binding.contrast_check import unfit_contrasts
from archspec.recipe.binding.drawn_check import undrawable
from archspec.recipe.binding.given import Given
from archspec.recipe.binding.input_check import unfit_input, unknown_numbers
from archspec.recipe.binding.ports import Ports
from archspec.recipe.binding.resolution import Resolution
from archspec.recipe.binding.survey import Absent, Survey
from archspec.recipe.binding.target_check import unfit_target
from archspec.recipe.binding.unbound import unbound, unused
from archspec.recipe.binding.wanted import Wanted, wanted
from archspec.recipe.binding.watch_check import measured, watched
from archspec.recipe.losses import Loss
from archspec.recipe.metrics import Metric
from archspec.recipe.mix_check import unfit_mixes
from archspec.recipe.sampler_check import unfit_sampler
from archspec.recipe.source_check import source_problems
from archspec.recipe.training import Recipe
from archspec.recipe.weight_count import unfit_weights


@dataclass(frozen=True, slots=True)
class Bound:
    """An output that is trained: what it is compared with, and how.

    Args:
        loss: what is minimised.
        field: the field that it is compared with; none for a loss over two outputs.
        weight: of the loss, where the recipe gives one; else that of the output.
        metrics: what is measured besides, as listed; without any, what is usual for the loss.
        measured: the names of the figures that it may have besides its loss.
    """

    loss: Loss
    field: str | None
    weight: float | None
    metrics: tuple[Metric, ...]
    measured: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """A recipe's fields, and where they go.

    Args:
        fields: of a sample, by name, with all that is known of them unread.
        inputs: the field of each input of the network.
        targets: each output that is trained; the others have no loss.
        absent: files that could not be looked at, as they are not there.
        problems: what does not fit, each with its place relative to `train`.
    """

    fields: Mapping[str, Given]
    inputs: Mapping[str, str]
    targets: Mapping[str, Bound]
    absent: Sequence[Absent] = ()
    problems: Sequence[Problem] = ()


def bind(recipe: Recipe, ports: Ports, given: Mapping[str, Given] | None = None) -> Binding:
    """The binding of a recipe to a network; all that is wrong with it at once.

    Args:
        recipe: how to train.
        ports: what the network takes and gives.
        given: the fields, where others than the recipe's source has them.

    An input takes the field that `inputs` names, else the one of its own name; an output is
    compared with the one that its `to` names, else the one of its own name. What is left on both
    sides, if that is one input and one output, takes what fits it, the first first.

    >>> recipe = Recipe.model_validate({"data": {"dataset": "digits"}})
    >>> found = bind(recipe, Ports({"input": (1, 8, 8)}, {"output": (10,)}))
    >>> found.inputs, found.targets["output"].field, found.problems
    ({'input': 'image'}, 'label', ())
    """
    if given is None and (unsound := tuple(source_problems(recipe.data))):
        # What follows from a source that is none, or from two, is not said.
        return Binding({}, {}, {}, problems=unsound)
    if given is None and recipe.data.python is not None:
        # No check runs the code that knows the fields.
        return Binding({}, {}, {}, problems=_of_outputs(recipe, ports))
    survey = Survey(recipe.data, recipe.sampler.weights if recipe.sampler else None)
    fields = survey.fields() if given is None else dict(given)
    targets, problems = wanted(recipe, ports)
    problems += unfit_contrasts(recipe, targets, ports)
    resolved = Resolution(recipe, ports, fields, targets)
    resolved.settle()
    found = [*survey.problems, *problems, *resolved.problems]
    if not found:
        found = [*_misfits(recipe, ports, resolved)]
    names = measured(targets, resolved.compared, ports)
    bound = {
        one.output: Bound(
            one.loss,
            resolved.targets.get(one.output),
            one.weight,
            one.metrics,
            names[one.output],
        )
        for one in targets
    }
    return Binding(fields, resolved.inputs, bound, tuple(survey.absent), tuple(found))


def _of_outputs(recipe: Recipe, ports: Ports) -> tuple[Problem, ...]:
    """What is wrong with what is said of outputs, whatever they are compared with."""
    targets, problems = wanted(recipe, ports)
    problems += unfit_contrasts(recipe, targets, ports)
    for one in targets:
        if output := ports.outputs[one.output]:
            problems += unfit_weights(one.loss, one.origin, None, output[0])
    return tuple(problems)


def _misfits(recipe: Recipe, ports: Ports, resolved: Resolution) -> Iterator[Problem]:
    """What is wrong with names that are right, or with fields that are left over."""
    loose = [*unbound(resolved)]
    yield from loose
    for name, field in resolved.inputs.items():
        yield from unfit_input(name, ports.inputs[name], resolved.fields[field])
        yield from unknown_numbers(name, ports.looked_up.get(name), resolved.fields[field])
    for one in resolved.wanted:
        yield from _misfit(one, ports, resolved)
    yield from unfit_augmentation(recipe.data, ports, resolved)
    compared = {one.name: one.tells_apart for one in resolved.compared.values()}
    yield from unfit_sampler(recipe, compared)
    yield from _unmixed(recipe, ports, resolved)
    yield from undrawable(recipe.data, ports, resolved)
    yield from watched(recipe, resolved.wanted, resolved.compared, ports)
    if not loose:
        yield from unused(resolved)


def _unmixed(recipe: Recipe, ports: Ports, resolved: Resolution) -> Iterator[Problem]:
    """Samples that cannot be made of two."""
    fields = {name: resolved.fields[field].field for name, field in resolved.inputs.items()}
    kinds = {name: field.kind for name, field in fields.items()}
    losses = {one.output: one.loss for one in resolved.wanted}
    yield from unfit_mixes(recipe, ports.inputs, kinds, losses)


def _misfit(one: Wanted, ports: Ports, resolved: Resolution) -> Iterator[Problem]:
    given = resolved.compared.get(one.output)
    if given is not None:
        images = [ports.inputs[n] for n, f in resolved.inputs.items() if _is_image(resolved, f)]
        yield from unfit_target(one, ports.outputs[one.output], given, images)


def _is_image(resolved: Resolution, field: str) -> bool:
    return resolved.fields[field].kind == "image"
