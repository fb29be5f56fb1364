"""What the small specs of single techniques claim, measured on the networks themselves."""

import numpy as np
import pytest
import torch
from torch import nn

from .networks import built, compiled

KERNELS = {
    "mean": np.full((3, 3), 1 / 9),
    "vertical_edges": np.array([[-1, 0, 1]] * 3),
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}


def slid(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """A kernel at every position of an image with a border of zeros, as schoolbooks do it."""
    padded = np.pad(image, 1)
    rows, columns = image.shape
    return np.array(
        [
            [(padded[y : y + 3, x : x + 3] * kernel).sum() for x in range(columns)]
            for y in range(rows)
        ]
    )


@pytest.mark.parametrize(("channel", "word"), list(enumerate(KERNELS)))
def test_a_fixed_kernel_does_what_numpy_does_with_it(channel, word):
    image = np.random.default_rng(0).random((32, 32))
    outputs = built("fixed_kernels")(torch.tensor(image, dtype=torch.float32)[None, None])
    # numpy sums in double precision, torch in single.
    np.testing.assert_allclose(outputs[0, channel].numpy(), slid(image, KERNELS[word]), atol=1e-5)


def test_the_mean_of_another_size_is_still_a_mean():
    ones = torch.ones(1, 1, 32, 32)
    outputs = built("fixed_kernels", size=5)(ones)
    assert outputs[0, 0, 16, 16].item() == pytest.approx(1)
    assert outputs[0, 0, 0, 0].item() == pytest.approx(9 / 25)  # the rest lies in the border


def test_vertical_edges_answer_to_columns_and_not_to_rows():
    edges = built("fixed_kernels")
    columns = (torch.arange(32) < 16).float().expand(1, 1, 32, 32)
    assert edges(columns)[0, 1, 5, 15].item() == -3
    assert edges(columns.mT)[0, 1, 15, 5].item() == 0


def test_eight_by_eight_pixels_change_what_the_receptive_field_says():
    model = built("receptive_field")
    with torch.no_grad():
        for weight in model.parameters():
            weight.fill_(1.0)
    brighter = 100 * torch.eye(32 * 32).view(-1, 1, 32, 32)
    outputs = model(torch.cat([torch.zeros(1, 1, 32, 32), brighter]))[:, 0, 5, 5]
    rows, columns = np.nonzero((outputs[1:] != outputs[0]).view(32, 32).numpy())
    assert len(rows) == 8 * 8
    assert {*rows} == {*columns} == {*range(10, 18)}
    assert compiled("receptive_field")[1].receptive_field.extent == (8, 8)


def bend(model: nn.Module) -> float:
    """How far f is from f(x + y) + f(0) = f(x) + f(y), beside how far it moves at all."""
    one, other = torch.randn(2, 1, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        here, there = model(one), model(other)
        sums = model(one + other) + model(torch.zeros_like(one))
        return ((sums - here - there).norm() / (here - there).norm()).item()


def test_crelu_with_looks_linear_begins_as_a_linear_function():
    model = built("crelu")
    assert bend(model) < 1e-5
    for linear in (module for module in model.modules() if isinstance(module, nn.Linear)):
        nn.init.orthogonal_(linear.weight)
    assert bend(model) > 0.01


def test_average_and_maximum_of_downsampling_are_of_the_same_squares():
    outputs = built("downsampling")(torch.randn(2, 3, 32, 32))
    average, maximum = outputs[:, :8], outputs[:, 8:16]
    assert (average <= maximum).all()
    assert (average < maximum).any()


@pytest.mark.parametrize(
    ("name", "dimensions"), [("series", 1), ("net_batchnorm", 2), ("volume", 3)]
)
def test_one_word_is_a_convolution_in_as_many_dimensions_as_the_input(name, dimensions):
    kinds = {type(module).__name__ for module in built(name).modules()}
    expected = {f"{word}{dimensions}d" for word in ("Conv", "BatchNorm", "MaxPool")}
    assert kinds >= expected
