"""The page about training is taken from its beginning to its end."""

import torch

from .conftest import DOCS
from .test_tour import masked
from .walk import walk


def test_the_page_about_training(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    written, taken = walk(DOCS / "training.md")
    assert masked(taken) == masked(written)
