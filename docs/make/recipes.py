"""The page of recipes: the tasks that the tests train, and the figures that were measured last.

`python tests/benchmarks/recipes.py` measures them anew, which takes minutes.
"""

import re
from collections.abc import Sequence
from typing import Final

from tests.runner.named_tasks import COMMON
from tests.runner.recipes import TASKS, Task

from .made import Files, read

PAGE: Final = "docs/recipes.md"
HEAD: Final = """# Thirteen recipes

For each sort of data a network that takes it, whole and small, to begin with. All of them are
trained by the tests, on data that a program makes; the figures are of samples that were held back.
How files of your own may lie is in [data.md](data.md), and which field goes where in
[fields.md](fields.md).
"""
AFTER: Final = (
    "Seconds are those of one core, for the training, measured by `tests/benchmarks/recipes.py`.\n"
)
MEASURED: Final = re.compile(r"^\| \[.*\|$", re.MULTILINE)
MEASURED_DRAWN: Final = re.compile(r"^\| `archspec train .*\|$", re.MULTILINE)


def recipes() -> Files:
    """The page, with the figures that stand in it."""
    text = read(PAGE)
    return {PAGE: page(MEASURED.findall(text), MEASURED_DRAWN.findall(text))}


def page(rows: Sequence[str], drawn: Sequence[str]) -> str:
    """The page with these rows: of the tasks, and of specs that ship."""
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
    return "\n".join(parts)


def shown(task: Task) -> str:
    """The spec as a reader writes it: without what only tests need."""
    return task.text.replace(COMMON, "").strip()


def anchor(task: Task) -> str:
    """The link to its heading."""
    return f"[{task.title}](#{task.title.replace(' ', '-')})"


def section(task: Task) -> str:
    """A heading, the spec, and what predicts new samples."""
    new, columns = " ".join(task.new), ", ".join(f"`{one}`" for one in task.columns)
    return (
        f"## {task.title[0].upper()}{task.title[1:]}\n\n```yaml\n{shown(task)}\n```\n\n"
        f"`archspec predict RUN {new} -o new.csv` writes {columns}.\n"
    )
