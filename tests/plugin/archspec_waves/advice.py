"""A rule of advice, which `archspec check` asks with its own."""

from collections.abc import Iterator

import archspec
from archspec.diagnostics import Diagnostic


@archspec.register_rule("A901")
def many_frequencies(graph, spec) -> Iterator[Diagnostic]:
    """Sines so fast that neighbouring values have nothing in common.

    At the frequency 2¹⁰ a sine goes round once for every six thousandths of its input: more than
    ten frequencies make noise of values that are not known more exactly than that.
    """
    for node in graph.nodes:
        if node.layer.kind == "wave" and node.layer.frequencies > 10:
            message = f"the fastest of {node.layer.frequencies} sines turns values into noise"
            yield Diagnostic("A901", message, node.origin.span)
