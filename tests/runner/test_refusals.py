"""What a run does not begin with: one fact each, and nothing is left behind."""

import os

import numpy as np
import pytest
import torch
from torch import nn

from archspec.diagnostics import Failure
from archspec.recipe import RecipeFailure
from archspec.runner import train
from archspec.runner.assembly import enough_memory
from archspec.runner.storage import write

from .conftest import failed, recipe, small


def refused(tmp_path, model=None, shape=(1, 8, 8), files=None, **fields):
    with pytest.raises(Failure) as caught:
        train(model or small(), recipe(**fields), tmp_path / "run", input_shape=shape, files=files)
    return caught


def test_a_network_that_does_not_fit_the_classes(tmp_path):
    caught = refused(tmp_path, small(classes=2))
    assert failed(caught)[:2] == ("A604", "the network has 2 outputs, but digits has 10 classes")
    assert isinstance(caught.value, RecipeFailure)
    assert caught.value.problems[0].field == ("data", "dataset")
    assert not (tmp_path / "run").exists()


def test_a_network_that_does_not_take_the_input(tmp_path):
    code, message, notes = failed(refused(tmp_path, shape=(3, 8, 8)))
    assert (code, message) == (
        "A630",
        "the network does not give one result for each 3×8×8 sample",
    )
    assert "expected input" in notes[0]


def test_a_network_that_gives_no_tensor(tmp_path):
    class Pair(nn.Module):
        def forward(self, images):
            return images, images

    notes = failed(refused(tmp_path, Pair()))[2]
    assert notes == ("it gives a tuple instead of one tensor",)


def test_arrays_with_more_classes_than_outputs(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros((6, 1, 8, 8), np.uint8), y=np.arange(6))
    data = {"dataset": "npz", "root": str(tmp_path / "a.npz")}
    found = failed(refused(tmp_path, small(classes=3), data=data))
    assert found[:2] == ("A604", "the network has 3 outputs, but npz has 6 classes")


def test_arrays_of_another_shape(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros((6, 1, 9, 9), np.uint8), y=np.arange(6))
    data = {"dataset": "npz", "root": str(tmp_path / "a.npz")}
    found = failed(refused(tmp_path, small(classes=6), data=data))
    assert found[:2] == ("A605", "the network takes 1×8×8, but samples of npz are 1×9×9")


def test_numbers_for_a_loss_of_classes(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros((6, 1, 8, 8), np.uint8), y=np.arange(6) / 2)
    data = {"dataset": "npz", "root": str(tmp_path / "a.npz")}
    found = failed(refused(tmp_path, data=data))
    assert found[:2] == (
        "A606",
        "`cross_entropy` needs class numbers, and the labels are taken for quantities",
    )


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has the device")
def test_a_device_that_is_not_there(tmp_path):
    caught = refused(tmp_path, device="cuda")
    assert failed(caught)[:2] == (
        "A632",
        "this machine has no cuda device that torch can use",
    )
    assert caught.value.problems[0].field == ("device",)


def test_a_folder_that_holds_a_run(tmp_path):
    train(small(), recipe(epochs=1), tmp_path / "run", input_shape=(1, 8, 8))
    before = {path: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    caught = refused(tmp_path)
    assert failed(caught)[:2] == ("A640", f"`{tmp_path / 'run'}` already holds a run")
    assert {path: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


@pytest.mark.parametrize("name", ["../spec.yaml", "a/b", "/x", "..", ""])
def test_a_file_outside_of_the_folder(tmp_path, name):
    caught = refused(tmp_path, files={name: "x"})
    assert failed(caught)[:2] == ("A647", f"`{name}` would lie outside of the run's folder")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "run").write_text("a file")
    code, message, notes = failed(refused(tmp_path))
    assert (code, message) == ("A644", f"cannot write `{tmp_path / 'run'}`")
    assert notes == (f"`{tmp_path / 'run'}` is a file, and no folder",)


def test_a_disk_that_becomes_full(tmp_path, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    (tmp_path / "a.txt").write_text("before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Failure) as caught:
        write(tmp_path / "a.txt", "after")
    assert failed(caught) == (
        "A644",
        f"cannot write `{tmp_path / 'a.txt'}`",
        ("no space left on device",),
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "before"


def test_too_little_memory(tmp_path):
    class Greedy(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(64, 10)

        def forward(self, images):
            if self.training:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB")
            return self.layer(images.flatten(1))

    caught = refused(tmp_path, Greedy(), batch_size=128)
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == (
        "A635",
        "there is not enough memory for batches of 128",
    )
    assert found.helps[0].text == "write `batch_size: 64` and `accumulate: 2`"
    (found,) = refused(tmp_path / "b", Greedy(), batch_size=64, accumulate=4).value.diagnostics
    assert found.helps[0].text == "write `batch_size: 32` and `accumulate: 8`"
    (found,) = refused(tmp_path / "c", Greedy(), batch_size=1, accumulate=4).value.diagnostics
    words = [one.text.split(",")[0] for one in found.helps]
    assert words[:2] == ["write `gradient_checkpointing`", "write `precision: bf16`"]


def test_too_little_memory_for_a_run_whose_batches_are_settled():
    with pytest.raises(RecipeFailure) as caught, enough_memory(recipe(), begun=True):
        raise MemoryError
    (found,) = caught.value.problems
    assert [fix.text.split(": ")[-1] for fix in found.fixes] == ["`--device`"]
