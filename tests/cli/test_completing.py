"""What Tab offers behind each command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from archspec.cli import main

VARIANTS = """
archspec: 1
input: [3]
params: {width: 4}
layers: [linear: $width]
variants:
  wide: {width: 8}
  wider: {width: 16}
  thin: {width: 2}
"""


def offered(*words):
    """The completions of the last word."""
    *before, begun = words
    shell = ShellComplete(main, {}, "archspec", "_ARCHSPEC_COMPLETE")
    return [one.value for one in shell.get_completions(list(before), begun)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["tr"], ["train"]),
        (["show", "vgg13"], ["vgg13", "vgg13_bn"]),
        (["check", "unet_sm"], ["unet_small"]),
        (["diagram", "densenet16"], ["densenet161", "densenet169"]),
        (["layers", "max"], ["maximum", "maxout", "maxpool"]),
        (["explain", "a40"], [f"A40{n}" for n in range(1, 10)]),
        (["train", "digi"], ["digits"]),
        (["new", "x.yaml", "--like", "conv"], ["convnet", "convnext"]),
    ],
)
def test_a_word_that_is_begun_is_completed(words, found, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert offered(*words) == found


def test_files_and_folders_come_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net").mkdir()
    for name in ("net.yaml", "net.txt", ".net.yaml", "net/inner.yml"):
        (tmp_path / name).touch()
    assert offered("show", "net")[:3] == ["net/", "net.yaml", "net"]
    assert offered("show", "net/") == ["net/inner.yml"]
    assert offered("show", "nowhere/x") == []


def test_behind_a_colon_come_the_variants_of_a_file_or_of_a_spec_that_ships(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(VARIANTS)
    assert offered("show", "net.yaml:wi") == ["net.yaml:wide", "net.yaml:wider"]
    assert offered("show", "resnet:resnet5") == ["resnet:resnet50"]
    assert offered("show", "nowhere.yaml:") == []
    (tmp_path / "net.yaml").write_text("layers: [")
    assert offered("show", "net.yaml:wi") == []


LINES = ("archspec expl", "archspec show vgg13", "archspec show net.yaml:wi")
SHELLS = {
    "bash": """
eval "$(_ARCHSPEC_COMPLETE=bash_source archspec)"
for line in LINES "archspec show net.yaml :"; do
    COMP_WORDS=(${line/:w/ : w}); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
    _archspec_completion archspec; echo "${COMPREPLY[*]}"
done
""",
    "zsh": """
autoload -U compinit; compinit -u -D
eval "$(_ARCHSPEC_COMPLETE=zsh_source archspec)"
compadd() { print -r -- $completions }
_describe() { print -r -- $completions_with_descriptions }
for line in LINES; do words=(${=line}); CURRENT=${#words}; _archspec_completion; done
true
""",
    "fish": """
_ARCHSPEC_COMPLETE=fish_source archspec | source
for line in LINES; complete --do-complete $line | string split -f 1 \\t | string join " "; end
""",
}
"""What a shell would do where somebody presses Tab; bash takes lines apart at colons."""


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands_specs_and_variants(shell, tmp_path, monkeypatch):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(VARIANTS)
    Path("bin").mkdir()
    Path("bin/archspec").write_text(
        f"#!{sys.executable}\nfrom archspec.cli import start\nstart()\n"
    )
    Path("bin/archspec").chmod(0o755)
    lines = " ".join(f'"{line}"' for line in LINES)
    env = {**os.environ, "PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "HOME": str(tmp_path)}
    code = SHELLS[shell].replace("LINES", lines)
    found = subprocess.run([shell, "-c", code], env=env, capture_output=True, text=True, check=True)
    first, second, third, *more = found.stdout.splitlines()
    assert first.partition(":")[0] == "explain"
    assert second.split() == ["vgg13", "vgg13_bn"]
    # What bash has before a colon stays in the line.
    spec = "" if shell == "bash" else "net.yaml:"
    assert third.replace("\\", "").split() == [f"{spec}wide", f"{spec}wider"]
    assert more == (["wide wider thin"] if shell == "bash" else [])


def test_the_line_of_the_readme_is_one_for_a_shell():
    env = {**os.environ, "_ARCHSPEC_COMPLETE": "bash_source"}
    code = "from archspec.cli import main; main(prog_name='archspec')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert "_ARCHSPEC_COMPLETE=bash_complete" in done.stdout
