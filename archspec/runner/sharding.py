"""A network of which each process keeps a part: weights, gradients and the optimiser's state.

By torch's `fully_shard` (FSDP2; Zhao et al. 2023): the weights of a unit are put together when it
is computed, and taken apart again, so that the processes together hold what none of them could.
Torch's modules for it take a second to import, and are left alone where nothing is sharded.
"""

from itertools import combinations

import torch
from torch import Tensor, nn

from archspec.runner.named import Shapes, apply, blank
from archspec.runner.place import Place


def shard(model: nn.Module, place: Place, shape: Shapes) -> nn.Module:
    """The same network, its parameters spread over all processes; it begins as that of the first.

    Args:
        model: on its device.
        place: the processes.
        shape: of one sample.
    """
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    place.spread(*model.state_dict().values())
    mesh = init_device_mesh(place.device.type, (place.world,))
    for unit in _units(model, place, shape):
        fully_shard(unit, mesh=mesh)
    fully_shard(model, mesh=mesh)
    return model


def whole(tensor: Tensor) -> Tensor:
    """All of a tensor, to which all processes have to come together if each has a part of it."""
    return tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor


def part(tensor: Tensor, like: Tensor) -> Tensor:
    """This process's part of a tensor that all have, if `like` is one of which each has a part."""
    if not hasattr(like, "placements") or tensor.shape != like.shape:
        return tensor
    from torch.distributed.tensor import DTensor, distribute_tensor

    assert isinstance(like, DTensor)  # noqa: S101  it alone has placements
    # Each has all of it, and takes its part without asking the first.
    mesh, parts = like.device_mesh, like.placements
    return distribute_tensor(tensor.to(like.device), mesh, parts, src_data_rank=None)


def own(tensor: Tensor) -> Tensor:
    """What this process has of a tensor."""
    return tensor.to_local() if hasattr(tensor, "to_local") else tensor


def is_sharded(model: nn.Module) -> bool:
    """Whether each process has a part of the model's parameters."""
    return any(hasattr(one, "placements") for one in model.parameters())


def _units(model: nn.Module, place: Place, shape: Shapes) -> list[nn.Module]:
    """The modules right below the network that can be put together one by one.

    Those are the ones that are called as modules, and share no parameter with another.
    """
    called: set[nn.Module] = set()
    children = [one for one in model.children() if any(True for _ in one.parameters())]
    hooks = [one.register_forward_hook(lambda one, *_: called.add(one)) for one in children]
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            apply(model, blank(shape, 2, place.device))
    finally:
        model.train(was_training)
        for hook in hooks:
            hook.remove()
    shared = {
        one
        for pair in combinations(children, 2)
        if set(pair[0].parameters()) & set(pair[1].parameters())
        for one in pair
    }
    return [one for one in children if one in called and one not in shared]
