"""Loss and accuracy over the epochs, as one SVG."""

import io
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from archspec.runner.progress import Epoch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FAR = 30
"""How many times the median a figure may be on a plain axis."""

TRAIN, VAL = "#4269d0", "#ff725c"


def draw_curves(history: Sequence[Epoch], best: int) -> str:
    """The SVG's text; the best epoch is marked.

    >>> epochs = [Epoch(n, 1 / n, 0.5, None, None, 0.1, 1.0) for n in (1, 2)]
    >>> "<svg" in draw_curves(epochs, best=2)
    True
    """
    # A second of imports, and no pyplot: that would keep global state.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    panels = [("loss", "train_loss", "val_loss"), ("accuracy", "train_accuracy", "val_accuracy")]
    shown = [panel for panel in panels if getattr(history[0], panel[1]) is not None]
    # Text stays text, and the same run gives the same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "archspec", "font.size": 9}):
        figure = Figure(figsize=(4.4 * len(shown), 3.1), layout="constrained")
        for axes, (title, train, val) in zip(
            figure.subplots(1, len(shown), squeeze=False)[0], shown, strict=True
        ):
            _panel(axes, history, title, {"train": (train, TRAIN), "validation": (val, VAL)}, best)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None}, transparent=True)
    return text.getvalue()


def _panel(
    axes: "Axes",
    history: Sequence[Epoch],
    title: str,
    lines: dict[str, tuple[str, str]],
    best: int,
) -> None:
    numbers = [epoch.number for epoch in history]
    drawn = []
    for label, (field, colour) in lines.items():
        values = [getattr(epoch, field) for epoch in history]
        if values[0] is not None:
            drawn += [value for value in values if value is not None]
            marker = "o" if len(values) < 3 else None
            axes.plot(numbers, values, color=colour, label=label, marker=marker)
    axes.axvline(best, color="#888888", linewidth=0.8, linestyle=":")
    axes.set(xlabel="epoch")
    axes.set_title(title, loc="left")
    axes.locator_params(axis="x", integer=True)
    if title == "loss" and spreads(drawn):
        axes.set_yscale("log")
    axes.spines[["top", "right"]].set_visible(False)
    # Above the lines, which may go anywhere.
    axes.legend(frameon=False, loc="lower right", ncols=2, bbox_to_anchor=(1, 1), borderaxespad=0)


def spreads(values: Sequence[float]) -> bool:
    """Whether figures lie so far apart that on a plain axis most of them would be one line.

    >>> spreads([0.5, 2.3, 0.1]), spreads([2.3, 2.1, 4e6]), spreads([-1.0, 4e6])
    (False, True, False)
    """
    return min(values) > 0 and max(values) > FAR * median(values)
