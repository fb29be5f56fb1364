"""What training cannot change, or cannot begin with, is refused before anything is kept."""

import numpy as np
import pytest
from torch import nn

from archspec.diagnostics import Failure
from archspec.recipe import Recipe, problems
from archspec.runner import Silent, train
from archspec.runner.data.opening import open_data

from .conftest import failed, recipe, small


def refused(folder, model, **fields) -> str:
    with pytest.raises(Failure) as caught:
        train(model, recipe(epochs=1, **fields), folder / "run", input_shape=(1, 8, 8))
    assert not (folder / "run").exists()
    return failed(caught)[0]


class TestAModule:
    def test_without_weights(self, tmp_path):
        model = nn.Sequential(nn.Flatten(), nn.AdaptiveAvgPool1d(10))
        assert refused(tmp_path, model) == "A609"

    def test_of_which_all_weights_are_frozen(self, tmp_path):
        assert refused(tmp_path, small().requires_grad_(False)) == "A609"

    @pytest.mark.parametrize(
        "layers",
        [
            (nn.Conv2d(1, 4, 8), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4, 10)),
            (nn.Flatten(), nn.Linear(64, 8), nn.BatchNorm1d(8), nn.Linear(8, 10)),
        ],
    )
    def test_that_takes_means_of_single_values(self, tmp_path, layers):
        assert refused(tmp_path, nn.Sequential(*layers), batch_size=1) == "A610"
        result = train(
            nn.Sequential(*layers),
            recipe(epochs=1, batch_size=512),
            tmp_path / "run",
            input_shape=(1, 8, 8),
        )
        assert result.best == 1

    def test_that_has_a_single_sample_to_train_on(self, tmp_path):
        arrays = {"x": np.zeros((1, 1, 8, 8)), "y": np.zeros(1)}
        np.savez(tmp_path / "d.npz", x_val=np.zeros((2, 1, 8, 8)), y_val=np.ones(2), **arrays)
        layers = nn.Flatten(), nn.Linear(64, 4), nn.BatchNorm1d(4), nn.Linear(4, 1)
        data = {"dataset": "npz", "root": str(tmp_path / "d.npz")}
        assert refused(tmp_path, nn.Sequential(*layers), data=data, loss="mse") == "A610"

    def test_of_which_an_epoch_draws_a_single_sample(self, tmp_path):
        layers = nn.Flatten(), nn.Linear(64, 8), nn.BatchNorm1d(8), nn.Linear(8, 10)
        model, sampler = nn.Sequential(*layers), {"count": 1}
        assert refused(tmp_path, model, sampler=sampler) == "A610"
        assert refused(tmp_path, small(), sampler=sampler, mix=("mixup",)) == "A657"


class TestGivenMeansAndDeviations:
    def found(self, values: dict, **data) -> list[tuple[str, str, list[str]]]:
        chosen = {"normalize": {"values": values}, "dataset": "digits"} | data
        recipe = Recipe.model_validate({"data": chosen})
        return [
            (one.code, one.message, [fix.text for fix in one.fixes])
            for one in problems(recipe, (1, 8, 8), (10,))
        ]

    def test_of_bytes_are_refused_and_the_help_is_right(self):
        [(code, message, helps)] = self.found({"mean": (123.7,), "std": (58.4,)})
        assert (code, message) == ("A608", "`mean` is 123.7, but values are of 0 to 1")
        assert helps[0] == "divide by 255: `mean: [0.4851], std: [0.229]`"
        assert self.found({"mean": (0.4851,), "std": (0.229,)}) == []

    @pytest.mark.parametrize(
        ("mean", "std"),
        [((0.0,), (1.0,)), ((0.5,), (0.5,)), ((0.0,), (1 / 255,)), ((1.0,), (0.1,))],
    )
    def test_that_can_be_are_taken(self, mean, std):
        assert self.found({"mean": mean, "std": std}) == []

    @pytest.mark.parametrize(
        "values", [{"mean": (-0.5,), "std": (1.0,)}, {"mean": (0.5,), "std": (58.0,)}]
    )
    def test_that_cannot_be_are_not(self, values):
        assert [one[0] for one in self.found(values)] == ["A608"]

    @pytest.mark.parametrize(
        ("x", "fits"),
        [
            (np.arange(256).reshape(4, 1, 8, 8).astype(float), True),
            (np.arange(256).reshape(4, 1, 8, 8).astype(np.uint8), False),
            (np.arange(256).reshape(4, 1, 8, 8) / 255, False),
        ],
        ids=["floats of 0 to 255", "bytes", "floats of 0 to 1"],
    )
    def test_of_arrays_are_held_against_what_the_arrays_hold(self, tmp_path, x, fits):
        np.savez(tmp_path / "d.npz", x=x, y=np.arange(4) % 2)
        data = {"dataset": "npz", "root": str(tmp_path / "d.npz")}
        data["normalize"] = {"values": {"mean": (123.7,), "std": (58.4,)}}
        chosen = Recipe.model_validate({"data": data})
        assert problems(chosen, (1, 8, 8), (2,)) == []
        if fits:
            assert len(open_data(chosen, (1, 8, 8), Silent()).parts["train"]) == 4
        else:
            with pytest.raises(Failure, match="A608"):
                open_data(chosen, (1, 8, 8), Silent())
