"""`archspec export`: of specs and of runs."""

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result
from safetensors.torch import load_file

import archspec as package
from archspec.cli import main

SPEC = """\
archspec: 1
name: tiny
input: [1, 8, 8]
layers: [flatten, linear: 10]
train: {data: {dataset: digits, val: 0.1}, epochs: 2, tensorboard: false}
"""


def archspec(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(SPEC)


@pytest.mark.parametrize("weights", ["best", "last"])
def test_a_run_is_exported_with_its_weights(weights: str) -> None:
    assert archspec("train", "tiny.yaml", "-o", "run").exit_code == 0
    result = archspec("export", "run", "--weights", weights, "-o", "it.pt2")
    assert result.exit_code == 0, result.output
    module = package.load("tiny.yaml").build()
    module.load_state_dict(load_file(f"run/{weights}.safetensors"))
    images = torch.rand(5, 1, 8, 8)
    given = torch.export.load("it.pt2").module()(input=images)
    assert torch.allclose(given, module(images), atol=1e-6)


def test_without_weights_it_says_so_and_takes_the_name_of_the_network() -> None:
    result = archspec("export", "tiny.yaml")
    assert "weights are initial ones" in result.stderr
    assert "exported tiny.pt2" in result.stdout
    assert archspec("export", "tiny.yaml", "-o", "other.pt2").exit_code == 0
    first, second = (torch.export.load(f"{name}.pt2").state_dict for name in ("tiny", "other"))
    assert all(torch.equal(value, second[key]) for key, value in first.items())


@pytest.mark.parametrize(
    "arguments",
    [("run", "--set", "a=1"), ("run", "--weights", "x.pt"), ("tiny.yaml", "--to", "h5")],
)
def test_misuse_exits_with_2(arguments: tuple[str, ...]) -> None:
    Path("run").mkdir()
    assert archspec("export", *arguments).exit_code == 2


def test_what_is_no_run_and_what_is_no_form_is_said() -> None:
    Path("empty").mkdir()
    assert "error[A641]" in archspec("export", "empty").stderr
    assert "error[A501]" in archspec("export", "tiny.yaml", "-o", "tiny.h5").stderr
    assert "error[A520]" in archspec("export", "tiny.yaml", "--weights", "no.pt").stderr
