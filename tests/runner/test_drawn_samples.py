"""Samples that are changed by torchvision, drawn by class and mixed, all at once.

Whoever is interrupted within an epoch, or trains in several processes, has the same samples.
"""

import numpy as np
import pytest

from archspec.runner import resume, train

from .conftest import recipe, small
from .processes import together
from .test_processes import Double, few
from .test_resume import Interrupt, Stop, assert_same_run, figures

pytestmark = pytest.mark.forks


def fields(folder) -> dict[str, object]:
    changes = ({"random_rotation": 10}, {"crop": 1}, {"random_erasing": {"p": 0.5}}, "flip")
    return {
        "data": {"dataset": "npz", "root": str(few(folder, 98)), "augment": changes},
        "sampler": {"balanced": "label", "count": 70},
        "mix": ({"mixup": 0.4}, {"cutmix": 1.0}),
        "loss": {"cross_entropy": {"label_smoothing": 0.1}},
        "epochs": 2,
        "batch_size": 16,
        "optimizer": {"sgd": {"lr": 0.1}},
        "schedule": {"onecycle": {"max_lr": 0.1}},
        "save": {"every": "2 steps"},
    }


def test_it_goes_on_within_an_epoch_to_the_same_numbers(tmp_path):
    wanted, part = recipe(**fields(tmp_path)), tmp_path / "part"
    train(small(), wanted, tmp_path / "whole", input_shape=(1, 8, 8))
    with pytest.raises(Stop):
        train(small(), wanted, part, input_shape=(1, 8, 8), progress=Interrupt(1, 3))
    resume(small(9), part)
    assert_same_run(tmp_path / "whole", part)


def test_three_processes_have_the_samples_of_one(tmp_path):
    wanted = recipe(**fields(tmp_path))
    found = {}
    for world in (1, 3):
        folder = tmp_path / str(world)

        def work(folder=folder) -> None:
            train(Double(), wanted, folder, input_shape=(1, 8, 8))

        together(world, work, tmp_path / f"{world} processes")
        found[world] = [float(one["train_loss"]) for one in figures(folder)]
    np.testing.assert_allclose(found[1], found[3], rtol=1e-12)
