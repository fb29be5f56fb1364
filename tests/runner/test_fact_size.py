"""What a run writes of itself is what it reads again."""

import numpy as np
import pytest
from torch import nn

from archspec.recipe import RecipeFailure
from archspec.runner import evaluate, train

from .conftest import recipe

COUNT = 20_000


@pytest.fixture
def wide(tmp_path, monkeypatch):
    """Samples so wide that a mean for each of their numbers goes beyond what is read."""
    for place in ("session.fact_size", "storage"):
        monkeypatch.setattr(f"archspec.runner.{place}.MAX_JSON", 2**19)
    values = np.random.default_rng(0).random((8, COUNT)).astype("f4")
    np.savez(tmp_path / "wide.npz", x=values, y=np.arange(8) % 2)
    return tmp_path


def go(folder, **data: object):
    wanted = recipe(epochs=1, data={"dataset": "npz", "root": str(folder / "wide.npz"), **data})
    return train(nn.Linear(COUNT, 2), wanted, folder / "run", input_shape=(COUNT,))


def test_facts_that_could_not_be_read_again_are_refused_before_anything_is_there(wide):
    with pytest.raises(RecipeFailure) as caught:
        go(wide)
    (problem,) = caught.value.problems
    assert (problem.code, problem.notes[0]) == (
        "A608",
        "a mean and a deviation are kept for each of 20,000 channels, the first axis",
    )
    assert not (wide / "run").exists()
    assert problem.fixes[0].text.startswith("write `normalize: none`")
    go(wide, normalize="none")
    assert evaluate(nn.Linear(COUNT, 2), wide / "run").count == 8
