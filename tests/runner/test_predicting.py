"""Image files are brought to the scale of the training, and one bad file spoils no other."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from PIL import Image
from torch import nn

from archspec.cli import main
from archspec.diagnostics import Failure
from archspec.runner import predict, train

from .conftest import failed, recipe

SPEC = """archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: 2]
train: {data: {dataset: npz, root: d.npz, val: 0.25}, epochs: 1, tensorboard: false}
"""


def pictures(count: int = 80) -> tuple[np.ndarray, np.ndarray]:
    """Bytes of which the upper rows are brighter in the first class, and the lower in the other."""
    random, y = np.random.default_rng(0), np.arange(count) % 2
    x = random.integers(0, 120, (count, 1, 8, 8)).astype(np.uint8)
    x[y == 0, :, :4] += 120
    x[y == 1, :, 4:] += 120
    return x, y


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 2))


def trained(folder: Path, x: np.ndarray, y: np.ndarray) -> Path:
    np.savez(folder / "d.npz", x=x, y=y)
    data = {"dataset": "npz", "root": str(folder / "d.npz"), "val": 0.25}
    chosen = recipe(data=data, epochs=8, optimizer={"adam": {"lr": 0.01}})
    result = train(network(), chosen, folder / "run", input_shape=(1, 8, 8))
    assert result.evaluations["val"].accuracy == 1
    return folder / "run"


@pytest.mark.parametrize(
    "stored",
    [lambda x: x, lambda x: x / 255, lambda x: x.astype(float), lambda x: x.astype(int)],
    ids=["bytes", "0 to 1", "floats of 0 to 255", "whole numbers"],
)
def test_a_picture_is_brought_to_the_scale_of_the_training(tmp_path, stored):
    x, y = pictures()
    run = trained(tmp_path, stored(x), y)
    for number in range(6):
        Image.fromarray(x[number, 0]).save(tmp_path / f"{number}.png")
    found = predict(network(), run, [tmp_path / f"{n}.png" for n in range(6)])
    assert [one.label for one in found] == [str(label) for label in y[:6]]
    assert not [
        one.warnings
        for one in found
        if any("unlike the training images" in text for text in one.warnings)
    ]


def test_values_that_no_picture_has_are_refused(tmp_path):
    x, y = pictures()
    run = trained(tmp_path, x / 127.5 - 1, y)
    Image.fromarray(x[0, 0]).save(tmp_path / "a.png")
    with pytest.raises(Failure) as caught:
        predict(network(), run, [tmp_path / "a.png"])
    assert failed(caught)[0] == "A648"


def test_pictures_of_sixteen_bits_are_read_as_in_the_training(tmp_path):
    x, y = pictures()
    for number, (one, label) in enumerate(zip(x, y, strict=True)):
        folder = tmp_path / "photos" / f"class{label}"
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(one[0].astype(np.uint16) * 8).save(folder / f"{number}.png")
    data = {"dataset": "image_folder", "root": str(tmp_path / "photos"), "val": 0.25}
    chosen = recipe(data=data, epochs=8, optimizer={"adam": {"lr": 0.01}})
    result = train(network(), chosen, tmp_path / "run", input_shape=(1, 8, 8))
    assert result.evaluations["val"].accuracy == 1
    paths = [tmp_path / f"photos/class{n % 2}/{n}.png" for n in range(4)]
    found = predict(network(), tmp_path / "run", paths)
    assert [one.label for one in found] == ["class0", "class1"] * 2
    Image.fromarray(x[0, 0]).save(tmp_path / "a.png")
    with pytest.raises(Failure) as caught:
        predict(network(), tmp_path / "run", [tmp_path / "a.png"])
    note = "it has eight bits a value, and the training images have more"
    assert (failed(caught)[0], failed(caught)[2]) == ("A626", (note,))


def test_what_can_be_read_is_answered_before_the_command_fails(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    x, y = pictures()
    np.savez("d.npz", x=x, y=y)
    Path("net.yaml").write_text(SPEC)
    runner = CliRunner()
    assert runner.invoke(main, ["train", "net.yaml", "-o", "run"]).exit_code == 0
    for name in ("a", "c"):
        Image.fromarray(x[0, 0]).save(f"{name}.png")
    Path("broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    words = ["predict", "run", "a.png", "broken.png", "none.png", "c.png", "a.png"]
    said = runner.invoke(main, words)
    assert said.exit_code == 1
    assert [line.split(":")[0] for line in said.stdout.splitlines() if ".png:" in line] == [
        "a.png", "c.png", "a.png",
    ]  # fmt: skip
    assert "cannot read the image `broken.png`" in said.stderr
    assert "cannot read the image `none.png`" in said.stderr
    machine = runner.invoke(main, [*words, "--json"])
    assert machine.exit_code == 1
    assert [one["file"] for one in json.loads(machine.stdout)] == ["a.png", "c.png", "a.png"]
    assert runner.invoke(main, ["predict", "run", "a.png"]).exit_code == 0
    with pytest.raises(Failure, match="broken"):
        predict(network(), "run", ["a.png", "broken.png"])
