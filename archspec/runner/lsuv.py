"""Layer-sequential unit variance: weights scaled by a batch of data (Mishkin and Matas 2015)."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from archspec.diagnostics import Failure, Problem
from archspec.runner.named import Named, apply

TOLERANCE = 0.1
ROUNDS = 10


def lsuv(model: nn.Module, batch: Named, modules: Sequence[str]) -> dict[str, float]:
    """Start each named layer orthonormal, then scale its weight until its output has variance 1.

    Algorithm 1 of arXiv 1511.06422, with its tolerance of 0.1 and at most ten rounds a layer. Done
    in place and in eval mode, layer after layer in the order of `modules`, which should be that of
    the forward pass.

    Args:
        model: the network.
        batch: normalised samples (N, *input_shape), on the network's device; by name where it has
            several inputs.
        modules: paths of modules that have a `weight` with two axes or more.

    Returns:
        The variance of each layer's output at the end.

    Raises:
        Failure: A634 for a path without such a weight, or an output that does not vary.

    >>> net = nn.Sequential(nn.Linear(8, 4), nn.Tanh(), nn.Linear(4, 3))
    >>> variances = lsuv(net, torch.randn(64, 8), ["0", "2"])
    >>> all(abs(variance - 1) <= 0.1 for variance in variances.values())
    True
    """
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            for path in modules:
                _start(_weight(model, path))
            return {path: _scale(model, batch, path) for path in modules}
    finally:
        model.train(was_training)


def _start(weight: Tensor) -> None:
    """Rows that are orthonormal, or columns where there are fewer of them, however it is stored.

    `orthogonal_` itself takes only weights that lie in memory as their axes stand, and those of
    convolutions may lie with their channels last.
    """
    plain = torch.empty_like(weight, memory_format=torch.contiguous_format)
    weight.copy_(nn.init.orthogonal_(plain))


def _weight(model: nn.Module, path: str) -> Tensor:
    try:
        weight = model.get_submodule(path).weight
    except AttributeError:
        weight = None
    if not isinstance(weight, Tensor) or weight.dim() < 2:
        raise _failed(f"`{path}` is not a layer with a weight to start orthonormally")
    return weight


def _scale(model: nn.Module, batch: Named, path: str) -> float:
    weight = _weight(model, path)
    variance = _variance(model, batch, path)
    for _ in range(ROUNDS):
        if abs(variance - 1) <= TOLERANCE:
            break
        if not 0 < variance < float("inf"):
            raise _failed(f"the output of `{path}` has the variance {variance:g} on this batch")
        weight.div_(variance**0.5)
        variance = _variance(model, batch, path)
    return variance


def _variance(model: nn.Module, batch: Named, path: str) -> float:
    """The variance over all values of the layer's output."""
    seen: list[Tensor] = []
    layer = model.get_submodule(path)
    handle = layer.register_forward_hook(lambda _layer, _inputs, output: seen.append(output))
    try:
        apply(model, batch)
    finally:
        handle.remove()
    if not seen:
        raise _failed(f"`{path}` does not take part in the forward pass")
    return float(torch.cat([one.flatten() for one in seen]).float().var())


def _failed(fact: str) -> Failure:
    return Failure([Problem("A634", fact).unlocated()])
