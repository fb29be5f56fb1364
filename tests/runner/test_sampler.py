"""Which samples an epoch has: those of torch's samplers."""

import csv

import numpy as np
import pytest
import torch
from torch.utils.data import RandomSampler, WeightedRandomSampler

import archspec
from archspec.cli.outcome import show_result
from archspec.diagnostics import Failure
from archspec.runner import train
from archspec.runner.data import Order
from archspec.runner.progress import Silent

from .conftest import recipe
from .test_loop import digits


def generator(seed: int, epoch: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed * 1_000_003 + epoch)


@pytest.mark.parametrize("drawn", [3, 10, 25])
def test_some_samples_or_all_of_them_several_times_are_torchs_random_sampler(drawn):
    theirs = RandomSampler(range(10), num_samples=drawn, generator=generator(3, 2))
    assert Order(10, drawn).of(3, 2).tolist() == [*theirs]


def test_weights_are_those_of_torchs_weighted_random_sampler():
    weights = torch.tensor([0.0, 1.0, 2.0, 5.0], dtype=torch.float64)
    theirs = WeightedRandomSampler(weights.tolist(), 1000, generator=generator(1, 4))
    found = Order(4, 1000, weights).of(1, 4)
    assert found.tolist() == [*theirs]
    assert found.bincount().tolist()[0] == 0


def linear() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))


def test_an_epoch_of_balanced_classes_is_that_of_a_loop_by_hand(tmp_path):
    fields = {"epochs": 1, "batch_size": 100, "optimizer": {"sgd": {"lr": 0.1}}, "seed": 2}
    sampler = {"balanced": "label", "count": 350}
    result = train(
        linear(), recipe(**fields, sampler=sampler), tmp_path / "run", input_shape=(1, 8, 8)
    )
    images, labels = digits("train")
    mean, std = images.mean(), images.std(unbiased=False)
    weights = (1 / labels.bincount().double())[labels]
    theirs = WeightedRandomSampler(weights.tolist(), 350, generator=generator(2, 1))
    model, total = linear(), 0.0
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for index in torch.tensor([*theirs]).split(100):
        loss = torch.nn.functional.cross_entropy(model((images[index] - mean) / std), labels[index])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(index)
    assert result.history[0].train_loss == pytest.approx(total / 350, rel=1e-5)


TABLE = """
archspec: 1
inputs: {x: [2]}
layers: [linear: {width: 3}]
train:
  data: {table: t.csv, fields: {x: {numbers: [a, b]}, kind: {class: kind}}, val: 0.2}
  sampler: {weights: weight}
  epochs: 2
  batch_size: 16
  device: cpu
  tensorboard: false
"""


def write(weights: object = None) -> None:
    random = np.random.default_rng(0)
    with open("t.csv", "w", newline="") as file:  # noqa: PTH123
        table = csv.writer(file)
        table.writerow(["a", "b", "kind", "weight"])
        for row in range(60):
            kind = "abc"[row % 3]
            weight = {"a": 0, "b": 1, "c": 3}[kind] if weights is None else weights
            table.writerow([*random.normal(size=2).round(3), kind, weight])


def test_a_column_of_weights_goes_with_the_samples_that_are_trained_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write()
    result = archspec.loads(TABLE).train("run")
    # No sample of `a` is ever drawn, and those that are held back have no weights.
    with (tmp_path / "run" / "metrics.csv").open() as file:
        assert len([*csv.DictReader(file)]) == 2
    assert result.evaluations["val"].count == 12
    balanced = TABLE.replace("{weights: weight}", "{balanced: kind, count: 32}")
    archspec.loads(balanced).train("other")


@pytest.mark.parametrize(
    ("weight", "code"), [("-1", "A664"), ("0", "A664"), ("", "A624"), ("much", "A624")]
)
def test_weights_that_are_none_are_found(tmp_path, monkeypatch, weight, code):
    monkeypatch.chdir(tmp_path)
    write(weight)
    with pytest.raises(Failure) as caught:
        archspec.loads(TABLE).train("run")
    assert [one.code for one in caught.value.diagnostics] == [code]
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("sampler", "code", "words"),
    [
        ("{weights: wait}", "A650", "`t.csv` has no column `wait`"),
        ("{balanced: king}", "A664", "no output is compared with a field `king`"),
        ("{}", "A664", "`sampler` says neither which samples are drawn nor how many"),
        (
            "{balanced: kind, weights: weight}",
            "A664",
            "samples are drawn by their classes or by weights, and not by both",
        ),
    ],
)
def test_what_is_no_sampler_is_found_without_torch(tmp_path, monkeypatch, sampler, code, words):
    monkeypatch.chdir(tmp_path)
    write()
    found = archspec.check(text=TABLE.replace("{weights: weight}", sampler))
    assert [(one.code, one.message) for one in found] == [(code, words)]


def test_of_training_samples_as_many_are_measured_as_an_epoch_draws(tmp_path, capsys):
    fields = {"epochs": 1, "sampler": {"count": 200}}
    model = linear()
    result = train(model, recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8))
    show_result(result)
    one, (images, labels) = result.evaluations["train"], digits("train")
    index = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))[:200]
    inputs = (images - images.mean()) / images.std(unbiased=False)
    right = model.eval()(inputs[index]).argmax(1) == labels[index]
    assert (one.count, one.among) == (200, len(images))
    assert one.accuracy == pytest.approx(right.float().mean().item())
    assert f"of 200 of {len(images):,} training samples" in capsys.readouterr().out
    assert f"<td>200 of {len(images):,}</td>" in (tmp_path / "run" / "report.html").read_text()


def test_the_first_line_says_how_many_samples_an_epoch_draws(tmp_path):
    class Heard(Silent):
        def on_data(self, account):
            self.line = account.line

    heard, fields = Heard(), {"epochs": 1, "sampler": {"count": 200}}
    train(linear(), recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8), progress=heard)
    assert "images: 200 of 1,442 to train on each epoch, 355 to test" in heard.line
