"""A comparison as one page that needs nothing but itself, and as files for papers and programs."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import quote

from archspec.diagnostics.readable import as_json, as_name, printable_lines
from archspec.files.run_files import REPORT
from archspec.runner.report import STYLE
from archspec.runner.storage import write_all
from archspec.study.chart import draw_bars, draw_costs
from archspec.study.comparison import Comparison, as_data
from archspec.study.table import as_csv, as_markdown, cells, duration, spread_text
from archspec.study.verdict import in_words

TEMPLATE: Final = Path(__file__).with_name("page_template.html")
PAGE: Final = "comparison.html"
COSTS: Final = {"params": "parameters", "macs": "multiply-adds"}
MOST_PAIRS: Final = 200
"""Pairs of designs in the page; the JSON has all."""


def write_comparison(folder: Path, found: Comparison) -> Path:
    """Writes table, charts and page into the folder of a study, and says where the page is.

    Raises:
        Failure: A644 if one cannot be written.
    """
    pictures = {}
    if any(one.values(found.part, found.by) for one in found.rows):
        pictures = {"bars.svg": draw_bars(found)}
        pictures |= {f"{cost}.svg": draw_costs(found, cost) for cost in COSTS}
    files = {
        **pictures,
        "comparison.md": as_markdown(found),
        "comparison.csv": as_csv(found),
        "comparison.json": as_json(as_data(found)) + "\n",
        PAGE: _page(folder, found, pictures),
    }
    write_all({folder / name: text for name, text in files.items()})
    return folder / PAGE


def _page(folder: Path, found: Comparison, pictures: dict[str, str]) -> str:
    page = Template(TEMPLATE.read_text(encoding="utf-8"))
    head, *rows = cells(found)
    return page.substitute(
        style=STYLE.read_text(encoding="utf-8"),
        title=_name(folder.absolute().name),
        subtitle=in_page(_subtitle(found)),
        words="".join(f"<p>{in_page(one)}.</p>" for one in found.words),
        bars=picture(pictures.get("bars.svg"), "Bars of all designs, with a dot for each run"),
        designs=section("Designs", html_table(head, rows)),
        costs=_costs(found, pictures),
        pairs=_pairs(found),
        runs=section("Runs", _runs(folder, found)),
    )


def _costs(found: Comparison, pictures: dict[str, str]) -> str:
    each = [
        picture(pictures.get(f"{cost}.svg"), f"{found.by} against {word}")
        for cost, word in COSTS.items()
    ]
    about = "A line joins the designs to which none is both cheaper and better."
    shown = f'<p class="soft">{about}</p><div class="charts">{"".join(each)}</div>'
    return f"<h2>What it costs</h2>{shown}" if pictures else ""


def _subtitle(found: Comparison) -> str:
    designs = f"{len(found.rows)} designs" if len(found.rows) > 1 else "1 design"
    seeds = f"{found.planned} seeds" if found.planned > 1 else "one seed"
    return (
        f"{designs} from {seeds} each, compared by {found.by} on the {found.part} samples; "
        "± is half of the interval that holds the mean with 95 %"
    )


def _pairs(found: Comparison) -> str:
    if not found.verdicts:
        return ""
    ordered = sorted(found.verdicts, key=lambda one: one.p)[:MOST_PAIRS]
    lines = "".join(f"<li>{in_page(in_words(one, found.by))}</li>" for one in ordered)
    about = "By Welch's t-test; the p values of all pairs are corrected together (Holm)."
    return f'<h2>Pairs</h2><p class="soft">{escape(about)}</p><ul>{lines}</ul>'


def _runs(folder: Path, found: Comparison) -> str:
    head = ["design", "seed", *(f"{part} {found.by}" for part in found.parts), "time", "folder"]
    rows: list[list[Cell]] = [
        [
            as_name(row.name),
            str(run.seed),
            *(_figure(run.figure(part, found.by), found.by) for part in found.parts),
            as_name(run.failed) or duration(run.seconds),
            Link(_below(run.folder, folder), f"{_below(run.folder, folder)}/{REPORT}"),
        ]
        for row in found.rows
        for run in row.outcomes
    ]
    return html_table(head, rows)


def _figure(value: float | None, by: str) -> str:
    return "–" if value is None else spread_text([value], by)


def _below(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


@dataclass(frozen=True)
class Link:
    """A cell that leads to a file beside the page."""

    text: str
    path: str


Cell = str | Link


def html_table(head: Iterable[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Cells as a table of a page."""
    top = "".join(f"<th>{_name(one)}</th>" for one in head)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(one)}</td>' for one in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def section(title: str, table: str) -> str:
    """A table under its title, which is scrolled where it is wide."""
    return f'<h2>{title}</h2><div class="scroll">{table}</div>'


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return _name(cell)
    return f'<a href="{escape(quote(cell.path))}">{_name(cell.text)}</a>'


def picture(svg: str | None, words: str) -> str:
    """An image, in which no script of an SVG runs; or nothing."""
    if svg is None:
        return ""
    source = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    return f'<div class="figure"><img alt="{_name(words)}" src="{source}"></div>'


def _name(name: str) -> str:
    return escape(as_name(name))


def in_page(lines: str) -> str:
    """Text in which something from outside may stand, as text of a page."""
    return escape(printable_lines(lines))
