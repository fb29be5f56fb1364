"""`weights: shared` is what the book's `n_blocks * [ResBlock()]` does."""

import torch
from torch import nn

from .networks import built
from .twins import NetResDeep

DEPTH = 4


def kernels(model: nn.Module) -> list[torch.Tensor]:
    return [model.get_parameter(f"resblocks.{i}.conv.weight") for i in range(DEPTH)]


def after_a_step(model: nn.Module) -> nn.Module:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    images = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    nn.functional.cross_entropy(model(images), torch.tensor([0, 1, 0, 1])).backward()
    optimizer.step()
    return model


def test_shared_blocks_are_one_set_of_weights_in_every_place():
    model = built("net_res_deep", depth=DEPTH, weights="shared")
    before = kernels(model)[0].detach().clone()
    first, *others = kernels(after_a_step(model))
    assert not torch.equal(first, before)
    assert all(other is first for other in others)


def test_independent_blocks_go_their_own_ways():
    model = built("net_res_deep", depth=DEPTH)
    with torch.no_grad():
        for kernel in kernels(model)[1:]:
            kernel.copy_(kernels(model)[0])
    first, *others = kernels(after_a_step(model))
    assert not any(torch.equal(other, first) for other in others)


def test_a_shared_state_has_the_keys_of_the_list_multiplication_and_loads():
    model = built("net_res_deep", depth=DEPTH, weights="shared")
    twin = NetResDeep(n_blocks=DEPTH, independent=False)
    assert list(model.state_dict()) == list(twin.state_dict())
    assert f"resblocks.{DEPTH - 1}.batch_norm.running_mean" in model.state_dict()
    model.load_state_dict(twin.state_dict(), strict=True)
    assert torch.equal(kernels(model)[0], twin.resblocks[0].conv.weight)
    names = [name for name, _ in model.named_parameters()]
    assert names == [name for name, _ in twin.named_parameters()]


def test_running_figures_are_shared_as_well():
    model = after_a_step(built("net_res_deep", depth=DEPTH, weights="shared"))
    counts = [model.get_buffer(f"resblocks.{i}.batch_norm.num_batches_tracked") for i in (0, 3)]
    assert [int(count) for count in counts] == [DEPTH, DEPTH]
