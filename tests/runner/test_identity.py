"""Weights and state of another run of the same network do not pass for those of a run."""

import json
import shutil
from pathlib import Path

import pytest
from safetensors import safe_open

from archspec.diagnostics import Failure
from archspec.runner import evaluate, resume, train
from archspec.runner.progress import Silent

from .conftest import failed, recipe, small

FIELDS = {"epochs": 1, "batch_size": 512, "data": {"val": 0.2}}
WEIGHTS, STATE = "best.safetensors", "state.safetensors"


class Notes(Silent):
    """Keeps what is said."""

    said: tuple[str, ...] = ()

    def on_note(self, text: str) -> None:
        self.said += (text,)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two runs, alike in all but the seed."""
    home = tmp_path_factory.mktemp("runs")
    for name, seed in (("one", 0), ("other", 7)):
        train(small(), recipe(**FIELDS, seed=seed), home / name, input_shape=(1, 8, 8))
    return home


@pytest.fixture
def folder(runs, tmp_path):
    return Path(shutil.copytree(runs / "one", tmp_path / "run"))


def message(use, folder: Path) -> tuple[str, str]:
    with pytest.raises(Failure) as caught:
        use(small(), folder)
    return failed(caught)[:2]


@pytest.mark.parametrize(("use", "name"), [(evaluate, WEIGHTS), (resume, WEIGHTS), (resume, STATE)])
def test_a_checkpoint_of_another_run_is_refused(runs, folder, use, name):
    shutil.copy(runs / "other" / name, folder / name)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    said = ("A642", f"the checkpoint `{folder / name}` is of another run")
    assert message(use, folder) == said
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before


def test_a_checkpoint_of_another_epoch_is_refused(folder):
    early = (folder / "last.safetensors").read_bytes()
    resume(small(), folder, changes={"epochs": 3})
    (folder / "last.safetensors").write_bytes(early)
    with pytest.raises(Failure) as caught:
        evaluate(small(), folder, weights="last")
    assert failed(caught)[1].endswith("is of epoch 1, and the last epoch was 3")


def test_a_run_keeps_its_identity_whatever_it_goes_on_with(folder):
    def identities() -> set[str]:
        found = {json.loads((folder / "fingerprint.json").read_text())["identity"]}
        for name in (WEIGHTS, STATE, "last.safetensors"):
            with safe_open(folder / name, "pt") as file:
                found.add(file.metadata()["run"])
        return found

    before = identities()
    resume(small(), folder, changes={"epochs": 2})
    assert identities() == before
    # Where its fingerprint is lost, the state still says whose it is.
    (folder / "fingerprint.json").unlink()
    resume(small(), folder, changes={"epochs": 3})
    assert identities() == before
    assert len(before) == 1


def test_a_run_of_an_older_version_is_measured_and_says_what_cannot_be_told(folder):
    path = folder / "fingerprint.json"
    content = json.loads(path.read_text())
    del content["identity"]
    path.write_text(json.dumps(content))
    # As nothing of such a run has an identity, weights that have one are of another run.
    assert message(evaluate, folder)[1].endswith("is of another run")

    for name in (WEIGHTS, "last.safetensors"):
        unsigned(folder / name)
    notes = Notes()
    assert evaluate(small(), folder, progress=notes).count
    (said,) = (note for note in notes.said if "no identity" in note)
    assert said.endswith("whether the weights are of this run cannot be told")


def unsigned(path: Path) -> None:
    """Takes the identity out of a checkpoint."""
    from archspec.runner.checkpoint import with_checksum
    from archspec.runner.checksum import NAME

    with safe_open(path, "pt") as file:
        texts = {n: t for n, t in file.metadata().items() if n not in ("run", NAME)}
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  no mapping
    path.write_bytes(with_checksum(tensors, texts))


@pytest.mark.parametrize("edited", [False, True])
def test_other_figures_in_the_table_than_in_the_state_are_told(folder, edited):
    path = folder / "metrics.csv"
    whole = path.read_text()
    if edited:
        path.write_text(whole.replace("\n1,", "\n1,9"))
    notes = Notes()
    resume(small(), folder, progress=notes)
    assert any("has other figures than the state" in note for note in notes.said) is edited
    assert path.read_text() == whole
