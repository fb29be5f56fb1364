"""Source does what modules do, to the bit: small networks, random ones, and those that ship."""

import subprocess
import sys
import warnings
from random import Random

import pytest
import spec_writer
import torch
import yaml
from agreement import check_looks, check_same, made
from hostile_graphs import Writer
from small_networks import NETWORKS
from torch_agreement import is_small
from tricky_specs import TRICKY

from archspec.catalog import shipped, shipped_variants
from archspec.diagnostics import Failure
from archspec.network import Network, load_with, loads

SMALL = ("net", "net_dense", "net_dropout", "net_res", "series", "shortcuts", "unet_small")
ALL = sorted({*shipped(), *shipped_variants()})
MOST_WEIGHTS, MOST_WORK = 150_000_000, 60_000_000_000
"""What is built with numbers; of larger networks names and shapes are compared."""

MUCH_WORK = 300_000_000
"""Of what takes longer, small images pass once in each mode, where images may be small."""


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def agrees(network: Network) -> None:
    text, cost = network.source(), network.graph.cost
    if cost.params > MOST_WEIGHTS or cost.macs > MOST_WORK:
        check_same(network.graph, text, "meta")
    elif cost.macs > MUCH_WORK:
        check_same(network.graph, text, modes=(True, False), small=True)
    else:
        check_same(network.graph, text)
    check_looks(text)


@pytest.mark.parametrize("text", TRICKY.values(), ids=TRICKY)
def test_what_is_hard_to_write(text):
    agrees(loads(f"archspec: 1\n{text}"))


@pytest.mark.parametrize("text", NETWORKS.values(), ids=NETWORKS)
def test_ways_in_which_values_pass(text):
    agrees(loads(f"archspec: 1\n{text}"))


@pytest.mark.parametrize("name", SMALL)
def test_specs_that_ship(name):
    agrees(load_with(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_every_spec_that_ships(name):
    agrees(load_with(name))


def random_network(seed: int) -> Network | None:
    random = Random(seed)  # noqa: S311  it must come again
    try:
        network = loads(spec_writer.as_text(random, spec_writer.spec(random)))
    except Failure:
        return None
    return network if is_small(network.graph) else None


def test_random_networks():
    found = [network for seed in range(40) if (network := random_network(seed))]
    for network in found:
        check_same(network.graph, network.source())
    assert len(found) > 30


@pytest.mark.slow
def test_many_random_networks_and_their_looks():
    for seed in range(40, 600):
        if network := random_network(seed):
            agrees(network)


def wired(seed: int) -> Network:
    """A random network of scopes that look into each other, and share weights."""
    network = Writer(Random(seed)).network()  # noqa: S311  it must come again
    return loads(yaml.safe_dump(network, sort_keys=False))


@pytest.mark.parametrize("seed", [*range(12), 77112543, 77112625])
def test_random_wiring(seed):
    agrees(wired(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12, 200))
def test_more_random_wiring(seed):
    agrees(wired(seed))


def test_sums_of_many_values_take_several_lines():
    names = [f"f{i}" for i in range(25)]
    layers = [{"linear": {"name": name, "width": 4}} for name in names]
    layers += [{"add": {"with": names[:-1]}}, {"maximum": {"with": names[:12]}}]
    network = loads(yaml.safe_dump({"archspec": 1, "input": [4], "layers": layers}))
    agrees(network)


def test_networks_of_open_sizes_take_any():
    text = """
archspec: 1
input: [3, H, W]
layers:
  - conv: {name: c, width: 4, padding: same, act: relu}
  - residual: [conv: {name: d, width: 4, padding: same}]
  - global_avgpool
"""
    network = loads(text)
    module = network.build()
    source = made(network.source())()
    source.load_state_dict(module.state_dict())
    for size in (5, 8), (9, 4):
        x = torch.rand(2, 3, *size)
        assert torch.equal(module(x), source(x))
    assert "# 4×H×W" in network.source()


def test_inputs_go_by_their_names():
    network = loads(f"archspec: 1\n{NETWORKS['several inputs and outputs']}")
    source = made(network.source())()
    given = source(age=torch.rand(2, 1), image=torch.rand(2, 3, 8, 8))
    assert list(given) == ["score", "features"]


def test_source_runs_where_there_is_no_archspec(tmp_path):
    """What is ours is copied: the files run in a process that cannot import it."""
    networks = {name: load_with(name) for name in ("crelu", "mlp_mixer", "unet")}
    for name, network in networks.items():
        (tmp_path / f"{name}.py").write_text(network.source(), encoding="utf-8")
    program = (
        "import sys; sys.modules['archspec'] = None\n"
        "from importlib import import_module\n"
        "for net in map(import_module, sys.argv[1:]):\n"
        "    model = getattr(net, net.__all__[0])()\n"
        "    print(sum(p.numel() for p in model.parameters()))"
    )
    asked = [sys.executable, "-c", program, *networks]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True)
    found = dict(zip(networks, map(int, done.stdout.split()), strict=True))
    assert found == {name: network.graph.cost.params for name, network in networks.items()}
