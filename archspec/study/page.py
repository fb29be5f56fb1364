"""A comparison as one page that needs nothing but itself, and as files for papers and programs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from archspec.diagnostics.readable import as_json, as_name
from archspec.files.run_files import REPORT
from archspec.runner.page import escaped_lines, link, page, picture, section, table
from archspec.runner.storage import write_all
from archspec.study.chart import draw_bars, draw_costs
from archspec.study.comparison import Comparison
from archspec.study.differing import by_network, differences, in_common
from archspec.study.document import as_data
from archspec.study.gallery import curves, networks
from archspec.study.study import Study
from archspec.study.table import as_csv, as_markdown, cells, duration, spread_text
from archspec.study.verdict import in_words

PAGE: Final = "comparison.html"
COSTS: Final = {"params": "parameters", "macs": "multiply-adds"}
MOST_PAIRS: Final = 200
"""Pairs of designs in the page; the JSON has all."""


def write_comparison(study: Study, found: Comparison) -> Path:
    """Writes table, charts and page into the folder of a study, and says where the page is.

    Args:
        study: which designs there are.
        found: what has come of them.

    Raises:
        Failure: A644 if one cannot be written.
    """
    pictures = {}
    if any(one.values(found.part, found.by) for one in found.rows):
        pictures = {"bars.svg": draw_bars(found)}
        pictures |= {f"{cost}.svg": draw_costs(found, cost) for cost in COSTS}
    folder = study.folder
    files = {
        **pictures,
        "comparison.md": as_markdown(found),
        "comparison.csv": as_csv(found),
        "comparison.json": as_json(as_data(found)) + "\n",
        PAGE: _page(study, found, pictures),
    }
    write_all({folder / name: text for name, text in files.items()})
    return folder / PAGE


def _page(study: Study, found: Comparison, pictures: dict[str, str]) -> str:
    folder = study.folder
    head, *rows = [_figures_first(row, len(found.parts)) for row in cells(found)]
    said = "".join(f"<p>{escaped_lines(one)}.</p>" for one in found.words)
    bars = picture(pictures.get("bars.svg"), "Bars of all designs, with a dot for each run")
    parts = [
        f'<div class="candid">{said}</div>',
        f'<div class="drawn">{bars}</div>',
        section("Designs", table(head, rows)),
        differences(study.contenders),
        in_common(study.contenders),
        _costs(found, pictures),
        curves(found),
        networks(found, by_network(study.contenders)),
        _pairs(found),
        section("Runs", _runs(folder, found)),
    ]
    return page(folder.absolute().name, _subtitle(study, found), parts)


def _figures_first(row: Sequence[str], count: int) -> list[str]:
    """A row with what was held back, and what was trained on, right behind the name.

    >>> _figures_first(["design", "params", "MACs", "time", "train", "test", "runs"], 2)
    ['design', 'test', 'train', 'params', 'MACs', 'time', 'runs']
    """
    costs, figures, runs = row[1 : -1 - count], row[-1 - count : -1], row[-1:]
    return [row[0], *reversed(figures), *costs, *runs]


def _costs(found: Comparison, pictures: dict[str, str]) -> str:
    each = [
        picture(pictures.get(f"{cost}.svg"), f"{found.by} against {word}")
        for cost, word in COSTS.items()
        if len({getattr(one, cost) for one in found.rows}) > 1
    ]
    about = "A line joins the designs to which none is both cheaper and better."
    shown = f'<div class="charts drawn">{"".join(each)}</div>'
    return section("What it costs", shown, about) if any(each) else ""


def _subtitle(study: Study, found: Comparison) -> str:
    designs = f"{len(found.rows)} designs" if len(found.rows) > 1 else "1 design"
    seeds = f"{found.planned} seeds" if found.planned > 1 else "one seed"
    data = study.contenders[0].recipe.data.name
    return (
        f"{designs} on {data}, from {seeds} each, compared by {found.by} on the {found.part} "
        "samples; ± is half of the interval that holds the mean with 95 %"
    )


def _pairs(found: Comparison) -> str:
    if not found.verdicts:
        return ""
    said = [in_words(one, found.by) for one in sorted(found.verdicts, key=lambda one: one.p)]
    # Those of the best design stand at the top.
    others = [one for one in said if one not in found.words][:MOST_PAIRS]
    lines = "".join(f"<li>{escaped_lines(one)}</li>" for one in others)
    about = "By Welch's t-test; the p values of all pairs are corrected together (Holm)."
    return section("Other pairs", f"<ul>{lines}</ul>", about) if others else ""


def _runs(folder: Path, found: Comparison) -> str:
    head = ["design", "seed", *(f"{part} {found.by}" for part in found.parts), "time", "folder"]
    rows = [
        [
            as_name(row.name),
            str(run.seed),
            *(_figure(run.figure(part, found.by), found.by) for part in found.parts),
            as_name(run.failed) or duration(run.seconds),
            link(_below(run.folder, folder), f"{_below(run.folder, folder)}/{REPORT}"),
        ]
        for row in found.rows
        for run in row.outcomes
    ]
    return table(head, rows)


def _figure(value: float | None, by: str) -> str:
    return "–" if value is None else spread_text([value], by)


def _below(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
