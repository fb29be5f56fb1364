"""What is told of exported files: for every kind and every spec that ships, what they give."""

import re
import warnings

import pytest
import torch

import archspec
from archspec.catalog import shipped
from archspec.kind import kinds
from docs.make.layer_examples import example
from docs.make.made import read


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


def test_every_spec_that_ships_has_its_differences_in_the_page_of_exports():
    rows = re.findall(r"^\| `(\w+)` \|", read("docs/export.md"), re.MULTILINE)
    assert [name for name in sorted(shipped()) if name not in rows] == []
