"""One page about a run that needs nothing but itself: `report.html`."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template

from archspec.diagnostics.readable import as_json, as_name, as_percent, printable_lines
from archspec.files.run_files import DIAGRAM, REPORT, VERSIONS
from archspec.recipe import Recipe
from archspec.runner.interpretation import interpretation
from archspec.runner.measure import Evaluation
from archspec.runner.named import shape_text
from archspec.runner.progress import Epoch
from archspec.runner.record import Record
from archspec.runner.result import RunResult
from archspec.runner.session.segments import Segment, read_segments
from archspec.runner.shown import Evidence, sections
from archspec.runner.shown.curves import curves
from archspec.runner.storage import read_json, read_text, write

TEMPLATE = Path(__file__).with_name("report_template.html")
STYLE = Path(__file__).with_name("page.css")
"""How pages look that are made to be read in a browser and on paper."""

MAX_PICTURE = 2**26
"""Bytes of a picture that the page takes in."""

GAP = "–"
"""What stands for a figure that there is not."""

LARGEST_TABLE = 20
"""Classes up to which the whole confusion matrix is shown; beyond, only its largest entries."""


def write_report(
    folder: Path,
    recipe: Recipe,
    record: Record,
    result: RunResult,
    evidence: Evidence | None = None,
) -> None:
    """Write `report.html` into the run's folder; `evidence` are samples to show in it.

    Raises:
        Failure: A644 if it cannot be written.
    """
    page = Template(TEMPLATE.read_text(encoding="utf-8"))
    shown = chosen_part(result.evaluations)
    fields = {
        "style": STYLE.read_text(encoding="utf-8"),
        "title": _name(folder.absolute().name),
        "subtitle": _text(_subtitle(recipe, record, result)),
        "tiles": "".join(_tiles(result)),
        "candid": "".join(f"<p>{_text(line)}</p>" for line in interpretation(recipe, result)),
        "figures": _figures(result),
        "segments": _segments(read_segments(folder)),
        "curves": curves(result.history, result.best),
        "shown": "".join(sections(evidence)),
        "per_class": "".join(_per_class(name, one) for name, one in _targets(shown)),
        "confusion": "".join(_confusion(name, one) for name, one in _targets(shown)),
        "diagram": _diagram(folder / DIAGRAM),
        "epochs": _epochs(result.history, result.best),
        "recipe": _text(as_json(recipe.model_dump(mode="json"))),
        "versions": _text(as_json(read_json(folder / VERSIONS))),
    }
    write(folder / REPORT, page.substitute(fields))


def chosen_part(evaluations: Mapping[str, Evaluation]) -> Evaluation:
    """The part whose classes are shown: test before val before train."""
    return next(evaluations[part] for part in ("test", "val", "train") if part in evaluations)


def _subtitle(recipe: Recipe, record: Record, result: RunResult) -> str:
    shape = shape_text(record.input_shape)
    early = ", stopped early" if result.stopped_early else ""
    more = "".join(f"; {one}" for one in (record.started, record.rewritten) if one)
    return (
        f"{recipe.data.name}, {shape}, {_classes(record)}; "
        f"{len(result.history)} of {recipe.epochs} epochs{early}; seed {recipe.seed}{more}"
    )


def _classes(record: Record) -> str:
    bound = record.bound
    if bound and len(bound.trained) > 1:
        return f"to {', '.join(bound.trained)}"
    if bound and not record.classes:
        return f"to {', '.join(bound.targets.values() or bound.trained)}"
    return f"{len(record.classes) or 'no'} classes"


def _tiles(result: RunResult) -> Iterable[str]:
    names = {"test": "test", "val": "validation", "train": "training"}
    for part, name in names.items():
        if (one := result.evaluations.get(part)) is None:
            continue
        first = next((figure for figure in one.figures if not figure.endswith("loss")), "loss")
        if one.accuracy is None:
            yield f"<li><b>{_short(one[first])}</b>{name} {_name(first)}</li>"
        else:
            yield f"<li><b>{as_percent(one.accuracy)}</b>{name} accuracy</li>"
    yield f"<li><b>{result.best}</b>best epoch</li>"
    yield f"<li><b>{_duration(sum(epoch.seconds for epoch in result.history))}</b>training</li>"


def _figures(result: RunResult) -> str:
    """What the best weights and the last ones achieve, part by part."""
    more = [*dict.fromkeys(n for one in result.evaluations.values() for n in one.figures)]
    classed = any(one.accuracy is not None for one in result.evaluations.values())
    rows = [
        (
            f"{name} (epoch {epoch})",
            _name(part),
            f"{one.count:,}",
            _number(one.loss),
            *([_share(one.accuracy)] if classed else []),
            *(_number(one.figures.get(figure)) for figure in more),
        )
        for name, epoch, found in (
            ("best", result.best, result.evaluations),
            ("last", len(result.history), result.last),
        )
        for part, one in found.items()
    ]
    head = ("weights", "part", "samples", "loss", *(["accuracy"] if classed else []))
    return _table((*head, *map(_name, more)), rows)


def _targets(one: Evaluation) -> Iterable[tuple[str, Evaluation]]:
    """What has classes: the evaluation itself, or those of its targets, with words for each."""
    return one.targets.items() if one.targets else [("", one)]


def _segments(segments: Sequence[Segment]) -> str:
    """When it was trained, and what was changed on the way."""
    ends = [*(one.first - 1 for one in segments[1:]), None]
    rows = [
        (
            f"from {one.first}" if end is None else f"{one.first} to {end}",
            _name(one.began.replace("T", " ")),
            _name(one.where),
            "<br>".join(map(_text, _said(one))),
        )
        for one, end in zip(segments, ends, strict=False)
    ]
    head = ("epochs", "begun", "on", "what was another way")
    return f"<h2>Stretches</h2>{_table(head, rows)}" if len(rows) > 1 else ""


def _said(one: Segment) -> list[str]:
    anew = f"the schedule began anew after epoch {one.schedule_since}"
    return [*one.changes, *([anew] if one.schedule_since else [])]


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _per_class(target: str, one: Evaluation) -> str:
    if not one.confusion:
        return ""
    rows = [
        (
            _name(name),
            f"{sum(row):,}",
            ""
            if share is None
            else f'<meter value="{share:.4f}"></meter> <span>{as_percent(share)}</span>',
        )
        for (name, share), row in zip(one.per_class.items(), one.confusion, strict=True)
    ]
    table = _table(("class", "samples", "found"), rows)
    return f'<h2>Classes{_of(target)} ({one.part})</h2><div class="scroll">{table}</div>'


def _of(target: str) -> str:
    return f" of {_name(target)}" if target else ""


def _confusion(target: str, one: Evaluation) -> str:
    if not one.confusion:
        return ""
    title = f"<h2>What was taken for what{_of(target)} ({one.part})</h2>"
    if len(one.classes) > LARGEST_TABLE:
        return title + _largest_errors(one)
    rows = [
        (_name(name), *(_cell(count, sum(row)) for count in row))
        for name, row in zip(one.classes, one.confusion, strict=True)
    ]
    head = ("is ↓ taken for →", *map(_name, one.classes))
    return f'{title}<div class="scroll">{_table(head, rows)}</div>'


def _cell(count: int, total: int) -> str:
    share = count / total if total else 0
    style = f"background: rgb(var(--cell) / {share * 0.75:.2f}); padding: .1rem .4rem"
    return f'<span style="{style}">{count:,}</span>'


def _largest_errors(one: Evaluation) -> str:
    errors = [
        (count, one.classes[i], one.classes[j])
        for i, row in enumerate(one.confusion)
        for j, count in enumerate(row)
        if i != j and count
    ]
    rows = [(_name(a), _name(b), f"{n:,}") for n, a, b in sorted(errors, reverse=True)[:20]]
    return _table(("is", "taken for", "samples"), rows)


def _epochs(history: Sequence[Epoch], best: int) -> str:
    """The figures of each epoch, but for those that no epoch has."""
    more = [*history[0].figures] if history else []
    columns: list[tuple[str, Callable[[Epoch], str]]] = [
        ("epoch", lambda one: str(one.number)),
        ("train loss", lambda one: _number(one.train_loss)),
        ("train acc.", lambda one: _share(one.train_accuracy)),
        ("val loss", lambda one: _number(one.val_loss)),
        ("val acc.", lambda one: _share(one.val_accuracy)),
        ("rate", lambda one: f"{one.rate:g}"),
        ("seconds", lambda one: f"{one.seconds:.1f}"),
    ]
    known = [(name, cell) for name, cell in columns if any(cell(one) != GAP for one in history)]
    rows = [
        (
            *(cell(one) for _, cell in known),
            *(_number(one.figures.get(name)) for name in more),
        )
        for one in history
    ]
    heads = (_name(name.replace("_", " ", 1)) for name in more)
    return _table((*(name for name, _ in known), *heads), rows, best - 1)


def _number(value: float | None) -> str:
    if value is None:
        return GAP
    return f"{value:.4f}" if abs(value) < 1000 else f"{value:,.0f}"


def _short(value: float | None) -> str:
    if value is None:
        return GAP
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return GAP if value is None else as_percent(value)


def _table(head: Iterable[str], rows: Sequence[Sequence[str]], best: int | None = None) -> str:
    body = "".join(
        f"<tr{' class=best' if place == best else ''}>{''.join(f'<td>{v}</td>' for v in row)}</tr>"
        for place, row in enumerate(rows)
    )
    top = "".join(f"<th>{name}</th>" for name in head)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _diagram(path: Path) -> str:
    picture = _picture(path, "Diagram of the network")
    return f"<h2>The network</h2>{picture}" if picture else ""


def _picture(path: Path, words: str) -> str:
    """A picture of the run, as an image, in which no script of an SVG runs; or nothing."""
    if not path.is_file() or path.is_symlink():
        return ""
    source = _data_uri(read_text(path, MAX_PICTURE))
    return f'<div class="figure"><img alt="{words}" src="{source}"></div>'


def _name(name: str) -> str:
    """A name from outside, as text of the page."""
    return escape(as_name(name))


def _text(lines: str) -> str:
    """Lines in which something from outside may stand, as text of the page."""
    return escape(printable_lines(lines))


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
