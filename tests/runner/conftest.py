"""Small networks and recipes for the runner's tests."""

import pytest
import torch
from torch import nn

from archspec.recipe import Recipe


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _quick(no_curves):
    """Draws no curves."""


def recipe(**train: object) -> Recipe:
    data = {"dataset": "digits"} | train.pop("data", {})
    return Recipe.model_validate({"data": data, "tensorboard": False, "device": "cpu", **train})


def small(seed: int = 0, classes: int = 10) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(64, classes),
    )


def failed(caught: pytest.ExceptionInfo) -> tuple[str, str, tuple[str, ...]]:
    (diagnostic,) = caught.value.diagnostics
    return diagnostic.code, diagnostic.message, diagnostic.notes
