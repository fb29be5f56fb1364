"""A718."""

from collections.abc import Iterator

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.mentions import entries, trees
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree


def shared_rounds(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:
    """A repeat whose rounds share one set of weights, so that depth adds no parameters.

    In Python it is a slip: `nn.Sequential(*(100 * [Block()]))` holds one block a hundred times
    (Stevens, Antiga and Viehmann 2020, section 8.5). Universal Transformers and ALBERT do it on
    purpose (Lan et al. 2020, arXiv:1909.11942), and so does whoever writes `weights: shared` in a
    repeat: only where that comes from elsewhere, as from `defaults`, it may be news. Silent where a
    norm's averages are shared too, which A709 speaks of.
    """
    nodes = graph.by_path
    shared = [n for n in graph.nodes if n.shared and _in_rounds(n, nodes[n.weights])]
    if not shared or any(node.layer.keeps_averages() for node in shared):
        return
    if spec.tree is None or not _from_elsewhere(spec.tree):
        return
    first: dict[str, str] = {}
    for node in shared:
        scope = nodes[node.weights].scope
        if first.setdefault(scope, node.weights) == node.weights:
            yield _found(node)


def _from_elsewhere(tree: Tree) -> bool:
    """Whether `weights` is said outside of every repeat that it is about, or is computed."""
    defaults = [value for _, value in entries(tree, "defaults")]
    whole = [value for value in defaults if isinstance(value, Fields) and value.entry("weights")]
    said = [text for one in trees(tree) for text in _weights(one)]
    return bool(whole) or any("$" in text for text in said)


def _weights(tree: Tree) -> Iterator[str]:
    """The field `weights` of a mapping with layers, where it has one."""
    entry = tree.entry("weights") if isinstance(tree, Fields) and tree.entry("layers") else None
    if entry is not None and isinstance(entry.value, Scalar):
        yield entry.value.text


def _in_rounds(node: Node, owner: Node) -> bool:
    """Whether it shares by its repeat: both stand at one place, and there is what to share."""
    one, other = node.origin, owner.origin
    calls, others = ([call.span for call in way.calls] for way in (one, other))
    by_name = (one.span, calls) != (other.span, others)
    return not by_name and bool(node.layer.parameters(node.shapes))


def _found(node: Node) -> Diagnostic:
    problem = Problem(
        "A718",
        f"every round of the repeat uses the weights of one `{node.layer.kind}`",
        label="one set of weights for all rounds",
        notes=("with `weights: shared`, depth adds computation and no parameters",),
        fixes=(Fix("give each round its own: leave `weights: shared` out of the repeat"),),
    )
    return finding(problem, node)
