"""Values read at computed places: what a spatial transformer does with an image."""

import pytest
import torch
from torch import nn

import archspec
from archspec.nn.functional import affine_grid, affine_grid_like

SAME = torch.tensor([1.0, 0.0, 0.0, 0.0, 1.0, 0.0])
TRANSFORMER = """
archspec: 1
input: [1, 12, 10]
layers:
  - flatten
  - linear: {name: map, width: 6, init: {weight: {constant: 0}, bias: {values: [1, 0, 0, 0, 1, 0]}}}
  - affine_grid: {name: grid, like: input}
  - grid_sample: {from: input, grid: grid}
  - flatten
  - linear: 2
"""


@pytest.mark.parametrize("corners", [False, True])
def test_the_map_of_ones_leaves_every_position_where_it_is(corners):
    image = torch.randn(2, 3, 5, 7)
    grid = affine_grid(SAME.expand(2, 6), (5, 7), align_corners=corners)
    read = nn.functional.grid_sample(image, grid, align_corners=corners)
    torch.testing.assert_close(read, image)
    same = affine_grid_like(SAME.reshape(2, 3).expand(2, 2, 3), image, align_corners=corners)
    assert torch.equal(same, grid)


def test_a_map_that_turns_by_half_a_circle_flips_both_axes_of_an_image():
    image = torch.randn(1, 2, 4, 6)
    grid = affine_grid(-SAME[None], (4, 6), align_corners=False)
    read = nn.functional.grid_sample(image, grid, align_corners=False)
    torch.testing.assert_close(read, image.flip(2, 3))


def test_twelve_numbers_move_a_volume_along_its_planes():
    volume = torch.randn(1, 1, 4, 3, 3)
    numbers = torch.cat([torch.eye(3), torch.tensor([[0.0], [0.0], [0.5]])], 1).reshape(1, 12)
    grid = affine_grid(numbers, (4, 3, 3), align_corners=False)
    read = nn.functional.grid_sample(volume, grid, align_corners=False)
    torch.testing.assert_close(read[:, :, :3], volume[:, :, 1:])


def test_a_spatial_transformer_begins_with_the_image_as_it_is_and_learns_where_to_look():
    torch.manual_seed(0)
    network = archspec.loads(TRANSFORMER)
    module, image = network.build(), torch.randn(4, 1, 12, 10)
    seen = {}
    module.get_submodule("5").register_forward_pre_hook(lambda _, given: seen.update(x=given[0]))
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    before = nn.functional.cross_entropy(module(image), torch.tensor([0, 1, 0, 1]))
    torch.testing.assert_close(seen["x"], image.flatten(1))
    before.backward()
    assert module.get_submodule("map").weight.grad.abs().max() > 0
    optimizer.step()
    assert nn.functional.cross_entropy(module(image), torch.tensor([0, 1, 0, 1])) < before
