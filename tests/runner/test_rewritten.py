"""A run computes the network rewritten, and comes to the same bits as without rewrites."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

import archspec
from archspec.cli.runs import module_of
from archspec.network import Network
from archspec.runner import RunResult, Silent, evaluate, predict, resume
from archspec.runner.data.sources import DIGITS

from .conftest import recipe
from .processes import together

NORMED = """
  - conv: {width: 8, kernel: 3, padding: same, norm: batchnorm, act: relu}
  - maxpool: 2
  - identity
  - residual: [conv: {width: 8, kernel: 3, padding: same, norm: batchnorm}, stochastic_depth: 0]
  - relu6
  - maxpool: {kernel: 3, stride: 2, padding: 1}
  - flatten
  - dropout: 0.3
  - linear: 10
"""
DRAWN = """
  - residual: [conv: {width: 1, kernel: 3, padding: same}, dropout: 0, stochastic_depth: 0.4]
  - conv: {width: 6, kernel: 3}
  - dropout: {p: 0.2, mode: channel}
  - hardtanh
  - relu
  - dropout: 0.1
  - global_maxpool
  - linear: 10
"""
STARTED = """
  - conv: {width: 6, kernel: 3, init: lsuv}
  - relu
  - adaptive_maxpool: 2
  - pad: 0
  - flatten
  - linear: {width: 10, init: lsuv}
"""
TANH = """
  - conv: {width: 6, kernel: 3, padding: same}
  - tanh
  - maxpool: 2
  - flatten
  - linear: 10
"""
NETWORKS = {
    "batch norm, a residual and overlapping windows": NORMED,
    "what draws at random": DRAWN,
    "weights that begin by the data": STARTED,
}
FIGURES = ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "rate")


class Notes(Silent):
    """Keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def on_note(self, text: str) -> None:
        self.said.append(text)


def network(layers: str) -> Network:
    return archspec.loads(f"archspec: 1\nname: n\ninput: [1, 8, 8]\nlayers:{layers}")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first digits as a data set of their own."""
    path = tmp_path_factory.mktemp("data") / "few.npz"
    with np.load(DIGITS) as content:
        parts = ("x_train", "y_train", "x_test", "y_test")
        np.savez(path, **{name: content[name][:150] for name in parts})
    return str(path)


def trained(net: Network, folder: Path, few: str, rewrites: str, **fields: object) -> RunResult:
    data = {"dataset": "npz", "root": few, "val": "test"}
    chosen = {"epochs": 2, "batch_size": 16, "optimizer": {"adam": {"lr": 0.02}}} | fields
    return net.train(folder, recipe(data=data, rewrites=rewrites, **chosen))


def figures(folder: Path) -> list[list[str]]:
    with (folder / "metrics.csv").open() as file:
        return [[row[name] for name in FIGURES] for row in csv.DictReader(file)]


def assert_same(one: Path, other: Path) -> None:
    """Every figure and every weight of two runs, to the bit."""
    assert figures(one) == figures(other)
    for kind in ("best", "last"):
        found, expected = (load_file(folder / f"{kind}.safetensors") for folder in (one, other))
        assert list(found) == list(expected)
        assert all(torch.equal(found[key], expected[key]) for key in expected)
    assert (one / "result.json").read_text() == (other / "result.json").read_text()


@pytest.mark.parametrize("layers", NETWORKS.values(), ids=NETWORKS)
def test_a_run_comes_to_the_same_bits_as_without_rewrites(layers, tmp_path, few):
    net = network(layers)
    for rewrites in ("exact", "none"):
        trained(net, tmp_path / rewrites, few, rewrites)
    assert_same(tmp_path / "exact", tmp_path / "none")
    assert json.loads((tmp_path / "exact" / "run.json").read_text())["rewritten"]
    assert not json.loads((tmp_path / "none" / "run.json").read_text())["rewritten"]


def test_it_does_in_half_precision(tmp_path, few):
    for rewrites in ("exact", "none"):
        trained(network(NORMED), tmp_path / rewrites, few, rewrites, precision="bf16")
    assert_same(tmp_path / "exact", tmp_path / "none")


def test_what_a_run_computes_gives_the_same_in_float64():
    net, torch_default = network(NORMED), torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        images, found = torch.randn(9, 1, 8, 8), []
        for rewrites in ("exact", "none"):
            torch.manual_seed(0)
            module = net.build_for(recipe(rewrites=rewrites))
            module(images).logsumexp(1).sum().backward()
            found.append([p.grad for p in module.parameters()] + [*module.state_dict().values()])
    finally:
        torch.set_default_dtype(torch_default)
    assert found[0][0].dtype == torch.float64
    assert all(torch.equal(*pair) for pair in zip(*found, strict=True))


class Stop(Silent):
    """Ends a training in the middle of its second epoch."""

    steps = 0

    def on_step(self, step: int) -> None:
        self.steps += 1
        if self.steps == 14:
            raise KeyboardInterrupt


def test_a_run_that_was_cut_off_goes_on_to_the_same_bits(tmp_path, few):
    net = network(NORMED)
    trained(net, tmp_path / "none", few, "none", epochs=3)
    data = {"dataset": "npz", "root": few, "val": "test"}
    chosen = {"epochs": 3, "batch_size": 16, "optimizer": {"adam": {"lr": 0.02}}}
    chosen["save"] = {"every": "3 steps"}
    with pytest.raises(KeyboardInterrupt):
        net.train(tmp_path / "exact", recipe(data=data, **chosen), progress=Stop())
    resume(module_of(tmp_path / "exact"), tmp_path / "exact")
    assert_same(tmp_path / "exact", tmp_path / "none")


@pytest.mark.parametrize("weights", ["best", "last"])
def test_what_was_trained_is_measured_and_predicts_the_same(weights, tmp_path, few):
    net, run = network(NORMED), tmp_path / "run"
    trained(net, run, few, "exact", epochs=3, optimizer={"sgd": {"lr": 0.3}})
    with np.load(DIGITS) as content:
        Image.fromarray((content["x_test"][0].reshape(8, 8) * 15).astype("uint8")).save(
            image := tmp_path / "one.png"
        )
    models = module_of(run), net.build()
    assert "Identity" in str(models[1])
    measured = [evaluate(one, run, weights=weights) for one in models]
    assert measured[0] == measured[1]
    said = [predict(one, run, [image], weights=weights) for one in models]
    assert said[0] == said[1]


def test_what_was_rewritten_is_said_once_and_stands_in_the_report(tmp_path, few):
    notes = Notes()
    data = {"dataset": "npz", "root": few}
    net, chosen = network(NORMED), recipe(data=data, epochs=1, batch_size=64)
    net.train(tmp_path / "run", chosen, progress=notes)
    said = (
        "rewritten to the same bits: no `identity`, no `stochastic_depth`, `maxpool` before `relu`,"
        " `maxpool` before `relu6`"
    )
    assert notes.said.count(said) == 1
    page = (tmp_path / "run" / "report.html").read_text()
    assert re.sub("`(.*?)`", r"<code>\1</code>", said) in page


def test_any_tie_is_kept_for_who_asks_for_it(tmp_path, few):
    net = network(TANH)
    for rewrites in ("exact", "any_tie"):
        trained(net, tmp_path / rewrites, few, rewrites)
    said = [
        json.loads((tmp_path / one / "run.json").read_text())["rewritten"]
        for one in ("exact", "any_tie")
    ]
    assert said == ["", "rewritten to the same values: `maxpool` before `tanh`"]
    names = [name for name, _ in module_of(tmp_path / "any_tie").named_modules()]
    assert names == [name for name, _ in net.build().named_modules()]
    assert [type(one).__name__ for one in module_of(tmp_path / "any_tie")][1:3] == [
        "MaxPool2d",
        "Tanh",
    ]


@pytest.mark.forks
@pytest.mark.skipif(not torch.distributed.is_available(), reason="torch without processes")
def test_two_processes_come_to_the_same_bits_as_without_rewrites(tmp_path, few):
    net = network(NORMED)
    for rewrites in ("exact", "none"):
        together(
            2,
            lambda rewrites=rewrites: trained(net, tmp_path / rewrites, few, rewrites).best,
            tmp_path / f"of-{rewrites}",
        )
    assert_same(tmp_path / "exact", tmp_path / "none")
