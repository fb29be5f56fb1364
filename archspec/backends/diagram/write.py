"""Graph to text and files."""

from collections.abc import Callable, Mapping
from pathlib import Path

from archspec.backends.diagram.arrange import arrange
from archspec.backends.diagram.dot import dot
from archspec.backends.diagram.graphviz_svg import clean
from archspec.backends.diagram.labels import shorten
from archspec.backends.diagram.mermaid import mermaid
from archspec.backends.diagram.picture import Box, Picture
from archspec.backends.diagram.render import render
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.suggest import nearest
from archspec.files import reason, write_file
from archspec.graph import Graph


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


def to_svg(graph: Graph, *, depth: int | None = None) -> str:
    """The diagram as SVG, self-contained.

    Raises:
        Failure: A502 where nothing on this machine can draw, A503 where the layout takes too long.
    """
    return _svg(arrange(graph, depth=depth)).decode()


def draw(graph: Graph, path: Path | str, *, depth: int | None = None) -> Path:
    """Writes the diagram in the form that the ending of `path` names.

    Args:
        graph: a network with shapes and costs.
        path: ends in `.dot`, `.svg`, `.png`, `.pdf` or `.mmd`.
        depth: scopes deeper than this become one box each; all are opened where it is None.

    Raises:
        Failure: A501 for another ending or a place that cannot be written; A502 where nothing on
            this machine can draw, after the DOT text has been written beside; A503 where the
            layout takes too long.
    """
    path = Path(path)
    form = path.suffix.lower()
    if form not in FORMS:
        raise Failure([_unknown_ending(path)])
    picture = arrange(graph, depth=depth)
    try:
        content = FORMS[form](picture)
    except Failure as failure:
        raise _with_text_beside(failure, picture, path) from None
    _write(path, content)
    return path


def _svg(picture: Picture) -> bytes:
    tooltips = {box.id: _tooltip(box) for box in picture.boxes}
    svg = render(dot(picture), "svg").decode()
    return clean(svg, picture.title, tooltips).encode()


def _tooltip(box: Box) -> str:
    """The paths of a box's layers, which are the keys of its weights."""
    return shorten(", ".join(row.path for row in box.rows if row.path), 200)


FORMS: Mapping[str, Callable[[Picture], bytes]] = {
    ".dot": lambda picture: dot(picture).encode(),
    ".svg": _svg,
    ".png": lambda picture: render(dot(picture), "png"),
    ".pdf": lambda picture: render(dot(picture), "pdf"),
    ".mmd": lambda picture: mermaid(picture).encode(),
}
"""How each ending is written."""


def _with_text_beside(failure: Failure, picture: Picture, path: Path) -> Failure:
    """The failure, and a word about the text that can be drawn elsewhere."""
    beside = path.with_suffix(".dot")
    _write(beside, dot(picture).encode())
    said = Help(f"draw `{beside}`, written instead, where Graphviz is: `dot -T{path.suffix[1:]}`")
    first = failure.diagnostics[0]
    return Failure(
        [Diagnostic(first.code, first.message, notes=first.notes, helps=(*first.helps, said))]
    )


def _write(path: Path, content: bytes) -> None:
    try:
        write_file(path, content)
    except OSError as error:
        raise Failure([Diagnostic("A501", f"cannot write `{path}`: {reason(error)}")]) from None


def _unknown_ending(path: Path) -> Diagnostic:
    known = ", ".join(f"`{ending}`" for ending in FORMS)
    what = f"ends in `{path.suffix}`" if path.suffix else "has no ending"
    near = path.with_suffix(nearest(path.suffix, list(FORMS))[0]) if path.suffix else f"{path}.svg"
    return Diagnostic(
        "A501",
        f"`{path}` {what}, which is no form of a diagram",
        notes=(f"the ending chooses the form: {known}",),
        helps=(Help(f"write `{near}`"),),
    )
