"""Whether a network knows all the numbers that words have, found by trying."""

import torch
from torch import nn

from archspec.recipe import RecipeFailure
from archspec.recipe.binding.input_check import too_many_numbers
from archspec.runner.bound import Bound
from archspec.runner.named import Shapes, apply, as_called, blank


def check_looked_up(model: nn.Module, shapes: Shapes, bound: Bound) -> None:
    """Nothing, where a network takes the largest number of each word.

    A GPU would not say what is wrong, and go on with nothing else.

    Args:
        model: on the CPU.
        shapes: what it takes, by name.
        bound: what its inputs are made of.

    Raises:
        RecipeFailure: A652 where it does not.
    """
    for name, field in bound.inputs.items():
        numbers = bound.fields[field].numbers
        if numbers and not _takes(model, shapes, name, numbers - 1):
            place = ("data", "fields", field)
            raise RecipeFailure([too_many_numbers(name, numbers, None, place)])


def _takes(model: nn.Module, shapes: Shapes, name: str, largest: int) -> bool:
    """Whether one sample of the largest number in an input can be computed on."""
    device = next((one.device for one in model.parameters()), torch.device("cpu"))
    given = blank(as_called(shapes), 2, device)
    (given if isinstance(given, torch.Tensor) else given[name]).fill_(largest)
    before = model.training
    model.eval()
    try:
        with torch.inference_mode():
            apply(model, given)
    except IndexError:
        return False
    finally:
        model.train(before)
    return True
