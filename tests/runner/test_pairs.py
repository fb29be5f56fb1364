"""Pairs of samples are of one class as often as is asked for, and never of a sample with itself."""

import numpy as np
import pytest
import torch

from archspec.recipe import RecipeFailure
from archspec.runner.sources import Raw
from archspec.runner.sources.pairing import paired, partners


@pytest.mark.parametrize("alike", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("classes", [2, 10])
def test_so_many_pairs_are_alike_as_are_asked_for(alike, classes):
    labels = torch.randint(classes, (4000,), generator=torch.Generator().manual_seed(3))
    found = partners(labels, alike)
    assert (found != torch.arange(4000)).all()
    assert (labels == labels[found]).double().mean().item() == pytest.approx(alike, abs=0.03)
    assert torch.equal(found, partners(labels, alike))


def test_every_other_sample_is_as_likely():
    labels = torch.tensor([0] * 3 + [1] * 5)
    alike = {int(one) for one in partners(labels.repeat(400), 1.0)}
    assert len(alike) > 2000
    found = partners(labels.repeat(400), 0.0) % 8
    counts = found[labels.repeat(400) == 0].bincount(minlength=8).double()
    assert counts[:3].sum() == 0
    assert counts[3:].min() / counts[3:].max() > 0.7


def test_a_class_with_one_sample_is_never_alike():
    labels = torch.tensor([0, 1, 1, 1])
    assert partners(labels, 0.999)[0] != 0
    assert labels[partners(labels, 0.999)][0] == 1


def test_both_samples_of_a_pair_stand_beside_each_other():
    kinds = ("cat", "dog") * 20
    raw = Raw({"x": np.arange(40), "kind": kinds}, 40)
    found = paired(raw, ["x"], "kind", 0.5).columns
    alike = [kinds[a] == kinds[b] for a, b in zip(found["x"], found["second x"], strict=True)]
    assert found["same"].tolist() == alike


@pytest.mark.parametrize("kinds", [("cat",) * 6, tuple("abcdef")])
def test_what_cannot_be_paired_is_said(kinds):
    raw = Raw({"x": np.arange(6), "kind": kinds}, 6)
    with pytest.raises(RecipeFailure, match="no pairs can be both of one class and of two"):
        paired(raw, ["x"], "kind", 0.5)
