"""A small design to be swept, and the command that sweeps it."""

from pathlib import Path

from click.testing import CliRunner

from archspec.cli import main
from archspec.study.sweep import opened_sweep
from archspec.study.tried import tried

HEAD = "study:\n  spec: net.yaml\n"
NET = """\
archspec: 1
name: net
params: {{width: 4, rate: 0.01, hold: 0.1}}
input: [1, 8, 8]
layers: [flatten, linear: $width, batchnorm, {{linear: {{width: 10, name: out}}}}]
train:
  data: {data}
  epochs: 1
  optimizer: {{adam: {{lr: $rate}}}}
  tensorboard: false
"""


def design(data: str = "{dataset: digits, val: $hold}", more: str = "") -> None:
    Path("net.yaml").write_text(NET.format(data=data) + more)


def run(text: str, *words: str):
    Path("s.yaml").write_text(HEAD + text)
    return CliRunner().invoke(main, ["sweep", "s.yaml", "-o", "out", *words])


def resume(*words: str):
    return CliRunner().invoke(main, ["sweep", "--resume", "out", *words])


def states() -> dict[int, str]:
    return {one.number: one.state for one in tried(opened_sweep(Path("out")))}
