"""The page about source shows what is really printed."""

import torch

from .conftest import DOCS
from .walk import walk


def test_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    written, taken = walk(DOCS / "source.md")
    assert taken == written
