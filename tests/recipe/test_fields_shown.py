"""Which fields a recipe has and where they go is shown, with what keeps them from it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from archspec.cli import main

from .twelve import TASKS, make_files

NAMED = {name: text for name, text in TASKS.items() if not name.startswith("1 ")}


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> Path:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


DIVIDED = "    group: city\n    val: 0.1\n"
"""Three rows of one city have no parts."""
TABLE = """\
field  kind     made of            what it is                    where it goes
photo  image    photo              images of 1 or 3 cha…     input photo (3×64×64)
facts  numbers  rooms, area, year  3 columns                     input facts (3)
price  number   price              one number                    output price, by huber
kind   class    kind               one class                     output kind, by cross…
"""


def test_the_fields_of_a_sample_and_where_they_go_are_shown(files):
    text = NAMED["2, 3 two inputs and two outputs"].lstrip().replace(DIVIDED, "")
    (files / "task.yaml").write_text("archspec: 1\n" + text, encoding="utf-8")
    shown = CliRunner().invoke(main, ["data", "task.yaml"])
    table = [line.split() for line in TABLE.splitlines()]
    assert [line.split() for line in shown.output.splitlines()[: len(table)]] == table
    assert max(map(len, shown.output.splitlines())) <= 100
    found = json.loads(CliRunner().invoke(main, ["data", "task.yaml", "--json"]).output)
    assert found["inputs"] == {"photo": "photo", "facts": "facts"}
    assert found["targets"]["kind"] == {
        "loss": "cross_entropy",
        "field": "kind",
        "metrics": ["accuracy", "f1"],
    }
    assert found["fields"]["facts"]["columns"][1] == {
        "name": "area",
        "holds": "numbers",
        "shape": [],
    }


def test_what_does_not_fit_is_said_below_the_fields(files):
    text = NAMED["2, 3 two inputs and two outputs"].lstrip().replace("area, year", "area")
    (files / "task.yaml").write_text("archspec: 1\n" + text, encoding="utf-8")
    done = CliRunner().invoke(main, ["data", "task.yaml"])
    assert done.exit_code == 1
    assert "facts  numbers  rooms, area" in done.output
    assert "error[A652]: the input `facts` takes 3, but `facts` has 2 columns" in done.output


def test_a_file_that_is_not_there_is_said_before_anything_else(files):
    text = NAMED["8 text"].replace("r.csv", "reviews.csv")
    (files / "task.yaml").write_text("archspec: 1\n" + text.lstrip(), encoding="utf-8")
    done = CliRunner().invoke(main, ["train", "task.yaml"])
    assert done.exit_code == 1
    assert (
        "error[A620]: `reviews.csv` cannot be looked at: no such file or directory" in done.output
    )


def test_a_pattern_is_not_pointed_to_where_it_is_written_already(files, monkeypatch):
    text = NAMED["4 segmentation"].replace("voc/masks/*.png", "voc/masks/*.gif")
    (files / "task.yaml").write_text("archspec: 1\n" + text.lstrip(), encoding="utf-8")
    (files / "elsewhere").mkdir()
    for folder, spec in ((files, "task.yaml"), (files / "elsewhere", "../task.yaml")):
        monkeypatch.chdir(folder)
        said = CliRunner().invoke(main, ["check", spec]).output
        assert "`voc/masks/*.gif` cannot be looked at" in said
        assert "*.gif`\n" not in said
    # What matches beside the spec is.
    assert "write `../voc/images/*.jpg`" in said


def test_a_file_beside_the_spec_is_pointed_to(files, monkeypatch):
    (files / "task.yaml").write_text("archspec: 1\n" + NAMED["8 text"].lstrip(), encoding="utf-8")
    (files / "elsewhere").mkdir()
    monkeypatch.chdir(files / "elsewhere")
    said = CliRunner().invoke(main, ["check", "../task.yaml"]).output
    assert "there is one beside the spec: write `../r.csv`" in said
    mended = NAMED["8 text"].replace("r.csv", "../r.csv")
    (files / "task.yaml").write_text("archspec: 1\n" + mended.lstrip(), encoding="utf-8")
    assert CliRunner().invoke(main, ["check", "../task.yaml"]).output == ""


def test_checking_loads_neither_torch_nor_numpy(files):
    (files / "task.yaml").write_text(
        "archspec: 1\n" + NAMED["5 dense regression"].lstrip(), encoding="utf-8"
    )
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from archspec.compiler import advise, compile_file\n"
        "assert advise(*compile_file(Path('task.yaml'))) == ()\n"
        "print([name for name in ('torch', 'numpy', 'PIL') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("command", "times"), [("check", 1), ("data", 1)])
def test_files_are_looked_at_once(files, command, times, monkeypatch):
    """What a folder of many files holds is not found out by each check anew."""
    from archspec.recipe.binding import survey

    asked = []
    original = survey.contents
    monkeypatch.setattr(survey, "contents", lambda path: asked.append(path) or original(path))
    text = NAMED["2, 3 two inputs and two outputs"].lstrip().replace(DIVIDED, "")
    (files / "task.yaml").write_text("archspec: 1\n" + text, encoding="utf-8")
    done = CliRunner().invoke(main, [command, "task.yaml"])
    assert done.exit_code == 0
    assert len(asked) == times
