"""One page about a run that needs nothing but itself: `report.html`."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from archspec.diagnostics import Source
from archspec.diagnostics.readable import as_json, as_percent, how_many
from archspec.files.run_files import DIAGRAM, NARROW_DIAGRAM, REPORT, SPEC, VERSIONS
from archspec.recipe import Recipe
from archspec.runner.interpretation import interpretation
from archspec.runner.measure import Evaluation
from archspec.runner.named import shape_text
from archspec.runner.page import (
    Markup,
    escaped,
    escaped_lines,
    page,
    picture,
    section,
    table,
    with_code,
)
from archspec.runner.parent import kept_parent
from archspec.runner.progress import Epoch
from archspec.runner.record import Record
from archspec.runner.result import RunResult
from archspec.runner.session.segments import Segment, read_segments
from archspec.runner.shown import Evidence, sections
from archspec.runner.shown.changed import changed
from archspec.runner.shown.classes import classes
from archspec.runner.shown.curves import curves
from archspec.runner.storage import read_json, read_text, write
from archspec.syntax.layout import formatted
from archspec.syntax.writing import written

MAX_KEPT = 2**26
"""Bytes of a file of the run that the page takes in."""

GAP = "–"
"""What stands for a figure that there is not."""


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
    said = "".join(f"<p>{with_code(line)}</p>" for line in interpretation(recipe, result))
    parts = [
        f'<ul class="tiles">{"".join(_tiles(result))}</ul>',
        f'<div class="candid">{said}</div>',
        _network(folder),
        _figures(result),
        _changed(folder, recipe, result),
        curves(result.history, result.best, _of_training(recipe, result)),
        *sections(evidence),
        *(classes(name, one) for name, one in _targets(chosen_part(result.evaluations))),
        _stretches(result.history, read_segments(folder)),
        _epochs(result.history, result.best),
        _making(folder, recipe),
    ]
    title = folder.absolute().name
    write(folder / REPORT, page(title, _subtitle(recipe, record, result), parts))


def chosen_part(evaluations: Mapping[str, Evaluation]) -> Evaluation:
    """The part whose classes are shown: test before val before train."""
    return next(evaluations[part] for part in ("test", "val", "train") if part in evaluations)


def _subtitle(recipe: Recipe, record: Record, result: RunResult) -> str:
    shape = shape_text(record.input_shape)
    early = ", stopped early" if result.stopped_early else ""
    more = "".join(f"; {one}" for one in (record.started, record.rewritten) if one)
    return (
        f"{recipe.data.name}, {shape}, {_classes(record)}; "
        f"{len(result.history)} of {how_many(recipe.epochs, 'epoch')}{early}; "
        f"seed {recipe.seed}{more}"
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
            yield f"<li><b>{_short(one[first])}</b>{name} {escaped(first)}</li>"
        else:
            yield f"<li><b>{as_percent(one.accuracy)}</b>{name} accuracy</li>"
    yield f"<li><b>{result.best}</b>best epoch</li>"
    yield f"<li><b>{_duration(sum(epoch.seconds for epoch in result.history))}</b>training</li>"


def _figures(result: RunResult) -> str:
    """What the best weights and the last ones achieve, part by part."""
    more = [*dict.fromkeys(n for one in result.evaluations.values() for n in one.figures)]
    epochs = len(result.history)
    found = [
        (f"best, epoch {result.best}", result.evaluations),
        (f"last, epoch {epochs}", result.last),
    ]
    only = result.best == epochs
    rows = [
        (
            part,
            *(() if only else (weights,)),
            _share(one.accuracy),
            _share(one.mean_recall),
            _number(one.loss),
            one.samples,
            *(_number(one.figures.get(figure)) for figure in more),
        )
        for weights, parts in found[only:]
        for part, one in parts.items()
    ]
    head = ("part", *(() if only else ("weights",)), "accuracy", "balanced accuracy")
    head = (*head, "loss", "samples", *more)
    about = ["The weights of the last epoch, which was the best."] if only else []
    if any(one.confusion for one in result.evaluations.values()):
        about.append("Balanced accuracy is the mean of what is found of each class.")
    return section("Figures", table(*_known(head, rows)), " ".join(about))


def _changed(folder: Path, recipe: Recipe, result: RunResult) -> str:
    """What changed since the run that this one is a change of, if there is one."""
    if (parent := kept_parent(folder)) is None:
        return ""
    return changed(parent, _kept(folder / SPEC) or "", recipe, result.evaluations)


def _targets(one: Evaluation) -> Iterable[tuple[str, Evaluation]]:
    """What has classes: the evaluation itself, or those of its targets, with words for each."""
    return one.targets.items() if one.targets else [("", one)]


def _stretches(history: Sequence[Epoch], segments: Sequence[Segment]) -> str:
    """When it was trained, what was changed on the way, and what each stretch has brought."""
    ends = [*(one.first - 1 for one in segments[1:]), len(history)]
    rows = [
        (
            f"{one.first} to {end}",
            one.began.replace("T", " "),
            one.where,
            *_reached(history[:end]),
            Markup("<br>".join(map(escaped_lines, _said(one)))),
        )
        for one, end in zip(segments, ends, strict=False)
    ]
    head = ("epochs", "begun", "on", "least loss", "best accuracy", "what was another way")
    about = "Losses and accuracies are of the validation samples where there are any, until then."
    return section("Stretches", table(head, rows), about) if len(rows) > 1 else ""


def _reached(history: Sequence[Epoch]) -> tuple[str, str]:
    """The least loss and the best accuracy of some epochs."""
    every = [(one.figure("loss"), one.figure("accuracy")) for one in history]
    losses = [loss for loss, _ in every if loss is not None]
    shares = [share for _, share in every if share is not None]
    return _number(min(losses, default=None)), _share(max(shares, default=None))


def _said(one: Segment) -> list[str]:
    anew = f"the schedule began anew after epoch {one.schedule_since}"
    return [*one.changes, *([anew] if one.schedule_since else [])]


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _epochs(history: Sequence[Epoch], best: int) -> str:
    more = [*history[0].figures] if history else []
    names = ("epoch", "train loss", "train acc.", "val loss", "val acc.", "rate", "seconds")
    rows = [
        (
            str(one.number),
            _number(one.train_loss),
            _share(one.train_accuracy),
            _number(one.val_loss),
            _share(one.val_accuracy),
            f"{one.rate:g}",
            f"{one.seconds:.1f}",
            *(_number(one.figures.get(name)) for name in more),
        )
        for one in history
    ]
    heads = (name.replace("_", " ", 1) for name in more)
    return section("Epochs", table(*_known((*names, *heads), rows), best - 1))


def _known(
    head: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """A table without the columns of figures that no row has.

    >>> _known(("part", "accuracy"), [("train", GAP), ("val", GAP)])
    (['part'], [['train'], ['val']])
    """
    kept = [place for place in range(len(head)) if any(row[place] != GAP for row in rows)]
    return [head[place] for place in kept], [[row[place] for place in kept] for row in rows]


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


def _network(folder: Path) -> str:
    wide, narrow = (_kept(folder / name) for name in (DIAGRAM, NARROW_DIAGRAM))
    shown = picture(wide, "Diagram of the network", narrow)
    return section("The network", shown) if shown else ""


def _kept(path: Path) -> str | None:
    """The text of a file in the run's folder; None where there is none, or a link."""
    return read_text(path, MAX_KEPT) if path.is_file() and not path.is_symlink() else None


def _of_training(recipe: Recipe, result: RunResult) -> str:
    """Why the losses of training are higher than those of validation, where the recipe says so."""
    losses = [recipe.loss, *(getattr(one, "loss", None) for one in recipe.targets.values())]
    smooth = any(getattr(one, "label_smoothing", 0) for one in losses)
    changes = [*["samples are mixed"] * bool(recipe.mix), *["labels are smoothed"] * smooth]
    if not changes or "val" not in result.evaluations:
        return ""
    return (
        f"While it trains, {' and '.join(changes)}, and only then: the loss of training is higher "
        "for that, and may stay above that of validation."
    )


def _making(folder: Path, recipe: Recipe) -> str:
    """The recipe and the versions, to be unfolded."""
    texts = {
        "Recipe, without defaults": recipe_text(
            recipe.model_dump(mode="json", exclude_defaults=True)
        ),
        "Versions": as_json(read_json(folder / VERSIONS)),
    }
    each = (
        f"<details><summary>{title}</summary><pre>{escaped_lines(content)}</pre></details>"
        for title, content in texts.items()
    )
    return section("How it was made", "".join(each))


def recipe_text(fields: Mapping[str, Any]) -> str:
    """A recipe, or some fields of one, as a file would have it.

    >>> print(recipe_text({"epochs": 3, "optimizer": {"adam": {"lr": 0.1}}}), end="")
    train:
      epochs: 3
      optimizer: {adam: {lr: 0.1}}
    """
    return formatted(Source("recipe", written({"train": fields})))
