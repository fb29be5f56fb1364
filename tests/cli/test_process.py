"""Short commands as processes: they load what they use, and end as processes should."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WRONG = "archspec: 1\ninput: [3]\nlayers: [lineer: 2]\n"
RIGHT = "archspec: 1\ninput: [3]\nlayers: [linear: 2]\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "wrong.yaml").write_text(WRONG)
    (tmp_path / "right.yaml").write_text(RIGHT)
    return tmp_path


def archspec(folder, *arguments, **options):
    command = [sys.executable, "-m", "archspec", *arguments]
    return subprocess.run(command, cwd=folder, text=True, **{"capture_output": True, **options})


def loaded(folder, name):
    """The modules that a check of a file has loaded when it is done."""
    code = (
        "import sys\nfrom archspec.checking import check\n"
        f"check({name!r})\nprint(*(one for one in sys.modules if one.startswith('archspec.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_a_spec_that_trains_nothing_loads_nothing_of_recipes(folder):
    assert not [one for one in loaded(folder, "right.yaml") if one.startswith("archspec.recipe")]


def test_a_recipe_without_fields_loads_nothing_that_binds_them(folder):
    names = loaded(folder, "net")
    assert "archspec.recipe.training" in names
    assert not [one for one in names if one.startswith("archspec.recipe.binding")]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "right.yaml"], 0),
        (["check", "wrong.yaml"], 1),
        (["show", "wrong.yaml"], 1),
        (["check"], 2),
        (["chek"], 2),
        (["check", "--help"], 0),
        (["--version"], 0),
    ],
)
def test_the_status_says_what_came_of_it(folder, arguments, code):
    done = archspec(folder, *arguments)
    assert done.returncode == code, done.stderr
    assert bool(done.stdout or done.stderr) is not (arguments == ["check", "right.yaml"])


def test_all_of_a_long_output_arrives(folder):
    done = archspec(folder, "schema")
    assert done.returncode == 0
    assert done.stdout.endswith("}\n")
    Path(folder / "kept.json").write_text(done.stdout)
    with (folder / "file.json").open("w") as file:
        archspec(folder, "schema", capture_output=False, stdout=file)
    assert (folder / "file.json").read_text() == done.stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")  # noqa: PTH110
def test_an_output_that_cannot_be_written_is_no_success(folder):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = archspec(
            folder, "show", "right.yaml", capture_output=False, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    assert "no space left" in done.stderr.lower()
