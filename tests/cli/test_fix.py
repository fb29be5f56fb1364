"""`archspec check --fix`: what is certain is written, and what is not is left alone."""

import difflib
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archspec.catalog import HOME
from archspec.cli import main
from archspec.diagnostics import Diagnostic, Edit, Help, Source
from archspec.diagnostics.fixes import certain_edits, fixed

HEAD = "archspec: 1\ninput: [3, 8, 8]\nlayers:\n"
BAD = HEAD + "  - conv: {widht: 4}   # as narrow as can be\n  - flatten\n  - linear: 2\n"
GOOD = BAD.replace("widht", "width")


def archspec(*arguments: object, **more: str) -> Result:
    env = {"NO_COLOR": None, "FORCE_COLOR": None}
    return CliRunner().invoke(
        main, list(map(str, arguments)), env=env, catch_exceptions=False, **more
    )


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_bytes(BAD.encode())
    return path


def fix(path: Path, text: str) -> str:
    """What a text becomes, by way of a file."""
    path.write_bytes(text.encode())
    archspec("check", "--fix", path)
    return path.read_bytes().decode()


class TestCertain:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("conv: {widht: 4}", "conv: {width: 4}"),
            ("conv: {out_channels: 4, kernel_size: 3}", "conv: {width: 4, kernel: 3}"),
            ("covn: 4", "conv: 4"),
            ("nn.Conv2d: 4", "conv: 4"),
            ("conv: {width: 4, padding_mode: refelct}", "conv: {width: 4, padding_mode: reflect}"),
            ("Conv2d: {filters: 4, kernal: 3}", "conv: {width: 4, kernel: 3}"),
            ("conv: {'widht': 4}", "conv: {width: 4}"),
        ],
    )
    def test_it_is_written(self, bad, written, meant):
        rest = "\n  - flatten\n  - linear: 2\n"
        assert fix(bad, f"{HEAD}  - {written}{rest}") == f"{HEAD}  - {meant}{rest}"

    @pytest.mark.parametrize(
        "line",
        [
            "pool: 2",
            "conv: {width: 4, trainable: true}",
            "conv: {width: 4, weight_decay: 0.1}",
            "nn.Dropout2d: 0.5",
            "conv: {width: 4, widht: 4}",
            "conv: {widht: 4, out_channels: 4}",
            "conv: {width: 4, l3: 1}",
            "conv: {width: 4, kernel: 99}",
            "linear: 4",
            "$kind: 4",
            "conv: {width: 4, kernel: 3, 5}",
            "conv: {width=8: 3}",
        ],
    )
    def test_what_is_not_is_left(self, bad, line):
        text = f"archspec: 1\nparams: {{kind: covn}}\ninput: [3, 8, 8]\nlayers:\n  - {line}\n"
        assert fix(bad, text) == text

    def test_a_block_is_called_by_what_it_takes(self, bad):
        text = (
            "archspec: 1\ninput: [3, 8, 8]\nblocks:\n  two:\n    params: {planes: 4, growth: 2}\n"
            "    layers: [conv: $planes, conv: $growth]\nlayers:\n  - two: {CALL}\n"
        )
        assert fix(bad, text.replace("CALL", "plnaes: 3")) == text.replace("CALL", "planes: 3")
        both = text.replace("CALL", "plnaes: 3, planes: 3")
        assert fix(bad, both) == both

    def test_an_anchor_is_not_lost(self, bad):
        text = HEAD + "  - conv: {&w widht: 4}\n  - conv: {*w : 4}\n"
        assert "&w" in fix(bad, text)


class TestText:
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("last", [True, False])
    def test_nothing_else_changes(self, bad, mark, end, last):
        text = mark + BAD.replace("\n", end)
        text = text if last else text.removesuffix(end)
        assert fix(bad, text) == text.replace("widht", "width")

    def test_what_a_fix_brings_to_light_is_fixed(self, bad):
        text = HEAD + "  - covn: {widht: 4, kernal: 3}\n"
        assert fix(bad, text) == HEAD + "  - conv: {width: 4, kernel: 3}\n"

    def test_the_diff_is_that_of_difflib(self, bad):
        result = archspec("check", "--fix", bad)
        lines = difflib.unified_diff(
            BAD.splitlines(keepends=True), GOOD.splitlines(keepends=True), str(bad), str(bad)
        )
        assert result.stdout == "".join(lines)
        assert result.exit_code == 0

    def test_the_diff_goes_beside_what_a_machine_reads(self, bad):
        result = archspec("check", "--fix", "--format", "json", bad)
        assert result.stdout == "[]\n"
        assert "+  - conv: {width: 4}" in result.stderr

    def test_what_is_left_is_reported_where_it_is_now(self, bad):
        bad.write_text(HEAD + "  - conv: {filters: 4, kernel: 99}\n")
        result = archspec("check", "--fix", bad)
        assert result.exit_code == 1
        assert "error[A401]" in result.stdout
        assert f"{bad}:4:30" in result.stdout

    def test_diff_writes_nothing(self, bad):
        result = archspec("check", "--diff", bad)
        assert "+  - conv: {width: 4}" in result.stdout
        assert (bad.read_text(), result.exit_code) == (BAD, 1)
        assert archspec("check", "--diff", "-", input=BAD).stdout.startswith("--- <stdin>")


class TestFile:
    def test_its_rights_stay_and_nothing_lies_beside_it(self, bad):
        bad.chmod(0o640)
        archspec("check", "--fix", bad)
        assert stat.S_IMODE(bad.stat().st_mode) == 0o640
        assert [*bad.parent.iterdir()] == [bad]

    def test_a_link_stays_a_link(self, bad):
        (bad.parent / "far").mkdir()
        link = bad.parent / "far" / "link.yaml"
        link.symlink_to("../bad.yaml")
        archspec("check", "--fix", link)
        assert link.is_symlink()
        assert bad.read_text() == GOOD

    def test_a_good_file_is_not_written(self, bad):
        bad.write_text(GOOD)
        before = bad.stat()
        archspec("check", "--fix", bad)
        assert (bad.stat().st_ino, bad.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_several_files_and_one_of_them_twice(self, bad):
        other = bad.parent / "other.yaml"
        other.write_text(BAD)
        result = archspec("check", "--fix", bad, other, bad)
        assert (bad.read_text(), other.read_text(), result.exit_code) == (GOOD, GOOD, 0)

    @pytest.mark.parametrize("command", [("check", "--fix"), ("fmt",)])
    def test_a_spec_that_ships_is_not_changed(self, command):
        before = (HOME / "net.yaml").read_bytes()
        result = archspec(*command, "net")
        assert result.exit_code == 2
        assert "`net` ships with archspec and is not changed" in result.stderr
        assert (HOME / "net.yaml").read_bytes() == before

    def test_a_link_into_the_package_is_not_followed(self, bad, monkeypatch):
        monkeypatch.setattr("archspec.cli.rewriting.PACKAGE", bad.parent)
        assert archspec("check", "--fix", bad).exit_code == 2
        assert bad.read_text() == BAD

    def test_a_file_that_changed_meanwhile_is_left(self, bad, monkeypatch):
        def meanwhile(source: Source, check: object) -> Source:
            bad.write_text("mine")
            return Source(source.name, GOOD)

        monkeypatch.setattr("archspec.diagnostics.fixes.fixed", meanwhile)
        result = archspec("check", "--fix", bad)
        assert "changed while it was worked on" in result.stdout
        assert (bad.read_text(), result.exit_code) == ("mine", 1)


class TestEdits:
    source = Source("a.yaml", "one two\nthree")

    def found(self, *edits: Edit, certain: bool = True) -> Diagnostic:
        return Diagnostic("A201", "m", self.source.span(), helps=(Help("h", edits, certain),))

    def test_of_two_that_overlap_the_first_stands(self):
        a = Edit(self.source.span(1, 1, 7), "x")
        b = Edit(self.source.span(1, 5, 3), "y")
        assert certain_edits(self.source, [self.found(a), self.found(b)]) == (a,)

    def test_neighbours_do_not_overlap(self):
        a, b = Edit(self.source.span(1, 1, 3), "x"), Edit(self.source.span(1, 4, 0), "y")
        c = Edit(self.source.span(1, 5, 3), "z")
        assert set(certain_edits(self.source, map(self.found, (a, c)))) == {a, c}
        assert b not in certain_edits(self.source, [self.found(b)])

    def test_only_certain_ones_of_this_text(self):
        here = Edit(self.source.span(1, 1, 3), "x")
        there = Edit(Source("a.yaml", "one").span(1, 1, 3), "x")
        found = [self.found(here, certain=False), self.found(there)]
        assert certain_edits(self.source, found) == ()

    def test_fixes_that_undo_each_other_end(self):
        def check(source: Source) -> list[Diagnostic]:
            other = "two" if source.text == "one" else "one"
            edit = Edit(source.span(1, 1, 3), other)
            return [Diagnostic("A201", "m", source.span(), helps=(Help("h", (edit,), True),))]

        assert fixed(Source("a.yaml", "one"), check).text in ("one", "two")

    def test_a_fix_that_breaks_the_text_is_not_made(self):
        """Both fit; after the second, the text would not be YAML any more."""

        def check(source: Source) -> list[Diagnostic]:
            if "[" in source.text:
                return [Diagnostic("A102", "m", source.span())]
            words = {"one": "eins", "two": "["}
            return [
                Diagnostic("A201", word, source.span(), helps=(Help("h", (edit,), True),))
                for word, text in words.items()
                if (at := source.text.find(word)) >= 0
                for edit in [Edit(source.span(1, at + 1, 3), text)]
            ]

        assert fixed(Source("a.yaml", "one two"), check).text == "eins two"
