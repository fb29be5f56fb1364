"""`archspec export`: of specs and of runs."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image
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


PAGE = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


def test_the_file_of_a_run_is_used_as_the_page_says_and_gives_what_the_run_predicts() -> None:
    spec = SPEC.replace("name: tiny\n", "").replace("digits", "image_folder, root: shapes")
    spec = spec.replace("[1, 8, 8]", "[3, 8, 8]").replace("linear: 10", "linear: 2")
    Path("mine.yaml").write_text(spec)
    draw = np.random.default_rng(0)
    for place, name in enumerate(("dim", "bright")):
        Path("shapes", name).mkdir(parents=True)
        for n in range(20):
            pixels = draw.integers(80 * place, 80 * place + 150, (30, 40, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(Path("shapes", name, f"{n}.png"))
    Image.fromarray(pixels).save(
        "new.jpg", format="PNG"
    )  # a JPEG is brought to size by another way
    assert archspec("train", "mine.yaml").exit_code == 0
    told = archspec("export", "runs/mine", "--to", "onnx").stdout
    assert "exported mine.onnx" in told
    assert "preprocessing.json" in told

    names: dict[str, Any] = {}
    [program] = re.findall(r"```py\n(.*?)```", PAGE, re.DOTALL)
    exec(program, names)  # noqa: S102  our own page
    [said] = json.loads(archspec("predict", "runs/mine", "new.jpg", "--json").stdout)
    expected = {one["class"]: one["probability"] for one in said["top"]}
    found = dict(zip(names["answers"]["classes"], map(float, names["shares"]), strict=True))
    assert found == pytest.approx(expected, abs=1e-5)

    assert archspec("export", "runs/mine", "-o", "mine.pt2").exit_code == 0
    extra = {"preprocessing.json": ""}
    torch.export.load("mine.pt2", extra_files=extra)
    assert json.loads(extra["preprocessing.json"]) == names["known"]


def test_a_file_of_a_table_has_the_scale_and_the_classes_of_each_field() -> None:
    rows = [f"{n},{n * n},{'low' if n < 20 else 'high'}" for n in range(40)]
    Path("t.csv").write_text("\n".join(["a,b,c", *rows]))
    Path("t.yaml").write_text(
        "archspec: 1\ninputs: {x: [2]}\nlayers: [linear: 2]\n"
        "train: {data: {table: t.csv, fields: {x: {numbers: {of: [a, b], scale: standard}}, "
        "y: {class: c}}}, epochs: 1}\n"
    )
    assert archspec("train", "t.yaml").exit_code == 0
    result = archspec("export", "runs/t")
    assert result.exit_code == 0, result.output
    extra = {"preprocessing.json": ""}
    torch.export.load("t.pt2", extra_files=extra)
    known = json.loads(extra["preprocessing.json"])
    taken = known["inputs"]["x"]
    assert (taken["columns"], taken["kind"]) == (["a", "b"], "numbers")
    assert taken["mean"] == pytest.approx([19.5, np.mean(np.arange(40) ** 2)])
    assert taken["std"] == pytest.approx([np.std(np.arange(40)), np.std(np.arange(40) ** 2)])
    assert known["outputs"]["output"]["classes"] == ["high", "low"]


def test_an_ending_that_contradicts_the_form_is_refused() -> None:
    result = archspec("export", "tiny.yaml", "--to", "onnx", "-o", "tiny.pt2")
    assert "error[A501]" in result.stderr
    assert "write `tiny.onnx`, or ask for `pt2`" in result.stderr
    assert not Path("tiny.pt2").exists()
