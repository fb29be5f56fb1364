"""The pictures that stand on pages, each of a network as it is now."""

from typing import Final

import archspec
from archspec.backends.diagram.options import Wishes

from .made import Files

AUTO: Final[Wishes] = {"theme": "auto"}
"""Light or dark, as the page is on which it stands."""

PICTURES: Final[dict[str, tuple[str, Wishes]]] = {
    "net_res_deep": ("net_res_deep", {"direction": "down", "columns": 2}),
    "unet_small": ("unet_small", {}),
    "resnet50": ("resnet50", {}),
    "inception3a": ("googlenet", {"only": "inception3a"}),
    "alexnet_volumes": ("alexnet", {"style": "volumes"}),
    "unet_small_volumes": ("unet_small", {"style": "volumes"}),
}
"""By the name of the file: the spec, and how it is drawn."""


def pictures() -> Files:
    """All of them; those of paper.md are drawn by its own commands."""
    return {
        f"docs/pictures/{name}.svg": archspec.load(spec).svg(**wishes | AUTO)
        for name, (spec, wishes) in PICTURES.items()
    }
