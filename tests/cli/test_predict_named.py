"""`archspec predict` of runs on texts and folders: a line for each, and none spoils another."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from archspec.cli import main

TEXTS = """archspec: 1
input: {shape: [4], values: 12}
layers: [embedding: {vocabulary: 12, width: 8}, flatten, linear: 2]
train:
  data:
    table: reviews.csv
    fields: {words: {tokens: {of: text, length: 4, vocabulary: 12}}, stars: {class: stars}}
    val: 0.2
  optimizer: {adam: {lr: 0.05}}
  epochs: 12
  tensorboard: false
"""
COLOURS = """archspec: 1
input: [3, 8, 8]
layers: [global_avgpool, linear: 3]
train:
  data: {folder: colours, val: 0.2}
  optimizer: {adam: {lr: 0.2}}
  epochs: 12
  tensorboard: false
"""


def archspec(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


def trained(text: str) -> None:
    Path("net.yaml").write_text(text)
    result = archspec("train", "net.yaml", "-o", "run")
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with Path("reviews.csv").open("w", newline="") as file:
            rows = [
                [f"a {'good' if n % 2 else 'bad'} film", "many" if n % 2 else "few"]
                for n in range(60)
            ]
            csv.writer(file).writerows([["text", "stars"], *rows])
        trained(TEXTS)
    return folder


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("colours")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in ("red", "green", "blue"):
            (place := Path("colours", name)).mkdir(parents=True)
            for number in range(12):
                Image.new("RGB", (8, 8), name).save(place / f"{number}.png")
        trained(COLOURS)
    return folder


def test_a_file_is_read_and_a_text_is_given_by_an_option(texts: Path, monkeypatch):
    monkeypatch.chdir(texts)
    Path("new.txt").write_text("\ufeffa good film\n", encoding="utf-8")
    said = archspec("predict", "run", "new.txt", "--text", "a bad film")
    assert said.exit_code == 0, said.output
    first, second = said.stdout.splitlines()
    assert first.startswith("new.txt: many ")
    assert second.startswith("a bad film: few ")
    found = json.loads(archspec("predict", "run", "--text", "a bad film", "--json").stdout)
    assert found[""]["stars"] == ["few"]


def test_what_is_missing_or_no_text_is_said_after_the_other_answers(texts: Path, monkeypatch):
    monkeypatch.chdir(texts)
    Path("good.txt").write_text("a good film")
    Path("odd.txt").write_bytes(b"caf\xe9")
    said = archspec("predict", "run", "none.csv", "good.txt", "a bad film", "odd.txt", "good.txt")
    assert said.exit_code == 1
    assert [line.split(":")[0] for line in said.stdout.splitlines()] == ["good.txt"] * 2
    assert "cannot read the table `none.csv`" in said.stderr
    assert "a text itself is given by `--text 'a bad film'`" in said.stderr
    assert "`odd.txt` is no text: line 1 is not UTF-8" in said.stderr


def test_tables_stay_tables_and_one_that_is_missing_stops_no_other(texts: Path, monkeypatch):
    monkeypatch.chdir(texts)
    said = archspec("predict", "run", "reviews.csv", "none.csv")
    assert said.exit_code == 1
    assert said.stdout.splitlines()[:2] == [
        "stars,stars.probability",
        said.stdout.splitlines()[1],
    ]
    assert len(said.stdout.splitlines()) == 61
    assert "cannot read the table `none.csv`" in said.stderr


def test_images_of_a_folder_have_a_line_each_and_the_likeliest_classes(colours: Path, monkeypatch):
    monkeypatch.chdir(colours)
    Path("broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    paths = ["colours/red/0.png", "broken.png", "none.png", "colours/blue/1.png"]
    said = archspec("predict", "run", *paths, "--top", "2")
    assert said.exit_code == 1
    red, blue = said.stdout.splitlines()
    assert red.startswith("colours/red/0.png: red ")
    assert red.count("%") == 2
    assert blue.startswith("colours/blue/1.png: blue ")
    assert "cannot read the image `broken.png`" in said.stderr
    assert "cannot read the image `none.png`" in said.stderr
    assert archspec("predict", "run", "colours/red", "-o", "new.csv").exit_code == 0
    [head, *rows] = csv.reader(Path("new.csv").read_text().splitlines())
    assert (head, len(rows)) == (["file", "label", "label.probability"], 12)


@pytest.mark.parametrize(
    ("words", "said"),
    [([], "Give FILES to ask about, or a --text"), (["--text", "red"], "takes no text by itself")],
)
def test_what_a_run_cannot_be_asked_is_said(colours: Path, monkeypatch, words, said):
    monkeypatch.chdir(colours)
    result = archspec("predict", "run", *words)
    assert result.exit_code > 0
    assert said in result.output
