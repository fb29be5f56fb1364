"""Of several processes that train together one speaks, and another only where it alone can."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.cli.output import say, say_json
from archspec.cli.voice import speaks

SPEC = """archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: 7]
train: {data: {dataset: digits}, device: cpu}
"""


@pytest.mark.parametrize(
    ("rank", "world", "prints"),
    [(None, None, True), ("0", "2", True), ("1", "2", False), ("1", "1", True), ("3", None, True)],
)
def test_only_the_first_of_several_processes_prints(monkeypatch, capsys, rank, world, prints):
    for name, value in (("RANK", rank), ("WORLD_SIZE", world)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert speaks() is prints
    say("a line")
    say_json({"a": 1})
    assert bool(capsys.readouterr().out) is prints


@pytest.mark.parametrize(
    ("rank", "local", "said"),
    [
        ("0", "0", "error[A604]"),
        ("1", "1", ""),
        ("2", "0", "process 2 of 4:\nerror[A604]"),
    ],
)
def test_what_is_wrong_on_a_machine_is_told_once_on_it(tmp_path, rank, local, said):
    (tmp_path / "net.yaml").write_text(SPEC)
    there = {"RANK": rank, "LOCAL_RANK": local, "WORLD_SIZE": "4"}
    result = CliRunner().invoke(main, ["train", str(tmp_path / "net.yaml")], env=there)
    assert result.exit_code == 1
    assert result.output.startswith(said)
    assert bool(result.output) is bool(said)


@pytest.mark.slow
def test_torchrun_makes_one_training_in_one_folder(tmp_path):

    (tmp_path / "net.yaml").write_text(SPEC.replace("7", "10").replace("cpu", "auto, epochs: 1"))
    launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2")
    done = subprocess.run(
        [sys.executable, *launcher, "-m", "archspec", "train", "net.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CUDA_VISIBLE_DEVICES": ""},
    )
    assert done.returncode == 0, done.stderr
    assert [one.name for one in (tmp_path / "runs").iterdir()] == ["net"]
    assert done.stdout.count("training into runs/net") == 1
    assert "Traceback" not in done.stderr
