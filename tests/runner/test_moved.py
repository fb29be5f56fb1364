"""A run finds its data where that was moved to, whatever source it is from."""

import io
import shutil
import tarfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from archspec.cli import main
from archspec.network import loads

SOURCES = {
    "a table": (
        '{table: "old/more/t.csv", fields: {photo: {image: file}, y: {class: y}}, val: 0.25}'
    ),
    "two tables": (
        '{table: {train: "old/t0.csv", val: "old/more/t.csv"},'
        " fields: {photo: {image: file}, y: {class: y}}}"
    ),
    "arrays": '{arrays: "old/d.npz", inputs: {input: x}, val: 0.25}',
    "a folder": '{folder: "old/classes", group: null, inputs: {input: image}, val: 0.25}',
    "patterns": (
        '{fields: {photo: {image: "old/photos/*.png"}, mark: {array: "old/marks/*.npy"}},'
        " val: 0.25}, loss: mse"
    ),
    "shards": '{shards: "old/s-*.tar", val: 0.25}',
}


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    old = tmp_path / "old"
    for name in ("more", "photos", "marks", "classes/0", "classes/1"):
        (old / name).mkdir(parents=True)
    x = np.random.default_rng(0).integers(0, 255, (16, 1, 4, 4)).astype(np.uint8)
    y = np.arange(16) % 2
    np.savez(old / "d.npz", x=x, y=y)
    for number in range(16):
        picture = Image.fromarray(x[number, 0])
        for where in (old / f"{number}.png", old / "more" / f"{number}.png"):
            picture.save(where)
        picture.save(old / "photos" / f"{number}.png")
        picture.save(old / "classes" / str(number % 2) / f"{number}.png")
        marks = np.array([y[number], 1 - y[number]], np.float32)
        np.save(old / "marks" / f"{number}.npy", marks)
    rows = "file,y\n" + "\n".join(f"{n}.png,{n % 2}" for n in range(16))
    for where in (old / "t0.csv", old / "more" / "t.csv"):
        where.write_text(rows)
    with tarfile.open(old / "s-0.tar", "w") as archive:
        for number in range(16):
            content = io.BytesIO()
            Image.fromarray(x[number, 0]).save(content, "PNG")
            for ending, raw in (("png", content.getvalue()), ("cls", str(number % 2).encode())):
                one = tarfile.TarInfo(f"{number:02}.{ending}")
                one.size = len(raw)
                archive.addfile(one, io.BytesIO(raw))
    return tmp_path


@pytest.mark.parametrize("data", SOURCES.values(), ids=SOURCES)
def test_moved_data_is_found_by_its_root_and_other_data_is_not_taken(place, data):
    network = loads(f"""
archspec: 1
input: [1, 4, 4]
layers: [flatten, linear: 2]
train: {{data: {data}, epochs: 1, device: cpu, tensorboard: false}}
""")
    network.train("run")
    Path("elsewhere").mkdir()
    shutil.move("old", "elsewhere/new")
    lost = CliRunner().invoke(main, ["eval", "run"])
    assert lost.exit_code == 1
    assert "--root NEW" in lost.output
    root = "elsewhere/new"
    if "more/t.csv" in data and "t0" not in data:
        root += "/more"
    if "folder" in data:
        root += "/classes"
    found = CliRunner().invoke(main, ["eval", "run", "--root", root])
    assert found.exit_code == 0, found.output
    on = CliRunner().invoke(main, ["train", "--resume", "run", "--epochs", "2", "--root", root])
    assert on.exit_code == 0, on.output
    assert CliRunner().invoke(main, ["eval", "run"]).exit_code == 0
