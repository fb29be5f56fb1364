"""The plain installation does what it promises, and says what more takes."""

import json
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from archspec.cli.group import COMMANDS
from archspec.extras import EXTRAS, PACKAGES

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HEAVY = sorted({module for modules in EXTRAS.values() for module in modules})

WORK = [
    ["check", "net", "resnet50"],
    ["check", "--variants", "net_width"],
    ["check", "compared.yaml", "rates.yaml"],
    ["new", "mine.yaml", "--like", "resnet"],
    ["fmt", "net.yaml"],
    ["show", "net"],
    ["show", "net", "--ir", "--optimised"],
    ["diagram", "net", "-o", "net.svg"],
    ["diagram", "net", "-o", "net.tex"],
    ["diagram", "net", "-o", "net.html"],
    ["diagram", "net", "-o", "net.dot"],
    ["diagram", "net", "-o", "net.mmd"],
    ["runs"],
    ["explain", "A402"],
    ["layers", "conv"],
    ["specs"],
    ["schema"],
    ["lsp", "--help"],
    ["doctor"],
]
TAKE_MORE = [
    (["build", "net"], "torch"),
    (["source", "net", "-o", "net.py"], "torch"),
    (["data", "digits"], "train"),
    (["train", "digits"], "train"),
    (["train", "--resume", "run"], "train"),
    (["eval", "run"], "train"),
    (["compare", "digits"], "train"),
    (["sweep", "study.yaml"], "sweep"),
    (["predict", "run", "x.png"], "train"),
    (["kernels", "net", "x.png"], "train"),
    (["serve", "run"], "train"),
    (["export", "net"], "torch"),
    (["export", "net", "--to", "onnx"], "onnx"),
    (["export", "run"], "train"),
    (["diagram", "net", "-o", "net.png"], "draw"),
    (["diagram", "net", "-o", "net.pdf"], "draw"),
]
DOORS = [
    ("archspec.load('net').build()", "torch"),
    ("archspec.load('net').build_for(None)", "torch"),
    ("archspec.load('net').load_weights(None, 'x.pt')", "torch"),
    ("archspec.load('net').source()", "torch"),
    ("archspec.load('net').export('x.onnx')", "onnx"),
    ("archspec.load('digits').train('run')", "train"),
    ("archspec.open_run('run')", "train"),
]

BLOCKED = f"""
import importlib.abc, sys
class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HEAVY}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
for name in {HEAVY}:
    sys.modules[name] = None  # what importlib takes for absent
sys.meta_path.insert(0, Absent())
"""


def without_extras(code, folder):
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code], capture_output=True, text=True, cwd=folder
    )


def prepare(folder):
    text = (ROOT / "specs" / "net.yaml").read_text(encoding="utf-8")
    (folder / "net.yaml").write_text(text, encoding="utf-8")
    (folder / "compared.yaml").write_text("study: {designs: [digits]}")
    (folder / "rates.yaml").write_text("study: {spec: digits, over: {width: {int: [4, 8]}}}")
    (folder / "runs" / "one").mkdir(parents=True)
    (folder / "runs" / "one" / "recipe.json").write_text('{"data": {"dataset": "digits"}}')
    (folder / "run").mkdir()
    (folder / "run" / "spec.yaml").write_text(text, encoding="utf-8")


def test_every_command_is_tried():
    tried = {arguments[0] for arguments in [*WORK, *(one for one, _ in TAKE_MORE)]}
    missing = sorted(set(COMMANDS) - tried)
    assert not missing, f"WORK or TAKE_MORE above gets a line that calls {missing}"
    assert tried <= set(COMMANDS)


def test_commands_work_or_say_which_extra_they_take(tmp_path):
    prepare(tmp_path)
    # One process for all: what is tested is what they import.
    code = f"""
import contextlib, io, json
from click.testing import CliRunner
from archspec.cli import main
found = []
for arguments in {[*WORK, *(one for one, _ in TAKE_MORE)]}:
    result = CliRunner().invoke(main, arguments)
    found.append([result.exit_code, result.output, repr(result.exception)])
print(json.dumps(found))
"""
    done = without_extras(code, tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for arguments, (code, output, exception) in zip(WORK, found, strict=False):
        assert code == 0, (arguments, output, exception)
    for (arguments, extra), (code, output, _) in zip(TAKE_MORE, found[len(WORK) :], strict=True):
        assert code == 1, arguments
        assert output.startswith("error[A506]"), (arguments, output)
        assert f"`pip install 'archspec-nn[{extra}]'`" in output, arguments


def test_what_python_calls_says_it_too(tmp_path):
    code = f"""
import archspec
for call in {[call for call, _ in DOORS]}:
    try:
        eval(call)
    except archspec.Failure as failure:
        print(failure.diagnostics[0].code, failure.diagnostics[0].helps[0].text)
"""
    done = without_extras(code, tmp_path)
    told = [f"A506 install it with `pip install 'archspec-nn[{extra}]'`" for _, extra in DOORS]
    assert done.stdout.splitlines() == told, done.stderr


def test_extras_are_those_that_are_installed_by_their_names():
    """What `pip` brings for an extra is what archspec looks for before it is used."""
    listed = PROJECT["optional-dependencies"]
    for extra, modules in EXTRAS.items():
        assert plain(listed[extra], listed) == {PACKAGES.get(one, one) for one in modules}
    every = {PACKAGES.get(one, one) for one in HEAVY}
    # What writes to services of others is had by its own name alone.
    named = ("all", "wandb", "mlflow")
    assert every == {package for one in named for package in plain(listed[one], listed)}
    assert {"pillow"} == {name.lower() for name in packages_distributions()["PIL"]}


def plain(lines, listed):
    """The packages of some requirements, those of this project's own extras among them."""
    found = set()
    for line in lines:
        if line.startswith("archspec-nn["):
            for extra in line.removeprefix("archspec-nn[").removesuffix("]").split(","):
                found |= plain(listed[extra], listed)
        else:
            found.add(line.partition(">=")[0])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_a_plain_installation_is_small_and_works(version, tmp_path):
    """Installs from the index, which takes a minute; left out where there is no such Python."""
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} here")
    place = tmp_path / "plain"
    subprocess.run([python, "-m", "venv", place], check=True)
    subprocess.run([place / "bin/pip", "install", "-q", ROOT], check=True)
    files = [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum(path.stat().st_size for path in files) < 200e6
    prepare(tmp_path)
    for arguments in WORK:
        done = run(place, arguments, tmp_path)
        assert done.returncode == 0, (arguments, done.stderr)
    for arguments, extra in TAKE_MORE:
        done = run(place, arguments, tmp_path)
        assert done.returncode == 1, arguments
        assert done.stderr.startswith("error[A506]"), (arguments, done.stderr)
        assert f"archspec-nn[{extra}]" in done.stderr, arguments


def run(place, arguments, folder):
    return subprocess.run(
        [place / "bin/archspec", *arguments], cwd=folder, capture_output=True, text=True, env={}
    )


def interpreter(version):
    """A Python of that version: this one, one on the path, or one of pyenv."""
    if "{}.{}".format(*sys.version_info) == version:
        return sys.executable
    places = [Path("/usr/bin"), *Path.home().glob(f".pyenv/versions/{version}.*/bin")]
    return next((p / f"python{version}" for p in places if (p / f"python{version}").exists()), None)
