"""Every text can be read, every line seen, and no two families look alike to anybody.

The arithmetic is that of the standards, written here anew: sRGB (IEC 61966-2-1), WCAG 2.2, CIE 1976
L*a*b*, and the matrices of Machado, Oliveira and Fernandes (2009) at full severity.
"""

from itertools import combinations

import numpy as np
import pytest

from archspec.backends.diagram.scene.palette import DARK, LIGHT, Theme
from archspec.kind import kinds

SIGHTS = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
"""D65."""


def linear(colour: str) -> np.ndarray:
    """Red, green and blue as amounts of light, from 0 to 1."""
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG, from 1 to 21."""
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(light: np.ndarray) -> np.ndarray:
    """L*, a* and b* of an amount of light."""
    ratios = TO_XYZ @ np.clip(light, 0, 1) / WHITE
    x, y, z = np.where(ratios > 0.008856, np.cbrt(ratios), 7.787 * ratios + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: str, other: str, sight: str) -> float:
    """ΔE of two colours as somebody sees them."""
    seen = [lab(np.array(SIGHTS[sight]) @ linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def fills(theme: Theme) -> list[str]:
    """Everything that text stands on."""
    known = [*theme.families.values(), *theme.places.values(), theme.other]
    return [theme.paper, *(colours.fill for colours in known)]


def test_the_arithmetic_is_that_of_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21, abs=0.01)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert lab(linear("#ffffff")) == pytest.approx([100, 0, 0], abs=0.02)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)


@pytest.mark.parametrize(("theme", "ink", "quiet"), [(LIGHT, 10.5, 7.0), (DARK, 7.5, 5.5)])
def test_text_stands_out_from_every_fill(theme: Theme, ink: float, quiet: float) -> None:
    assert min(contrast(theme.ink, fill) for fill in fills(theme)) >= ink
    assert min(contrast(theme.quiet, fill) for fill in fills(theme)) >= quiet


@pytest.mark.parametrize(("theme", "least"), [(LIGHT, 3.3), (DARK, 5.8)])
def test_lines_stand_out_from_the_paper(theme: Theme, least: float) -> None:
    lines = [colours.line for colours in theme.families.values()]
    lines += [theme.colours(role).line for role in ("input", "folded", "run")]
    assert min(contrast(line, theme.paper) for line in lines[:9]) >= least
    assert min(contrast(line, theme.paper) for line in [*lines, theme.wire]) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(("theme", "least"), [(LIGHT, 6.0), (DARK, 11.0)])
def test_no_two_families_look_alike(theme: Theme, least: float, sight: str) -> None:
    pairs = combinations([colours.fill for colours in theme.families.values()], 2)
    assert min(difference(*pair, sight) for pair in pairs) >= least


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_family_that_is_drawn_has_colours(theme: Theme) -> None:
    families = {cls.family for cls in kinds().values()} - {"container"}
    assert {family for family in families if theme.colours(family) == theme.other} == set()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("role", ["convolution", "pooling", "folded", "input"])
def test_a_block_is_lit_from_above(theme: Theme, role: str) -> None:
    top, front = (theme.colours(role, face).fill for face in ("top", "front"))
    assert lab(linear(top))[0] >= lab(linear(front))[0]
    assert theme.colours(role, "side").fill not in (top, front)
