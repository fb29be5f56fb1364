"""The first spec that anybody trains."""

import torch

from archspec.backends.module import build_module
from archspec.runner import train

from .networks import compiled


def test_digits_reads_97_of_100_digits_that_it_has_not_seen(tmp_path):
    spec, graph = compiled("digits")
    torch.manual_seed(spec.recipe.seed)
    recipe = spec.recipe.model_copy(update={"tensorboard": False})
    result = train(
        build_module(graph), recipe, tmp_path / "run", input_shape=graph.inputs[0].shape.dims
    )
    assert result.evaluations["test"].accuracy >= 0.97
