"""Data sets, losses, figures and functions of the caller's, and runs that are opened in Python."""

import csv
import io

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from PIL import Image
from torch.nn import functional
from torch.utils.data import Dataset, TensorDataset

import archspec
from archspec.cli import main
from archspec.runner import Silent
from archspec.runner.own import EpochEnd, RunEnd, RunStart, Stop

from .named_tasks import SEGMENTATION, TEXT, TWO_HEADS, make_files

SIDES = archspec.loads("archspec: 1\ninput: [3]\nlayers: [linear: 16, relu, linear: 2]")
SUMS = archspec.loads("archspec: 1\ninput: [3]\nlayers: [linear: 1]")
POINTS = torch.randn(200, 3, generator=torch.Generator().manual_seed(0))
LABELS = (POINTS[:, 0] + POINTS[:, 1] > 0).long()
QUIET = {
    "tensorboard": False,
    "device": "cpu",
    "batch_size": 16,
    "optimizer": {"adam": {"lr": 0.02}},
}


class Points(Dataset):
    """Mappings, in which there is more than a network takes."""

    def __init__(self, first: int, end: int):
        self.rows = range(first, end)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> dict[str, object]:
        row = self.rows[number]
        return {
            "id": f"point {row}",
            "input": POINTS[row].numpy(),
            "output": float(POINTS[row].sum()),
        }


def focal(scores, target, gamma=2.0):
    each = functional.cross_entropy(scores, target, reduction="none")
    return (1 - (-each).exp()) ** gamma * each


class Hits:
    """The accuracy, by sums of its own."""

    better = "max"

    def update(self, scores, target):
        return (scores.argmax(1) == target).sum(), torch.tensor(len(target))

    def value(self, hit, count):
        return hit / count


def test_a_data_set_of_mappings_is_learnt_from(tmp_path):
    data = {"train": Points(0, 150), "val": Points(150, 200)}
    result = SUMS.train(tmp_path / "run", {**QUIET, "epochs": 20, "loss": "mse"}, data=data)
    assert result.evaluations["val"].count == 50
    assert result.evaluations["val"]["mae"] < 0.05


def test_tuples_get_the_names_of_fields_and_a_fraction_is_held_back(tmp_path):
    given = TensorDataset(LABELS, POINTS)
    recipe = {**QUIET, "epochs": 8, "data": {"val": 0.2}}
    result = SIDES.train(tmp_path / "run", recipe, data=given, fields=("output", "input"))
    assert {part: one.count for part, one in result.evaluations.items()} == {
        "train": 160,
        "val": 40,
    }
    assert result.evaluations["val"].accuracy > 0.9


def test_a_loss_of_ones_own_is_minimised_as_a_hand_written_loop_does(tmp_path):
    given, recipe = TensorDataset(POINTS, LABELS), {**QUIET, "batch_size": 200, "epochs": 3}
    fields = ("input", "output")
    losses = {"output": focal}
    result = SIDES.train(tmp_path / "run", recipe, data=given, fields=fields, losses=losses)
    torch.manual_seed(0)
    model = SIDES.build()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for epoch in result.history:
        loss = focal(model(POINTS), LABELS).mean()
        assert epoch.train_loss == pytest.approx(loss.item(), rel=1e-5)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_a_figure_of_ones_own_is_summed_as_any_other_and_may_decide(tmp_path):
    given = {"train": TensorDataset(POINTS, LABELS)}
    recipe = {**QUIET, "epochs": 3, "data": {"val": 0.25}, "watch": "output.hits"}
    result = SIDES.train(
        tmp_path / "run", recipe, data=given, fields=("input", "output"), metrics={"output": [Hits]}
    )
    found = result.evaluations["val"]
    assert found["hits"] == pytest.approx(found.accuracy)
    best = max(result.history, key=lambda epoch: epoch.figures["val_hits"])
    assert result.history[result.best - 1].figures == best.figures
    with (tmp_path / "run/metrics.csv").open() as file:
        assert [float(row["val_hits"]) for row in csv.DictReader(file)] == [
            epoch.figures["val_hits"] for epoch in result.history
        ]


def test_functions_are_told_of_what_they_take_and_may_end_a_run(tmp_path):
    seen: list[object] = []

    def listen(event: RunStart | RunEnd) -> None:
        seen.append(event)

    def enough(event: EpochEnd) -> Stop | None:
        seen.append(event.epoch.number)
        return Stop("two are enough") if event.epoch.number == 2 else None

    class Notes(Silent):
        def on_note(self, text: str) -> None:
            seen.append(text)

    data = TensorDataset(POINTS, LABELS)
    result = SIDES.train(
        tmp_path / "run",
        {**QUIET, "epochs": 9},
        data=data,
        fields=("input", "output"),
        callbacks=[listen, enough],
        progress=Notes(),
    )
    start, one, two, note, end = seen
    assert (start, one, two) == (RunStart(tmp_path / "run", 1, 9), 1, 2)
    assert (end.history, end.best) == (result.history, result.best)
    assert len(result.history) == 2
    assert note == "stopped after epoch 2: two are enough"
    run = archspec.open_run(tmp_path / "run")
    more = run.resume(changes={"epochs": 3}, data=data, fields=("input", "output"))
    assert len(more.history) == 3


def test_what_was_given_in_python_has_to_be_given_again(tmp_path):
    given = {"data": TensorDataset(POINTS, LABELS), "fields": ("input", "output")}
    losses = {"output": focal}
    result = SIDES.train(tmp_path / "run", {**QUIET, "epochs": 1}, **given, losses=losses)
    run = archspec.open_run(tmp_path / "run")
    with pytest.raises(archspec.Failure, match="those of this run were given in Python"):
        run.evaluate()
    with pytest.raises(archspec.Failure, match="the loss of `output`, focal, was given in Python"):
        run.evaluate(**given)
    assert run.evaluate(**given, losses=losses).loss == result.evaluations["train"].loss


@pytest.mark.parametrize(
    ("data", "fields", "words"),
    [
        ({"training": Points(0, 9)}, (), "data is given for training"),
        (TensorDataset(POINTS, LABELS), ("input",), "a sample has 2 values, and 1 fields"),
        (3, (), "what is given as `train` has no samples by number"),
        (TensorDataset(POINTS[:, :2], LABELS), ("input", "output"), "the input `input` takes 3"),
        (TensorDataset(POINTS, LABELS + 5), ("input", "output"), "a label of `output` is 5"),
        (TensorDataset(POINTS, POINTS[:, 0]), ("input", "output"), "`cross_entropy` does not"),
    ],
)
def test_data_that_does_not_fit_is_refused_in_words(data, fields, words, tmp_path):
    with pytest.raises(archspec.Failure, match=words):
        SIDES.train(tmp_path / "run", {**QUIET, "epochs": 1}, data=data, fields=fields)
    assert not (tmp_path / "run").exists()


def test_labels_of_every_part_are_looked_at(tmp_path):
    held = TensorDataset(POINTS, LABELS.clone().index_fill_(0, torch.tensor([7]), 2))
    data = {"train": TensorDataset(POINTS, LABELS), "val": held}
    with pytest.raises(archspec.Failure, match="a label of `output` is 2, and its output has 2"):
        SIDES.train(tmp_path / "run", QUIET, data=data, fields=("input", "output"))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("label", [-1, 2, 10**9])
def test_labels_of_an_array_are_classes_of_the_output(label, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    labels = LABELS.numpy().copy()
    labels[11] = label
    np.savez("d.npz", x=POINTS.numpy(), y=labels)
    recipe = {**QUIET, "data": {"arrays": "d.npz", "val": 0.2}, "epochs": 1}
    recipe["targets"] = {"output": {"loss": "cross_entropy", "to": "y"}}
    with pytest.raises(archspec.Failure, match=f"a label of `output` is {label}, and its output"):
        SIDES.train("run", recipe)
    assert not (tmp_path / "run").exists()


def test_the_report_shows_no_mistake_where_a_label_counts_for_nothing(tmp_path):
    labels = LABELS.clone()
    labels[::2] = -100
    data = TensorDataset(POINTS, labels)
    recipe = {**QUIET, "epochs": 1, "optimizer": {"sgd": {"lr": 1e-9}}}
    result = SIDES.train(tmp_path / "run", recipe, data=data, fields=("input", "output"))
    page = (tmp_path / "run/report.html").read_text(encoding="utf-8")
    wrong = round(100 * (1 - result.evaluations["train"].accuracy))
    assert 0 < wrong < 100
    assert f"{wrong} mistakes in all 200 train samples" in page


def test_predictions_have_the_units_and_the_names_of_the_data(tmp_path, monkeypatch):
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    network = archspec.loads(TWO_HEADS)
    result = network.train("run")
    found = archspec.open_run("run").predict("houses.csv")
    with open("houses.csv") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    off = [abs(a - float(row["price"])) for a, row in zip(found["price"], rows, strict=True)]
    right = [a == row["kind"] for a, row in zip(found["kind"], rows, strict=True)]
    parts = [result.evaluations[part] for part in ("train", "val")]
    total = sum(one.count for one in parts)
    for values, name in ((off, "price.mae"), (right, "kind.accuracy")):
        wanted = sum(one[name] * one.count for one in parts) / total
        assert sum(values) / len(values) == pytest.approx(wanted, rel=1e-4)
    # A city that no training sample has, a gap, and no targets at all.
    new = {"rooms": [3], "area": [""], "year": [1990], "city": ["Rom"]}
    assert 1e5 < archspec.open_run("run").predict(new)["price"][0] < 5e5
    with pytest.raises(archspec.Failure, match="there is no column `area`"):
        archspec.open_run("run").predict({"rooms": [3]})


def test_words_are_those_of_the_training_samples_in_predictions(tmp_path, monkeypatch):
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    archspec.loads(TEXT).train("run")
    texts = ["a great lovely film unheardof", "Awful, dull."]
    found = archspec.open_run("run").predict({"text": texts})
    assert found["output"] == ["high", "low"]
    assert all(one > 0.5 for one in found["output.probability"])


def test_files_are_given_by_their_paths_and_masks_are_classes_of_pixels(tmp_path, monkeypatch):
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    archspec.loads(SEGMENTATION).train("run")
    found = archspec.open_run("run").predict(["seg/images/000.png", "seg/images/001.png"])
    masks = [np.asarray(Image.open(f"seg/masks/00{n}.png")) for n in range(2)]
    said, right = np.array(found["output"]), np.stack(masks)
    assert said.shape == (2, 16, 16)
    assert (said == right)[right != 255].mean() > 0.95


def test_rows_of_a_table_are_answered_with_a_table(tmp_path, monkeypatch):
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    archspec.loads(TWO_HEADS).train("run")
    done = CliRunner().invoke(main, ["predict", "run", "houses.csv"])
    lines = list(csv.DictReader(io.StringIO(done.output)))
    found = archspec.open_run("run").predict("houses.csv")
    assert [line["kind"] for line in lines] == found["kind"]
    assert [float(line["price"]) for line in lines] == pytest.approx(found["price"], rel=1e-5)
    alone = CliRunner().invoke(main, ["predict", "run", "house.png"])
    assert alone.exit_code == 1
    assert "give a table of them" in alone.output
    other = CliRunner().invoke(main, ["predict", "run", "d.npz"])
    assert other.exit_code == 1
    assert "there is no column `rooms`" in other.output
