"""What a network gives for a sample, found by trying."""

from collections.abc import Mapping, Sequence
from math import prod

import torch
from torch import Tensor, nn

from archspec.diagnostics import Failure, Problem
from archspec.recipe.trainable import Lone, lone_values, nothing_to_train
from archspec.runner.named import ONLY, Shape, Shapes, apply, blank, shape_text


def output_shape(model: nn.Module, input_shape: Shapes | Sequence[int]) -> tuple[int, ...]:
    """The shape of the network's first output for one sample, without the batch axis.

    >>> output_shape(nn.Linear(3, 2), (3,))
    (2,)

    Raises:
        Failure: A630 if the network does not take two samples and give one result for each.
    """
    return next(iter(output_shapes(model, input_shape).values()))


def output_shapes(model: nn.Module, input_shape: Shapes | Sequence[int]) -> dict[str, Shape]:
    """The shape of each output in evaluation for one sample, without the batch axis, by name.

    The only output of a network is called `output`.

    Raises:
        Failure: A630 if the network does not take two samples and give one result for each.
    """
    device = next((one.device for one in model.parameters()), torch.device("cpu"))
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            given = apply(model, blank(input_shape, 2, device))
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        raise _unfit(input_shape, str(error).strip().split("\n")[0]) from None
    finally:
        model.train(was_training)
    every = given if isinstance(given, Mapping) and given else {ONLY: given}
    return {name: _of_one(one, input_shape) for name, one in every.items()}


def _of_one(given: object, input_shape: Shapes | Sequence[int]) -> Shape:
    """The shape of what is given for one sample of two."""
    if not isinstance(given, Tensor):
        raise _unfit(input_shape, f"it gives a {type(given).__name__} instead of one tensor")
    if given.dim() == 0 or len(given) != 2:
        raise _unfit(input_shape, f"two samples give a result of shape {tuple(given.shape)}")
    return tuple(given.shape[1:])


def untrainable(
    model: nn.Module, input_shape: Shapes | Sequence[int], lone: Lone | None
) -> list[Problem]:
    """The findings that training would change nothing, or could not take its first step.

    Args:
        model: takes (N, *input_shape), as `output_shape` has found.
        input_shape: of one sample.
        lone: why every batch has one sample, where it has.
    """
    found = []
    parameters = list(model.parameters())
    if not any(one.requires_grad for one in parameters):
        found.append(nothing_to_train(frozen=len(parameters)))
    if lone and (alone := _alone(model, input_shape)):
        found.append(lone_values(*alone, lone))
    return found


def _alone(model: nn.Module, input_shape: Shapes | Sequence[int]) -> tuple[str, str] | None:
    """The first batch norm that receives one position for each channel, and what it receives."""
    seen: list[tuple[str, str]] = []

    def look(name: str, given: Tensor) -> None:
        if prod(given.shape[2:]) == 1:
            seen.append((f"`{name}`", "×".join(map(str, given.shape[1:]))))

    norms = {
        name: one
        for name, one in model.named_modules()
        if isinstance(one, nn.modules.batchnorm._BatchNorm)
    }
    handles = [
        norm.register_forward_pre_hook(lambda _norm, given, name=name: look(name, given[0]))
        for name, norm in norms.items()
    ]
    try:
        output_shape(model, input_shape)
    finally:
        for handle in handles:
            handle.remove()
    return seen[0] if seen else None


def _unfit(input_shape: Shapes | Sequence[int], why: str) -> Failure:
    shapes = input_shape if isinstance(input_shape, Mapping) else tuple(input_shape)
    fact = f"the network does not give one result for each {shape_text(shapes)} sample"
    return Failure([Problem("A630", fact, notes=(why,)).unlocated()])
