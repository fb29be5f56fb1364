"""A network that several processes train together, each on its share of every batch."""

from contextlib import AbstractContextManager, nullcontext

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from archspec.runner.named import Shapes, apply, blank
from archspec.runner.place import Place
from archspec.runner.sharding import shard


def wrap(model: nn.Module, place: Place, shape: Shapes, *, sharded: bool = False) -> nn.Module:
    """The network as it is called in training: gradients become the mean over all processes.

    All processes begin with the weights of the first.

    Args:
        model: on its device.
        place: the processes.
        shape: of one sample, or of each input by name.
        sharded: whether each process keeps only a part of it.
    """
    if place.world == 1:
        return model
    if sharded:
        return shard(model, place, shape)
    wrapped = DistributedDataParallel(
        model,
        device_ids=None if place.device.type == "cpu" else [place.device],
        find_unused_parameters=_has_unused(model, place, shape),
    )
    # Batch norms work on the same sums, and so have the same statistics, from here on.
    wrapped.broadcast_buffers = False
    return wrapped


def apart(model: nn.Module) -> AbstractContextManager[object]:
    """What to run all backward passes of a step but the last in: gradients stay apart."""
    if isinstance(model, DistributedDataParallel):
        return model.no_sync()
    # Of a sharded network no process could keep all gradients: they are put together each time.
    return nullcontext()


def _has_unused(model: nn.Module, place: Place, shape: Shapes) -> bool:
    """Whether the outputs depend on only some of the trained parameters."""
    trained = [one for one in model.parameters() if one.requires_grad]
    was_training = model.training
    model.eval()
    try:
        outputs = apply(model, blank(shape, 2, place.device))
    finally:
        model.train(was_training)
    every = [outputs] if isinstance(outputs, torch.Tensor) else list(outputs.values())
    total = sum(one.sum() for one in every)
    return None in torch.autograd.grad(total, trained, allow_unused=True)  # type: ignore[arg-type]
