"""Colours of a page: a class for each use of a role, whose colours are variables of the theme."""

from collections.abc import Iterator, Mapping

from archspec.backends.diagram.scene.palette import DARK, LIGHT, Theme
from archspec.backends.diagram.scene.scene import Face
from archspec.backends.diagram.scene.svg_colours import Use

INTERFACE = ("paper", "ink", "quiet", "wire", "frame", "folded")
"""Roles whose colours the page itself uses, beside its pictures."""


class Palette:
    """Numbers roles as they are met, so that no word of a stranger gets into a style."""

    def __init__(self) -> None:
        self.looks: dict[tuple[str, Face], int] = {}
        self.uses: dict[str, str] = {}

    def attributes(self, role: str, use: Use, face: Face = "front") -> str:
        """The class of an element."""
        number = self.looks.setdefault((role, face), len(self.looks))
        name = f"c{number}{use[0]}"
        self.uses[name] = _RULES[use].format(n=number)
        return f'class="{name}"'

    def style(self) -> Iterator[str]:
        """The colours in light, in dark, and as the reader's screen is."""
        light, dark = (_variables(theme, self.looks) for theme in (LIGHT, DARK))
        yield f":root{{color-scheme:light;{light}}}"
        yield f":root[data-theme=dark]{{color-scheme:dark;{dark}}}"
        yield "@media screen and (prefers-color-scheme:dark){"
        yield f":root[data-theme=auto]{{color-scheme:dark;{dark}}}}}"
        yield f"@media print{{:root[data-theme]{{color-scheme:light;{light}}}}}"
        yield from (f".{name}{{{rule}}}" for name, rule in self.uses.items())


_RULES: Mapping[Use, str] = {
    "area": "fill:var(--c{n});stroke:var(--l{n})",
    "line": "fill:none;stroke:var(--l{n})",
    "solid": "fill:var(--c{n})",
}


def _variables(theme: Theme, looks: Mapping[tuple[str, Face], int]) -> str:
    named = {name: theme.colours(name) for name in INTERFACE}
    numbered = {number: theme.colours(*look) for look, number in looks.items()}
    said = [f"--{name}:{look.fill};--{name}-line:{look.line}" for name, look in named.items()]
    said += [f"--c{n}:{look.fill};--l{n}:{look.line}" for n, look in numbered.items()]
    return ";".join(said)
