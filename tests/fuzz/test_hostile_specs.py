"""Files by somebody who means harm, through every command: nothing but words comes of them."""

import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
import yaml
from click.testing import CliRunner, Result
from hostile_agreement import (
    check_github,
    check_json,
    check_lines,
    check_mermaid,
    check_page,
    check_svg,
    check_tex,
)
from hostile_writer import Stranger, as_text
from PIL import Image
from safetensors.torch import save_file
from torch_agreement import batches, is_small
from watch import MARK, Watch, watched

import archspec
from archspec.cli import main

FINDINGS = ("text", "json", "sarif", "github")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class Yard:
    """A folder to work in, with one around it that must stay as it is.

    Args:
        root: where both are made.
        watch: what was seen that must not be.
    """

    def __init__(self, root: Path, watch: Watch):
        self.root, self.watch = root, watch
        self.inside, self.outside = root / "in", root / f"{MARK}-outside"
        self.before = names(root)

    def run(self, *arguments: str) -> Result:
        """A command, which may refuse and not fail, and says what can be read."""
        done = CliRunner().invoke(main, list(arguments))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        assert done.exit_code in (0, 1, 2)
        if "json" not in arguments and "--json" not in arguments:
            check_lines(done.output)
        assert len(done.output) < 2**22
        return done

    def check(self) -> None:
        """Nothing was run, and nothing was written elsewhere."""
        assert self.watch.seen == []
        assert names(self.root) == self.before
        odd = {name for name in names(self.inside) if name.startswith((".", "-", "~"))}
        assert not odd, odd


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory) -> None:
    """Runs what is harmless once, so that what is made on first use is there."""
    warnings.simplefilter("ignore")
    folder = tmp_path_factory.mktemp("warm")
    spec = folder / "a.yaml"
    spec.write_text("archspec: 1\ninput: [1, 8, 8]\nlayers: [flatten, linear: 10]\n")
    (folder / "recipe.yaml").write_text("train: {data: {dataset: digits}, epochs: 1}\n")
    for arguments in (
        ("build", str(spec), "-o", str(folder / "b")),
        ("train", str(spec), "--recipe", str(folder / "recipe.yaml"), "-o", str(folder / "r")),
        ("check", str(spec), "--format", "sarif"),
    ):
        done = CliRunner().invoke(main, list(arguments))
        assert done.exit_code == 0, done.output


@pytest.fixture
def yard(tmp_path, monkeypatch) -> Iterator[Yard]:
    """The folder, watched while the test runs."""
    warnings.simplefilter("ignore")
    (tmp_path / "in").mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    with watched(tmp_path / "in", tmp_path / "tmp") as watch:
        found = Yard(tmp_path, watch)
        yield found
        found.check()


def shown(yard: Yard, text: str) -> bool:
    """A spec through every command that only looks at it; whether it is one."""
    Path("a.yaml").write_text(text, encoding="utf-8")
    for form in FINDINGS:
        done = yard.run("check", "a.yaml", "--variants", "--format", form)
        if form in ("json", "sarif"):
            check_json(done.stdout)
    found = json.loads(yard.run("check", "a.yaml", "--format", "json").stdout)
    check_github(yard.run("check", "a.yaml", "--format", "github").stdout, len(found))
    yard.run("fmt", "--check", "a.yaml")
    yard.run("check", "--fix", "a.yaml")
    if yard.run("show", "a.yaml").exit_code:
        return False
    yard.run("show", "a.yaml", "--ir")
    check_json(yard.run("show", "a.yaml", "--json").stdout)
    return True


def built(yard: Yard) -> None:
    """The same through those that draw and build, into places that its name may not choose."""
    for ending, check in ((".svg", check_svg), (".mmd", check_mermaid), (".dot", check_lines)):
        yard.run("diagram", "a.yaml", "-o", f"drawn{ending}")
        if Path(f"drawn{ending}").exists():
            check(Path(f"drawn{ending}").read_text(encoding="utf-8"))
    for ending, check in ((".svg", check_svg), (".tex", check_tex)):
        yard.run("diagram", "a.yaml", "--style", "volumes", "-o", f"blocks{ending}")
        check(Path(f"blocks{ending}").read_text(encoding="utf-8"))
    before = names(Path())
    yard.run("diagram", "a.yaml")
    yard.run("build", "a.yaml")
    assert len(names(Path()) - before) <= 2
    check_lines(yard.run("source", "a.yaml").stdout)
    for folder in Path("build").glob("*"):
        check_json((folder / "summary.json").read_text(encoding="utf-8"))
        check_svg((folder / "diagram.svg").read_text(encoding="utf-8"))
        assert yard.run("show", str(folder / "spec.yaml")).exit_code == 0


def hostile_spec(seed: int, yard: Yard) -> bool:
    """One of them; whether it was one that can be built."""
    stranger = Stranger(Random(seed), str(yard.outside))  # noqa: S311  always the same
    valid = shown(yard, as_text(stranger.spec() if seed % 2 else stranger.network()))
    if valid:
        built(yard)
        computed()
    return valid


def computed() -> None:
    """The network as a module, and what it computes."""
    network = archspec.load("a.yaml")
    if is_small(network.graph):
        with torch.no_grad():
            network.build().eval()(*batches(network.graph, "cpu"))
        network._repr_svg_()


@pytest.mark.parametrize("seed", range(36))
def test_a_hostile_spec(yard, seed):
    hostile_spec(seed, yard)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 2000, 50))
def test_many_hostile_specs(yard, first):
    for seed in range(first, first + 50):
        hostile_spec(seed, yard)
        for made in ("build", "drawn.svg", "drawn.mmd", "drawn.dot"):
            shutil.rmtree(made) if Path(made).is_dir() else Path(made).unlink(missing_ok=True)
        [path.unlink() for path in Path().glob("*.svg")]


def hostile_run(seed: int, yard: Yard) -> None:
    """A spec and data with hostile names, trained, evaluated, and asked about hostile files."""
    stranger = Stranger(Random(seed), str(yard.outside))  # noqa: S311  always the same
    classes = list(dict.fromkeys(stranger.text() for _ in range(40)))[:4]
    random = np.random.default_rng(seed)
    np.savez(
        "d.npz",
        x=random.integers(0, 255, (40, 3, 8, 8)).astype(np.uint8),
        y=np.arange(40) % len(classes),
        classes=np.array(classes),
        **{stranger.text().replace("/", "").replace("\0", "")[:100]: np.zeros(2)},
    )
    spec = {
        "archspec": 1,
        "name": stranger.text(),
        "about": stranger.text(),
        "input": [3, 8, 8],
        "layers": ["flatten", {"linear": len(classes)}],
        "train": {"data": {"dataset": "npz", "root": "d.npz", "test": 0.3}, "epochs": 1},
    }
    Path("a.yaml").write_text(as_text(spec), encoding="utf-8")
    done = yard.run("train", "a.yaml")
    assert done.exit_code == 0, done.output
    (folder,) = Path("runs").iterdir()
    page = check_page((folder / "report.html").read_text(encoding="utf-8"))
    assert MARK in "".join(page.texts)
    check_json((folder / "run.json").read_text(encoding="utf-8"))
    check_svg_file(folder / "diagram.svg")
    yard.run("eval", str(folder))
    check_json(yard.run("eval", str(folder), "--json").stdout)
    picture = f"{stranger.text().replace('/', '').replace(chr(0), '')[:60]}.png"
    Image.new("RGB", (8, 8)).save(picture if picture[0] not in ".-~" else f"x{picture}", "png")
    files = [path.name for path in Path().glob("*.png")]
    assert yard.run("predict", str(folder), *files).exit_code == 0
    check_json(yard.run("predict", str(folder), *files, "--json").stdout)
    assert yard.run("train", "--resume", str(folder)).exit_code == 0


def check_svg_file(path: Path) -> None:
    check_svg(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", range(3))
def test_a_hostile_run(yard, seed):
    hostile_run(seed, yard)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_hostile_runs(yard, seed):
    hostile_run(seed, yard)


class Evil:
    """Whose unpickling runs a command."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("seed", range(4))
def test_hostile_weights(yard, seed):
    stranger = Stranger(Random(seed), str(yard.outside))  # noqa: S311  always the same
    spec = {"archspec": 1, "input": [3], "layers": [{"linear": {"width": 2, "name": "a"}}]}
    Path("a.yaml").write_text(yaml.safe_dump(spec))
    good = {"a.weight": torch.ones(2, 3), "a.bias": torch.ones(2)}
    odd = {stranger.text().replace("\0", ""): torch.ones(2) for _ in range(12)}
    save_file(good | odd, "w.safetensors", {stranger.text(): stranger.text()})
    torch.save(good | odd, "w.pt")
    torch.save(good | {"x": Evil(yard.outside)}, "evil.pt")
    torch.save({"model": good, stranger.text(): stranger.text()}, "around.pt")
    for name in ("w.safetensors", "w.pt", "evil.pt", "around.pt"):
        for more in ((), ("--partial",)):
            yard.run("build", "a.yaml", "-o", "b", "--weights", name, *more)
    assert yard.run("build", "a.yaml", "--weights", "around.pt").exit_code == 0
    assert "error[A521]" in yard.run("build", "a.yaml", "--weights", "evil.pt").output


def test_the_watch_sees_what_it_is_there_for(tmp_path):
    with watched(tmp_path / "in") as watch:
        (tmp_path / "x").touch()
        os.system("true")  # noqa: S605, S607  what must never happen
        eval(f"'{MARK}' * 2")  # noqa: S307  likewise
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "y").touch()
    kinds = {one.split()[0] for one in watch.seen}
    assert kinds == {"open", "os.utime", "os.system", "exec"}
    assert not any("in/y" in one for one in watch.seen)


def test_many_are_built_and_many_are_refused(yard):
    strangers = [Stranger(Random(seed), "x") for seed in range(60)]  # noqa: S311
    texts = [as_text(one.spec()) for one in strangers]
    built = 0
    for text in texts:
        Path("a.yaml").write_text(text, encoding="utf-8")
        built += yard.run("show", "a.yaml").exit_code == 0
    assert 15 <= built <= 45
