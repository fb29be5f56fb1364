"""The pictures in the README are those of the networks as they are now."""

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


def test_the_readme_shows_every_picture() -> None:
    readme = (HOME / "README.md").read_text()
    pictures = sorted((HOME / "docs" / "pictures").iterdir())
    assert [f"docs/pictures/{p.name}" in readme for p in pictures] == [True] * len(pictures)
