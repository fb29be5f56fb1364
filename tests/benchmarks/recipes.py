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
from tests.runner.named_tasks import COMMON
from tests.runner.recipes import TASKS, Task, make_files

PAGE = Path(__file__).parents[2] / "docs/recipes.md"
HEAD = """# Twelve recipes

For each sort of data a network that takes it, whole and small, to begin with. All of them are trained by the
tests, on data that a program makes; the figures are of samples that were held back. Which field goes where, and what is
said where one does not fit, is in [fields.md](fields.md), and how files may lie in [data.md](data.md).
"""
AFTER = (
    "Seconds are those of one core, for the training, measured by `tests/benchmarks/recipes.py`.\n"
)
DRAWN = {
    "unet_small": "IoU of masks",
    "siamese_small": "pairs of letters never seen that are told right",
    "autoencoder": "R² of pictures",
    "series": "accuracy",
    "volume": "accuracy",
    "two_inputs": "R² of prices",
}
FIGURES = {
    "unet_small": "iou",
    "siamese_small": "accuracy",
    "autoencoder": "r2",
    "series": "accuracy",
    "volume": "accuracy",
    "two_inputs": "price.r2",
}


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
    figure = result.evaluations["test"][FIGURES[name]]
    seconds = process_time() - start
    return f"| `archspec train {name}` | {DRAWN[name]} | {figure:.2f} | {seconds:.0f} |"


def main() -> None:
    torch.set_num_threads(1)
    with TemporaryDirectory() as place:
        os.chdir(place)
        make_files(Path(place))
        rows = [row(task, Path(place) / f"run{n}") for n, task in enumerate(TASKS)]
        drawn = [drawn_row(name, Path(place) / name) for name in DRAWN]
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


if __name__ == "__main__":
    main()
