"""A721."""

from collections.abc import Iterator

from archspec.diagnostics import Diagnostic
from archspec.graph import Graph
from archspec.language import Spec
from archspec.passes.recipe import absent_data


def file_not_there(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:
    """A file or folder of samples or weights that is not there yet, so that it is not checked.

    A recipe may be written before its data is fetched, or be checked on another machine.
    """
    if spec.recipe is not None and spec.train is not None:
        yield from absent_data(graph, spec.recipe, spec.train, spec.binding)
