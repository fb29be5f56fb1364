"""Networks of several inputs and outputs learn from named fields, resume, and are measured."""

import csv
import json
import shutil
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

import archspec
from archspec.network import seeded
from archspec.runner import Silent, evaluate, resume
from archspec.runner.fields.reading import as_numbers
from archspec.runner.sources.tables import read_table

from .conftest import failed
from .named_tasks import ARRAYS, COMMON, LABELS, SEGMENTATION, TASKS, TWO_HEADS, make_files
from .processes import together
from .view_tasks import VIEWS

CUT = {"two heads": TWO_HEADS, "masks": SEGMENTATION, "views": VIEWS}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("named")
    make_files(folder)
    return folder


@pytest.fixture(autouse=True)
def here(files, monkeypatch):
    monkeypatch.chdir(files)


def trained(text, folder, **changes):
    network = archspec.loads(text)
    recipe = network.spec.recipe.model_copy(update=changes)
    return network, network.train(folder, recipe)


@pytest.mark.parametrize(("text", "least"), TASKS.values(), ids=TASKS)
def test_every_sort_of_field_is_learnt_from(text, least, tmp_path, files, monkeypatch):
    network, result = trained(text, tmp_path / "run")
    found = result.evaluations["val"]
    assert {name: found[name] > value for name, value in least.items()} == dict.fromkeys(
        least, True
    )
    # The run knows where its data lies, and all that was found out about it.
    monkeypatch.chdir(tmp_path)
    again = evaluate(network.build(), tmp_path / "run", "val")
    assert again.figures == pytest.approx(found.figures)
    assert again.loss == pytest.approx(found.loss)


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "metrics.csv").open() as file:
        return [
            {name: value for name, value in row.items() if name != "seconds"}
            for row in csv.DictReader(file)
        ]


class Stop(Silent):
    """Ends a training at a step of its second epoch."""

    def __init__(self, step: int):
        self.left = step

    def on_step(self, step: int) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


@pytest.mark.parametrize("text", CUT.values(), ids=CUT)
def test_a_run_that_was_cut_off_within_an_epoch_ends_as_if_it_had_not_been(text, tmp_path):
    network = archspec.loads(text.replace("epochs: 1", "save: {every: 1 steps}\n  epochs: 1"))
    recipe = network.spec.recipe.model_copy(update={"epochs": 3})
    whole = network.train(tmp_path / "whole", recipe)
    count = next(n for word, n in {"houses": 240, "shapes": 48, "seg": 40}.items() if word in text)
    steps = len(range(0, count, recipe.batch_size))
    with pytest.raises(KeyboardInterrupt):
        network.train(tmp_path / "cut", recipe, progress=Stop(steps + 3))
    result = resume(seeded(network, 5), tmp_path / "cut")
    assert rows(tmp_path / "cut") == rows(tmp_path / "whole")
    assert result.evaluations["val"].figures == whole.evaluations["val"].figures


@pytest.mark.forks
@pytest.mark.parametrize("world", [2, 3])
@pytest.mark.parametrize("text", CUT.values(), ids=CUT)
def test_several_processes_have_the_figures_of_one(text, world, tmp_path):
    text = text.replace("device: cpu", "device: cpu\n  threads: 1")
    names = count()

    def work():
        folder = tmp_path / f"{world}-{next(names)}"
        network = archspec.loads(text)
        recipe = network.spec.recipe.model_copy(update={"epochs": 1})
        row = network.train(folder, recipe).history[0].row
        return {n: value for n, value in row.items() if n != "seconds" and value is not None}

    alone = together(1, work, tmp_path / "one")[0]
    shutil.rmtree(tmp_path / f"{world}-0")
    for found in together(world, work, tmp_path / "several"):
        assert found == pytest.approx(alone, rel=2e-4)


def test_columns_are_named_by_target_and_figure(tmp_path):
    _, result = trained(TWO_HEADS, tmp_path / "run", epochs=1)
    [row] = rows(tmp_path / "run")
    plain = ["number", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "rate"]
    own = ["price.loss", "price.mae", "price.r2"]
    own += [f"kind.{name}" for name in ("loss", "accuracy", "f1", "auroc")]
    assert [*row] == [*plain, *(f"{part}_{name}" for part in ("train", "val") for name in own)]
    assert float(row["val_loss"]) == pytest.approx(
        float(row["val_price.loss"]) + 0.5 * float(row["val_kind.loss"])
    )
    kept = json.loads((tmp_path / "run/result.json").read_text())["best"]["parts"]["val"]
    assert kept["targets"]["kind"]["figures"]["f1"] == result.evaluations["val"]["kind.f1"]


def test_errors_are_in_the_unit_of_the_column(tmp_path):
    _, result = trained(TWO_HEADS, tmp_path / "run", epochs=2)
    facts = json.loads((tmp_path / "run/run.json").read_text())["bound"]["fields"]
    [mean], [std] = facts["price"]["mean"], facts["price"]["std"]
    assert 2e5 < mean < 4e5
    # Half of what an answer of the mean would be off by, which is most of the deviation.
    assert std / 100 < result.evaluations["val"]["price.mae"] < 2 * std


def test_what_is_fitted_is_fitted_on_training_samples_alone(tmp_path):
    values = np.arange(100.0)
    part = np.where(values < 80, "train", "test")
    lines = ["x,word,y,part"]
    lines += [
        f"{x},{'late' if x >= 80 else 'early'},{2 * x},{p}"
        for x, p in zip(values, part, strict=True)
    ]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    text = f"""
archspec: 1
inputs: {{x: [1], word: [1]}}
layers: [embedding: {{vocabulary: 3, width: 1, from: word}}, flatten, concat: x, linear: 1]
train:
  data:
    table: {tmp_path / "t.csv"}
    part: part
    fields:
      x: {{numbers: {{of: x, scale: standard}}}}
      word: {{category: word}}
      y: {{number: {{of: y, scale: minmax}}}}
  loss: mse
  epochs: 1
  tensorboard: false
  device: cpu
"""
    _, result = trained(text, tmp_path / "run")
    assert {name: one.count for name, one in result.evaluations.items()} == {
        "train": 80,
        "test": 20,
    }
    facts = json.loads((tmp_path / "run/run.json").read_text())["bound"]["fields"]
    assert facts["x"]["mean"] == [values[:80].mean()]
    assert facts["x"]["std"] == pytest.approx([values[:80].std()])
    assert (facts["y"]["mean"], facts["y"]["std"]) == ([0.0], [158.0])
    assert facts["word"]["words"] == ["early"]


def test_class_weights_are_those_of_torch(tmp_path):
    """With one batch of all samples, the first loss is torch's weighted mean over the labels."""
    text = ARRAYS.replace(
        "sign: {loss: cross_entropy,", "sign: {loss: {cross_entropy: {class_weights: [1, 5]}},"
    )
    text = text.replace(", val: 0.2", "").replace("batch_size: 16", "batch_size: 240")
    network = archspec.loads(text)
    model = seeded(network, 0)
    _, result = trained(text, tmp_path / "run", epochs=1)
    arrays = np.load("d.npz")
    found = model(torch.from_numpy(arrays["grid"]), torch.from_numpy(arrays["extra"]))
    weight = torch.tensor([1.0, 5.0])
    wanted = functional.cross_entropy(
        found["sign"], torch.from_numpy(arrays["sign"]), weight=weight
    )
    assert result.history[0].figures["train_sign.loss"] == pytest.approx(wanted.item(), rel=1e-5)


def test_balanced_weights_are_by_the_numbers_of_labels(tmp_path):
    trained(SEGMENTATION, tmp_path / "run", epochs=1)
    weights = json.loads((tmp_path / "run/run.json").read_text())["class_weights"]["output"]
    # Most pixels are ground, and pixels that count for nothing are of no class.
    assert weights[0] < 0.5 < 1 < min(weights[1:])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "{class: kind}",
            "{class: {of: kind, classes: [flat, house, hut]}}",
            "`kind` has `villa`, which is no class",
        ),
        ("missing: mean, ", "", r"a value is missing: in sample \d+ `area` is empty"),
        ("width: 3, from", "width: 4, from", "has 4 channels, but there are 3 classes"),
        ("watch: kind.f1", "watch: kind.recall", "nothing measures `kind.recall`"),
        ("table: houses.csv", "table: none.csv", "cannot read the table `"),
    ],
)
def test_what_is_wrong_with_values_is_said_where_they_are(old, new, words, tmp_path):
    assert old in TWO_HEADS
    with pytest.raises(archspec.Failure, match=words):
        trained(TWO_HEADS.replace(old, new), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_what_is_advised_about_gaps_is_what_the_field_takes(tmp_path):
    """A window takes no `missing`, so that it is not what helps there."""
    rows = [f"{'' if hour == 10 else 1},2,{hour}" for hour in range(20)]
    (tmp_path / "gaps.csv").write_text("\n".join(["a,b,hour", *rows]))
    table = f"table: {tmp_path / 'gaps.csv'}, order: hour"
    window = "{window: {of: a, length: 2}}, b: {window: {of: b, length: 1, after: 2}}"
    for kind, size, helps in (
        ("{number: a}, b: {number: b}", 1, "`missing: mean`"),
        (window, 2, "write values for them into the table"),
    ):
        layers = f"input: [{size}]\nlayers: [linear: 1]"
        data = f"data: {{{table}, fields: {{a: {kind}}}}}\n  loss: mse\n  {COMMON}"
        with pytest.raises(archspec.Failure, match=helps) as raised:
            trained(f"archspec: 1\n{layers}\ntrain:\n  {data}", tmp_path / "run")
        assert ("`missing: mean`" in str(raised.value)) == ("number" in kind)


def test_numbers_with_flags_of_gaps_are_a_target_too(tmp_path):
    rows = [f"{hour},{'' if hour == 7 else 1000 + hour},{hour}" for hour in range(20)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,hour", *rows]))
    both = "{numbers: {of: [a, b], scale: standard, missing: flag}}"
    fields = f"fields: {{hour: {{number: hour}}, both: {both}}}"
    data = f"data: {{table: {tmp_path / 't.csv'}, {fields}}}\n  loss: mse\n  epochs: 1\n  {COMMON}"
    text = f"archspec: 1\ninput: [1]\nlayers: [linear: 4]\ntrain:\n  {data}"
    _, result = trained(text, tmp_path / "run")
    assert result.evaluations["train"]["mae"] < 100


def test_an_image_that_lies_in_a_folder_beside_its_place_is_found_for_the_message(tmp_path):
    (tmp_path / "photos").mkdir()
    for number in range(8):
        Image.new("RGB", (8, 8)).save(tmp_path / f"photos/{number}.png")
    rows = "\n".join(f"{number}.png,{number}" for number in range(8))
    (tmp_path / "t.csv").write_text(f"file,y\n{rows}\n")
    fields = "fields: {file: {image: file}, y: {number: y}}"
    data = f"data: {{table: {tmp_path / 't.csv'}, {fields}}}\n  loss: mse\n  {COMMON}"
    text = f"archspec: 1\ninput: [3, 8, 8]\nlayers: [flatten, linear: 1]\ntrain:\n  {data}"
    with pytest.raises(archspec.Failure, match=r"write `photos/\d.png` where it says `\d.png`"):
        trained(text, tmp_path / "run")


def test_a_number_as_people_write_it_is_said_to_be_one_in_new_rows_too():
    with pytest.raises(archspec.Failure, match=r"`3742,69`, and no number\n.*decimal point"):
        as_numbers("income", ("12", "3742,69"), "facts")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_table_is_read_as_it_was_checked(mark, tmp_path):
    """The mark between values is that of the first line, and gaps are written in many ways."""
    gaps = ("", "NA", "n/a", "-", "?", "nil")
    rows = [(" x ", "y"), *((gap, 1) for gap in gaps), *((n, 2 * n) for n in range(6))]
    text = "\ufeff" + "\n".join(mark.join(map(str, row)) for row in rows) + "\n\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    network = f"""
archspec: 1
input: [1]
layers: [linear: 1]
train:
  data:
    table: {tmp_path / "t.csv"}
    fields: {{x: {{numbers: {{of: x, missing: mean}}}}, y: {{number: y}}}}
  loss: mse
  epochs: 1
  {COMMON}"""
    _, result = trained(network, tmp_path / "run")
    facts = json.loads((tmp_path / "run/run.json").read_text())["bound"]["fields"]
    assert (facts["x"]["fill"], result.evaluations["train"].count) == ([2.5], 12)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("fields", "price", "std"), [0.0], "the scale of `price` is none"),
        (("fields", "facts", "mean"), [1e999] * 3, "numbers that are not finite"),
        (("fields", "kind", "shape"), [2**20, 2**20], "no sample of `kind` is"),
        (("targets", "kind"), "nothing", "take fields that it does not know"),
        (("fields", "kind", "classes"), "flat", "is not what a run writes there"),
    ],
)
def test_facts_of_fields_that_no_run_writes_are_refused(place, value, words, tmp_path):
    network, _ = trained(TWO_HEADS, tmp_path / "run", epochs=1)
    path = tmp_path / "run/run.json"
    content = json.loads(path.read_text())
    table = content["bound"]
    for name in place[:-1]:
        table = table[name]
    table[place[-1]] = value
    path.write_text(json.dumps(content))
    with pytest.raises(archspec.Failure) as caught:
        evaluate(network.build(), tmp_path / "run")
    code, _, [note] = failed(caught)
    assert code == "A645"
    assert words in note


def test_an_output_that_only_training_gives_is_learnt_from_and_not_measured(tmp_path):
    """Of the two outputs one is measured, so its figures have no name before theirs."""
    layers = """layers:
  - linear: 16
  - relu: {name: hidden}
  - linear: {width: 2, name: late}
  - linear: {width: 2, name: answer, from: hidden}
outputs: {answer: answer, late: {from: late, when: training, weight: 0.5}}"""
    text = LABELS.replace("layers: [linear: 16, relu, linear: 2]", layers)
    assert text != LABELS
    network, result = trained(text, tmp_path / "run", epochs=3)
    [*_, row] = rows(tmp_path / "run")
    assert {"train_f1", "val_f1"} < row.keys()
    assert not any("late" in name for name in row)
    first = result.history[0]
    assert first.train_loss > 1.2 * first.val_loss
    assert evaluate(network.build(), tmp_path / "run", "val").figures == (
        result.evaluations["val"].figures
    )


def test_a_long_text_of_a_table_is_read(tmp_path):
    words = "a " * 100_000
    (tmp_path / "t.csv").write_text(f'x,y\n"{words}",1\n', encoding="utf-8")
    (raw,) = read_table(str(tmp_path / "t.csv")).parts.values()
    assert raw.columns["x"] == (words.strip(),)
