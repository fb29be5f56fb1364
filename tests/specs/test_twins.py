"""Every shipped network against the same network written by hand.

Where both do the same operations the numbers are the same to the bit.
"""

import pytest
import torch
from torch import Tensor, nn

from .networks import SHARED, TWINS, built, compiled

BATCH = 4

PAIRS = [(name, {}, twin) for name, twin in sorted(TWINS.items())]
PAIRS += [(name, {"depth": 5, "weights": "shared"}, twin) for name, twin in SHARED.items()]

KEYS_OF_THE_BOOK = [
    "net",
    "net_batchnorm",
    "net_depth",
    "net_dropout",
    "net_kernel5",
    "net_kernel_1x3",
    "net_l1",
    "net_l2",
    "net_res_deep",
    "net_width",
]


each_pair = pytest.mark.parametrize(
    ("name", "knobs", "make_twin"),
    PAIRS,
    ids=[f"{name} {' '.join(map(str, knobs.values()))}".strip() for name, knobs, _ in PAIRS],
)


def seeded(make, seed: int = 1) -> nn.Module:
    torch.manual_seed(seed)
    return make()


def tensors(module: nn.Module) -> list[Tensor]:
    """Trained weights, then running figures, in the order in which they are used."""
    trained = [weight for weight in module.parameters() if weight.requires_grad]
    return [*trained, *module.buffers()]


def copy_by_position(source: nn.Module, target: nn.Module) -> None:
    with torch.no_grad():
        for old, new in zip(tensors(source), tensors(target), strict=True):
            assert old.shape == new.shape
            new.copy_(old)


def samples(name: str) -> Tensor:
    shape = compiled(name)[1].inputs[0].shape.dims
    return torch.randn(BATCH, *shape, generator=torch.Generator().manual_seed(0))


def passed(model: nn.Module, images: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The outputs, and the gradients of the input and of every trained weight."""
    images = images.clone().requires_grad_()
    torch.manual_seed(5)  # for dropout
    outputs = model(images)
    outputs.square().mean().backward()
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    return outputs.detach(), [images.grad, *(weight.grad for weight in trained)]


@each_pair
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
def test_outputs_and_gradients_are_the_twins(name, knobs, make_twin, training):
    model, twin = built(name, **knobs), seeded(make_twin)
    copy_by_position(twin, model)
    images = samples(name)
    # One batch in training first, so that evaluation has running figures to use.
    for network in (model, twin):
        torch.manual_seed(5)
        network.train()(images)
        network.train(training)
    outputs, gradients = passed(model, images)
    expected, expected_gradients = passed(twin, images)
    assert torch.equal(outputs, expected)
    assert len(gradients) == len(expected_gradients)
    for mine, its in zip(gradients, expected_gradients, strict=True):
        assert torch.equal(mine, its)
    for mine, its in zip(model.buffers(), twin.buffers(), strict=True):
        assert torch.equal(mine, its)


@each_pair
def test_the_same_seed_gives_the_same_initial_weights(name, knobs, make_twin):
    model = seeded(lambda: built(name, **knobs), seed=7)
    twin = seeded(make_twin, seed=7)
    for mine, its in zip(tensors(model), tensors(twin), strict=True):
        assert torch.equal(mine, its)


@pytest.mark.parametrize("name", KEYS_OF_THE_BOOK)
def test_weights_of_the_books_own_class_load_as_they_are(name):
    model, twin = built(name), TWINS[name]()
    assert list(model.state_dict()) == list(twin.state_dict())
    model.load_state_dict(twin.state_dict(), strict=True)
    for mine, its in zip(model.parameters(), twin.parameters(), strict=True):
        assert torch.equal(mine, its)


def test_dropout_drops_in_training_only():
    model, images = built("net_dropout"), samples("net_dropout")
    model.train()
    assert not torch.equal(model(images), model(images))
    model.eval()
    assert torch.equal(model(images), model(images))
