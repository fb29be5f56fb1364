"""A scene as PNG or PDF, by matplotlib: the same geometry as in SVG, in DejaVu Sans."""

import io
import warnings
from typing import TYPE_CHECKING, Literal, TypeAlias

from archspec.backends.diagram.scene.palette import LIGHT, Theme
from archspec.backends.diagram.scene.scene import Scene
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import printable
from archspec.extras import require

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS_PER_INCH = 72
DPI = 192
"""Pixels per inch of a PNG: twice what a screen shows, so that it stays sharp when scaled."""

MOST_PIXELS = 2**27
"""Of a PNG: half a gibibyte while it is drawn."""

LONGEST_SIDE = 2**16 - 1
"""Pixels of a side that the renderer can draw."""

Form: TypeAlias = Literal["png", "pdf"]


def raster(scene: Scene, form: Form, theme: Theme = LIGHT, *, paper: bool = True) -> bytes:
    """The bytes of a picture; equal scenes give equal bytes.

    Args:
        scene: what is drawn.
        form: `png`, at 192 pixels an inch, or `pdf`, with its fonts embedded.
        theme: the colours.
        paper: whether something lies behind it, or nothing.

    Raises:
        Failure: A503 where a PNG would have too many pixels; A506 where matplotlib is missing.

    >>> raster(Scene(20, 10, "tiny", "", ()), "png")[1:4]
    b'PNG'
    """
    if form == "png":
        _check_size(scene)
    require("draw", f"a diagram as `.{form}`", "or write `.svg` or `.tex`, which take nothing more")
    # A second of imports, which only these two formats need.
    import matplotlib as mpl

    with mpl.rc_context():
        # What a user has set for plots, TeX for instance, is not meant for this.
        mpl.rcdefaults()
        mpl.rcParams.update({"pdf.fonttype": 42, "font.family": "DejaVu Sans"})
        figure = _figure(scene, theme, paper=paper)
        about = {"Software": None} if form == "png" else _about(scene)
        content = io.BytesIO()
        with warnings.catch_warnings():
            # A letter that no font of the system has is drawn as a box, as everywhere.
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            figure.savefig(content, format=form, dpi=DPI, metadata=about)
    return content.getvalue()


def _check_size(scene: Scene) -> None:
    """Raises where a PNG would exhaust the renderer or the memory."""
    width, height = (round(side * DPI / POINTS_PER_INCH) for side in (scene.width, scene.height))
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        message = f"a PNG of the diagram would have {width:,}×{height:,} pixels"
        helps = (Help("fit it to a page with `--page text`"), Help("or write `.svg` or `.pdf`"))
        raise Failure([Diagnostic("A503", message, helps=helps)])


def _about(scene: Scene) -> dict[str, str | None]:
    """What a PDF says of itself: nothing that differs from day to day."""
    title = printable(scene.title)
    return {"Title": title, "Creator": "archspec", "Producer": None, "CreationDate": None}


def _figure(scene: Scene, theme: Theme, *, paper: bool) -> "Figure":
    from matplotlib.figure import Figure

    from archspec.backends.diagram.scene.artists import artists

    inches = scene.width / POINTS_PER_INCH, scene.height / POINTS_PER_INCH
    figure = Figure(figsize=inches, facecolor=theme.paper if paper else "none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, scene.width), ylim=(scene.height, 0))
    axes.set_axis_off()
    for order, item in enumerate(scene.items):
        for artist in artists(item, theme):
            artist.set_zorder(order)
            axes.add_artist(artist)
    return figure
