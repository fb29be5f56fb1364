"""Torchvision's 80 classification networks: what is published of each, against its spec.

`python tests/specs/published.py` prints the same as a table.
"""

import pytest
import torch
from torch.testing import assert_close

import archspec

from .published import PUBLISHED, numeric, original, randomise, static

LARGE = 5.0
"""Billions of multiply-adds; networks with more are left to `make test-all`."""

SMALL = [name for name, stated in PUBLISHED.items() if stated["gmacs"] < LARGE]
TRAINED = ("resnet18", "densenet121", "shufflenet_v2_x0_5", "regnet_y_400mf")


@pytest.mark.parametrize("name", PUBLISHED)
def test_keys_and_figures_are_the_published_ones(name):
    row = static(name)
    assert row.holds(), str(row)


@pytest.mark.parametrize("name", SMALL)
def test_logits_are_equal_to_the_bit(name):
    row = numeric(name)
    assert row.holds(), str(row)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PUBLISHED.keys() - set(SMALL)))
def test_logits_of_large_networks_are_equal_to_the_bit(name):
    row = numeric(name)
    assert row.holds(), str(row)


@pytest.mark.parametrize("name", TRAINED)
def test_gradients_and_running_averages_are_equal(name):
    theirs = original(name)
    randomise(theirs)
    ours = archspec.load(name).build()
    ours.load_state_dict(theirs.state_dict(), strict=True)
    x = torch.randn(2, 3, 64, 64)
    losses = [module.train()(x).square().mean() for module in (theirs, ours)]
    for loss in losses:
        loss.backward()
    assert_close(losses[1], losses[0])
    mine = dict(ours.named_parameters())
    for key, parameter in theirs.named_parameters():
        assert_close(mine[key].grad, parameter.grad, msg=key)
    buffers = dict(ours.named_buffers())
    for key, buffer in theirs.named_buffers():
        assert_close(buffers[key], buffer, msg=key)


@pytest.mark.parametrize(
    ("name", "theirs", "outputs"),
    [
        ("googlenet_aux", "googlenet", ("logits", "aux2", "aux1")),
        ("inception_v3", "inception_v3", ("logits", "aux")),
    ],
)
def test_auxiliary_heads_are_there_in_training_alone(name, theirs, outputs):
    options = {"aux_logits": True, "init_weights": False, "dropout": 0.0}
    options |= {"dropout_aux": 0.0} if theirs == "googlenet" else {}
    module = __import__("torchvision").models.get_model(theirs, **options)
    randomise(module)
    dropouts = {"dropout": 0.0} | ({"aux_dropout": 0.0} if theirs == "googlenet" else {})
    network = archspec.load(name, **dropouts)
    ours = network.build()
    ours.load_state_dict(module.state_dict(), strict=True)
    x = torch.randn(2, *network.graph.inputs[0].shape.dims)
    with torch.no_grad():
        expected, found = module.train()(x), ours.train()(x)
        assert_close([found[name] for name in outputs], list(expected))
        assert_close(ours.eval()(x), module.eval()(x))
