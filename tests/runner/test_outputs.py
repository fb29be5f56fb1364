"""A network with an auxiliary head: trained on a weighted sum of losses, judged by its answer."""

import copy

import numpy as np
import torch

import archspec
from archspec.runner import train

from .conftest import recipe
from .test_loop import by_hand, figures

SPEC = """
archspec: 1
input: [1, 8, 8]
layers:
  - conv: {name: stem, width: 8, kernel: 3, padding: same, act: relu}
  - sequence: {name: aux, layers: [global_avgpool, linear: 10]}
  - flatten: {from: stem}
  - linear: {name: fc, width: 10}
outputs:
  logits: fc
  aux: {from: aux, when: training, weight: 0.3}
"""


def test_the_losses_are_those_of_a_hand_written_sum(tmp_path, monkeypatch):
    network = archspec.loads(SPEC)
    torch.manual_seed(0)
    model = network.build()
    twin = copy.deepcopy(model)
    plain = torch.nn.functional.cross_entropy

    def summed(outputs, labels):
        if isinstance(outputs, torch.Tensor):
            return plain(outputs, labels)
        return plain(outputs["logits"], labels) + 0.3 * plain(outputs["aux"], labels)

    optimizer = torch.optim.SGD(twin.parameters(), lr=0.05)
    with monkeypatch.context() as patched:
        patched.setattr("torch.nn.functional.cross_entropy", summed)
        expected = by_hand(twin, epochs=3, batch=64, optimizer=optimizer, seed=1)
    wanted = recipe(
        data={"val": "test"}, epochs=3, batch_size=64, optimizer={"sgd": {"lr": 0.05}}, seed=1
    )
    weights = {one.name: one.weight for one in network.spec.outputs}
    result = train(model, wanted, tmp_path / "run", input_shape=(1, 8, 8), outputs=weights)
    np.testing.assert_allclose(figures(result), expected, rtol=1e-5)
