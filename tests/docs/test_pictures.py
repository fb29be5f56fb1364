"""The pictures in the README are those of the networks as they are now, and none lies idle."""

import re
from pathlib import Path

import pytest

import archspec
from archspec.backends.diagram import to_svg

HOME = Path(__file__).parents[2]


def said(svg: str) -> list[str]:
    """The words of a picture; where they stand is the layout program's choice."""
    return sorted(re.findall(r">([^<>]*\w[^<>]*)</text>", svg))


@pytest.mark.parametrize(("name", "depth"), [("net_res_deep", None), ("unet_small", 1)])
def test_a_picture_says_what_its_network_is(name: str, depth: int | None) -> None:
    drawn = (HOME / "docs" / "pictures" / f"{name}.svg").read_text()
    assert said(drawn) == said(to_svg(archspec.load(name).graph, depth=depth))


def test_every_picture_is_shown() -> None:
    pages = [HOME / "README.md", *(HOME / "docs").glob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    pictures = sorted((HOME / "docs" / "pictures").iterdir())
    assert [f"pictures/{p.name}" in text for p in pictures] == [True] * len(pictures)
