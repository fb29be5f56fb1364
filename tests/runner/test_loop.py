"""The loop against loops written by hand, in the book's words."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from archspec.diagnostics import Failure
from archspec.runner import Silent, train
from archspec.runner.data.sources import DIGITS

from .book import Net
from .conftest import failed, recipe, small


def digits(part: str) -> tuple[torch.Tensor, torch.Tensor]:
    with np.load(DIGITS) as content:
        images = torch.from_numpy(content[f"x_{part}"]).float() / 16
        return images, torch.from_numpy(content[f"y_{part}"]).long()


def by_hand(model, *, epochs, batch, optimizer, seed, l1=0.0, l2=0.0, schedule=None, every=1):
    """The mean training loss and the validation loss and accuracy of each epoch."""
    images, labels = digits("train")
    unseen, answers = digits("test")
    mean, std = images.mean(), images.std(unbiased=False)
    figures = []
    for epoch in range(1, epochs + 1):
        model.train()
        generator = torch.Generator().manual_seed(seed * 1_000_003 + epoch)
        order = torch.randperm(len(images), generator=generator)
        total = 0.0
        batches = list(order.split(batch))
        for first in range(0, len(batches), every):
            group = batches[first : first + every]
            seen = sum(len(index) for index in group)
            optimizer.zero_grad()
            for index in group:
                outputs = model((images[index] - mean) / std)
                loss = nn.functional.cross_entropy(outputs, labels[index])
                total += loss.item() * len(index)
                (loss * len(index) / seen).backward()
            penalty = sum(l1 * p.abs().sum() + l2 * p.pow(2).sum() for p in model.parameters())
            if l1 or l2:
                penalty.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            outputs = model((unseen - mean) / std)
            val = nn.functional.cross_entropy(outputs, answers).item()
            right = (outputs.argmax(1) == answers).float().mean().item()
        if schedule is not None:
            schedule.step(val)
        figures.append((total / len(images), val, right))
    return figures


def figures(result):
    return [(e.train_loss, e.val_loss, e.val_accuracy) for e in result.history]


def test_the_books_network_has_the_losses_of_a_hand_written_loop(tmp_path):
    torch.manual_seed(3)
    model = Net(channels=1, size=8, classes=10)
    twin = copy.deepcopy(model)
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.05, momentum=0.9)
    expected = by_hand(twin, epochs=4, batch=64, optimizer=optimizer, seed=7)
    wanted = recipe(
        data={"val": "test"},
        epochs=4,
        batch_size=64,
        optimizer={"sgd": {"lr": 0.05, "momentum": 0.9}},
        seed=7,
    )
    result = train(model, wanted, tmp_path / "run", input_shape=(1, 8, 8))
    np.testing.assert_allclose(figures(result), expected, rtol=1e-5)
    assert expected[0][0] > expected[3][0]
    assert result.evaluations["test"].accuracy > 0.7


def test_penalties_plateau_and_accumulation_as_by_hand(tmp_path):
    model = Net(channels=1, size=8, classes=10)
    twin = copy.deepcopy(model)
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.2)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, threshold=0.3)
    expected = by_hand(
        twin,
        epochs=4,
        batch=100,
        optimizer=optimizer,
        seed=0,
        l1=1e-4,
        l2=1e-3,
        schedule=plateau,
        every=4,
    )
    wanted = recipe(
        data={"val": "test"},
        epochs=4,
        batch_size=100,
        accumulate=4,
        optimizer={"sgd": {"lr": 0.2}},
        regularize={"l1": 1e-4, "l2": 1e-3},
        schedule={"plateau": {"patience": 0, "threshold": 0.3}},
    )
    result = train(model, wanted, tmp_path / "run", input_shape=(1, 8, 8))
    np.testing.assert_allclose(figures(result), expected, rtol=1e-4)
    assert result.history[-1].rate < 0.2


def test_a_plateau_of_the_training_loss_is_one_of_no_other_figure(tmp_path):
    rule = {"patience": 0, "threshold": 0.4, "of": "train_loss"}
    wanted = recipe(
        data={"val": "test"},
        epochs=5,
        optimizer={"sgd": {"lr": 0.2}},
        schedule={"plateau": rule},
        watch="accuracy",
    )
    result = train(small(), wanted, tmp_path / "run", input_shape=(1, 8, 8))
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.2)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, threshold=0.4)
    rates = []
    for epoch in result.history:
        rates.append(optimizer.param_groups[0]["lr"])
        plateau.step(epoch.train_loss)
    assert [epoch.rate for epoch in result.history] == rates
    assert rates[-1] < 0.2


def test_weight_decay_is_twice_l2_under_sgd(tmp_path):
    first, second = small(), small()
    penalised = recipe(epochs=2, optimizer={"sgd": {"lr": 0.1}}, regularize={"l2": 0.01})
    decayed = recipe(epochs=2, optimizer={"sgd": {"lr": 0.1, "weight_decay": 0.02}})
    one = train(first, penalised, tmp_path / "a", input_shape=(1, 8, 8))
    other = train(second, decayed, tmp_path / "b", input_shape=(1, 8, 8))
    plain = train(
        small(),
        recipe(epochs=2, optimizer={"sgd": {"lr": 0.1}}),
        tmp_path / "c",
        input_shape=(1, 8, 8),
    )
    losses = [[e.train_loss for e in r.history] for r in (one, other, plain)]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-5)
    assert abs(losses[2][1] - losses[0][1]) > 1e-3
    for mine, its in zip(first.parameters(), second.parameters(), strict=True):
        torch.testing.assert_close(mine, its, rtol=1e-4, atol=1e-6)


def test_a_layers_own_penalty_takes_the_place_of_the_recipes(tmp_path):
    strong = recipe(epochs=3, regularize={"l2": 0.5}, optimizer={"sgd": {"lr": 0.05}})
    model = small()
    start = model[6].weight.norm().item()
    train(model, strong, tmp_path / "a", input_shape=(1, 8, 8), penalties={"6.weight": (0.0, 0.0)})
    assert model[6].weight.norm().item() > 0.8 * start
    model = small()
    train(model, strong, tmp_path / "b", input_shape=(1, 8, 8))
    assert model[6].weight.norm().item() < 0.2 * start


def test_a_penalty_for_an_unknown_parameter_is_refused(tmp_path):
    with pytest.raises(Failure) as caught:
        train(
            small(),
            recipe(),
            tmp_path / "run",
            input_shape=(1, 8, 8),
            penalties={"9.weight": (0.1, 0.1)},
        )
    code, message, notes = failed(caught)
    assert code == "A633"
    assert message == "a penalty is given for `9.weight`, but the network has no such parameter"
    assert "6.weight" in notes[0]
    assert not (tmp_path / "run").exists()


def test_frozen_parameters_stay(tmp_path):
    model = small()
    model[0].weight.requires_grad_(False)
    before = model[0].weight.clone()
    train(model, recipe(epochs=1, regularize={"l2": 0.1}), tmp_path / "r", input_shape=(1, 8, 8))
    assert torch.equal(model[0].weight, before)
    assert not torch.equal(model[6].weight, small()[6].weight)


def test_a_loss_that_is_no_number_stops_and_keeps_the_epoch_before(tmp_path):
    class Poisoned(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = small()
            self.calls = 0

        def forward(self, images):
            self.calls += self.training
            return self.inner(images) * (float("nan") if self.calls > 23 else 1.0)

    folder = tmp_path / "run"
    with pytest.raises(Failure) as caught:
        train(Poisoned(), recipe(epochs=3), folder, input_shape=(1, 8, 8))
    code, message, notes = failed(caught)
    assert code == "A631"
    assert message == "the loss is no longer a finite number, in epoch 2 at step 1"
    assert notes == ("what was saved before that is still there",)
    assert len((folder / "metrics.csv").read_text().splitlines()) == 2
    assert (folder / "last.safetensors").is_file()


def test_early_stop_waits_for_its_patience(tmp_path):
    rule = {"early_stop": {"patience": 2, "min_delta": 100.0}}
    result = train(small(), recipe(epochs=9, **rule), tmp_path / "r", input_shape=(1, 8, 8))
    # The first epoch is an improvement on nothing; two without any follow.
    assert (len(result.history), result.stopped_early) == (3, True)


def test_the_best_epoch_is_that_of_the_watched_figure(tmp_path):
    wanted = recipe(data={"val": 0.3}, epochs=5, watch="accuracy", optimizer={"adam": {"lr": 0.05}})
    result = train(small(), wanted, tmp_path / "r", input_shape=(1, 8, 8))
    accuracies = [epoch.val_accuracy for epoch in result.history]
    assert result.best == accuracies.index(max(accuracies)) + 1
    assert result.evaluations["val"].accuracy == pytest.approx(max(accuracies))


def test_progress_is_told_of_every_epoch_and_step(tmp_path, capsys):
    class Told(Silent):
        def __init__(self):
            self.said = []

        def on_data(self, account):
            self.said.append(("data", *account.counts.values()))

        def on_start(self, folder, first, epochs, steps):
            self.said.append(("start", first, epochs, steps))

        def on_step(self, step):
            self.said.append(("step", step))

        def on_epoch(self, epoch, best):
            self.said.append(("epoch", epoch.number, best))

    told = Told()
    wanted = recipe(data={"val": 0.25}, epochs=2, batch_size=500)
    train(small(), wanted, tmp_path / "r", input_shape=(1, 8, 8), progress=told)
    counts = told.said[0]
    assert counts[0] == "data"
    assert counts[1] + counts[2] == 1442
    assert counts[3] == 355
    assert told.said[1:] == [
        ("start", 1, 2, 3),
        *[("step", 1), ("step", 2), ("step", 3), ("epoch", 1, True)],
        *[("step", 1), ("step", 2), ("step", 3), ("epoch", 2, True)],
    ]
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")


@pytest.mark.parametrize(
    "train_fields",
    [
        {"optimizer": {name: {"lr": 0.05}}, "clip": {"norm": 1.0}}
        for name in ("nadam", "radam", "rmsprop", "adagrad", "adadelta", "adamax", "adamw")
    ]
    + [
        {"schedule": one, "optimizer": {"sgd": {"lr": 0.1}}, "clip": {"value": 0.1}}
        for one in (
            {"step": {"step_size": 1}},
            {"multistep": {"milestones": (1,)}},
            {"exponential": {"gamma": 0.5}},
            "cosine",
            {"warm_restarts": {"T_0": 1}},
            "linear",
            "polynomial",
            {"onecycle": {"max_lr": 0.1}},
        )
    ]
    + [{"precision": "bf16"}],
    ids=str,
)
def test_every_rule_trains(tmp_path, train_fields):
    wanted = recipe(epochs=2, batch_size=256, **train_fields)
    result = train(small(), wanted, tmp_path / "r", input_shape=(1, 8, 8))
    assert result.history[1].train_loss < result.history[0].train_loss


def test_a_last_batch_of_one_sample_does_not_stop_batch_norm(tmp_path):
    # 1,442 samples in batches of 131 leave one.
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.BatchNorm1d(10))
    result = train(model, recipe(epochs=1, batch_size=131), tmp_path / "r", input_shape=(1, 8, 8))
    assert len(result.history) == 1


def test_a_network_that_reshapes_by_view_keeps_the_plain_layout(tmp_path):
    class View(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.fc = nn.Conv2d(1, 4, 3, padding=1), nn.Linear(256, 10)

        def forward(self, images):
            return self.fc(torch.relu(self.conv(images)).view(-1, 256))

    model = View()
    train(model, recipe(epochs=1), tmp_path / "r", input_shape=(1, 8, 8))
    assert model.conv.weight.is_contiguous()


def test_channels_last_changes_no_figure(tmp_path, monkeypatch):
    first = train(small(), recipe(epochs=2), tmp_path / "a", input_shape=(1, 8, 8))
    monkeypatch.setattr("archspec.runner.layout.LAST", torch.contiguous_format)
    second = train(small(), recipe(epochs=2), tmp_path / "b", input_shape=(1, 8, 8))
    for one, other in zip(first.history, second.history, strict=True):
        assert one.train_loss == pytest.approx(other.train_loss, rel=1e-5)
