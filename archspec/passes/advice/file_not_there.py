"""A721."""

from collections.abc import Iterator

from archspec.diagnostics import Diagnostic
from archspec.graph import Graph
from archspec.language import Spec, locate_in
from archspec.passes.recipe import absent_files, absent_root, named_binding


def file_not_there(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:
    """A file or folder of samples or weights that is not there yet, so that it is not checked.

    A recipe may be written before its data is fetched, or be checked on another machine.
    """
    if spec.recipe is None or spec.train is None:
        return
    from archspec.recipe.start import absent_weights  # most specs are not trained

    absent = [
        *absent_files(spec.binding or named_binding(graph, spec.recipe), spec.train, "A721"),
        *absent_root(spec.recipe, spec.train, "A721"),
        *absent_weights(spec.recipe.start, "A721"),
    ]
    for problem in absent:
        yield locate_in(problem, spec.train, spec.train.span)
