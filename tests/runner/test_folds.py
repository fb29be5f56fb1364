"""Every sample is held back in one fold, which has its share of classes, or whole groups."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from archspec.cli import main
from archspec.network import load
from archspec.recipe import RecipeFailure
from archspec.runner.data.folding import fold_of

SPEC = """
archspec: 1
input: [2]
layers: [linear: 8, relu, linear: 2]
train:
  data:
    table: t.csv
    fields: {x: {numbers: [a, b]}, y: {class: y}}
    folds: 3
  optimizer: {adam: {lr: 0.05}}
  batch_size: 16
  epochs: 5
  device: cpu
  tensorboard: false
"""


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    points = random.normal(size=(90, 2))
    lines = [
        f"{a},{b},{'high' if a + b > 0 else 'low'},{n // 9}" for n, (a, b) in enumerate(points)
    ]
    Path("t.csv").write_text("a,b,y,who\n" + "\n".join(lines))
    Path("net.yaml").write_text(SPEC)
    return tmp_path


@pytest.mark.parametrize("count", [2, 3, 7])
def test_folds_are_of_one_size_and_have_their_share_of_every_class(count):
    kinds = torch.tensor([0] * 50 + [1] * 23 + [2] * 9)
    folds = fold_of(kinds, None, count, 0)
    assert max(folds.bincount()) - min(folds.bincount()) <= 1
    for kind in range(3):
        shares = folds[kinds == kind].bincount(minlength=count)
        assert max(shares) - min(shares) <= 1


def test_a_seed_is_a_division_and_another_one_another():
    kinds = torch.zeros(40).long()
    one, again, other = (fold_of(kinds, None, 4, seed) for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_no_group_is_in_two_folds_and_these_are_of_nearly_one_size():
    groups = torch.arange(12).repeat_interleave(torch.arange(1, 13))
    folds = fold_of(torch.zeros(len(groups)).long(), groups, 3, 0)
    assert all(len(set(folds[groups == group].tolist())) == 1 for group in range(12))
    assert max(folds.bincount()) - min(folds.bincount()) <= 2


def test_each_fold_is_trained_and_summed_up_and_gone_on_with(place):
    done = CliRunner().invoke(main, ["train", "net.yaml", "-o", "runs/folds"])
    assert done.exit_code == 0, done.output
    kept = json.loads(Path("runs/folds/folds.json").read_text())
    assert [one["folder"] for one in kept["folds"]] == ["fold-0", "fold-1", "fold-2"]
    found = [one["val"]["accuracy"] for one in kept["folds"]]
    mean = kept["figures"]["val"]["accuracy"]
    assert mean["mean"] == pytest.approx(np.mean(found))
    assert mean["std"] == pytest.approx(np.std(found, ddof=1))
    assert mean["mean"] > 0.9
    counts = [json.loads((place / f"runs/folds/fold-{n}/run.json").read_text()) for n in range(3)]
    assert [one["counts"] for one in counts] == [{"train": 60, "val": 30}] * 3
    assert "val over 3 folds" in done.output
    # A fold that was never begun is begun, and one that is done goes on.
    shutil.rmtree("runs/folds/fold-2")
    again = CliRunner().invoke(main, ["train", "--resume", "runs/folds"])
    assert again.exit_code == 0, again.output
    assert json.loads(Path("runs/folds/folds.json").read_text()) == kept


def test_one_fold_alone_is_a_run_like_any(place):
    Path("one.yaml").write_text(SPEC.replace("folds: 3", "folds: {count: 3, take: 1}"))
    result = load("one.yaml").train("runs/one")
    assert result.evaluations["val"].count == 30
    whole = load("net.yaml").train_folds("runs/all")
    assert whole.runs[1].evaluations["val"].loss == result.evaluations["val"].loss
    with pytest.raises(RecipeFailure, match="one run is watched"):
        load("net.yaml").train("runs/none")


WRONG = {
    "folds: {count: 3, take: 3}": "there is no fold 3: the 3 are counted from 0",
    "folds: 3, val: 0.1": "each fold is watched by one run, and `val` says",
    "folds: 3, order: a": "each fold is watched by one run, and `order` says",
    "folds: 1": "folds",
    "folds: many": "how many folds there are",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_folds_cannot_be_is_said_before_anything_is_read(place, text):
    lines = SPEC.replace("    folds: 3\n", "".join(f"    {one}\n" for one in _entries(text)))
    Path("wrong.yaml").write_text(lines)
    done = CliRunner().invoke(main, ["check", "wrong.yaml"])
    assert done.exit_code == 1
    assert WRONG[text] in done.output
    assert "Traceback" not in done.output


def _entries(text: str) -> list[str]:
    return [text] if "{" in text else text.split(", ")
