"""Which field fills which input, and which is compared with which output."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import did_you_mean
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.fields import SampleField
from archspec.recipe.losses import Loss
from archspec.recipe.targets import Target as Wanted
from archspec.runner.named import Shape, shape_text


@dataclass(frozen=True)
class Binding:
    """Fields by the names of the inputs that take them, and of the outputs compared with them."""

    inputs: Mapping[str, str]
    targets: Mapping[str, str]


def bind(
    recipe: Recipe,
    fields: Mapping[str, SampleField],
    inputs: Mapping[str, Shape],
    outputs: Collection[str],
) -> Binding:
    """The binding that a recipe says, and that names say where it does not.

    An input takes the field that `inputs` says, else that of its name. A target takes the field
    that `to` says, else that of its output's name, else the only one that is left. The only input
    takes the only field that no target uses.

    Args:
        recipe: how to train.
        fields: by name.
        inputs: what the network takes, by name.
        outputs: the names of what it gives.

    Raises:
        RecipeFailure: A651 to A655, all that is wrong with it.
    """
    wanted = wanted_targets(recipe, outputs)
    faults: list[Problem] = [*_unknown(recipe, fields, inputs, outputs)]
    taken = {name: recipe.data.inputs.get(name, name) for name in inputs}
    taken = {name: field for name, field in taken.items() if field in fields}
    targets = {name: one.to or name for name, one in wanted.items()}
    targets = {name: field for name, field in targets.items() if field in fields}
    left = [one for one in fields if one not in (*taken.values(), *targets.values())]
    open_inputs = [name for name in inputs if name not in taken]
    open_targets = [name for name in wanted if name not in targets]
    for name in guessed_target(recipe, open_targets, {f: fields[f] for f in left}):
        targets[open_targets.pop()] = name
        left.remove(name)
    if len(open_inputs) == 1 and len(left) == 1:
        taken[open_inputs.pop()] = left.pop()
    listed = f"the fields are {', '.join(fields) or 'none'}"
    faults += [_unfilled(name, inputs[name], listed, left) for name in open_inputs]
    faults += [_uncompared(name, listed, left) for name in open_targets]
    if faults:
        raise RecipeFailure(faults)
    return Binding({name: taken[name] for name in inputs}, {name: targets[name] for name in wanted})


def guessed_target(
    recipe: Recipe, outputs: Sequence[str], left: Mapping[str, SampleField]
) -> list[str]:
    """The field that the only output without one can be compared with, if there is one such.

    Of several, that which is no picture; of arrays called x and y, the second.
    """
    if len(outputs) != 1:
        return []
    kinds = {*loss_of(recipe, outputs[0]).targets}
    fits = [name for name, field in left.items() if kinds & {*field.compares}]
    if len(fits) > 1:
        fits = [name for name in fits if left[name].kind != "image"]
    return ["y"] if {*fits} == {"x", "y"} else fits if len(fits) == 1 else []


def wanted_targets(recipe: Recipe, outputs: Collection[str]) -> dict[str, Wanted]:
    """What each output is compared with, as far as the recipe says it.

    Raises:
        RecipeFailure: A653, A655.
    """
    if not recipe.targets:
        if len(outputs) > 1:
            raise RecipeFailure([_silent(name) for name in outputs])
        return {name: Wanted(loss=recipe.loss) for name in outputs}
    known = {name: one for name, one in recipe.targets.items() if name in outputs}
    if missing := [name for name in outputs if name not in recipe.targets]:
        unknown = [name for name in recipe.targets if name not in outputs]
        raise RecipeFailure(
            [_no_output(name, outputs) for name in unknown] or [_silent(name) for name in missing]
        )
    return {name: one for name, one in known.items() if isinstance(one, Wanted)}


def loss_of(recipe: Recipe, output: str) -> Loss:
    """The loss of an output."""
    one = recipe.targets.get(output)
    return one.loss if isinstance(one, Wanted) else recipe.loss


def _unknown(
    recipe: Recipe, fields: Collection[str], inputs: Collection[str], outputs: Collection[str]
) -> list[Problem]:
    found = [_no_output(name, outputs) for name in recipe.targets if name not in outputs]
    for name, field in recipe.data.inputs.items():
        place = ("data", "inputs", name)
        if name not in inputs:
            fact = f"the network has no input `{name}`"
            found.append(_problem("A653", fact, place, f"it has {', '.join(inputs)}", name, inputs))
        elif field not in fields:
            fact = f"no field is named `{field}`"
            note = f"the fields are {', '.join(fields)}"
            found.append(_problem("A654", fact, place, note, field, fields))
    for name, one in recipe.targets.items():
        if isinstance(one, Wanted) and one.to and one.to not in fields:
            fact, place = f"no field is named `{one.to}`", ("targets", name, "to")
            note = f"the fields are {', '.join(fields)}"
            found.append(_problem("A654", fact, place, note, one.to, fields))
    return found


def _no_output(name: str, outputs: Collection[str]) -> Problem:
    fact = f"the network has no output `{name}`"
    return _problem("A653", fact, ("targets", name), f"it has {', '.join(outputs)}", name, outputs)


def _problem(
    code: str, fact: str, place: tuple[str, ...], note: str, name: str, known: Collection[str]
) -> Problem:
    fixes = tuple(Fix(one.text) for one in did_you_mean(name, [*known]))
    return Problem(code, fact, place, notes=(note,), fixes=fixes)


def _unfilled(name: str, shape: Shape, listed: str, left: Collection[str]) -> Problem:
    fact = f"no field fills the input `{name}` ({shape_text(shape)})"
    fixes = tuple(Fix(f"write `inputs: {{{name}: {one}}}` if it is meant") for one in [*left][:1])
    return Problem("A651", fact, ("data",), notes=(listed,), fixes=fixes)


def _uncompared(name: str, listed: str, left: Collection[str]) -> Problem:
    fact = f"no field is there to compare the output `{name}` with"
    fixes = tuple(Fix(f"write `to: {one}` if it is meant") for one in [*left][:1])
    return Problem("A651", fact, ("targets", name), notes=(listed,), fixes=fixes)


def _silent(name: str) -> Problem:
    fact = f"nothing is said about the output `{name}`"
    fix = Fix(f"add `{name}: {{loss: …, to: …}}` to `targets`, or `{name}: none`")
    return Problem("A655", fact, ("targets",), fixes=(fix,))
