"""The tour is taken from its beginning to its end, and shows what is really printed."""

import re

import torch

from .conftest import DOCS
from .walk import walk

NUMBERS = re.compile(r"\d[\d.,]*")
RUNS = ("$ archspec train", "$ archspec eval")


def test_the_tour(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    written, taken = walk(DOCS / "tour.md")
    assert masked(taken) == masked(written)


def masked(text: str) -> str:
    """Without the figures of training, which differ from machine to machine."""
    blocks = re.split(r"(```(?:console|python|)\n)", text)
    return "".join(
        re.sub(r" {2,}", " ", NUMBERS.sub("#", block)) if block.startswith(RUNS) else block
        for block in blocks
    )
