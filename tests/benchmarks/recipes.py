"""Trains every task of the documentation, and writes its page with what was measured.

`python tests/benchmarks/recipes.py` writes `docs/recipes.md`. Seconds are those of a processor, in
training alone, so that what else a machine does shows little in them.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

import archspec
from archspec.recipe import with_changes
from docs.make.made import write
from docs.make.recipes import PAGE, anchor, page
from tests.runner.recipes import TASKS, Task, make_files

DRAWN = {
    "two_inputs": ("price.r2", "R² of prices"),
    "series": ("accuracy", "waves told right"),
    "autoencoder": ("r2", "R² of pictures"),
    "siamese_small": ("accuracy", "pairs of letters never seen told right"),
    "volume": ("accuracy", "balls told right"),
    "unet_small": ("iou", "IoU of masks"),
}
"""By name, the figure and what it is."""


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
            write(PAGE, page(rows, drawn))
        for name in DRAWN:
            drawn.append(drawn_row(name, Path(place) / name))
            write(PAGE, page(rows, drawn))


if __name__ == "__main__":
    main()
