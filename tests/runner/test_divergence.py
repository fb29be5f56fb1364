"""Losses and weights that are no finite numbers are never called the best, and never kept."""

import pytest

from archspec.diagnostics import Failure
from archspec.runner import train

from .conftest import failed, recipe, small


@pytest.mark.parametrize("val", [0.25, None, "test"])
@pytest.mark.parametrize("watch", ["loss", "accuracy"])
def test_weights_that_the_last_step_has_spoilt(tmp_path, val, watch):
    chosen = recipe(
        data={"val": val}, epochs=1, batch_size=2000, watch=watch, optimizer={"sgd": {"lr": 1e38}}
    )
    with pytest.raises(Failure) as caught:
        train(small(), chosen, tmp_path / "run", input_shape=(1, 8, 8))
    code, message, notes = failed(caught)
    assert code == "A631"
    assert message.endswith("after epoch 1")
    assert notes == ()
    assert not (tmp_path / "run" / "result.json").exists()
    assert not (tmp_path / "run" / "report.html").exists()
    assert (tmp_path / "run" / "best.safetensors").exists() is (val is None)
