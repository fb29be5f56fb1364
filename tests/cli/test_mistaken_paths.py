"""A run where a spec belongs, a spec where a run does, a folder where an image does."""

from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from archspec.cli import main

SPEC = """archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: 10]
train:
  data: {dataset: digits}
  epochs: 1
  tensorboard: false
"""


def archspec(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("here")
    (folder / "my.yaml").write_text(SPEC)
    assert archspec("train", folder / "my.yaml", "-o", folder / "runs" / "one").exit_code == 0
    return folder


def test_a_run_where_a_spec_belongs_is_gone_on_with(here, monkeypatch):
    monkeypatch.chdir(here)
    told = archspec("train", "runs/one").stderr
    assert "`runs/one` is a run, and no spec" in told
    assert "`archspec train --resume runs/one`" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "my.yaml", "-o", ""),
        ("train", "--resume", ""),
        ("train", "my.yaml", "--root", ""),
        ("build", "my.yaml", "-o", ""),
        ("diagram", "my.yaml", "-o", ""),
        ("source", "my.yaml", "-o", ""),
        ("export", "my.yaml", "-o", ""),
        ("data", "my.yaml", "-o", ""),
        ("eval", ""),
        ("predict", "runs/one", ""),
        ("runs", ""),
    ],
)
def test_an_empty_name_is_no_path(here, monkeypatch, arguments):
    monkeypatch.chdir(here)
    before = sorted(here.iterdir())
    told = archspec(*arguments)
    assert told.exit_code == 2
    assert "the name is empty" in told.stderr
    assert sorted(here.iterdir()) == before


def test_an_occupied_folder_is_named_with_the_command_that_goes_on(here, monkeypatch):
    monkeypatch.chdir(here)
    told = archspec("train", "my.yaml", "-o", "runs/one").stderr
    assert "A640" in told
    assert "`archspec train --resume runs/one`" in told
    assert archspec("train", "--resume", "runs/one").exit_code == 0


@pytest.mark.parametrize(
    "command",
    [("compare", "runs/one", "runs/nope"), ("compare", "runs/nope"), ("export", "runs/nope")],
)
def test_a_run_that_is_not_there_is_named_with_those_that_are(here, monkeypatch, command):
    monkeypatch.chdir(here)
    result = archspec(*command)
    assert result.exit_code == 1
    assert "error[A641]: the folder `runs/nope` is not there" in result.stderr
    assert "here are `runs/one`" in result.stderr


def test_runs_are_not_compared_with_specs(here, monkeypatch):
    monkeypatch.chdir(here)
    told = archspec("compare", "my.yaml", "runs/one").stderr
    assert "error[A641]: `my.yaml` is no run, and is to be compared with one" in told


@pytest.mark.parametrize("command", [("eval", "my.yaml"), ("predict", "my.yaml", "x.png")])
def test_a_spec_where_a_run_belongs_is_answered_with_the_runs(here, monkeypatch, command):
    monkeypatch.chdir(here)
    result = archspec(*command)
    assert result.exit_code == 1
    assert "`my.yaml` is a file, and no run" in result.stderr
    assert "name the folder of a run: here are `runs/one`" in result.stderr


def test_a_folder_among_images_is_told_and_the_others_answered(here, monkeypatch):
    monkeypatch.chdir(here)
    (here / "own").mkdir()
    Image.new("L", (8, 8)).save(here / "x.png")
    alone = archspec("predict", "runs/one", "own")
    assert alone.exit_code == 1
    assert "name the images in it: `own/*`" in alone.stderr
    both = archspec("predict", "runs/one", "own", "x.png")
    assert "x.png: " in both.stdout
    assert "`own` is a folder, and no image" in both.stderr


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("check", "mi.yaml"), "my.yaml"),
        (("train", "my.yaml", "--recipe", "on_digit.yaml"), "on_digits.yaml"),
        (("data", "my.yaml", "--recipe", "on_digit.yaml"), "on_digits.yaml"),
        (("sweep", "on_digit.yaml"), "on_digits.yaml"),
        (("build", "my.yaml", "-o", "out", "--weights", "lsat.safetensors"), "last.safetensors"),
        (("check", "my.yaml", "--plugin", "kind.py"), "kinds.py"),
        (("new", "-", "--data", "row.csv", "--target", "b"), "rows.csv"),
        (("predict", "runs/one", "imgae.png"), "image.png"),
        (("kernels", "net", "imgae.png"), "image.png"),
        (("kernels", "runs/on", "image.png"), "runs/one"),
        (("train", "my.yaml", "--parent", "runs/on", "-o", "x"), "runs/one"),
        (("runs", "run"), "runs"),
        (("train", "starts.yaml", "-o", "x"), "last.safetensors"),
        (("check", "table.yaml"), "rows.csv"),
        (("train", "folder.yaml", "-o", "x"), "pictures"),
        (("train", "published.yaml", "-o", "x"), "pictures"),
        (("train", "pattern.yaml", "-o", "x"), "pictures"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else one,
)
def test_a_misspelt_file_is_answered_with_what_lies_beside_it(here, monkeypatch, arguments, meant):
    monkeypatch.chdir(here)
    start = "epochs: 1\n  start: {weights: lsat.safetensors}"
    folder = "data: {dataset: image_folder, root: picture}"
    rows = "{table: row.csv, fields: {x: {number: a}, y: {number: b}}}, loss: mse}"
    files = '{x: {image: {of: "picture/*.png"}}, y: {array: {of: "picture/*.npy"}}}'
    cifar = "data: {dataset: cifar10, root: picture, download: false}"
    for name, text in {
        "published.yaml": SPEC.replace("[1, 8, 8]", "[3, 32, 32]").replace(
            "data: {dataset: digits}", cifar
        ),
        "pattern.yaml": SPEC.replace("{dataset: digits}", f"{{fields: {files}}}\n  loss: mse"),
        "on_digits.yaml": "train: {data: {dataset: digits}}",
        "last.safetensors": "",
        "kinds.py": "",
        "rows.csv": "a,b\n1,2\n",
        "image.png": "",
        "starts.yaml": SPEC.replace("epochs: 1", start),
        "folder.yaml": SPEC.replace("data: {dataset: digits}", folder),
        "table.yaml": f"archspec: 1\ninput: [1]\nlayers: [linear: 1]\ntrain: {{data: {rows}",
        "pictures/one/a.png": "",
    }.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text)
    told = archspec(*arguments)
    assert told.exit_code == (0 if "table.yaml" in arguments else 1)
    assert f"`{meant}`" in told.stderr + told.stdout


def test_no_file_is_meant_that_is_called_otherwise_or_is_of_another_sort(here, monkeypatch):
    monkeypatch.chdir(here)
    (here / "elsewhere.txt").write_text("")
    assert "help" not in archspec("train", "my.yaml", "--recipe", "nothing_like_it.yaml").stderr
    assert "elsewhere.txt" not in archspec("check", "elsewhere.yaml").stdout
    assert "my.yaml" not in archspec("runs", "my.yam").stderr


@pytest.mark.parametrize("command", ["check", "show", "source"])
def test_a_run_where_a_spec_is_read_is_answered_with_the_spec_in_it(here, monkeypatch, command):
    monkeypatch.chdir(here)
    told = archspec(command, "runs/one").output
    assert "name the spec of the run in it: `runs/one/spec.yaml`" in told
    assert archspec(command, "runs/one/spec.yaml").exit_code == 0


@pytest.mark.parametrize(
    ("kept", "word"),
    [
        ('{"designs": []}', "compare"),
        ('{"designs": [{"name": "plan"}]}', "compare"),
        ("{", "compare"),
        ('{"plan": 1}', "sweep"),
    ],
)
@pytest.mark.parametrize("command", ["compare", "sweep", "train"])
def test_a_study_where_a_run_or_a_spec_belongs_is_gone_on_with(
    here, monkeypatch, kept, word, command
):
    monkeypatch.chdir(here)
    study = here / "studies" / word
    (study / "runs" / "net").mkdir(parents=True, exist_ok=True)
    (study / "study.json").write_text(kept)
    with suppress(FileExistsError):
        (study / "runs" / "net" / "seed-0").symlink_to(here / "runs" / "one")
    told = archspec(command, f"studies/{word}").stderr
    assert f"`archspec {word} --resume studies/{word}`" in told


def test_runs_in_a_folder_of_a_project_are_pointed_to(here, monkeypatch):
    monkeypatch.chdir(here.parent)
    told = archspec("runs", here.name).stderr
    assert f"there are some in `{here.name}/runs`" in told
    assert archspec("runs", f"{here.name}/runs").exit_code == 0
