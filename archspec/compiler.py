"""The front half, from a file to a graph with shapes and costs; it imports no torch.

text → syntax → language → graph → passes
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.graph import Graph
from archspec.language import Overrides, Spec, read_recipe, read_spec
from archspec.language.expressions.file_budget import file_budget
from archspec.passes import (
    PASSES,
    Pass,
    check_expectations,
    check_recipe,
    find_advice,
    named_binding,
    recipe_faults,
)
from archspec.syntax import Mapping, Tree, read, read_file

if TYPE_CHECKING:
    from archspec.language.walk.memory import Memory
    from archspec.recipe import Recipe


def compile_file(
    path: Path, overrides: Overrides = (), variant: str | None = None
) -> tuple[Spec, Graph]:
    """The spec and the graph of a file.

    Raises:
        Failure: everything that the first stage to find anything found.
    """
    return compile_source(read_file(path), overrides, variant)


def compile_source(
    source: Source,
    overrides: Overrides = (),
    variant: str | None = None,
    tree: Tree | None = None,
    passes: Iterable[Pass] = PASSES,
    memory: "Memory | None" = None,
) -> tuple[Spec, Graph]:
    r"""The spec and the graph of a text.

    A mistake in `train` is no failure: it is kept in the spec, and the network is there.

    Args:
        source: the text.
        overrides: parameters that are given from outside.
        variant: the one of the file's variants that is meant.
        tree: what `read` made of the source, where it has been read already.
        passes: what is found out about the network; `CHECKS` where nothing is made of it.
        memory: what is kept from one check of a text to the next, where there are many.

    >>> text = "archspec: 1\ninput: [3, 8, 8]\nlayers: [conv: 4, flatten, linear: 2]"
    >>> spec, graph = compile_source(Source("tiny.yaml", text))
    >>> [str(node.output) for node in graph.nodes], graph.cost.params
    (['4×6×6', '144', '2'], 402)
    """
    with uncollected(), file_budget():
        tree = tree or read(source)
        spec = read_spec(source, tree, overrides, variant, memory)
        graph = spec.graph
        for run in passes:
            graph = run(graph)
        check_expectations(graph, spec.expect)
        as_written = not overrides and variant is None
        if as_written and spec.recipe is not None and spec.train is not None:
            binding = named_binding(graph, spec.recipe)
            faults = recipe_faults(graph, spec.recipe, spec.train, binding)
            spec = replace(spec, faults=faults, binding=binding)
    return spec, graph


def advise(spec: Spec, graph: Graph) -> tuple[Diagnostic, ...]:
    r"""What is wrong with `train`; where nothing is, what is allowed and rarely meant.

    In the order of the lines, and without what comments silence.

    >>> text = "archspec: 1\nparams: {width: 4}\ninput: [3]\nlayers: [linear: 2]"
    >>> [found.message for found in advise(*compile_source(Source("tiny.yaml", text)))]
    ['nothing uses the parameter `width`']
    """
    if spec.faults:
        return spec.faults
    with uncollected():
        return find_advice(graph, spec)


def variant_names(source: Source) -> tuple[str, ...]:
    """The names of a file's variants; none where it cannot be read."""
    try:
        tree = read(source)
    except Failure:
        return ()
    entry = tree.entry("variants") if isinstance(tree, Mapping) else None
    fields = entry.value if entry and isinstance(entry.value, Mapping) else ()
    return tuple(inner.key.text for inner in fields)


def compile_recipe(path: Path, spec: Spec, graph: Graph) -> "tuple[Recipe, Mapping]":
    """The recipe of another file, checked against a network, and where it was written.

    The file has a `train:`, or is nothing else than what would stand there.

    Raises:
        Failure: everything that is wrong with it.
    """
    with file_budget():
        recipe, place = read_recipe(read(read_file(path)), spec.params)
    check_recipe(graph, recipe, place)
    return recipe, place


@contextmanager
def uncollected() -> Iterator[None]:
    """Keeps the collector of cycles from walking, again and again, a tree that only grows."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
