"""The example of every kind of layer, as an ONNX file: it gives what the network gives."""

import warnings

import pytest
import torch

import archspec
from archspec.kind import kinds

from .layer_examples import example


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_example_of_every_kind_gives_the_same_from_an_onnx_file(kind, tmp_path):
    torch.manual_seed(0)
    path = tmp_path / "it.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        done = archspec.loads(example(kinds()[kind])).export(path)
    assert done.path == path
    assert path.exists()
    assert done.difference <= 1e-4
