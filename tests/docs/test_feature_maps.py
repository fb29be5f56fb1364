"""The page about feature maps shows what is really printed and drawn."""

import os

import pytest

import archspec

from .conftest import DOCS
from .walk import walk


def test_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written, taken = walk(DOCS / "feature-maps.md")
    assert taken == written


@pytest.mark.parametrize("name", ["alexnet", "unet_small"])
def test_its_pictures_are_those_of_the_networks_as_they_are(name):
    drawn = archspec.load(name).svg(style="volumes", theme="auto")
    path = DOCS / "pictures" / f"{name}_volumes.svg"
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn
