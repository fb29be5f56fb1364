"""What each pass requires holds before it, and what it ensures holds from then on."""

import pytest

from archspec.catalog import shipped
from archspec.compiler import variant_names
from archspec.graph import Graph
from archspec.graph.verify import Unsound
from archspec.language import read_spec
from archspec.passes import PASSES, Pass
from archspec.passes.contract import GIVEN, run_verified
from archspec.syntax import read, read_file

SOURCES = {
    f"{name}:{variant}" if variant else name: (path, variant)
    for name, path in shipped().items()
    for variant in (None, *variant_names(read_file(path)))
}


def built(name: str) -> Graph:
    """The graph of a spec that ships, before the first pass."""
    path, variant = SOURCES[name]
    source = read_file(path)
    return read_spec(source, read(source), (), variant).graph


@pytest.mark.parametrize("name", SOURCES)
def test_every_pass_keeps_its_word(name: str) -> None:
    assert run_verified(built(name), PASSES).cost.params > 0


@pytest.mark.parametrize("step", PASSES, ids=lambda step: step.run.__name__)
def test_what_a_pass_ensures_does_not_hold_without_it(step: Pass) -> None:
    before = built("net")
    for earlier in PASSES[: PASSES.index(step)]:
        before = earlier(before)
    assert all(next(fact(before), None) is not None for fact in step.ensures)


@pytest.mark.parametrize("step", [step for step in PASSES if step.ensures])
def test_a_pass_whose_needs_are_not_met_is_found_out(step: Pass) -> None:
    needs = Pass(lambda graph: graph, requires=step.ensures)
    with pytest.raises(Unsound):
        run_verified(built("net"), [needs])
    run_verified(built("net"), [step, needs])


def test_a_pass_that_undoes_what_another_did_is_found_out() -> None:
    forgets = Pass(lambda graph: graph.with_nodes(built("net").nodes))
    with pytest.raises(Unsound):
        run_verified(built("net"), [*PASSES, forgets])
    with pytest.raises(Unsound):
        run_verified(built("net"), [Pass(lambda graph: graph.with_nodes(graph.nodes[1:]))])


def test_every_fact_that_is_needed_is_ensured_by_an_earlier_pass() -> None:
    ensured: set[object] = set(GIVEN)
    for step in PASSES:
        assert set(step.requires) <= ensured
        ensured.update(step.ensures)
