"""Colours: a tint and a line for each role, on white paper and on a dark screen.

Texts stand out from every tint by 7 to 1 in light and 5.5 to 1 in dark (WCAG 2.2, 1.4.3), lines
from the paper by 3.3 to 1 and 5.8 to 1 (1.4.11). Any two families of layers differ by a ΔE (CIE
1976) of at least 6 in light and 11 in dark, to normal sight as under protanopia, deuteranopia and
tritanopia (Machado, Oliveira and Fernandes 2009); and each box says what it is.
`tests/backends/diagram/test_palette.py` computes all of this.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from archspec.backends.diagram.scene.scene import Face


@dataclass(frozen=True, slots=True)
class Colours:
    """The fill of a box and the line around it, as `#rrggbb`."""

    fill: str
    line: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A set of colours.

    Args:
        paper: what everything is drawn on.
        ink: text.
        quiet: small text: parameters, shapes.
        wire: lines between boxes.
        families: of layers, by their name.
        places: what is no layer: frames, folded scopes, merges, inputs and outputs.
        other: a family that a user made up.
        gloss: how much white lies on top of a block, as a share.
    """

    paper: str
    ink: str
    quiet: str
    wire: str
    families: Mapping[str, Colours]
    places: Mapping[str, Colours]
    other: Colours
    gloss: float

    def colours(self, role: str, face: Face = "front") -> Colours:
        """What a role looks like; on a side that is not the front, somewhat lighter or darker.

        >>> LIGHT.colours("pooling").fill, LIGHT.colours("my own family") == LIGHT.other
        ('#fad6a9', True)
        """
        plain = {"paper": self.paper, "ink": self.ink, "quiet": self.quiet, "wire": self.wire}
        if role in plain:
            return Colours(plain[role], plain[role])
        known = self.places.get(role) or self.families.get(role, self.other)
        return Colours(self._fill(known, face), known.line)

    def _fill(self, colours: Colours, face: Face) -> str:
        """The fill of a side of a block, lit from above."""
        return {
            "front": colours.fill,
            "top": mixed(colours.fill, "#ffffff", self.gloss),
            "side": mixed(colours.fill, colours.line, 0.24),
            "band": colours.line,
        }[face]


def mixed(one: str, other: str, share: float) -> str:
    """A colour with a share of another.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _places(
    ends: Colours, folded: Colours, frame: Colours, repeated: Colours
) -> Mapping[str, Colours]:
    same = dict.fromkeys(("input", "output", "merge"), ends)
    return {**same, "folded": folded, "frame": frame, "run": repeated}


MEANINGS: Mapping[str, str] = {"attention": "attention, embedding", "folded": "several layers"}
"""What a legend calls a role whose name says less than is in it."""

LIGHT = Theme(
    paper="#ffffff",
    ink="#1f2933",
    quiet="#3a4551",
    wire="#62707e",
    families={
        "convolution": Colours("#cfdcfb", "#5b8fbf"),
        "linear": Colours("#efe5fa", "#8a76b8"),
        "attention": Colours("#f0d5e5", "#bf6f8f"),
        "pooling": Colours("#fad6a9", "#c67c41"),
        "resampling": Colours("#cbf2e3", "#4c9a8b"),
        "normalisation": Colours("#e3ecbf", "#859258"),
        "activation": Colours("#fdf4d8", "#a48a32"),
        "regularisation": Colours("#e4dbd0", "#948c81"),
        "shape": Colours("#f4f7f9", "#828f9c"),
    },
    places=_places(
        ends=Colours("#ffffff", "#4b5866"),
        folded=Colours("#e6ebf0", "#6d7b89"),
        frame=Colours("#f7f9fb", "#c3ccd5"),
        repeated=Colours("#eef2f6", "#7d8b99"),
    ),
    other=Colours("#eef0f3", "#7d8b99"),
    gloss=0.35,
)
"""For paper and light screens."""

DARK = Theme(
    paper="#161b21",
    ink="#e8edf2",
    quiet="#c3cdd6",
    wire="#8d9aa7",
    families={
        "convolution": Colours("#174880", "#6ea8dc"),
        "linear": Colours("#1f1d60", "#a691dd"),
        "attention": Colours("#781f5b", "#dd8fb0"),
        "pooling": Colours("#361c13", "#e0a06a"),
        "resampling": Colours("#113b35", "#5fbfae"),
        "normalisation": Colours("#2f3e10", "#a9b973"),
        "activation": Colours("#5f4605", "#d4b84e"),
        "regularisation": Colours("#514937", "#a39c93"),
        "shape": Colours("#181d2a", "#8c98a4"),
    },
    places=_places(
        ends=Colours("#161b21", "#aab4bf"),
        folded=Colours("#2a333d", "#8b99a8"),
        frame=Colours("#1c232b", "#46525e"),
        repeated=Colours("#222b34", "#75828f"),
    ),
    other=Colours("#2b333b", "#8b99a8"),
    gloss=0.12,
)
"""For dark screens."""
