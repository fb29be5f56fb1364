"""The real thing: sixty thousand images, one epoch."""

from pathlib import Path

import pytest
import torch

from archspec.recipe import Recipe
from archspec.runner import train

from .book import Net

FOLDER = Path("/usr/share/datasets/fashion-mnist")


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER.is_dir(), reason="needs Debian's package dataset-fashion-mnist")
def test_one_epoch_of_the_books_network_recognises_most_clothes(tmp_path):
    torch.manual_seed(0)
    wanted = Recipe.model_validate(
        {
            "data": {"dataset": "fashion_mnist", "root": str(FOLDER), "val": "test"},
            "epochs": 1,
            "batch_size": 64,
            "optimizer": {"sgd": {"lr": 0.05, "momentum": 0.9}},
            "tensorboard": False,
            "device": "cpu",
            "threads": 1,
        }
    )
    result = train(Net(1, 28, 10), wanted, tmp_path / "run", input_shape=(1, 28, 28))
    test = result.evaluations["test"]
    assert test.count == 10_000
    assert result.evaluations["train"].count == 60_000
    # Measured: 0.86 to 0.87. Chance is 0.10, and shirts are the hardest.
    assert test.accuracy > 0.82
    assert min(test.per_class, key=test.per_class.get) == "shirt"
