"""Random specs that should be valid: they compile, and torch agrees with every figure."""

import warnings
from random import Random

import pytest
import spec_writer
import yaml
from hypothesis import HealthCheck, given, settings
from message_agreement import check_failure
from open_agreement import check_open, opened
from strategies import randoms, specs
from torch_agreement import check_module, is_small
from view_agreement import accepted, check_overrides, check_views

from archspec.diagnostics import Failure, Source
from archspec.language import read_spec
from archspec.network import Network, loads
from archspec.passes import PASSES
from archspec.passes.contract import run_verified
from archspec.syntax import read

SLOW = list(HealthCheck)
ONCE = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=SLOW)


def compiled(text: str) -> Network | None:
    try:
        return loads(text)
    except Failure as failure:
        check_failure(failure)
        return None


@pytest.fixture(autouse=True)
def _quiet() -> None:
    warnings.simplefilter("ignore")


@ONCE
@given(text=specs())
def test_torch_agrees_with_names_shapes_and_costs(text):
    network = compiled(text)
    if network is not None and is_small(network.graph):
        check_module(network)


@ONCE
@given(text=specs())
def test_every_pass_keeps_its_word(text):
    source = Source("spec.yaml", text)
    try:
        graph = run_verified(read_spec(source, read(source)).graph, PASSES)
    except Failure as failure:
        check_failure(failure)
    else:
        assert [node.path for node in graph.nodes] == [n.path for n in loads(text).graph.nodes]


@ONCE
@given(text=specs(), random=randoms)
def test_every_view_says_the_same(text, random):
    network = compiled(text)
    if network is not None:
        check_views(network, text)
        check_overrides(random, network, text)
        assert accepted(text)


@ONCE
@given(random=randoms)
def test_what_holds_for_every_size_holds_for_one(random):
    spec = spec_writer.spec(random)
    bound = compiled(yaml.safe_dump(spec, allow_unicode=True))
    left_open, sizes = opened(spec)
    if bound is not None and sizes:
        check_open(yaml.safe_dump(left_open, allow_unicode=True), sizes, bound)


def test_most_are_valid_and_use_every_kind_of_container():
    texts = [spec_writer.as_text(r, spec_writer.spec(r)) for r in map(Random, range(150))]
    networks = [network for text in texts if (network := compiled(text))]
    assert len(networks) > 0.9 * len(texts)
    scopes = {scope.kind for n in networks for scope in n.graph.scopes.values()}
    assert {"sequence", "residual", "dense", "gate", "branches", "repeat", "shortcut"} <= scopes
