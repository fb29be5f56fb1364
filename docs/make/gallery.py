"""The gallery: every spec that ships, with its picture, its parameters and its MACs."""

from collections.abc import Iterator

import archspec
from archspec.backends.diagram.picture.counts import macs
from archspec.catalog import shipped, shipped_variants

from .made import Files

PICTURES = "docs/pictures/gallery"
HEAD = """# Gallery

Every network that ships, as `archspec diagram NAME --page 6.5x4 --no-params --no-title` draws it: as deep
as can be read on so much paper. `archspec diagram NAME -o NAME.html` makes a page of any of them
[to walk through](diagrams.md#to-walk-through), down to each layer."""  # noqa: E501  a paragraph


def gallery() -> Files:
    """The page, and a picture for each network."""
    networks = {name: archspec.load(name) for name in shipped()}
    lines = [HEAD, *(line for name, one in networks.items() for line in _entry(name, one))]
    drawn = {f"{PICTURES}/{name}.svg": _picture(one) for name, one in networks.items()}
    return {"docs/gallery.md": "\n".join(lines) + "\n", **drawn}


def _entry(name: str, network: archspec.Network) -> Iterator[str]:
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


def _picture(network: archspec.Network) -> str:
    return network.svg(page="6.5x4", params=False, title=False, theme="auto")
