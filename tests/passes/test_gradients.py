"""Whether a gradient flows from the outputs to any weight: what a recipe is told, against torch."""

import pytest
import torch

import archspec

NETWORKS = {
    "- linear: 3": True,
    "- linear: 3\n- reduce: {by: argmax, keep: true}": False,
    "- linear: 3\n- reduce: {by: argmax, keep: true}\n- rescale: 0.5": False,
    "- linear: 3\n- reduce: {by: argmax, keep: true}\n- embedding: {width: 2, vocabulary: 3}": True,
    "- linear: {name: a, width: 1}\n- reduce: {by: argmax, keep: true}\n- add: a": True,
    "- linear: {width: 3, freeze: true}\n- linear: 3\n- reduce: {by: argmax, keep: true}": False,
    "- linear: {name: a, width: 6, freeze: true}\n- linear: {width: 6, share: a}": False,
    "- linear: {name: a, width: 6}\n- constant: [1, 2]": False,
    "- shift\n- sigmoid": True,
}


@pytest.mark.parametrize(("layers", "flows"), NETWORKS.items())
def test_a_recipe_is_refused_where_torch_has_no_gradient_to_give(layers, flows):
    rows = "\n".join(f"  {row}" for row in layers.splitlines())
    text = f"archspec: 1\ninput: [6]\nlayers:\n{rows}\n"
    module = archspec.loads(text).build().train()
    assert module(torch.randn(2, 6)).requires_grad == flows
    recipe = "train: {data: {dataset: npz, root: /nowhere.npz}, loss: mse}\n"
    codes = {one.code for one in archspec.check(text=text + recipe)}
    assert ("A609" in codes) != flows
