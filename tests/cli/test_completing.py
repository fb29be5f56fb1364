"""What Tab offers behind each command."""

import os
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from archspec.cli import main


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


def test_the_line_of_the_readme_is_one_for_a_shell():
    env = {**os.environ, "_ARCHSPEC_COMPLETE": "bash_source"}
    code = "from archspec.cli import main; main(prog_name='archspec')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert "_ARCHSPEC_COMPLETE=bash_complete" in done.stdout
