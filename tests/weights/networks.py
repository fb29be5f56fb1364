"""torchvision's ResNet-18 as a spec with the same keys, and what tests read off a failure."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import archspec
from archspec.diagnostics import Failure
from archspec.diagnostics.text import render

RESNET18 = """\
archspec: 1
name: resnet18
params: {classes: 1000}
input: [3, 64, 64]
defaults:
  conv: {kernel: 3, padding: 1, bias: false}
blocks:
  basic:
    params: {planes: required, stride: 1}
    layers:
      - residual:
          body:
            - conv: {name: conv1, width: $planes, stride: $stride}
            - batchnorm: {name: bn1}
            - relu
            - conv: {name: conv2, width: $planes}
            - batchnorm: {name: bn2}
          shortcut: {name: downsample, mode: auto}
          act: relu
layers:
  - conv: {name: conv1, width: 64, kernel: 7, stride: 2, padding: 3}
  - batchnorm: {name: bn1}
  - relu
  - maxpool: {kernel: 3, stride: 2, padding: 1}
  - repeat:
      each: [64, 128, 256, 512]
      as: planes
      layers:
        - sequence:
            name: layer${i + 1}
            layers:
              - basic: {planes: $planes, stride: 2 if $i else 1}
              - basic: {planes: $planes}
  - global_avgpool
  - linear: {name: fc, width: $classes}
"""

SMALL = """\
archspec: 1
name: small
params: {classes: 3}
input: [2, 8, 8]
layers:
  - conv: {name: stem, width: 4, kernel: 3}
  - batchnorm: {name: norm}
  - global_avgpool
  - linear: {name: head, width: $classes}
"""


def small(classes: int = 3) -> archspec.Network:
    return archspec.loads(SMALL.replace("classes: 3", f"classes: {classes}"))


def state(seed: int = 1) -> dict[str, torch.Tensor]:
    """Weights of the small network, of another seed than those it begins with."""
    torch.manual_seed(seed)
    return dict(small().build().state_dict())


def save(path: Path, content: Any) -> Path:
    torch.save(content, path)
    return path


def refused(network: archspec.Network, path: Path, *, partial: bool = False) -> str:
    """The finding as a user sees it; the module must be as it was."""
    module = network.build()
    before = {name: one.clone() for name, one in module.state_dict().items()}
    with pytest.raises(Failure) as caught:
        network.load_weights(module, path, partial=partial)
    assert_equal(module, before)
    return render(caught.value.diagnostics).replace(f"{path.parent}/", "")


def assert_equal(module: nn.Module, expected: dict[str, torch.Tensor]) -> None:
    found = module.state_dict()
    assert found.keys() == expected.keys()
    for name, one in expected.items():
        assert torch.equal(found[name], one), name
