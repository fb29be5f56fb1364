"""What a network gives for a sample, found by trying."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from archspec.diagnostics import Failure, Problem


def output_shape(model: nn.Module, input_shape: Sequence[int]) -> tuple[int, ...]:
    """The shape of the network's first output for one sample, without the batch axis.

    >>> output_shape(nn.Linear(3, 2), (3,))
    (2,)

    Raises:
        Failure: A630 if the network does not take two samples and give one result for each.
    """
    device = next((one.device for one in model.parameters()), torch.device("cpu"))
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            given = model(torch.zeros(2, *input_shape, device=device))
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        raise _unfit(input_shape, str(error).strip().split("\n")[0]) from None
    finally:
        model.train(was_training)
    if isinstance(given, Mapping) and given:
        given = next(iter(given.values()))
    if not isinstance(given, Tensor):
        raise _unfit(input_shape, f"it gives a {type(given).__name__} instead of one tensor")
    if given.dim() == 0 or len(given) != 2:
        raise _unfit(input_shape, f"two samples give a result of shape {tuple(given.shape)}")
    return tuple(given.shape[1:])


def _unfit(input_shape: Sequence[int], why: str) -> Failure:
    shape = "×".join(map(str, input_shape))
    fact = f"the network does not give one result for each {shape} sample"
    return Failure([Problem("A630", fact, notes=(why,)).unlocated()])
