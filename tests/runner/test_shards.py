"""Samples in tar archives are those that `tarfile` wrote, and no hostile member gets through."""

import io
import json
import tarfile
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from archspec.cli import main
from archspec.diagnostics import Failure
from archspec.files import NoTar, tar_members
from archspec.network import load
from archspec.recipe import RecipeFailure
from archspec.recipe.columns.shards import read_shard
from archspec.run import open_run
from archspec.runner.sources import tables
from archspec.runner.sources.shards import read_shards

SPEC = """
archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: 2]
outputs: {cls: 2}
train:
  data:
    shards: {train: "train-*.tar", val: "val-*.tar"}
  optimizer: {adam: {lr: 0.02}}
  batch_size: 8
  epochs: 6
  device: cpu
  tensorboard: false
"""


def picture(kind: int, random) -> bytes:
    """Bright above in the first class, and below in the other."""
    pixels = random.integers(0, 100, (8, 8)).astype(np.uint8)
    pixels[4 * kind : 4 * kind + 4] += 120
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def shard(path: Path, samples: int, seed: int, form=tarfile.PAX_FORMAT, folder="") -> Path:
    random = np.random.default_rng(seed)
    with tarfile.open(path, "w", format=form) as archive:
        for number in range(samples):
            kind = number % 2
            files = {
                "png": picture(kind, random),
                "cls": str(kind).encode(),
                "json": json.dumps({"of": number, "by": "Zoë"}).encode(),
            }
            for ending, content in files.items():
                one = tarfile.TarInfo(f"{folder}{number:04}.{ending}")
                one.size = len(content)
                archive.addfile(one, io.BytesIO(content))
    return path


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        shard(tmp_path / f"train-{number}.tar", 16, number)
    shard(tmp_path / "val-0.tar", 10, 9)
    Path("net.yaml").write_text(SPEC.replace("outputs: {cls: 2}\n", ""))
    return tmp_path


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("folder", ["", "a/b.c/", f"{'long/' * 40}", "zoë/" * 30])
def test_members_are_those_that_python_reads(tmp_path, form, folder):
    if form == tarfile.USTAR_FORMAT and len(folder) > 100:
        folder = folder[:90] + "/"
    path = shard(tmp_path / "s.tar", 3, 0, form, folder)
    with path.open("rb") as file, tarfile.open(path) as archive:
        found = [(one.name, one.offset, one.size) for one in tar_members(file)]
        assert found == [(one.name, one.offset_data, one.size) for one in archive]


def test_a_run_learns_from_shards_and_goes_on_to_the_same_numbers(place):
    result = load("net.yaml").train("runs/a")
    assert (result.evaluations["val"].count, result.evaluations["val"].accuracy) == (10, 1.0)
    short = load("net.yaml").train("runs/b", {**_recipe(), "epochs": 2})
    assert losses(short) == losses(result)[:2]
    assert losses(open_run("runs/b").resume(changes={"epochs": 6})) == losses(result)
    found = open_run("runs/a").predict("val-0.tar")
    assert found["output"] == [str(number % 2) for number in range(10)]


def losses(result) -> list[tuple[float, float]]:
    return [(one.train_loss, one.val_loss) for one in result.history]


def _recipe() -> dict:
    return load("net.yaml").spec.recipe.model_dump(mode="json")


def test_another_shard_is_another_data_set(place):
    load("net.yaml").train("runs/a")
    shard(place / "train-1.tar", 16, 77)
    with pytest.raises(Failure, match="the data is not what the run began with"):
        open_run("runs/a").resume(changes={"epochs": 8})


def test_values_of_a_mapping_are_columns(place):
    columns = read_shards("train-0.tar").parts["train"].columns
    assert columns["json.of"] == tuple(map(str, range(16)))
    assert set(columns["json.by"]) == {"Zoë"}


def test_what_a_shard_lacks_is_said_by_check(place):
    text = Path("net.yaml").read_text()
    wrong = text.replace(
        "  optimizer", "    fields: {image: {image: jpg}, y: {class: cls}}\n  optimizer"
    )
    Path("wrong.yaml").write_text(wrong)
    said = CliRunner().invoke(main, ["check", "wrong.yaml"]).output
    assert "has no ending `jpg`" in said
    assert "its endings are png, cls, json.of, json.by" in said
    assert CliRunner().invoke(main, ["check", "net.yaml"]).exit_code == 0


def hostile(path: Path, **fields) -> Path:
    with tarfile.open(path, "w") as archive:
        one = tarfile.TarInfo("0.png")
        for name, value in fields.items():
            setattr(one, name, value)
        archive.addfile(one, io.BytesIO(b"\0" * one.size))
    return path


HOSTILE = {
    "a link": {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"},
    "a hard link": {"type": tarfile.LNKTYPE, "linkname": "/etc/passwd"},
    "a device": {"type": tarfile.CHRTYPE},
    "a pipe": {"type": tarfile.FIFOTYPE},
    "an absolute name": {"name": "/etc/0.png"},
    "a name that climbs": {"name": "a/../../0.png"},
}


@pytest.mark.parametrize("fields", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_plain_file_is_refused(tmp_path, fields):
    path = hostile(tmp_path / "s.tar", **fields)
    with path.open("rb") as file, pytest.raises(NoTar):
        list(tar_members(file))
    with pytest.raises(RecipeFailure, match="is no shard"):
        read_shards(str(path))


def test_damage_anywhere_is_a_finding_and_takes_no_time(tmp_path):
    whole = shard(tmp_path / "s.tar", 4, 0).read_bytes()
    random, found = np.random.default_rng(0), set()
    for _ in range(150):
        damaged = bytearray(whole)
        for at in random.integers(0, len(whole), 4):
            damaged[at] = random.integers(256)
        (tmp_path / "d.tar").write_bytes(damaged[: random.integers(1, len(whole))])
        try:
            read_shards(str(tmp_path / "d.tar"))
        except RecipeFailure as failure:
            found |= {one.code for one in failure.problems}
    assert "A622" in found
    assert found <= {"A622", "A624"}


def test_a_size_that_leads_backwards_is_refused(tmp_path):
    path = shard(tmp_path / "s.tar", 1, 0)
    raw = bytearray(path.read_bytes())
    raw[124:136] = b"\xff" * 12
    raw[148:156] = b" " * 8
    raw[148:156] = f"{sum(raw[:512]):06o}\0 ".encode()
    path.write_bytes(raw)
    with path.open("rb") as file, pytest.raises(NoTar, match="ends in the middle"):
        list(tar_members(file))


def test_a_compressed_shard_is_named(tmp_path):
    with tarfile.open(tmp_path / "s.tar", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("0.png"))
    with pytest.raises(RecipeFailure) as caught:
        read_shards(str(tmp_path / "s.tar"))
    assert "compressed by gzip" in caught.value.problems[0].notes[0]


def test_of_a_large_array_the_header_alone_is_looked_at(tmp_path):
    content = io.BytesIO()
    np.save(content, np.zeros(2**18))
    with tarfile.open(tmp_path / "one.tar", "w") as archive:
        member = tarfile.TarInfo("1.npy")
        member.size = len(content.getvalue())
        archive.addfile(member, io.BytesIO(content.getvalue()))
    tracemalloc.start()
    with (tmp_path / "one.tar").open("rb") as file:
        [column] = read_shard(file).columns
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert column.shape == (2**18,)
    assert most < 2**20


def test_mappings_with_names_of_their_own_ask_for_no_more_than_memory_holds(tmp_path, monkeypatch):
    with tarfile.open(tmp_path / "one.tar", "w") as archive:
        for number in range(60):
            content = json.dumps({f"k{number}": 1}).encode()
            member = tarfile.TarInfo(f"{number}.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    monkeypatch.setattr(tables, "machine_memory", lambda: 60 * 60 * 8 * 8 - 1)
    with pytest.raises(RecipeFailure) as caught:
        read_shards(str(tmp_path / "one.tar"))
    assert "60 columns of 60 samples are more than memory holds" in str(caught.value)
