"""How each parameter of a module is trained, where a recipe does not treat all alike."""

from collections.abc import Mapping

from torch import nn

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.groups import Setting, group_problems, settings
from archspec.recipe.keys import Keys


def keys_of(model: nn.Module) -> Keys:
    """The names of all parameters, each of a shared one; those of modules that are called norms.

    >>> keys = keys_of(nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)))
    >>> sorted(keys.norms)
    ['1.bias', '1.weight']
    """
    norms = {
        f"{path}.{name}" if path else name
        for path, module in model.named_modules()
        if "Norm" in type(module).__name__
        for name, _ in module.named_parameters(recurse=False)
    }
    names = {one: name for name, one in model.named_parameters()}
    every = {name: names[one] for name, one in model.named_parameters(remove_duplicate=False)}
    shared = {name: first for name, first in every.items() if name != first}
    return Keys(tuple(every), frozenset(norms), shared)


def check_groups(model: nn.Module, recipe: Recipe, depths: Mapping[str, int]) -> None:
    """Nothing, where what a recipe says of parameters can be done with those of a module.

    Raises:
        RecipeFailure: A656 for a pattern that none has, A607 and A609 for groups without sense.
    """
    learns = {name for name, one in model.named_parameters() if one.requires_grad}
    found = [*group_problems(recipe.groups, keys_of(model), learns)]
    names = [name for name, _ in model.named_parameters()]
    if recipe.layer_decay is not None and (lacking := [n for n in names if n not in depths]):
        fact = f"how deep `{lacking[0]}` stands in the network is not known"
        fix = Fix("give the depth of each parameter to `train`, as `depths`")
        found.append(Problem("A607", fact, ("layer_decay",), fixes=(fix,)))
    if found:
        raise RecipeFailure(found)


def settings_of(
    model: nn.Module, recipe: Recipe, depths: Mapping[str, int]
) -> dict[str, Setting] | None:
    """How each parameter is trained, by its first name; None where all are trained alike."""
    if not recipe.groups and recipe.layer_decay is None:
        return None
    keys = keys_of(model)
    known = {name: depths.get(name, 0) for name in keys.all} if recipe.layer_decay else {}
    return settings(recipe.groups, recipe.layer_decay, keys, known)
