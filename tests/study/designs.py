"""Small designs to be compared, and the command that compares them."""

import json
import pickle
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from archspec.cli import main
from archspec.runner.data.files import DIGITS
from tests.runner.processes import ended, forked

SPEC = """
archspec: 1
name: {name}
params: {{width: {width}}}
input: [1, 8, 8]
layers: [flatten, linear: $width, relu, linear: 10]
train:
  data: {{dataset: digits, val: 0.1}}
  epochs: {epochs}
  threads: 1
  device: cpu
  tensorboard: false
"""


def design(name: str, width: int, epochs: int = 1) -> str:
    Path(f"{name}.yaml").write_text(SPEC.format(name=name, width=width, epochs=epochs))
    return f"{name}.yaml"


def run(*words: str):
    return CliRunner().invoke(main, ["compare", *words])


def begun(result: Path, *words: str) -> int:
    """The id of a process that runs a command, and keeps its status and what it said."""
    return forked(partial(_said, words), result)


def _said(words: Sequence[str]) -> tuple[int, str]:
    done = CliRunner().invoke(main, words)
    return done.exit_code, done.output


def what_came_of(child: int, result: Path) -> tuple[int, str]:
    """The status of such a command and what it said, once it is over."""
    assert ended(child, limit=300) == 0
    status, said = pickle.loads(result.read_bytes())  # noqa: S301  our own
    return status, said


def figures_of(folder: Path) -> dict[str, object]:
    found = json.loads((folder / "result.json").read_text())
    return found["best"]["parts"]


def on_file(path: str, start: int = 0) -> str:
    """A recipe's data in a file, of which the samples begin at one of those of `digits`."""
    with np.load(DIGITS) as known:
        arrays = {name: known[f"{name}_train"][start : start + 200] for name in "xy"}
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays)
    return f"data: {{dataset: npz, root: {path}, val: 0.2}}"


def spec_on(name: str, data: str) -> str:
    text = SPEC.format(name=name, width=8, epochs=1)
    Path(f"{name}.yaml").write_text(text.replace("data: {dataset: digits, val: 0.1}", data))
    return f"{name}.yaml"
