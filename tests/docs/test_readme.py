"""What the first page tells a reader to type is typed, and gives what the page says."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from archspec.cli import main
from archspec.cli.group import COMMANDS
from archspec.diagnostics.pages import pages
from docs.make.made import ROOT, read

PAGE = read("README.md")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)
SHELL = "".join(text for language, text in BLOCKS if language == "sh")
TYPED = [
    *re.findall(r"^(archspec .*?)(?:\s+#.*)?$", SHELL, re.MULTILINE),
    *re.findall(r"`(archspec [^`]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)),
]
SPEC_FILE = "net_width.yaml"
PLACEHOLDERS = re.compile(r"\b[A-Z]{3,}\b|…|·")
SPEC, MINE = (text for language, text in BLOCKS if language == "yaml")
(MISTAKE,) = (text for language, text in BLOCKS if "error[A402]" in text)
(ANSWER,) = (text for language, text in BLOCKS if language == "text")
SLOW = (
    "archspec train",
    "archspec data mine",
    "archspec new shapes",
    "archspec predict",
    "archspec build",
    "archspec doctor",
)


def archspec(line: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, shlex.split(line)[1:], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def command_of(line: str) -> click.Command:
    """The command that a line calls."""
    name = line.split()[1]
    found = main.get_command(click.Context(main), name)
    assert found is not None, line
    return found


@pytest.mark.parametrize("line", dict.fromkeys(TYPED))
def test_a_command_of_the_page_has_the_options_that_it_is_given(line):
    words = [re.sub(r"\[|\]|,", "", word) for word in line.split()[2:]]
    known = {name for option in command_of(line).params for name in option.opts}
    assert [word for word in words if re.match("-", word) and word.split("=")[0] not in known] == []


RUNS = [
    line
    for line in dict.fromkeys(TYPED)
    if len(line.split()) > 2 and not PLACEHOLDERS.search(line) and not line.startswith(SLOW)
]


@pytest.mark.parametrize("line", RUNS)
def test_a_command_of_the_page_does_what_it_is_for(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(SPEC_FILE).write_text(SPEC, encoding="utf-8")
    said = archspec(line)
    assert said or line.split()[1] == "check"
    written = re.search(r" -o (\S+)", line)
    assert written is None or Path(written[1]).stat().st_size > 0


def test_every_command_is_in_the_table():
    table = "".join(line for line in PAGE.splitlines(keepends=True) if line.startswith("| `"))
    missing = [name for name in COMMANDS if not re.search(rf"`(?:archspec )?{name}\b", table)]
    assert not missing, f"the table under Use in README.md gets a row for {missing}"


def test_most_commands_of_the_page_are_tried():
    assert {"check", "diagram", "show", "explain", "source"} <= {line.split()[1] for line in RUNS}


def test_the_spec_is_the_one_that_ships_and_its_mistake_is_found_as_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(SPEC_FILE).write_text(SPEC, encoding="utf-8")
    assert archspec("archspec check net_width.yaml") == ""
    shown = [archspec(f"archspec show {name}").splitlines() for name in (SPEC_FILE, "net_width")]
    ends = [next(line for line in lines if "parameters" in line) for lines in shown]
    assert ends[0] == ends[1]
    assert "38,386 parameters" in ends[0]
    Path(SPEC_FILE).write_text(SPEC.replace("  - flatten\n", ""), encoding="utf-8")
    assert archspec("archspec check net_width.yaml", 1).startswith(MISTAKE)
    assert set(re.findall(r"archspec explain (A\d+)", PAGE)) <= set(pages())


@pytest.fixture
def pictures(tmp_path, monkeypatch):
    """Drawings of circles, squares and stripes, of several sizes, and one to ask about."""
    monkeypatch.chdir(tmp_path)
    for number in range(36):
        for name in ("circles", "squares", "stripes"):
            size, place = 40 + number, 8 + number % 9
            image = Image.new("RGB", (size, size), "white")
            draw = ImageDraw.Draw(image)
            box = (place, place, place + 20, place + 20)
            if name == "stripes":
                for row in range(0, size, 8):
                    draw.line((0, row, size, row), fill="black", width=3)
            else:
                (draw.ellipse if name == "circles" else draw.rectangle)(box, fill="black")
            Path("pictures", name).mkdir(parents=True, exist_ok=True)
            image.save(Path("pictures", name, f"{number}.jpg"))
    image.save("new.jpg")
    return tmp_path


def test_a_file_for_pictures_of_ones_own_is_written_by_the_line_of_the_page(pictures):
    (line,) = (line for line in TYPED if line.startswith("archspec new shapes"))
    assert "predicts 3 classes of `pictures`" in archspec(line)
    assert archspec("archspec check shapes.yaml") == ""


def test_pictures_of_ones_own_are_learnt_by_the_lines_of_the_page(pictures):
    Path("mine.yaml").write_text(MINE.replace("epochs: 20", "epochs: 6"), encoding="utf-8")
    lines = [line for line in TYPED if "mine" in line]
    assert [line.split()[1] for line in lines] == ["data", "train", "predict"]
    said = [archspec(line) for line in lines]
    assert Path("sheet.png").exists()
    assert Path("runs/mine/report.html").exists()
    form = r"new\.jpg: {} \d+\.\d % \((?:\w+ \d+\.\d %(?:, )?){{2}}\)\n"
    assert re.fullmatch(form.format("stripes"), said[-1]), said[-1]
    assert re.fullmatch(form.format("circles"), ANSWER)


def test_the_two_commands_are_targets_of_make():
    targets = set(re.findall(r"^([\w-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"^make ([\w-]+)", SHELL, re.MULTILINE)) <= targets


def test_every_link_of_the_page_leads_to_a_file():
    links = re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)|src=\"([^\"]+)\"", PAGE)
    assert [one or other for one, other in links if not (ROOT / (one or other)).exists()] == []
