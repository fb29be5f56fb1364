"""Files by strangers: nothing of them runs, and each gets one finding."""

import argparse
import io
import json
import os
import pickle
import random
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save as to_safetensors
from torch import nn

import archspec
from archspec.diagnostics import Failure

from .networks import refused, save, small, state


class Hostile:
    """Leaves a mark where its pickle is run."""

    def __init__(self, mark: Path):
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.mark),)


def torchscript(path: Path) -> None:
    torch.jit.script(nn.Linear(2, 2)).save(path)


UNSAFE = {
    "a call": lambda path, evil: torch.save(evil, path),
    "a call beside weights": lambda path, evil: torch.save({**state(), "x": evil}, path),
    "a call in the old format": lambda path, evil: torch.save(
        evil, path, _use_new_zipfile_serialization=False
    ),
    "a bare pickle": lambda path, evil: path.write_bytes(pickle.dumps(evil)),
    "a bare old pickle": lambda path, evil: path.write_bytes(pickle.dumps(evil, protocol=0)),
    "a whole module": lambda path, evil: torch.save(nn.Linear(2, 2), path),
    "settings": lambda path, evil: torch.save({"args": argparse.Namespace()}, path),
}


@pytest.mark.parametrize("what", UNSAFE)
def test_what_holds_more_than_tensors_is_not_loaded(what, tmp_path):
    UNSAFE[what](tmp_path / "a.pt", Hostile(tmp_path / "mark"))
    said = refused(small(), tmp_path / "a.pt")
    assert said.startswith("error[A521]: `a.pt` holds more than tensors, and is not loaded\n")
    assert "Weights only load failed" not in said
    assert not (tmp_path / "mark").exists()


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_torchscript_archive_is_a_program(tmp_path):
    torchscript(tmp_path / "a.pt")
    assert "A521" in refused(small(), tmp_path / "a.pt")


def test_the_class_that_a_file_asks_for_is_named(tmp_path):
    path = save(tmp_path / "a.pt", {"args": argparse.Namespace()})
    assert "note: it asks for `argparse.Namespace`\n" in refused(small(), path)


def bytes_of(content: Any) -> bytes:
    buffer = io.BytesIO()
    torch.save(content, buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data/0", b"\0" * 1_000_000)
    return buffer.getvalue()


DAMAGED = "it is damaged, cut off, or no file of `torch.save`"
BROKEN = {
    "empty": ("a.pt", b"", "it is empty"),
    "text": ("a.pt", b"hello world", DAMAGED),
    "noise": ("a.pt", bytes(range(0x30, 0x100)), DAMAGED),
    "cut off": ("a.pt", bytes_of(state())[:2000], DAMAGED),
    "another archive": ("a.pt", bomb(), "it unpacks to 1,000,000 bytes, which no checkpoint does"),
    "a web page": ("a.pt", b"<!DOCTYPE html><html>", "it is a web page"),
    "a pointer": (
        "a.safetensors",
        b"version https://git-lfs.github.com/spec/v1\n",
        "it is a pointer of Git LFS; `git lfs pull` fetches what it names",
    ),
    "an ending": (
        "a.h5",
        b"x",
        "its ending is none of `.safetensors`, `.pt`, `.pth`, `.bin`, `.ckpt`",
    ),
    "a huge header": (
        "a.safetensors",
        (2**62).to_bytes(8, "little") + b"{}",
        "Error while deserializing header: header too large",
    ),
    "a list": ("a.pt", bytes_of([torch.ones(1)]), "it holds a `list`, not tensors by their keys"),
    "nothing": ("a.pt", bytes_of({}), "it holds nothing"),
    "numbers": (
        "a.pt",
        bytes_of({"epoch": 1, "loss": 0.5}),
        "there are no tensors under its keys `epoch`, `loss`",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_cannot_be_read_says_why(what, tmp_path):
    name, content, why = BROKEN[what]
    (tmp_path / name).write_bytes(content)
    said = refused(small(), tmp_path / name)
    assert said == f"error[A520]: cannot read weights from `{name}`\n  = note: {why}"


STRANGE = {
    "sparse": lambda: torch.eye(3).to_sparse(),
    "compressed": lambda: torch.eye(3).to_sparse_csr(),
    "nested": lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]),
    "quantised": lambda: torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8),
    "meta": lambda: torch.ones(3, device="meta"),
    "two in a byte": lambda: torch.ones(3, dtype=torch.uint8).view(torch.float4_e2m1fn_x2),
}


@pytest.mark.parametrize("what", STRANGE)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_tensor_of_another_making_is_not_taken(what, tmp_path):
    path = save(tmp_path / "a.pt", state() | {"head.bias": STRANGE[what]()})
    assert refused(small(), path, partial=True) == (
        "error[A520]: cannot read weights from `a.pt`\n"
        "  = note: `head.bias` is sparse, nested, packed, or without its numbers"
    )


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2])
def test_small_numbers_are_converted(dtype, tmp_path):
    stored = state() | {"head.bias": torch.ones(3).to(dtype)}
    module = small().build(weights=save(tmp_path / "a.pt", stored))
    assert torch.equal(module.head.bias, torch.ones(3))


def test_a_file_that_holds_itself_is_left_at_some_depth(tmp_path):
    content: dict[str, Any] = {"epoch": 1}
    content["model"] = content
    assert "A520" in refused(small(), save(tmp_path / "a.pt", content))


def test_a_folder_and_a_device_are_no_files(tmp_path):
    (tmp_path / "a.pt").mkdir()
    assert "= note: it is a folder" in refused(small(), tmp_path / "a.pt")
    assert "= note: it is no regular file" in refused(small(), Path("/dev/zero"))


def test_a_missing_file_names_the_one_beside_it(tmp_path):
    save(tmp_path / "resnet18.pt", state())
    assert refused(small(), tmp_path / "resnet81.pt") == (
        "error[A520]: there is no file `resnet81.pt`\n  = help: did you mean `resnet18.pt`?"
    )
    assert "did you mean `torchvision`?" in refused(small(), Path("torchvison"))


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", "x/../../nowhere/a.pt"])
def test_a_name_that_no_file_can_have_is_a_finding(name):
    with pytest.raises(Failure, match="A520"):
        small().build(weights=name)


def zipped() -> bytes:
    return bytes_of({"head.weight": torch.ones(3, 4)})


def old() -> bytes:
    buffer = io.BytesIO()
    torch.save({"head.weight": torch.ones(3, 4)}, buffer, _use_new_zipfile_serialization=False)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pt", zipped()),
        ("a.pt", old()),
        ("a.safetensors", to_safetensors({"head.weight": torch.ones(3, 4)})),
    ],
    ids=["archive", "old", "safetensors"],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_any_damage_is_a_finding_or_harmless(name, content, tmp_path):
    network = archspec.loads("archspec: 1\ninput: [4]\nlayers: [linear: {name: head, width: 3}]\n")
    module, dice = network.build(), random.Random(0)  # noqa: S311  the same damage every time
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(dice.randrange(1, 4)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        if dice.random() < 0.3:
            del damaged[dice.randrange(len(damaged)) :]
        (tmp_path / name).write_bytes(damaged)
        with suppress(Failure):
            network.load_weights(module, tmp_path / name, partial=True)


@pytest.mark.parametrize("piece", [".", "a.", "module.", "_orig_mod.", "\x1b", "`", "\n"])
def test_a_key_without_end_is_no_work_without_end(piece, tmp_path):
    from time import process_time

    key = piece * (2**20 // len(piece))
    path = tmp_path / "a.safetensors"
    path.write_bytes(to_safetensors({key: torch.ones(3)}))
    network, start = small(), process_time()
    said = refused(network, path)
    assert process_time() - start < 2
    assert len(said) < 3000
    assert all(c.isprintable() or c == "\n" for c in said)


def test_a_header_that_points_behind_the_file_is_a_finding(tmp_path):
    header = {"head.weight": {"dtype": "F32", "shape": [10**9, 10**9], "data_offsets": [0, 4]}}
    text = json.dumps(header).encode()
    content = len(text).to_bytes(8, "little") + text + b"\0" * 4
    (tmp_path / "a.safetensors").write_bytes(content)
    assert "A520" in refused(small(), tmp_path / "a.safetensors")


def test_a_tensor_that_repeats_one_number_endlessly_costs_nothing(tmp_path):
    content = {"head.weight": torch.ones(1).expand(10**6, 10**6)}
    said = refused(small(), save(tmp_path / "a.pt", content))
    assert "head.weight (1000000×1000000 in the file, 3×4 in the network)" in said
