"""Whatever goes wrong while a run is written, what is left goes on to the same numbers."""

import csv
import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from archspec.diagnostics import Failure
from archspec.runner import Silent, resume, train
from archspec.runner.data import folder as image_folder

from .conftest import failed, recipe, small
from .test_resume import assert_same_run

ROOT = Path(__file__).parents[2]
FIELDS = {"epochs": 2, "batch_size": 20, "optimizer": {"adam": {"lr": 0.01}}}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "d.npz"
    random = np.random.default_rng(0)
    x = random.integers(0, 256, (60, 1, 8, 8), np.uint8)
    np.savez(path, x_train=x, y_train=np.arange(60) % 10, x_val=x[:20], y_val=np.arange(20) % 10)
    return {"dataset": "npz", "root": str(path)}


def begin(data: dict, folder: Path, **fields) -> None:
    wanted = recipe(data=data, **{**FIELDS, **fields})
    train(small(), wanted, folder, input_shape=(1, 8, 8), files={"spec.yaml": "a: 1\n"})


class Full:
    """A disk on which the nth write, and all that come after, find no place."""

    def __init__(self, number: int, code: int = errno.ENOSPC):
        self.number, self.code, self.count = number, code, 0

    def __call__(self, *_):
        self.count += 1
        if self.count >= self.number:
            raise OSError(self.code, os.strerror(self.code))


@pytest.fixture(scope="module")
def whole(data, tmp_path_factory):
    """A run without trouble, and how many times it waited for the disk."""
    folder, counted = tmp_path_factory.mktemp("whole") / "run", Full(10**6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", counted)
        begin(data, folder)
    return folder, counted.count


class TestADisk:
    def test_that_is_full_at_any_write(self, data, whole, tmp_path, monkeypatch):
        folder, writes = whole
        assert writes > 15
        for number in range(1, writes + 1):
            run = tmp_path / str(number)
            with monkeypatch.context() as patch:
                patch.setattr(os, "fsync", Full(number))
                with pytest.raises(Failure) as caught:
                    begin(data, run)
            code, message, notes = failed(caught)
            assert code == "A644", number
            assert message.startswith(f"cannot write `{run}")
            assert notes == ("no space left on device",)
            assert not [path for path in run.rglob("*") if path.name.endswith(".part")]
            if run.exists():
                resume(small(seed=9), run)
            else:
                begin(data, run)
            assert_same_run(folder, run)

    @pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EIO, errno.EDQUOT])
    def test_that_cannot_be_written_any_more(self, data, whole, tmp_path, monkeypatch, code):
        class Later(Silent):
            def on_epoch(self, epoch, best):
                def refuse(*_):
                    raise OSError(code, os.strerror(code))

                monkeypatch.setattr("archspec.files.writing._write", refuse)
                monkeypatch.setattr("archspec.runner.storage.append_file", refuse)

        wanted, run = recipe(data=data, **FIELDS), tmp_path / "run"
        files = {"spec.yaml": "a: 1\n"}
        with pytest.raises(Failure) as caught:
            train(small(), wanted, run, input_shape=(1, 8, 8), files=files, progress=Later())
        assert failed(caught)[0] == "A644"
        # Nor does it go on there, and it says so.
        with pytest.raises(Failure) as caught:
            resume(small(), run)
        assert failed(caught)[0] == "A644"
        monkeypatch.undo()
        resume(small(seed=9), run)
        assert_same_run(whole[0], run)

    def test_whose_folder_may_not_even_be_locked(self, data, tmp_path, monkeypatch):
        begin(data, tmp_path / "run")

        def refuse(path):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

        monkeypatch.setattr("archspec.runner.session.folder.locked", refuse)
        with pytest.raises(Failure) as caught:
            resume(small(), tmp_path / "run")
        path = tmp_path / "run" / "run.lock"
        assert failed(caught) == ("A644", f"cannot write `{path}`", ("permission denied",))


LIMITED = """
import resource, sys
sys.path.insert(0, sys.argv[3])
from conftest import recipe, small
from archspec.diagnostics import Failure
from archspec.runner import Silent, train

class Limit(Silent):
    def on_epoch(self, epoch, best):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))

try:
    wanted = recipe(epochs=3, batch_size=512, tensorboard=bool(sys.argv[4]))
    train(small(), wanted, sys.argv[1], input_shape=(1, 8, 8), progress=Limit())
except Failure as failure:
    print(failure.diagnostics[0].code, failure.diagnostics[0].notes[0])
"""


@pytest.mark.parametrize(
    ("limit", "tensorboard"),
    [
        (9000, ""),
        pytest.param(9000, "yes", marks=pytest.mark.slow),
        pytest.param(100, "yes", marks=pytest.mark.slow),
    ],
)
def test_a_limit_on_the_size_of_files(tmp_path, limit, tensorboard):
    pytest.importorskip("resource")
    command = [
        sys.executable,
        "-c",
        LIMITED,
        tmp_path / "run",
        str(limit),
        ROOT / "tests" / "runner",
        tensorboard,
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.stdout.strip() == "A644 file too large", done.stderr
    assert "Traceback" not in done.stderr
    assert len(resume(small(), tmp_path / "run").history) == 3


def test_images_that_go_and_come_back(tmp_path, monkeypatch):
    monkeypatch.setattr("archspec.runner.data.bounds.MAX_IN_MEMORY", 0)
    monkeypatch.setattr(image_folder, "in_file", lambda *_: None)
    random = np.random.default_rng(0)
    for label in range(10):
        (tmp_path / "photos" / "train" / f"c{label}").mkdir(parents=True)
        for i in range(4):
            pixels = random.integers(0, 256, (8, 8), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / "train" / f"c{label}" / f"{i}.png")
    data = {"dataset": "image_folder", "root": str(tmp_path / "photos")}
    begin(data, tmp_path / "whole")

    class Unplugged(Silent):
        def on_epoch(self, epoch, best):
            if (tmp_path / "photos").exists():
                (tmp_path / "photos").rename(tmp_path / "away")

    wanted = recipe(data=data, **FIELDS)
    run = tmp_path / "run"
    with pytest.raises(Failure) as caught:
        train(small(), wanted, run, input_shape=(1, 8, 8), progress=Unplugged())
    assert {one.code for one in caught.value.diagnostics} == {"A626"}
    with pytest.raises(Failure) as caught:
        resume(small(), run)
    assert failed(caught)[0] == "A620"
    (tmp_path / "away").rename(tmp_path / "photos")
    resume(small(seed=9), run)
    assert_same_run(tmp_path / "whole", run)


def read_metrics(folder):
    """The lines that are whole, as a program of anyone's would read them."""
    whole, _, _ = (folder / "metrics.csv").read_text(encoding="utf-8").rpartition("\n")
    return list(csv.DictReader(whole.splitlines()))


@pytest.mark.parametrize("torn", ["", "2,0.5,0.", "2,0.5,0.5,,,0.1,1.0"])
def test_a_line_of_the_metrics_that_was_cut_off(data, tmp_path, torn):
    begin(data, tmp_path / "run", epochs=1)
    path = tmp_path / "run" / "metrics.csv"
    path.write_text(path.read_text() + torn)
    assert [row["number"] for row in read_metrics(tmp_path / "run")] == ["1"]
    resume(small(), tmp_path / "run", changes={"epochs": 2})
    assert [row["number"] for row in read_metrics(tmp_path / "run")] == ["1", "2"]


def test_metrics_grow_by_a_line_an_epoch(data, tmp_path):
    class Watch(Silent):
        def __init__(self):
            self.seen = []

        def on_start(self, folder, first, epochs, steps):
            self.path = folder / "metrics.csv"

        def on_epoch(self, epoch, best):
            self.seen.append((self.path.stat().st_ino, self.path.read_text().count("\n")))

    watch = Watch()
    wanted = recipe(data=data, **{**FIELDS, "epochs": 3})
    train(small(), wanted, tmp_path / "run", input_shape=(1, 8, 8), progress=watch)
    assert [lines for _, lines in watch.seen] == [2, 3, 4]
    assert len({inode for inode, _ in watch.seen}) == 1
