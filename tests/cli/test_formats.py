"""What `archspec check` prints, for people and for machines."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from click.testing import CliRunner, Result

from archspec.cli import main
from archspec.diagnostics import Diagnostic, Edit, Help, Mark, Source
from archspec.diagnostics.github import to_github
from archspec.diagnostics.pages import pages
from archspec.diagnostics.sarif import to_sarif

SCHEMA = json.loads((Path(__file__).parent / "sarif" / "sarif-schema-2.1.0.json").read_text())
GOOD = "archspec: 1\ninput: [3, 8, 8]\nlayers: [conv: 4, flatten, linear: 2]\n"
BAD = GOOD.replace("conv: 4", "conv: {widht: 4}")
WARNED = GOOD.replace("input", "params: {width: 4}\ninput")
EMPTY: dict[str, Any] = {"NO_COLOR": None, "FORCE_COLOR": None}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "warned.yaml").write_text(WARNED)
    return tmp_path


def check(*arguments: object, stdin: str | bytes = "", env: dict[str, Any] | None = None) -> Result:
    arguments = ("check", *map(str, arguments))
    return CliRunner().invoke(
        main, arguments, input=stdin, env=EMPTY | (env or {}), catch_exceptions=False
    )


def log(result: Result) -> Any:
    """The one run of a SARIF log that the schema accepts."""
    data = json.loads(result.stdout)
    jsonschema.Draft4Validator(SCHEMA).validate(data)
    return data["runs"][0]


class TestExit:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["good.yaml"], 0),
            (["good.yaml", "warned.yaml"], 0),
            (["--strict", "good.yaml"], 0),
            (["--strict", "warned.yaml"], 1),
            (["good.yaml", "bad.yaml"], 1),
            (["none.yaml", "good.yaml"], 1),
            ([], 2),
            (["--format", "xml", "good.yaml"], 2),
            (["--fix", "-"], 2),
        ],
    )
    def test_of_each_outcome(self, arguments, code):
        assert check(*arguments).exit_code == code

    @pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
    def test_does_not_depend_on_the_format(self, form):
        assert check("good.yaml", "--format", form).exit_code == 0
        assert check("bad.yaml", "--format", form).exit_code == 1


class TestInput:
    def test_standard_input_is_a_file_without_a_name(self):
        result = check("-", stdin=BAD)
        assert " --> <stdin>:3:17\n" in result.stdout
        assert result.exit_code == 1

    def test_standard_input_that_is_not_text(self):
        assert "`<stdin>` is not text in UTF-8" in check("-", stdin=b"\xff\xfe").stdout

    def test_a_file_that_is_missing_does_not_hide_the_others(self):
        result = check("none.yaml", "bad.yaml")
        assert result.stdout.endswith("\n2 errors\n")


class TestColour:
    def test_a_pipe_gets_none(self):
        assert "\x1b" not in check("bad.yaml").output

    @pytest.mark.parametrize(
        ("env", "coloured"),
        [
            ({"FORCE_COLOR": "1"}, True),
            ({"FORCE_COLOR": "0"}, False),
            ({"FORCE_COLOR": ""}, False),
            ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ],
    )
    def test_the_environment_decides(self, env, coloured):
        assert ("\x1b[" in check("bad.yaml", env=env).output) is coloured

    @pytest.mark.parametrize("form", ["json", "sarif", "github"])
    def test_machines_never_get_any(self, form):
        assert "\x1b" not in check("bad.yaml", "--format", form, env={"FORCE_COLOR": "1"}).output

    @pytest.mark.parametrize(("extra", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
    def test_a_terminal_gets_it_unless_it_is_not_wanted(self, extra, coloured):
        keep = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "archspec", "check", "bad.yaml"]
        with subprocess.Popen(
            command, stdout=theirs, env=keep | {"TERM": "xterm"} | extra
        ) as child:
            child.wait()
        assert (b"\x1b[1;31merror[A201]" in os.read(ours, 10_000)) is coloured
        os.close(ours)
        os.close(theirs)


# Each text, and where in it `widht` begins, in characters from 1.
PLACES = {
    "plain": ("layers: [conv: {widht: 4}]", 17),
    "wide characters": ("layers: [conv: {name: '卷积🙂', widht: 4}]", 30),
    "a letter of two characters": ("layers: [conv: {name: 'e\u0301', widht: 4}]", 29),
    "a tab": ("layers:\t[conv:\t{widht: 4}]", 17),
}


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "a byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("line", "column"), PLACES.values(), ids=PLACES.keys())
class TestPlaces:
    def text(self, line: str, end: str, mark: str) -> bytes:
        return (mark + end.join(["archspec: 1", "input: [3, 8, 8]", line, ""])).encode()

    def test_json(self, line, column, end, mark):
        (found,) = json.loads(
            check("-", "--format", "json", stdin=self.text(line, end, mark)).stdout
        )
        assert (found["line"], found["column"], found["end_column"]) == (3, column, column + 5)

    def test_github(self, line, column, end, mark):
        said = check("-", "--format", "github", stdin=self.text(line, end, mark)).stdout
        assert f",line=3,col={column},endLine=3,endColumn={column + 5}," in said

    def test_sarif(self, line, column, end, mark):
        run = log(check("-", "--format", "sarif", stdin=self.text(line, end, mark)))
        region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
        wanted = {"startLine": 3, "startColumn": column, "endLine": 3, "endColumn": column + 5}
        assert region == wanted
        assert run["columnKind"] == "unicodeCodePoints"

    def test_of_a_byte_order_mark_that_belongs_to_the_first_line(self, line, column, end, mark):
        text = (mark + "widht: 1" + end + line).encode()
        found = json.loads(check("-", "--format", "json", stdin=text).stdout)
        assert any((one["line"], one["column"]) == (1, 1) for one in found)


class TestSarif:
    def test_of_nothing_is_a_run_without_results(self):
        assert log(check("good.yaml", "--format", "sarif"))["results"] == []

    def test_every_shipped_page_makes_a_rule(self):
        found = [Diagnostic(code, "it is so") for code in pages()]
        data = json.loads(to_sarif(found))
        jsonschema.Draft4Validator(SCHEMA).validate(data)
        rules = data["runs"][0]["tool"]["driver"]["rules"]
        for rule, page in zip(rules, pages().values(), strict=True):
            assert rule["id"] == page.code
            assert rule["shortDescription"]["text"] == page.title
            assert rule["help"]["text"] == page.text

    def test_a_result_points_to_its_rule(self):
        run = log(check("bad.yaml", "warned.yaml", "--format", "sarif"))
        rules = run["tool"]["driver"]["rules"]
        assert [r["level"] for r in run["results"]] == ["error", "warning"]
        assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])

    def test_a_fix_replaces_what_is_wrong(self):
        (result,) = log(check("bad.yaml", "--format", "sarif"))["results"]
        (fix,) = result["fixes"]
        (change,) = fix["artifactChanges"]
        (replacement,) = change["replacements"]
        region = replacement["deletedRegion"]
        line = BAD.splitlines()[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "widht"
        assert replacement["insertedContent"]["text"] == "width"
        assert change["artifactLocation"]["uri"] == "bad.yaml"

    def test_what_led_there_is_related(self):
        text = GOOD.replace("flatten, ", "")
        (result,) = log(check("-", "--format", "sarif", stdin=text))["results"]
        (related,) = result["relatedLocations"]
        assert related["message"]["text"] == "this layer gives 4×6×6"

    @pytest.mark.parametrize("name", ["a b.yaml", "50%.yaml", "a#b?.yaml", "ü/卷.yaml", "a:b.yaml"])
    def test_names_are_written_as_relative_uris(self, folder, name):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(BAD)
        for given in (name, path):
            (result,) = log(check(given, "--format", "sarif"))["results"]
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"(?:[\w./-]|%[0-9A-F]{2})+", uri, re.ASCII)
            assert unquote(uri) == name

    def test_a_file_elsewhere_has_an_absolute_uri(self, folder, monkeypatch):
        (folder / "inner").mkdir()
        monkeypatch.chdir(folder / "inner")
        (result,) = log(check(folder / "bad.yaml", "--format", "sarif"))["results"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == (folder / "bad.yaml").as_uri()


def of_github(command: str) -> tuple[str, dict[str, str], str]:
    """A workflow command, read as GitHub's runner reads it."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", command)
    assert match
    back = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]

    def unescaped(text: str, names: list[tuple[str, str]]) -> str:
        for written, meant in names:
            text = text.replace(written, meant)
        return text

    pairs = (pair.split("=", 1) for pair in match[2].split(","))
    properties = {name: unescaped(value, back) for name, value in pairs}
    return match[1], properties, unescaped(match[3], [*back[:2], back[4]])


class TestGithub:
    def test_of_nothing_is_nothing(self):
        assert check("good.yaml", "--format", "github").stdout == ""

    def test_a_line_a_finding(self):
        lines = check("bad.yaml", "warned.yaml", "--format", "github").stdout.splitlines()
        assert [of_github(line)[0] for line in lines] == ["error", "warning"]

    def test_everything_that_could_end_it_early_is_escaped(self):
        source = Source("odd, a:b\n100%::.yaml", "x: 1")
        found = Diagnostic(
            "A201", "a::b, 50%\r\nc", source.span(), "la,bel", helps=(Help("so: %"),)
        )
        (line,) = to_github([found]).splitlines()
        level, properties, message = of_github(line)
        assert (level, properties["title"]) == ("error", "A201")
        assert properties["file"] == source.name
        assert message == "a::b, 50%\\r\\nc\nla,bel\nhelp: so: %"

    def test_a_finding_without_a_place(self):
        line = check("none.yaml", "--format", "github").stdout.strip()
        assert of_github(line)[1] == {"title": "A101"}


def test_every_part_of_a_finding_reaches_sarif():
    one, two = Source("one.yaml", "a: 1\nb: 2"), Source("two.yaml", "c: 3")
    edits = (Edit(one.span(1, 1, 1), "x"), Edit(two.span(1, 1, 1), "y"))
    marks = (Mark(two.span(1, 4, 1), "here"), Mark(one.span(2, 1, 1), ""))
    found = Diagnostic("A201", "m", one.span(), "l", marks, ("n",), (Help("h", edits), Help("g")))
    data = json.loads(to_sarif([found]))
    jsonschema.Draft4Validator(SCHEMA).validate(data)
    (result,) = data["runs"][0]["results"]
    assert result["message"]["text"] == "m\nnote: n\nhelp: h\nhelp: g"
    assert [len(f["artifactChanges"]) for f in result["fixes"]] == [2]
    names = [r["physicalLocation"]["artifactLocation"]["uri"] for r in result["relatedLocations"]]
    assert names == ["two.yaml", "one.yaml"]
