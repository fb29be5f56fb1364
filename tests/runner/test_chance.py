"""All that is random in a run depends on its seed and on where the run is, and on nothing else."""

import random

import numpy as np
import pytest
import torch

from archspec.recipe.augmentations import Crop, Erase, Flip
from archspec.runner.chance import generator, number, seed_everything
from archspec.runner.data import InMemory, Loader, Normalization, Share, Split

CHANGES = (Crop(padding=2), Flip(), Erase(size=3, p=0.5))
CPU = torch.device("cpu")


def images(count: int = 41) -> Split:
    random = torch.Generator().manual_seed(1)
    return Split(InMemory(torch.rand(count, 1, 8, 8, generator=random)), torch.arange(count))


def loader(rank: int = 0, world: int = 1) -> Loader:
    return Loader(Normalization((0.5,), (0.5,)), 8, CPU, Share(rank, world))


def draws() -> list[float]:
    return [torch.rand(1).item(), random.random(), float(np.random.rand())]  # noqa: S311  no secret


def test_keys_that_differ_anywhere_give_numbers_that_have_nothing_in_common():
    keys = [(s, what, e, b) for s in range(5) for what in "ab" for e in range(5) for b in range(20)]
    found = torch.tensor([number(*key) for key in keys])
    assert len(found.unique()) == len(keys)
    assert found.min() >= 0
    bits = (found[:, None] >> torch.arange(63)) & 1
    assert ((bits.float().mean(0) - 0.5).abs() < 0.1).all()


def test_what_draws_without_a_generator_begins_anew_at_each_key():
    seed_everything(CPU, 3, "batch", 1, 7)
    first = draws()
    draws()
    seed_everything(CPU, 3, "batch", 1, 7)
    assert draws() == first
    seed_everything(CPU, 3, "batch", 1, 8)
    assert not set(draws()) & set(first)


def test_a_key_says_what_is_drawn_by_it():
    first, second = (torch.rand(9, generator=generator(0, what, 1)) for what in ("a", "b"))
    assert not torch.equal(first, second)


@pytest.mark.parametrize("start", [1, 3, 4])
def test_batches_from_the_middle_of_an_epoch_are_those_of_the_whole(start):
    whole = list(loader().shuffled(images(), CHANGES, 5, 2))[start:]
    rest = list(loader().shuffled(images(), CHANGES, 5, 2, start))
    assert [batch.number for batch in rest] == [batch.number for batch in whole]
    assert all(torch.equal(a.inputs, b.inputs) for a, b in zip(rest, whole, strict=True))


@pytest.mark.parametrize("world", [2, 3, 9])
def test_an_image_is_changed_alike_whichever_process_has_it(world):
    def changed(parts):
        return {
            int(label): image
            for batches in parts
            for batch in batches
            for label, image in list(zip(batch.labels, batch.inputs, strict=True))[: batch.share]
        }

    one = changed([loader().shuffled(images(), CHANGES, 5, 2)])
    many = changed([loader(r, world).shuffled(images(), CHANGES, 5, 2) for r in range(world)])
    assert one.keys() == many.keys() == set(range(41))
    assert all(torch.equal(one[label], many[label]) for label in one)


def test_epochs_and_seeds_draw_other_changes():
    split = Split(InMemory(images().samples.array[:1].expand(8, 1, 8, 8)), torch.arange(8))
    runs = [(1, 1), (1, 2), (2, 1)]
    found = [next(loader().shuffled(split, CHANGES, *run)) for run in runs]
    pictures = torch.cat([batch.inputs.flatten(1) for batch in found])
    assert len(pictures.unique(dim=0)) > 20
