"""The pictures on the pages are those of the networks as they are now, and none lies idle."""

import os
from pathlib import Path

import pytest

import archspec

from .conftest import DOCS
from .walk import walk

PICTURES = {
    "net_res_deep": ("net_res_deep", {"direction": "down", "columns": 2}),
    "unet_small": ("unet_small", {}),
    "resnet50": ("resnet50", {}),
    "inception3a": ("googlenet", {"only": "inception3a"}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_what_is_drawn(name: str) -> None:
    spec, wishes = PICTURES[name]
    drawn = archspec.load(spec).svg(theme="auto", **wishes)
    path = DOCS / "pictures" / f"{name}.svg"
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn


def test_the_page_about_diagrams_shows_what_is_printed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    written, taken = walk(DOCS / "diagrams.md")
    assert taken == written


def test_every_picture_is_shown() -> None:
    pages = [DOCS.parent / "README.md", *DOCS.glob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    pictures = sorted((DOCS / "pictures").iterdir())
    assert [f"pictures/{p.name}" in text for p in pictures] == [True] * len(pictures)
