"""What came of a training, in a few lines."""

from typing import Any

from archspec.cli.output import say, say_wrapped
from archspec.diagnostics.readable import as_figure, as_name, as_percent
from archspec.files.run_files import DIAGRAM, REPORT


def show_result(result: Any) -> None:
    """What came of it, and where it lies."""
    for part, word in (("train", "trained on"), ("val", "validated on"), ("test", "never seen")):
        one = result.evaluations.get(part)
        if part == "val" and result.evaluations.get("test") is one:
            continue
        if part == "test" and result.evaluations.get("val") is one:
            word = "not trained on, which chose the best epoch"
        if one is None:
            continue
        if part == "test" and result.seen:
            word = "held back, of which some may have been trained on"
        what = f"samples {word}" if one.among is None else "training samples"
        last = result.last[part]
        after = f"; {figure(last).strip()} after the last epoch" if last is not one else ""
        said = f"{figure(one)} of" if one.accuracy is not None else f"{figure(one)} on"
        say_wrapped(f"{said} {one.samples} {what}{after}")
    for reason in result.seen:
        say_wrapped(f"careful: {reason}")
    say(f"run     {result.folder} (best weights: epoch {result.best})")
    if (result.folder / DIAGRAM).exists():
        say(f"diagram {result.folder / DIAGRAM}")
    say(f"report  {result.folder / REPORT}")


def figure(one: Any) -> str:
    """The accuracy of an evaluation, or its loss where there is none, and its other figures."""
    shown = {name: value for name, value in one.figures.items() if not name.endswith(".loss")}
    more = [as_figure(as_name(name), value) for name, value in shown.items()]
    return ", ".join([_first(one), *more])


def _first(one: Any) -> str:
    if one.accuracy is None:
        return f"loss {one.loss:.4f}"
    return f"{as_percent(one.accuracy):>7}"
