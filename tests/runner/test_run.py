"""What lies in a run's folder, and what evaluate and predict make of it."""

import csv
import io
import json
import re
import struct
import zlib
from html.parser import HTMLParser

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

import archspec
from archspec.diagnostics import Failure
from archspec.recipe import Recipe
from archspec.runner import evaluate, predict, read_recipe, train
from archspec.runner.data.sources import DIGITS

from .conftest import failed, recipe, small

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("runs") / "digits <b>"
    wanted = recipe(
        data={"val": 0.2},
        epochs=8,
        batch_size=32,
        optimizer={"adam": {"lr": 0.01}},
        tensorboard=True,
    )
    files = {"spec.yaml": "archspec: 1\nname: small\n"}
    result = train(
        small(), wanted, folder, input_shape=(1, 8, 8), files=files, diagrams={"diagram.svg": SVG}
    )
    return result, wanted


def test_the_folder_is_complete_and_holds_no_leftovers(run):
    result, wanted = run
    assert {path.name for path in result.folder.iterdir()} == {
        "spec.yaml",
        "recipe.json",
        "run.json",
        "run.lock",
        "segments.json",
        "fingerprint.json",
        "versions.json",
        "result.json",
        "metrics.csv",
        "curves.svg",
        "diagram.svg",
        "best.safetensors",
        "last.safetensors",
        "state.safetensors",
        "tensorboard",
        "report.html",
    }
    assert read_recipe(result.folder) == wanted
    versions = json.loads((result.folder / "versions.json").read_text())
    assert versions["torch"] == torch.__version__.split("+")[0]
    assert (versions["archspec"], versions["seed"]) == (archspec.__version__, 0)
    with (result.folder / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["train_loss"]) for row in rows] == [e.train_loss for e in result.history]


def test_tensorboard_finds_both_losses_under_one_tag_and_the_graph(run):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    result, _ = run
    for part, field in (("train", "train_loss"), ("val", "val_loss")):
        events = EventAccumulator(str(result.folder / "tensorboard" / part))
        events.Reload()
        expected = [getattr(epoch, field) for epoch in result.history]
        assert [one.value for one in events.Scalars("loss")] == pytest.approx(expected)
        assert len(events.Scalars("accuracy")) == 8
        assert events.Tags()["graph"] == (part == "train")


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.sources, self.text = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.sources += [value for name, value in attributes if name in ("src", "href")]

    def handle_data(self, data):
        self.text.append(data)


def test_the_report_needs_nothing_else_and_runs_nothing(run):
    result, _ = run
    page = Page()
    page.feed((result.folder / "report.html").read_text())
    assert "script" not in page.tags
    kinds = ("data:image/svg+xml;base64,", "data:image/png;base64,")
    assert all(source.startswith(kinds) for source in page.sources)
    assert sum(source.startswith(kinds[0]) for source in page.sources) == 1
    text = " ".join(page.text)
    assert "digits <b>" in text
    assert f"{result.evaluations['test'].accuracy * 100:.1f} %" in text
    assert "The test samples were not looked at before." in text
    assert "With 355 samples," in text


def report(tmp_path, data: dict) -> str:
    train(small(), recipe(data=data, epochs=1), tmp_path / "r", input_shape=(1, 8, 8))
    return (tmp_path / "r" / "report.html").read_text()


def test_the_report_says_when_the_test_samples_were_watched(tmp_path):
    assert "the best by loss on the test samples themselves" in report(tmp_path, {"val": "test"})


def test_the_report_says_when_only_the_training_samples_were_watched(tmp_path):
    text = report(tmp_path, {})
    assert "the best by loss on the training samples. The test samples were not looked" in text


def test_the_report_says_when_all_is_taken_for_one_class(tmp_path):
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    with torch.no_grad():
        model[1].weight.zero_()
        model[1].bias.copy_(torch.eye(10)[3])
    wanted = recipe(epochs=2, optimizer={"sgd": {"lr": 1e-9}}, batch_size=512)
    train(model, wanted, tmp_path / "r", input_shape=(1, 8, 8))
    text = (tmp_path / "r" / "report.html").read_text()
    assert "Careful: it takes every sample for <code>3</code>: it tells nothing apart" in text
    assert "more epochs may help" not in text


def test_the_evaluation_agrees_with_torch(run):
    result, _ = run
    model = small(seed=5)
    found = evaluate(model, result.folder, "test")
    with np.load(DIGITS) as content:
        train_images = content["x_train"] / 16
        labels = content["y_test"]
    # The run held a fifth of the training images back, so its figures are its own.
    record = json.loads((result.folder / "run.json").read_text())["normalization"]
    assert abs(record["mean"][0] - train_images.mean()) < 0.01
    with np.load(DIGITS) as content:
        images = torch.from_numpy(content["x_test"] / 16).float()
    with torch.no_grad():
        scores = model.eval()((images - record["mean"][0]) / record["std"][0])
    chosen = scores.argmax(1).numpy()
    table = np.zeros((10, 10), int)
    np.add.at(table, (labels, chosen), 1)
    assert np.array_equal(found.confusion, table)
    assert found.accuracy == pytest.approx((chosen == labels).mean())
    loss = nn.functional.cross_entropy(scores, torch.from_numpy(labels).long()).item()
    assert found.loss == pytest.approx(loss, rel=1e-5)
    assert found.per_class["3"] == pytest.approx((chosen == labels)[labels == 3].mean())
    assert result.evaluations["test"].confusion == found.confusion
    assert found.accuracy > 0.9


def test_a_part_that_the_data_lacks(tmp_path):
    train(small(), recipe(epochs=1), tmp_path / "r", input_shape=(1, 8, 8))
    with pytest.raises(Failure) as caught:
        evaluate(small(), tmp_path / "r", "val")
    assert failed(caught)[:2] == ("A629", "the data of this run has no part `val`")


def draw(path, array, mode="L"):
    Image.fromarray(array).convert(mode).save(path)
    return path


def test_images_of_digits_are_recognised_in_any_format(run, tmp_path):
    result, _ = run
    with np.load(DIGITS) as content:
        images, labels = content["x_test"][:40, 0], content["y_test"][:40]
    endings = ["png", "bmp", "tif", "gif", "webp"]
    large = [np.kron(image * 15, np.ones((4, 4))).astype(np.uint8) for image in images]
    paths = [
        draw(tmp_path / f"{i}.{endings[i % 5]}", image, "RGB" if i % 2 else "L")
        for i, image in enumerate(large)
    ]
    found = predict(small(), result.folder, paths, top=3)
    right = [one.label == str(label) for one, label in zip(found, labels, strict=True)]
    assert np.mean(right) > 0.85
    for one, path in zip(found, paths, strict=True):
        assert one.path == path
        assert one.top[0] == (one.label, one.probability)
        assert len(one.top) == 3
        assert one.top[0][1] >= one.top[1][1] >= one.top[2][1]
    assert np.mean([not one.warnings for one in found]) > 0.95


def test_an_image_unlike_the_training_images_is_called_so(run, tmp_path):
    result, _ = run
    white = draw(tmp_path / "white.png", np.full((8, 8), 255, np.uint8))
    noise = np.random.default_rng(0).integers(0, 256, (8, 8), np.uint8)
    one, other = predict(small(), result.folder, [white, draw(tmp_path / "noise.png", noise)])
    assert re.match(
        r"unlike the training images: brightness 1\.00 \(theirs 0\.\d\d to 0\.\d\d\), ",
        one.warnings[0],
    )
    assert ", contrast 0.00 (theirs" in one.warnings[0]
    assert re.match(r"unlike the training images: (brightness|detail) ", other.warnings[0])


def test_all_unreadable_images_are_reported_together(run, tmp_path):
    result, _ = run
    text = tmp_path / "text.png"
    text.write_text("no image")
    short = draw(tmp_path / "short.png", np.zeros((40, 40), np.uint8))
    short.write_bytes(short.read_bytes()[:50])
    with pytest.raises(Failure) as caught:
        predict(small(), result.folder, [tmp_path / "none.png", text, short])
    found = caught.value.diagnostics
    assert [one.code for one in found] == ["A626"] * 3
    assert [one.message for one in found] == [
        f"cannot read the image `{tmp_path / name}`"
        for name in ("none.png", "text.png", "short.png")
    ]
    assert found[0].notes == ("no such file or directory",)
    assert found[1].notes == ("it is not an image in any format that is known here",)


def test_an_image_that_would_fill_the_memory_is_refused(run, tmp_path):
    result, _ = run
    small_one = io.BytesIO()
    Image.new("1", (8, 8)).save(small_one, "PNG")
    # A few bytes that claim 40,000 × 40,000 pixels.
    header = b"IHDR" + struct.pack(">II", 40_000, 40_000) + small_one.getvalue()[24:29]
    bomb = small_one.getvalue()[:12] + header + struct.pack(">I", zlib.crc32(header))
    (tmp_path / "bomb.png").write_bytes(bomb + small_one.getvalue()[33:])
    with pytest.raises(Failure) as caught:
        predict(small(), result.folder, [tmp_path / "bomb.png"])
    assert failed(caught)[0] == "A626"
    Image.new("1", (9000, 9000)).save(tmp_path / "large.png")
    with pytest.raises(Failure) as caught:
        predict(small(), result.folder, [tmp_path / "large.png"])
    assert failed(caught)[2] == ("it is 9000×9000, more than 64 megapixels",)


def test_postscript_is_never_run(run, tmp_path):
    result, _ = run
    (tmp_path / "a.eps").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\nshowpage\n")
    with pytest.raises(Failure) as caught:
        predict(small(), result.folder, [tmp_path / "a.eps"])
    assert failed(caught)[2] == ("it is of the format EPS, which is not read: save as PNG or JPEG",)


def test_numbers_are_predicted_and_have_no_classes(tmp_path):
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 3)).astype(np.float32)
    y = x @ np.array([1.0, -2.0, 0.5])
    np.savez(tmp_path / "a.npz", x=x, y=y)
    wanted = Recipe.model_validate(
        {
            "data": {"dataset": "npz", "root": str(tmp_path / "a.npz"), "val": 0.2, "test": 0.2},
            "loss": "mse",
            "epochs": 30,
            "batch_size": 16,
            "optimizer": {"adam": {"lr": 0.05}},
            "tensorboard": False,
            "device": "cpu",
        }
    )
    result = train(nn.Linear(3, 1), wanted, tmp_path / "run", input_shape=(3,))
    assert result.evaluations["test"].loss < 1e-3
    assert result.evaluations["test"].accuracy is None
    assert "test loss" in (tmp_path / "run" / "report.html").read_text()
    with pytest.raises(Failure) as caught:
        predict(nn.Linear(3, 1), tmp_path / "run", [])
    assert failed(caught)[:2] == (
        "A648",
        f"the network in `{tmp_path / 'run'}` does not tell classes of images apart",
    )


def test_two_classes_by_one_output(tmp_path):
    wanted = recipe(
        data={"classes": ("0", "1"), "val": "test"},
        loss="bce_with_logits",
        epochs=5,
        optimizer={"adam": {"lr": 0.02}},
    )
    model = small(classes=1)
    result = train(model, wanted, tmp_path / "run", input_shape=(1, 8, 8))
    assert result.evaluations["test"].accuracy > 0.95
