"""The page about rewrites shows what is really printed."""

import torch

from .conftest import DOCS
from .walk import walk


def test_the_page_about_rewrites(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    written, taken = walk(DOCS / "optimise.md")
    assert taken == written
