"""The page about figures has every field of the JSON, and no other."""

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from archspec.cli import main
from docs.make.made import read

PAGE = read("docs/figures.md")
TABLES = re.findall(r"\| field \| is \|\n\|---\|---\|\n((?:\| `.*\n)+)", PAGE)
FIELDS = [re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) for table in TABLES]
NETWORK, TRAINING, LAYER, SHARE, TENSOR = FIELDS


def shown(*arguments: str) -> Any:
    result = CliRunner().invoke(main, ["show", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.parametrize("name", ["digits", "two_inputs", "unet"])
def test_every_field_of_the_network_stands_on_the_page_in_its_order(name: str):
    network = shown(name)
    assert [*network] == NETWORK
    assert [*network["training_bytes"]] == TRAINING
    assert all([*layer] == LAYER for layer in network["layers"])


def test_several_networks_are_a_list():
    assert shown("net", "digits") == [shown("net"), shown("digits")]


def test_every_field_of_shares_and_tensors_stands_on_the_page():
    kinds, scopes = shown("net", "--by", "kind"), shown("net_res_deep", "--by", "scope")
    assert all({*one} == {*SHARE} - {"scope", "level"} for one in kinds)
    assert all({*one} == {*SHARE} for one in scopes)
    assert all([*one] == TENSOR for one in shown("net", "--tensors"))


def test_flops_stand_in_the_place_of_macs():
    macs, flops = shown("net"), shown("net", "--flops")
    assert [name.replace("macs", "flops") for name in macs] == [*flops]
    assert flops["flops"] == 2 * macs["macs"]
    assert flops["training_flops"] == 2 * macs["training_macs"]


def test_the_figures_are_what_the_page_says_of_them():
    one = shown("digits")
    training = one["training_bytes"]
    rest = training["weights"] + training["gradients"] + training["optimizer"]
    assert training["total"] == training["batch_size"] * training["sample"] + rest
    assert training["weights"] == training["gradients"] == 4 * one["params"]
    assert one["params"] == sum(layer["params"] for layer in one["layers"])
    assert one["macs"] == sum(layer["macs"] for layer in one["layers"])
    tensors = shown("digits", "--tensors")
    values = [t["bytes"] for t in tensors if t["kind"] != "parameter"]
    assert sum(values) == one["activation_bytes"]
    parameters = [t["bytes"] for t in tensors if t["kind"] == "parameter" and not t["shared"]]
    assert sum(parameters) == training["weights"]


def test_fields_of_several_inputs_are_mappings():
    one = shown("two_inputs")
    assert {*one["receptive_field"]} <= {*one["input"]}
    assert all(isinstance(layer["receptive_field"], dict) for layer in one["layers"])
