"""Trains every task of the documentation, and writes its page with what was measured.

`python tests/benchmarks/recipes.py` writes `docs/recipes.md`. Seconds are those of a processor, in
training alone, so that what else a machine does shows little in them.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

import archspec
from archspec.recipe import with_changes
from tests.runner.named_tasks import COMMON
from tests.runner.recipes import TASKS, Task, make_files

PAGE = Path(__file__).parents[2] / "docs/recipes.md"
HEAD = """# Thirteen recipes

For each sort of data a network that takes it, whole and small, to begin with. All of them are
trained by the tests, on data that a program makes; the figures are of samples that were held back.
How files of your own may lie is in [data.md](data.md), and which field goes where in
[fields.md](fields.md).
"""
AFTER = (
    "Seconds are those of one core, for the training, measured by `tests/benchmarks/recipes.py`.\n"
)
DRAWN = {
    "two_inputs": ("price.r2", "R² of prices"),
    "series": ("accuracy", "waves told right"),
    "autoencoder": ("r2", "R² of pictures"),
    "siamese_small": ("accuracy", "pairs of letters never seen told right"),
    "volume": ("accuracy", "balls told right"),
    "unet_small": ("iou", "IoU of masks"),
}
"""By name, the figure and what it is."""


def shown(task: Task) -> str:
    """The spec as a reader writes it: without what only tests need."""
    return task.text.replace(COMMON, "").strip()


def anchor(task: Task) -> str:
    """The link to its heading."""
    return f"[{task.title}](#{task.title.replace(' ', '-')})"


def section(task: Task) -> str:
    """A heading, the spec, and what predicts new samples."""
    new = " ".join(task.new)
    return (
        f"## {task.title[0].upper()}{task.title[1:]}\n\n```yaml\n{shown(task)}\n```\n\n"
        f"`archspec predict RUN {new}` gives {', '.join(f'`{one}`' for one in task.columns)}.\n"
    )


def row(task: Task, folder: Path) -> str:
    """What training came to."""
    start = process_time()
    result = archspec.loads(task.text).train(folder)
    seconds = process_time() - start
    found = result.evaluations.get("test") or result.evaluations["val"]
    figures = ", ".join(f"{name} {found[name]:.3g}" for name in task.least)
    return f"| {anchor(task)} | {figures} | {seconds:.0f} |"


def drawn_row(name: str, folder: Path) -> str:
    """What came of a spec that ships."""
    network, start = archspec.load(name), process_time()
    more = {"tensorboard": False, "device": "cpu"}
    result = network.train(folder, with_changes(network.spec.recipe, more))
    figure, about = DRAWN[name]
    seconds = process_time() - start
    value = result.evaluations["test"][figure]
    return f"| `archspec train {name}` | {about} | {value:.2f} | {seconds:.0f} |"


def write(rows: Sequence[str], drawn: Sequence[str]) -> None:
    """The page, with what was measured so far."""
    table = ["| task | figures | seconds |", "|---|---|---|", *rows]
    specs = ["| command | figure | new samples | seconds |", "|---|---|---|---|", *drawn]
    parts = [
        HEAD,
        "\n".join(table) + "\n",
        "And without any data of your own, specs that ship learn from drawings:\n",
        "\n".join(specs) + "\n",
        AFTER,
        *map(section, TASKS),
    ]
    PAGE.write_text("\n".join(parts), encoding="utf-8")


def main() -> None:
    """Trains them one after the other."""
    torch.set_num_threads(1)
    rows: list[str] = []
    drawn: list[str] = []
    with TemporaryDirectory() as place:
        os.chdir(place)
        make_files(Path(place))
        for task in TASKS:
            rows.append(row(task, Path(place) / f"run{len(rows)}"))
            write(rows, drawn)
        for name in DRAWN:
            drawn.append(drawn_row(name, Path(place) / name))
            write(rows, drawn)


if __name__ == "__main__":
    main()
