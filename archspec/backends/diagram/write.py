"""Graph to text and files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archspec.backends.diagram.chart.compose import compose
from archspec.backends.diagram.chart.fit import lay_out
from archspec.backends.diagram.chart.misfit import misfit, with_ways
from archspec.backends.diagram.conflicts import TEXTS, checked
from archspec.backends.diagram.graphviz.dot import dot
from archspec.backends.diagram.graphviz.render import render
from archspec.backends.diagram.graphviz.svg import clean
from archspec.backends.diagram.html import document
from archspec.backends.diagram.mermaid import mermaid
from archspec.backends.diagram.options import Options
from archspec.backends.diagram.picture.arrange import arrange
from archspec.backends.diagram.picture.glance import glance_depth
from archspec.backends.diagram.picture.labels import shorten
from archspec.backends.diagram.picture.part import find_scope
from archspec.backends.diagram.picture.picture import Box, Picture
from archspec.backends.diagram.scene.letters import letters_advice
from archspec.backends.diagram.scene.palette import DARK, LIGHT, Theme
from archspec.backends.diagram.scene.raster import raster
from archspec.backends.diagram.scene.scaling import scaled
from archspec.backends.diagram.scene.scene import Scene
from archspec.backends.diagram.scene.svg import Ground, svg
from archspec.backends.diagram.scene.tikz import tikz
from archspec.backends.diagram.volumes.fit import volumes_on_page
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.suggest import near
from archspec.files import reason, write_file
from archspec.graph import Graph

THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK}
ALL = 10**6
"""A depth that no network has."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn.

    Args:
        path: the file.
        depth: scopes deeper than this are a box each; None where all are open.
        advice: what is to be said of it: A505 where its texts are too small on the page, A509
            where no font has some of their letters.
    """

    path: Path
    depth: int | None
    advice: tuple[Diagnostic, ...] = ()


def to_dot(graph: Graph, *, depth: int | None = None) -> str:
    """The diagram as DOT; equal graphs give equal text.

    >>> to_dot(Graph("empty", (), ())).startswith("digraph {")
    True
    """
    return dot(arrange(graph, depth=depth))


def to_mermaid(graph: Graph, *, depth: int | None = None) -> str:
    """The diagram as a Mermaid flow chart, which GitHub and many editors draw by themselves.

    >>> print(to_mermaid(Graph("empty", (), ())).splitlines()[0])
    flowchart TD
    """
    return mermaid(arrange(graph, depth=depth))


def to_svg(graph: Graph, options: Options | None = None, *, depth: int | None = None) -> str:
    """The diagram as SVG, self-contained; equal graphs give equal text.

    Args:
        graph: a network with shapes and costs.
        options: how it is drawn; by default with every scope open that is not deeper than `depth`.
        depth: as in `draw`, where no options are given.

    Raises:
        Failure: A507, A508 where options cannot be heeded.

    >>> to_svg(Graph("empty", (), ())).startswith("<svg")
    True
    """
    options = options or Options(depth=ALL if depth is None else depth)
    options = checked(options, ".svg")
    return _content(graph, options, ".svg")[0].decode()


def draw(graph: Graph, path: Path | str, options: Options | None = None) -> Drawn:
    """Writes the diagram in the form that the ending of `path` names.

    Args:
        graph: a network with shapes and costs.
        path: ends in `.svg`, `.png`, `.pdf`, `.tex`, `.html`, `.dot` or `.mmd`.
        options: how it is drawn.

    Raises:
        Failure: A501 for another ending or a place that cannot be written; A506 where a PNG or PDF
            is wanted and matplotlib is missing; A507 for a path that is no scope's; A508 for
            options that cannot be heeded. With Graphviz, A502 where it is missing, A503 where its
            layout takes too long.
    """
    path, options = Path(path), options or Options()
    form = path.suffix.lower()
    if form not in FORMS:
        raise Failure([_unknown_ending(path)])
    options = checked(options, form)
    if options.engine == "graphviz" or form in TEXTS:
        return _draw_by_others(graph, path, options, form)
    if form == ".html":
        page = document(graph, options)
        _write(path, page.text.encode())
        return Drawn(path, page.depth)
    content, depth, advice = _content(graph, options, form)
    _write(path, content)
    return Drawn(path, depth, advice)


def _content(
    graph: Graph, options: Options, form: str
) -> tuple[bytes, int | None, tuple[Diagnostic, ...]]:
    """What our own layout gives, with the depth, and with what is to be said of it."""
    scene, depth, said = _scene(graph, options)
    content = OWN[form](scene, options)
    if said:
        said = [with_ways(said[0], graph, options, lambda other: not _scene(graph, other)[2])]
    has_scopes = find_scope(graph, options.only).depth > 1
    return content, depth if has_scopes else None, (*said, *letters_advice(scene, form))


def _scene(graph: Graph, options: Options) -> tuple[Scene, int | None, Sequence[Diagnostic]]:
    """What is drawn, with the depth, and what is to be said of its size."""
    if options.style == "volumes":
        fitted = volumes_on_page(graph, options)
        return fitted.scene, fitted.depth, fitted.advice
    layout = lay_out(graph, options)
    scene = compose(layout.picture, layout.block, layout.look, layout.furniture)
    if layout.scale < 1:
        scene = scaled(scene, layout.scale)
    said = misfit(layout, options.room) if options.room else None
    return scene, layout.depth, [said] if said else []


def _own_svg(scene: Scene, options: Options) -> bytes:
    ground: Ground = "page" if options.room else "card"
    theme: Theme | Literal["auto"] = "auto" if options.shade == "auto" else THEMES[options.shade]
    return svg(scene, theme, "none" if options.transparent else ground).encode()


OWN: Mapping[str, Callable[[Scene, Options], bytes]] = {
    ".svg": _own_svg,
    ".png": lambda scene, options: raster(
        scene, "png", THEMES[options.shade], paper=not options.transparent
    ),
    ".pdf": lambda scene, options: raster(
        scene, "pdf", THEMES[options.shade], paper=not options.transparent
    ),
    ".tex": lambda scene, options: tikz(
        scene, THEMES[options.shade], paper=options.shade == "dark" and not options.transparent
    ).encode(),
}
"""How each form is written that we lay out ourselves."""


def _draw_by_others(graph: Graph, path: Path, options: Options, form: str) -> Drawn:
    """Text that others lay out, or a file that Graphviz draws."""
    depth = options.depth
    if depth is None:
        depth = glance_depth(graph, only=options.only, unfold=options.unfold)
    picture = arrange(graph, depth=depth, only=options.only, unfold=options.unfold)
    _write(path, OTHERS[form](picture))
    return Drawn(path, depth)


def _graphviz_svg(picture: Picture) -> bytes:
    tooltips = {box.id: _tooltip(box) for box in picture.boxes}
    return clean(render(dot(picture), "svg").decode(), picture.title, tooltips).encode()


def _tooltip(box: Box) -> str:
    """The paths of a box's layers, which are the keys of its weights."""
    return shorten(", ".join(row.path for row in box.rows if row.path), 200)


OTHERS: Mapping[str, Callable[[Picture], bytes]] = {
    ".dot": lambda picture: dot(picture).encode(),
    ".svg": _graphviz_svg,
    ".png": lambda picture: render(dot(picture), "png"),
    ".pdf": lambda picture: render(dot(picture), "pdf"),
    ".mmd": lambda picture: mermaid(picture).encode(),
}
"""How each form is written that others lay out."""

FORMS = (".svg", ".png", ".pdf", ".tex", ".html", ".dot", ".mmd")
"""The endings that there are."""


def _write(path: Path, content: bytes) -> None:
    try:
        write_file(path, content)
    except OSError as error:
        lost = isinstance(error, FileNotFoundError)
        why = f"there is no folder `{path.parent}`" if lost else reason(error)
        helps = [Help("make the folder first, or name one that is there")] if lost else []
        failure = Diagnostic("A501", f"cannot write `{path}`: {why}", helps=tuple(helps))
        raise Failure([failure]) from None


LIKE: Mapping[str, str] = {
    **dict.fromkeys((".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tiff"), ".png"),
    **dict.fromkeys((".ps", ".eps"), ".pdf"),
    **dict.fromkeys((".gv", ".graphviz"), ".dot"),
    **dict.fromkeys((".md", ".mermaid"), ".mmd"),
}
"""Endings of forms that there are not, with what comes nearest to each."""


def _unknown_ending(path: Path) -> Diagnostic:
    known = ", ".join(f"`{ending}`" for ending in FORMS)
    ending = path.suffix
    what = f"ends in `{ending}`, which is no form of a diagram"
    better = path.with_suffix(LIKE.get(ending.lower()) or (near(ending, FORMS) or [".svg"])[0])
    if path.name.lower() in FORMS:
        what, better = "is an ending without a name", path.with_name(f"diagram{path.name}")
    elif not ending:
        name = path.name if path.name.strip("-.") else "diagram"
        what = "has no ending, which chooses the form of a diagram"
        better = path.with_name(f"{name}.svg")
    return Diagnostic(
        "A501",
        f"`{path}` {what}",
        notes=(f"the ending chooses the form: {known}",),
        helps=(Help(f"write `{better}`"),),
    )
