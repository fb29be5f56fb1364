"""Batch norm over all processes against torch's own, which knows one."""

import copy

import pytest
import torch
from torch import nn

from archspec.runner.batchnorm import GlobalBatchNorm, over_all_processes
from archspec.runner.place import Place, find_place

from .conftest import recipe
from .processes import together

pytestmark = pytest.mark.forks

CPU = torch.device("cpu")

NORMS = {
    "1d": (nn.BatchNorm1d(3), (6, 3)),
    "1d over a sequence": (nn.BatchNorm1d(3), (6, 3, 5)),
    "2d": (nn.BatchNorm2d(3), (6, 3, 4, 5)),
    "3d": (nn.BatchNorm3d(3), (6, 3, 2, 4, 5)),
    "without weights": (nn.BatchNorm2d(3, affine=False), (6, 3, 4, 5)),
    "without statistics": (nn.BatchNorm2d(3, track_running_stats=False), (6, 3, 4, 5)),
    "the mean of all batches": (nn.BatchNorm2d(3, momentum=None), (6, 3, 4, 5)),
    "another momentum": (nn.BatchNorm2d(3, momentum=0.3, eps=1e-2), (6, 3, 4, 5)),
}


def pair(norm: nn.Module, place: Place, share: int) -> tuple[nn.Module, nn.Module]:
    """Torch's, and the same one over all processes."""
    theirs, ours = copy.deepcopy(norm).double(), copy.deepcopy(norm).double()
    if ours.affine:
        for one in (theirs, ours):
            nn.init.uniform_(one.weight, generator=torch.Generator().manual_seed(2))
            nn.init.uniform_(one.bias, generator=torch.Generator().manual_seed(3))
    ours.__class__ = GlobalBatchNorm
    ours.place, ours.share = place, share
    return theirs, ours


def inputs(*shape: int) -> torch.Tensor:
    random = torch.Generator().manual_seed(1)
    return 3 * torch.randn(*shape, generator=random, dtype=torch.float64) + 40


@pytest.mark.parametrize(("norm", "shape"), NORMS.values(), ids=NORMS)
def test_one_process_has_what_torch_has(norm, shape):
    theirs, ours = pair(norm, Place(CPU), shape[0])
    for more in range(3):
        given = [inputs(*shape).add(more).requires_grad_() for _ in range(2)]
        outputs = [one(x) for one, x in zip((theirs, ours), given, strict=True)]
        for output in outputs:
            (output * inputs(*shape).sin()).sum().backward()
        torch.testing.assert_close(*outputs, rtol=1e-12, atol=1e-12)
        torch.testing.assert_close(given[0].grad, given[1].grad, rtol=1e-9, atol=1e-12)
    for one, other in zip(theirs.parameters(), ours.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-10, atol=1e-10)
    for name, value in theirs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], value, rtol=1e-12, atol=1e-12)
    theirs.eval()
    ours.eval()
    torch.testing.assert_close(theirs(inputs(*shape)), ours(inputs(*shape)), rtol=1e-12, atol=1e-12)


def test_three_processes_of_which_one_has_no_sample_have_what_torch_has(tmp_path):
    norm, shape = nn.BatchNorm2d(3), (2, 3, 4, 5)
    whole, factors = inputs(*shape), inputs(*shape).sin()

    def work():
        place = find_place(recipe())
        _, ours = pair(norm, place, place.share.count(2))
        mine = place.share.of(whole).clone().requires_grad_()
        output = ours(mine)
        (output * place.share.of(factors) * bool(ours.share)).sum().backward()
        grads = [place.sum(one.grad) for one in ours.parameters()]
        return output.detach(), mine.grad, grads, dict(ours.state_dict())

    found = together(3, work, tmp_path)
    theirs, _ = pair(norm, Place(CPU), 2)
    given = whole.clone().requires_grad_()
    output = theirs(given)
    (output * factors).sum().backward()
    for rank in range(2):
        torch.testing.assert_close(found[rank][0][0], output[rank].detach())
        torch.testing.assert_close(found[rank][1][0], given.grad[rank])
    assert torch.equal(found[2][1], torch.zeros_like(found[2][1]))
    for one, other in zip(found[2][2], theirs.parameters(), strict=True):
        torch.testing.assert_close(one, other.grad)
    for name, value in theirs.state_dict().items():
        torch.testing.assert_close(found[2][3][name], value)


def test_narrow_numbers_are_summed_in_wide_ones():
    theirs, ours = pair(nn.BatchNorm2d(3), Place(CPU), 6)
    output = ours.float()(inputs(6, 3, 4, 5).to(torch.bfloat16))
    assert output.dtype == torch.bfloat16
    wanted = theirs.float()(inputs(6, 3, 4, 5).to(torch.bfloat16).float())
    torch.testing.assert_close(output.float(), wanted, rtol=0.01, atol=0.02)


def test_a_single_value_has_no_variance():
    _, ours = pair(nn.BatchNorm1d(3), Place(CPU), 1)
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        ours(inputs(1, 3))


def test_only_torchs_own_batch_norms_change_and_keep_their_names():
    class Other(nn.BatchNorm1d):
        def forward(self, input):  # noqa: A002
            return super().forward(input) + 1

    model = nn.Sequential(nn.BatchNorm1d(3), nn.LayerNorm(3), nn.InstanceNorm1d(3), Other(3))
    keys, norm = list(model.state_dict()), model[0]
    assert over_all_processes(model, Place(CPU)) == []
    assert over_all_processes(model, Place(CPU, 0, 2)) == [norm]
    assert model[0] is norm
    assert list(model.state_dict()) == keys
    # A network that is trained again is changed again.
    assert over_all_processes(model, Place(CPU, 0, 3)) == [norm]
    assert norm.place.world == 3
