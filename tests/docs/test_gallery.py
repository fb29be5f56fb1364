"""The gallery shows every spec that ships as it is now: its picture, its parameters, its MACs."""

import os
from collections.abc import Iterator

import pytest

import archspec
from archspec.backends.diagram.picture.counts import macs
from archspec.catalog import shipped, shipped_variants

from .conftest import DOCS

PICTURES = DOCS / "pictures" / "gallery"
HEAD = """# Gallery

Every network that ships, as `archspec diagram NAME --page 6.5x4 --no-params --no-title` draws it: as deep
as can be read on so much paper. `archspec diagram NAME -o NAME.html` makes a page of any of them
[to walk through](diagrams.md#to-walk-through), down to each layer."""  # noqa: E501  a paragraph


def entry(name: str, network: archspec.Network) -> Iterator[str]:
    """What the page says of a network."""
    cost = network.graph.cost
    variants = [variant for variant, path in shipped_variants().items() if path == shipped()[name]]
    shapes = " and ".join(str(one.shape) for one in network.graph.inputs)
    yield f"\n## {name}\n"
    facts = f"{shapes} → {network.graph.given}"
    yield f"{facts} · {cost.params:,} parameters · {macs(cost.macs)} MACs\n"
    if variants:
        yield f"Variants: {', '.join(f'`{variant}`' for variant in variants)}\n"
    yield f'<img src="pictures/gallery/{name}.svg" alt="{name} in {shapes}, drawn in boxes">'


def picture(network: archspec.Network) -> str:
    return network.svg(page="6.5x4", params=False, title=False, theme="auto")


@pytest.fixture(scope="module")
def networks() -> dict[str, archspec.Network]:
    return {name: archspec.load(name) for name in shipped()}


def test_the_gallery_says_what_each_network_is(networks):
    lines = [HEAD, *(line for name, one in networks.items() for line in entry(name, one))]
    text = "\n".join(lines) + "\n"
    path = DOCS / "gallery.md"
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_the_gallery_shows_each_network_as_it_is_drawn(networks):
    drawn = {f"{name}.svg": picture(network) for name, network in networks.items()}
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        PICTURES.mkdir(exist_ok=True)
        for file, text in drawn.items():
            (PICTURES / file).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in PICTURES.iterdir()}
    assert kept == drawn
