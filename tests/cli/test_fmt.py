"""`archspec fmt`: which files it writes, what it says, and how it exits."""

import difflib
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archspec.cli import main

UGLY = "# a net\nlayers: [flatten, linear: 2]  #two\ninput: [3,8,8]\narchspec: 1\n"
FORM = "archspec: 1\ninput: [3, 8, 8]\n\n# a net\nlayers:  # two\n  - flatten\n  - linear: 2\n"


def fmt(*arguments: object, stdin: str | bytes = "") -> Result:
    env = {"NO_COLOR": None, "FORCE_COLOR": None}
    arguments = ("fmt", *map(str, arguments))
    return CliRunner().invoke(main, arguments, input=stdin, env=env, catch_exceptions=False)


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    path = tmp_path / "ugly.yaml"
    path.write_text(UGLY)
    return path


def test_a_file_is_written_and_named(ugly):
    result = fmt(ugly)
    assert (result.stdout, result.exit_code) == (f"formatted {ugly}\n", 0)
    assert ugly.read_text() == FORM


def test_a_file_in_its_form_is_left_alone(ugly):
    ugly.write_text(FORM)
    before = ugly.stat().st_mtime_ns
    for options in ([], ["--check"], ["--diff"]):
        result = fmt(*options, ugly)
        assert (result.output, result.exit_code) == ("", 0)
    assert ugly.stat().st_mtime_ns == before


def test_check_names_the_file_and_exits_with_1(ugly):
    result = fmt("--check", ugly)
    assert (result.stdout, result.exit_code) == (f"would format {ugly}\n", 1)
    assert ugly.read_text() == UGLY


def test_diff_is_that_of_difflib(ugly):
    result = fmt("--diff", ugly)
    texts = [text.splitlines(keepends=True) for text in (UGLY, FORM)]
    assert result.stdout == "".join(difflib.unified_diff(*texts, str(ugly), str(ugly)))
    assert (ugly.read_text(), result.exit_code) == (UGLY, 1)


def test_a_diff_says_where_the_last_line_does_not_end(ugly):
    ugly.write_text(FORM.removesuffix("\n"))
    assert (
        "-  - linear: 2\n\\ No newline at end of file\n+  - linear: 2\n"
        in fmt("--diff", ugly).stdout
    )


def test_standard_input_goes_to_standard_output():
    result = fmt("-", stdin=UGLY.replace("\n", "\r\n").encode())
    assert result.stdout_bytes == FORM.replace("\n", "\r\n").encode()
    assert fmt("--check", "-", stdin=UGLY).stdout == "would format <stdin>\n"


def test_a_file_with_a_mistake_is_reported_and_the_others_are_written(ugly):
    broken = ugly.parent / "broken.yaml"
    broken.write_text("layers: [relu\n")
    result = fmt(broken, ugly)
    assert result.exit_code == 1
    assert "error[A102]" in result.stderr
    assert broken.read_text() == "layers: [relu\n"
    assert ugly.read_text() == FORM


def test_a_spec_that_does_not_compile_is_formatted_all_the_same(ugly):
    ugly.write_text(UGLY.replace("linear", "lienar"))
    assert fmt(ugly).exit_code == 0
    assert ugly.read_text() == FORM.replace("linear", "lienar")


def test_rights_and_links_stay(ugly):
    ugly.chmod(0o600)
    link = ugly.parent / "link.yaml"
    link.symlink_to(ugly)
    fmt(link)
    assert link.is_symlink()
    assert (ugly.read_text(), stat.S_IMODE(ugly.stat().st_mode)) == (FORM, 0o600)


def test_misuse():
    assert fmt().exit_code == 2
    assert fmt("--fast", "net").exit_code == 2
