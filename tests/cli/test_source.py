"""The command `source`: to standard output, or into a file; and what it says beside that."""

import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.network import load


def run(*args: str):
    return CliRunner().invoke(main, ["source", *args])


def test_without_a_file_the_source_is_all_that_is_printed():
    result = run("net")
    assert result.exit_code == 0
    assert result.stdout == load("net").source()
    assert not result.stderr


def test_a_file_has_the_same(tmp_path):
    path = tmp_path / "net.py"
    result = run("net", "-o", str(path), "--set", "classes=7")
    assert result.exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert text == load("net", classes=7).source()
    count = sum(bool(line.strip()) for line in text.splitlines())
    assert result.stdout == f"wrote {path}: {count} lines that are not blank\n"
    assert [one.name for one in tmp_path.iterdir()] == ["net.py"]


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path):
    result = run("net", "-o", str(tmp_path / "none" / "net.py"))
    assert result.exit_code == 1
    assert "error[A501]: cannot write `" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("written", ["row.yaml", "row.txt", "row"])
def test_source_takes_the_place_of_no_spec_and_is_a_file_of_python(written, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "archspec: 1\ninput: [4]\nlayers: [linear: 2]\n"
    (tmp_path / "row.yaml").write_text(text)
    result = run("row.yaml", "-o", written)
    assert result.exit_code == 1
    assert f"error[A501]: `{written}` " in result.stderr
    assert "and source is a `.py` file" in result.stderr
    assert "help: write `row.py`" in result.stderr
    assert (tmp_path / "row.yaml").read_text() == text
    assert [one.name for one in tmp_path.iterdir()] == ["row.yaml"]


NAMELESS = """archspec: 1
name: skips
input: [4]
layers:
  - linear: {width: 4, name: a}
  - linear: 4
  - add: a
"""


def test_a_layer_without_a_name_is_pointed_to_and_naming_it_helps(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "skips.yaml"
    path.write_text(NAMELESS)
    result = run("skips.yaml")
    assert "layer 1 (skips.yaml:6) has no name that is a word" in result.stderr
    assert "a `name` there would make it `self.name`" in result.stderr
    assert 'self["1"](' in result.stdout
    path.write_text(NAMELESS.replace("linear: 4", "linear: {width: 4, name: b}"))
    result = run("skips.yaml")
    assert not result.stderr
    assert "self.b(" in result.stdout


def test_many_layers_without_names_are_pointed_to_with_their_lines(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    layers = "".join(f"  - linear: {3 + i}\n" for i in range(15))
    text = f"archspec: 1\ninput: [4]\nlayers:\n{layers}  - sum_of: 1\n"
    (tmp_path / "row.yaml").write_text(text.replace("sum_of: 1", "concat: {with: last}"))
    (tmp_path / "row.yaml").write_text(
        f"archspec: 1\ninput: [4]\nlayers:\n  - linear: {{name: first, width: 17}}\n{layers}"
        "  - add: first\n"
    )
    said = run("row.yaml").stderr
    assert said.startswith("layers 1 (row.yaml:5), 2 (:6), 3 (:7), ")
    assert "12 (:16) and 3 more have no name" in said
    assert "would make each `self.name`" in said


@pytest.mark.parametrize("name", ["net", "net_res_deep"])
def test_a_row_is_known_by_its_places_and_needs_no_names(name):
    assert not run(name).stderr


def test_a_build_has_its_source(tmp_path):
    result = CliRunner().invoke(main, ["build", "net", "-o", str(tmp_path / "net")])
    assert result.exit_code == 0
    source = (tmp_path / "net" / "model.py").read_text(encoding="utf-8")
    assert source == load("net").source()


def test_a_mistake_in_the_file_is_said_as_everywhere(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("archspec: 1\ninput: [4]\nlayers: [lineer: 4]\n")
    result = run(str(path))
    assert result.exit_code == 1
    assert "did you mean `linear`?" in result.stderr
