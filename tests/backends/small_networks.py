"""Networks that the tests of built modules use: one for each way in which values can pass."""

import torch
from torch import Tensor, nn

import archspec

RESIDUALS = """
input: [3, 8, 8]
layers:
  - conv: {name: stem, width: 4, padding: same}
  - repeat:
      name: blocks
      depth: 3
      layers:
        - residual:
            - conv: {name: conv, width: 4, padding: same, bias: false}
            - batchnorm: {name: norm}
            - relu
  - flatten
  - linear: {name: head, width: 2}
"""
SKIPS = """
input: [3, 8, 8]
layers:
  - sequence:
      name: down
      layers:
        - conv: {name: first, width: 4, padding: same}
        - conv: {name: second, width: 6, padding: same}
        - relu: {name: last}
  - sequence:
      name: up
      layers:
        - conv: {name: third, width: 4, padding: same}
        - sub: {with: [down.first, down.first]}
        - concat: {with: [down.last, down.second, input]}
        - conv: {name: last, width: 2, kernel: 1}
"""
SEVERAL = """
inputs: {image: [3, 8, 8], age: [1]}
layers:
  - flatten: {name: pixels}
  - concat: {name: both, with: age}
  - linear: {name: score, width: 2}
outputs: {score: score, features: both}
"""
TRAINING = """
input: [3, 8, 8]
layers:
  - conv: {name: stem, width: 4, kernel: 3, padding: same, act: relu}
  - sequence: {name: aux, layers: [flatten, linear: 5]}
  - residual: {name: block, from: stem, body: [conv: {name: conv, width: 4, padding: same}]}
  - flatten
  - linear: {name: head, width: 5}
outputs: {aux: {from: aux, when: training}, logits: head}
"""
TENSORS = """
input: [3, 4, 4]
layers:
  - layer_scale: {name: gamma, value: 0.5}
  - residual: [conv: {name: conv, width: 3, padding: same}, layer_scale: {name: beta, value: 2}]
  - tanh
"""
SELF = """
input: {shape: [6, 4], channels: 1}
layers:
  - linear: {name: x, width: 4}
  - sequence:
      name: self
      layers:
        - linear: {name: self, width: 4}
        - mul: x
  - add: self.self
"""
NETWORKS = {
    "residuals": RESIDUALS,
    "skips between scopes": SKIPS,
    "several inputs and outputs": SEVERAL,
    "outputs of training": TRAINING,
    "tensors of scopes": TENSORS,
    "layers called self": SELF,
}


def network(text: str) -> archspec.Network:
    """The network of one of these texts, its messages speaking of `small.yaml`."""
    return archspec.loads(f"archspec: 1\nname: small{text}", "small.yaml")


def built(text: str) -> nn.Module:
    """Its module with the weights of one seed, in evaluation mode."""
    torch.manual_seed(0)
    return network(text).build().eval()


def samples(text: str) -> dict[str, Tensor]:
    """A batch of two for each of its inputs, by their names."""
    torch.manual_seed(1)
    return {one.name: torch.randn(2, *one.shape.dims) for one in network(text).graph.inputs}


def equal(given: object, expected: object) -> bool:
    """Whether two results are the same to the bit."""
    if isinstance(given, dict) and isinstance(expected, dict):
        return given.keys() == expected.keys() and all(
            torch.equal(given[name], expected[name]) for name in expected
        )
    return torch.equal(given, expected)  # type: ignore[arg-type]
