"""A710."""

from collections.abc import Iterator

from archspec.diagnostics import Diagnostic, Help
from archspec.graph import Graph
from archspec.language import Spec
from archspec.passes.advice.mentions import called_blocks, entries


def unused_block(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A block that nothing calls: left over, or meant to be called where something else is.

    Unused names are worth a word in any language (as in pyflakes). A block whose name stands in a
    text that could become a kind is taken to be called.
    """
    called = called_blocks(spec)
    for key, _ in entries(spec.tree, "blocks"):
        if key.text not in called:
            message = f"nothing calls the block `{key.text}`"
            helps = (Help("call it in `layers`, or remove it"),)
            yield Diagnostic("A710", message, key.span, helps=helps)
