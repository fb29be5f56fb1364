"""Five mistakes that everybody makes, and the whole message for each."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.diagnostics.text import render

MISSPELT = """\
archspec: 1
name: tiny
input: [3, 16, 16]
layers:
  - conv: {widht: 64, kernel: 3, padding: same}
  - flatten
  - linear: 10
"""
NOT_FLAT = """\
archspec: 1
name: tiny
input: [3, 16, 16]

layers:
  - conv: {width: 64, kernel: 3, stride: 2, padding: 1}
  - linear: 10
"""
BRANCHES = """\
archspec: 1
name: tiny_resnet
input: [32, 32, 32]
layers:
  - residual:
      body:
        - conv: {width: 64, kernel: 3, stride: 2, padding: 1}
"""
SHRUNK = """\
archspec: 1
input: [1, 28, 28]
layers:
  - conv: {width: 32, kernel: 5}
  - maxpool: 2
  - conv: {width: 64, kernel: 5}
  - maxpool: 2
  - conv: {width: 64, kernel: 5}
"""
NO_NAME = """\
archspec: 1
input: [3, 32, 32]
layers:
  - conv: {name: enc1, width: 8, kernel: 3, padding: same}
  - maxpool: 2
  - conv: {name: enc2, width: 8, kernel: 3, padding: same}
  - upsample: {name: up1, scale: 2}
  - concat: {with: enc_1}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tiny_misspelt", MISSPELT),
        ("tiny_not_flat", NOT_FLAT),
        ("tiny_resnet", BRANCHES),
        ("deep", SHRUNK),
        ("unet", NO_NAME),
    ],
)
def test_the_message(name, text, golden):
    with pytest.raises(Failure) as caught:
        compile_source(Source(f"specs/{name}.yaml", text))
    golden(f"{name}.txt", render(caught.value.diagnostics))


def branches(*body: str) -> tuple[tuple[str, ...], list[str]]:
    items = "\n".join(f"      - {item}" for item in body)
    text = f"archspec: 1\ninput: [4, 8, 8]\nlayers:\n  - residual:\n{items}\n"
    with pytest.raises(Failure) as caught:
        compile_source(Source("a.yaml", text))
    (found,) = caught.value.diagnostics
    return found.notes, [one.text for one in found.helps]


PROJECT = "project the shortcut with a strided 1×1 convolution (adds 32 weights)"


def test_only_the_channels_differ():
    assert branches("conv: {width: 8, kernel: 3, padding: same}") == (
        ("channels differ because of `width: 8`",),
        [PROJECT, "or keep the shape: `width: 4`"],
    )


def test_only_the_sizes_differ():
    notes, helps = branches("conv: {width: 4, kernel: 1, stride: 2}")
    assert notes == ("sizes differ because of `stride: 2`",)
    assert helps[1:] == ["or keep the shape: no `stride`"]


def test_a_width_that_stands_alone():
    assert branches("relu", "conv: 8")[0] == ("channels differ because of `conv: 8`",)


def test_undoing_the_fields_would_not_keep_the_shape():
    notes, helps = branches("conv: {width: 8, kernel: 3, stride: 2}")
    assert notes == ("channels differ because of `width: 8`, sizes because of `stride: 2`",)
    assert not any("keep the shape" in one for one in helps)


def test_two_layers_share_the_blame():
    notes, helps = branches("conv: {width: 8, kernel: 1}", "conv: {width: 16, kernel: 1}")
    assert notes == ()
    assert not any("keep the shape" in one for one in helps)
