"""What came of a sweep: trials in a table and in pictures, and a study to confirm the best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Failure, Help, Source
from archspec.diagnostics.readable import as_json, as_name
from archspec.diagnostics.reasons import reason_lines
from archspec.files.run_files import REPORT, RUNS
from archspec.language import resolved_text
from archspec.planning.ranges import parted
from archspec.planning.sweep_check import COSTS
from archspec.runner.page import escaped_lines, link, page, picture, section, table
from archspec.runner.storage import write_all
from archspec.study.gallery import network
from archspec.study.sweep import Sweep
from archspec.study.sweep_pictures import TOGETHER, pictures, value_text
from archspec.study.table import aligned, count, spread_text
from archspec.study.tried import Tried
from archspec.syntax.layout import formatted
from archspec.syntax.writing import written

SHOWN: Final = 10
"""Trials in the table of a terminal."""

PAGE: Final = "sweep.html"
DATA: Final = "sweep.json"
CONFIRM: Final = "confirm.yaml"
BEST: Final = "best.yaml"
"""The best design with its recipe, to be trained."""

SPEC: Final = "sweep_spec.yaml"
RECIPE: Final = "sweep_recipe.json"
"""What `confirm.yaml` names; as `spec.yaml` and `recipe.json` they would make the folder a run."""

SEEDS: Final = 5
STATES: Final = ("done", "pruned", "refused", "training", "waiting")


@dataclass(frozen=True)
class Written:
    """What was written of a sweep.

    Args:
        path: of the page.
        data: the trials for machines.
    """

    path: Path
    data: dict[str, Any]


def write_sweep(sweep: Sweep, found: Sequence[Tried]) -> Written:
    """Writes page, pictures and JSON, and a study that trains the best from several seeds.

    Raises:
        Failure: A644 if one cannot be written.
    """
    data = _as_data(sweep, found)
    done = [one for one in found if one.values]
    drawn = pictures(sweep, done) if done else {}
    files = {
        **drawn,
        DATA: as_json(data) + "\n",
        PAGE: _page(sweep, found, drawn),
        **(_confirming(sweep, done[0]) if done else {}),
    }
    write_all({sweep.folder / name: text for name, text in files.items()})
    return Written(sweep.folder / PAGE, data)


def as_text(sweep: Sweep, found: Sequence[Tried]) -> str:
    """The best trials for a terminal, and what to make of them."""
    more = [f"… and {len(found) - SHOWN} more on the page"] if len(found) > SHOWN else []
    return "\n".join([*aligned(cells(sweep, found[:SHOWN])), *more, *words(sweep, found)])


def cells(sweep: Sweep, found: Sequence[Tried]) -> list[list[str]]:
    """The head and a row for each trial."""
    over, figures = [*sweep.plan.over], [*sweep.aim]
    rows = [
        [
            f"{one.number:04}",
            *(value_text(one.chosen.get(name)) for name in over),
            *(_figure(sweep, one, at) for at in range(len(figures))),
            one.state,
        ]
        for one in found
    ]
    return [["run", *map(as_name, over), *map(_headed, figures), ""], *rows]


def words(sweep: Sweep, found: Sequence[Tried]) -> list[str]:
    """What to make of it, as lines."""
    states = [one.state for one in found]
    known = {word: states.count(word) for word in STATES}
    said = [", ".join(f"{number} {word}" for word, number in known.items() if number)]
    whys = ((f"{one.number:04}", one.note) for one in sorted(found, key=lambda one: one.number))
    said += reason_lines("refused", whys, DATA)
    if known["done"] and len(sweep.aim) == 1:
        best = ", ".join(f"{as_name(n)} {value_text(v)}" for n, v in found[0].chosen.items())
        said.append(f"best of {known['done']}: {best} ({_figure(sweep, found[0], 0)}), {BEST}")
        told = f"Whether it beats the recipe as it was written, {SEEDS} seeds of both tell:"
        said.append(f"The best of several is so by luck too. {told}")
        said.append(f"  archspec compare {quote(str(sweep.folder / CONFIRM))}")
    return said


def check_found(found: Sequence[Tried]) -> None:
    """Nothing, where some trial came to a figure, or may do so yet.

    Raises:
        Failure: A680 where all have ended without.
    """
    if any(one.state in ("done", "training", "waiting") for one in found):
        return
    first = min(found, key=lambda one: one.number)
    why = f"{first.number:04}: {first.note or first.state}"
    fact = f"no trial of this sweep came to a figure, as {why}"
    help_ = Help("sweep other values; what a design may cost stands under `budget` of the study")
    raise Failure([Diagnostic("A680", fact, helps=(help_,))])


def _as_data(sweep: Sweep, found: Sequence[Tried]) -> dict[str, Any]:
    return {
        "aim": dict(sweep.aim),
        "trials": [
            {
                "number": one.number,
                "folder": str(sweep.place(one.number)),
                "state": one.state,
                "chosen": one.chosen,
                "values": dict(zip(sweep.aim, one.values, strict=False)),
                "note": one.note or None,
            }
            for one in found
        ],
    }


def _confirming(sweep: Sweep, best: Tried) -> dict[str, str]:
    """A study of the best trial and of what it began from, and the files that it names."""
    params, fields = parted(best.chosen)
    common: dict[str, Any] = {"recipe": RECIPE}
    if sweep.has_own_recipe:
        common = {"train": sweep.plan.train} if sweep.plan.train else {}
    plan = {
        "study": {
            "designs": [
                {"spec": SPEC, "name": "best", "set": params, "train": fields},
                {"spec": SPEC, "name": "as written"},
            ],
            **common,
            "seeds": SEEDS,
        }
    }
    return {
        BEST: _best(sweep, best),
        CONFIRM: formatted(Source(CONFIRM, written(plan))),
        SPEC: sweep.text,
        RECIPE: as_json(sweep.recipe.model_dump(mode="json")) + "\n",
    }


def _best(sweep: Sweep, best: Tried) -> str:
    contender = sweep.contender(best.chosen)
    recipe = contender.recipe.model_dump(mode="json", exclude_defaults=True)
    text = resolved_text(contender.spec, recipe=False).rstrip()
    return f"{text}\n\n{formatted(Source(BEST, written({'train': recipe})))}"


def _page(sweep: Sweep, found: Sequence[Tried], drawn: Mapping[str, str]) -> str:
    head, *rows = cells(sweep, found)
    charts = "".join(picture(svg, name) for name, svg in drawn.items() if name != TOGETHER)
    over = ", ".join(map(as_name, sweep.plan.over))
    said = "".join(f"<p>{escaped_lines(one)}</p>" for one in words(sweep, found))
    linked = ([_report(sweep, one[0]), *one[1:]] for one in rows)
    parts = [
        f'<div class="candid">{said}</div>',
        f'<div class="charts drawn">{charts}</div>' if charts else "",
        _together(drawn),
        section("Trials", table(head, linked)),
        _best_network(sweep, found),
    ]
    subtitle = f"{sweep.count} trials over {over}, by {sweep.plan.search.kind}"
    return page(sweep.folder.absolute().name, subtitle, parts)


def _together(drawn: Mapping[str, str]) -> str:
    """The picture of two things that vary, where there are trials enough for it."""
    if TOGETHER not in drawn:
        return ""
    shown = (
        f'<div class="drawn">{picture(drawn[TOGETHER], "Trials over two things that vary")}</div>'
    )
    about = (
        "A dot is a trial. Of all that varies, these two have most to do with how well trials did; "
        "where one value is best only together with some of the other, the picture shows it."
    )
    return section("Two together", f'<div class="drawn">{shown}</div>', about)


def _report(sweep: Sweep, run: str) -> str:
    """The name of a run, which leads to its report where it has come that far."""
    place = f"{RUNS}/{run}/{REPORT}"
    return link(run, place) if (sweep.folder / place).is_file() else run


def _best_network(sweep: Sweep, found: Sequence[Tried]) -> str:
    """The network that did best, where there is one aim."""
    if len(sweep.aim) != 1 or not (found and found[0].values):
        return ""
    shown = picture(network(sweep.place(found[0].number)), "Diagram of the best network")
    return section("The best", shown) if shown else ""


def _headed(name: str) -> str:
    return name if name in COSTS else f"val {name}"


def _figure(sweep: Sweep, one: Tried, at: int) -> str:
    if not one.values:
        return ""
    name = [*sweep.aim][at]
    return count(int(one.values[at])) if name in COSTS else spread_text([one.values[at]], name)
