"""What a file from a stranger may not do by its names: choose a place, or reach a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archspec.cli import main

ODD = "\x1b[31m\x1b]0;owned\x07\r\n\u202e\u2066\u200b\x9b\u3164"
"""Colours, a window's title, a new line, the other direction, and what is not seen at all."""


def archspec(*arguments: object, **how: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False, **how)


def spec(name: str) -> str:
    return (
        f"archspec: 1\nname: {json.dumps(name)}\ninput: [3, 8, 8]\n"
        "layers: [conv: 4, flatten, linear: 2]\n"
    )


@pytest.fixture(autouse=True)
def inside(tmp_path, monkeypatch):
    """A folder to be in, with one around it that shows what gets out."""
    folder = tmp_path / "around" / "inside"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def names(folder: Path | str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


NAMES = ["../x", "../../x", "/tmp/archspec-x", "~/x", "-rf", "..", "\0", "a" * 300, ODD, "con"]  # noqa: S108


class TestAName:
    @pytest.mark.parametrize("name", NAMES)
    def test_chooses_no_place_for_a_build(self, name):
        Path("a.yaml").write_text(spec(name))
        assert archspec("build", "a.yaml").exit_code == 0
        assert names(".") == ["a.yaml", "build"]
        (folder,) = Path("build").iterdir()
        built = ["diagram.svg", "model.py", "model.safetensors", "spec.yaml", "summary.json"]
        assert names(folder) == built
        assert names("..") == ["inside"]
        assert not Path("/tmp/archspec-x").exists()  # noqa: S108

    @pytest.mark.parametrize("name", NAMES)
    def test_chooses_no_place_for_a_diagram(self, name):
        Path("a.yaml").write_text(spec(name))
        assert archspec("diagram", "a.yaml").exit_code == 0
        (drawn,) = {*names(".")} - {"a.yaml"}
        assert drawn.endswith(".svg")
        assert drawn[0] not in ".-~"
        assert names("..") == ["inside"]

    @pytest.mark.parametrize("name", NAMES)
    def test_of_a_variant_chooses_no_place(self, name):
        Path("a.yaml").write_text(
            f"archspec: 1\nname: x\nparams: {{w: 4}}\nvariants:\n  ? {json.dumps(name)}\n"
            "  : {w: 5}\ninput: [3, 8, 8]\nlayers: [conv: $w]\n"
        )
        done = archspec("build", f"a.yaml:{name}")
        assert done.exit_code == 0, done.output
        (folder,) = Path("build").iterdir()
        built = json.loads(archspec("show", "--json", folder / "spec.yaml").output)
        assert (built["name"], built["output"]) == (name, [5, 6, 6])
        assert names("..") == ["inside"]

    def test_with_a_colon_can_be_told_from_a_variant(self):
        text = (
            "archspec: 1\nparams: {w: 4}\nvariants: {'x:y': {w: 5}}\n"
            "input: [3, 8, 8]\nlayers: [conv: $w]\n"
        )
        Path("a:b.yaml").write_text(text)
        assert archspec("show", "a:b.yaml:x:y").output.startswith("x:y: 3×8×8 → 5×6×6")
        assert archspec("show", "a:b.yaml").output.startswith("a:b: 3×8×8 → 4×6×6")

    @pytest.mark.parametrize("form", ["show", "show --ir", "show --json", "build", "check"])
    def test_reaches_no_terminal_as_it_is(self, form):
        Path("a.yaml").write_text(spec(ODD))
        assert_seen(archspec(*form.split(), "a.yaml").output)

    def test_of_a_file_reaches_no_terminal_as_it_is(self):
        name = ODD.replace("/", "")
        Path(f"{name}.yaml").write_text(spec("x").replace("conv: 4", "conv: {widht: 4}"))
        Path(f"{name}.pt").write_bytes(b"")
        for arguments in (
            ("check", f"{name}.yaml"),
            ("check", "--format", "github", f"{name}.yaml"),
            ("check", "--format", "sarif", f"{name}.yaml"),
            ("check", "--format", "json", f"{name}.yaml"),
            ("fmt", "--check", f"{name}.yaml"),
            ("fmt", "--diff", f"{name}.yaml"),
            ("show", f"{name}.yml"),
            ("build", "net", "--weights", f"{name}.pt"),
            ("eval", name),
            ("predict", name, name),
            ("train", "net", "--recipe", name),
            ("diagram", "net", "-o", name),
            ("explain", name),
            ("layers", name),
            (name,),
            ("show", "net", "--depth", name),
            ("show", "net", "--set", name),
        ):
            done = archspec(*arguments)
            assert_seen(done.output)
            assert done.exit_code in (0, 1, 2)

    def test_in_a_diff_is_seen_unless_that_is_a_patch(self):
        text = spec("x").replace("conv: 4", "conv: {widht: 4}, relu: {name: 'a\u202e\u200b'}")
        text = text.replace("layers: [", "layers:\n  [").replace("widht: 4", "widht:   4")
        Path("a.yaml").write_text(f"# \u202e\u200b\n{text}")
        patch = archspec("fmt", "--diff", "a.yaml").output
        assert "\u202e\u200b" in patch
        assert_seen(archspec("check", "--fix", "a.yaml").output)
        assert "width" in Path("a.yaml").read_text()

    def test_that_nobody_reads_to_its_end_is_cut(self):
        Path("a.yaml").write_text(
            f"archspec: 1\nname: x\ninput: [3, 8, 8]\nlayers: [{'a' * 100_000}]\n"
        )
        for form in ("text", "json", "sarif", "github"):
            assert len(archspec("check", "a.yaml", "--format", form).output) < 10_000
        Path("a.yaml").write_text(spec("a" * 100_000))
        for command in ("show", "build"):
            assert len(archspec(command, "a.yaml").output) < 2000


def assert_seen(text: str) -> None:
    """Nothing but lines of characters that are seen."""
    odd = {c for c in text if not c.isprintable() and c != "\n"} | ({*text} & {"\u3164"})
    assert not odd, sorted(map(hex, map(ord, odd)))


COMMANDS = (
    "check {}",
    "check --fix {}",
    "fmt {}",
    "show {}",
    "diagram {}",
    "build {}",
    "train {}",
    "train a.yaml --recipe {}",
    "train --resume {}",
    "build a.yaml --weights {}",
    "build a.yaml --weights {}.pt",
    "eval {}",
    "predict {} a.png",
)
EACH = """
import json, signal, sys
from click.testing import CliRunner
from archspec.cli import main
for line in sys.stdin:
    print("began", line, end="", file=sys.stderr, flush=True)
    signal.alarm(60)  # which ends the process
    done = CliRunner().invoke(main, line.split())
    print(json.dumps([line, done.exit_code, done.output, repr(done.exception)]))
"""


class TestWhatIsNoFile:
    @pytest.fixture(autouse=True)
    def files(self):
        os.mkfifo("pipe")
        Path("zero").symlink_to("/dev/zero")
        Path("folder").mkdir()
        Path("a.yaml").write_text(spec("a"))

    @pytest.mark.parametrize("name", ["pipe", "zero", "folder"])
    def test_is_said_at_once(self, name):
        # A process of its own, as what hangs has to be ended; one for all, as most load torch.
        lines = [command.format(name) for command in COMMANDS]
        done = subprocess.run(
            [sys.executable, "-c", EACH],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = [json.loads(line) for line in done.stdout.splitlines()]
        assert [line.strip() for line, *_ in found] == lines
        for line, code, output, exception in found:
            assert code in (1, 2), (line, output)
            assert exception.startswith("SystemExit"), line
            assert output, line

    def test_standard_input_that_never_ends(self):
        with Path("/dev/zero").open("rb") as endless:
            done = subprocess.run(
                [sys.executable, "-m", "archspec", "check", "-"],
                stdin=endless,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        assert "`<stdin>` is larger than 4 MiB" in done.stdout

    def test_what_a_shell_passes_as_a_command_is_read(self):
        script = f"{sys.executable} -m archspec show <(cat a.yaml)"
        done = subprocess.run(
            ["/bin/bash", "-c", script],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert done.stdout.startswith("a: 3×8×8 → 2")


class TestAPlaceToWriteTo:
    @pytest.fixture(autouse=True)
    def files(self):
        Path("a.yaml").write_text(spec("a"))
        Path("full").mkdir()
        Path("full/model.safetensors").mkdir()
        Path("a.svg").mkdir()

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (f"build a.yaml -o {'a' * 300}", "A644"),
            ("build a.yaml -o /proc/none/x", "A644"),
            ("build a.yaml -o full", "A644"),
            (f"diagram a.yaml -o {'a' * 300}.svg", "A501"),
            ("diagram a.yaml -o none/a.svg", "A501"),
            ("diagram a.yaml", "A501"),
            (f"train digits --epochs 1 -o {'a' * 300}", "A644"),
        ],
    )
    def test_that_cannot_be_written_is_said_and_nothing_is_left(self, command, code):
        before = sorted(Path().rglob("*"))
        done = archspec(*command.split())
        assert done.exit_code == 1
        assert f"error[{code}]: cannot write" in done.output
        assert sorted(Path().rglob("*")) == before
