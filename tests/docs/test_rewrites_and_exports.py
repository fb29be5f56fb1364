"""The pages about rewrites and exports show what is really printed."""

import re

import pytest
import torch

from archspec.catalog import shipped

from .conftest import DOCS
from .walk import walk


@pytest.mark.parametrize("page", ["optimise.md", "export.md"])
def test_the_page(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    written, taken = walk(DOCS / page)
    assert masked(taken) == masked(written)


def masked(text: str) -> str:
    """Without the sizes of files, and how far they are from the network, as torch has it."""
    return re.sub(r"\d[\d.]* MiB|  it (?:gives|differs) .*", "#", text)


def test_every_spec_that_ships_has_its_differences_in_the_page_of_exports():
    rows = re.findall(r"^\| `(\w+)` \|", (DOCS / "export.md").read_text(encoding="utf-8"), re.M)
    assert [name for name in sorted(shipped()) if name not in rows] == []
