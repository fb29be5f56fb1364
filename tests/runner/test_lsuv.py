"""Layer-sequential unit variance."""

import pytest
import torch
from torch import nn

from archspec.diagnostics import Failure
from archspec.runner import lsuv, train

from .book import Net
from .conftest import failed, recipe, small


def test_every_layer_of_the_books_network_gives_variance_one():
    model, batch = Net(), torch.randn(64, 3, 32, 32) * 5 + 2
    names = ["conv1", "conv2", "fc1", "fc2"]
    found = lsuv(model, batch, names)
    seen = {}
    for name in names:

        def keep(_module, _inputs, output, name=name):
            seen[name] = output.var().item()

        model.get_submodule(name).register_forward_hook(keep)
    model(batch)
    assert seen == pytest.approx(found, rel=1e-4)
    assert all(abs(variance - 1) <= 0.1 for variance in seen.values())
    rows = model.fc1.weight / model.fc1.weight.norm(dim=1, keepdim=True)
    torch.testing.assert_close(rows @ rows.T, torch.eye(32), atol=1e-5, rtol=0)
    assert model.training


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("9", "`9` is not a layer with a weight to start orthonormally"),
        ("1", "`1` is not a layer with a weight to start orthonormally"),
        ("2", "`2` is not a layer with a weight to start orthonormally"),
    ],
)
def test_a_path_without_a_weight_matrix(path, message):
    with pytest.raises(Failure) as caught:
        lsuv(small(), torch.randn(8, 1, 8, 8), [path])
    assert failed(caught)[:2] == ("A634", message)


def test_an_output_that_does_not_vary():
    with pytest.raises(Failure) as caught:
        lsuv(nn.Sequential(nn.Linear(3, 2, bias=False)), torch.zeros(8, 3), ["0"])
    assert failed(caught)[1] == "the output of `0` has the variance 0 on this batch"


def test_a_layer_outside_of_the_forward_pass():
    class Idle(nn.Module):
        def __init__(self):
            super().__init__()
            self.used, self.idle = nn.Linear(3, 2), nn.Linear(3, 2)

        def forward(self, values):
            return self.used(values)

    with pytest.raises(Failure) as caught:
        lsuv(Idle(), torch.randn(8, 3), ["idle"])
    assert failed(caught)[1] == "`idle` does not take part in the forward pass"


def test_training_starts_from_it(tmp_path):
    first, second = small(), small()
    train(first, recipe(epochs=1), tmp_path / "a", input_shape=(1, 8, 8), lsuv=("0", "6"))
    train(second, recipe(epochs=1), tmp_path / "b", input_shape=(1, 8, 8))
    assert not torch.allclose(first[0].weight, second[0].weight, atol=0.05)
