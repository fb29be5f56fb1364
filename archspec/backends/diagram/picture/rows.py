"""What stands in a box: a layer, or a scope that is drawn as one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archspec.backends.diagram.picture.counts import params_text
from archspec.backends.diagram.picture.labels import shorten, title
from archspec.backends.diagram.picture.picture import Box, Frame, Item, Row
from archspec.graph import Node, Scope
from archspec.graph.likeness import DROPS
from archspec.kind import Layer
from archspec.shapes import Size

FOLDED = "folded"
"""The kind of a box that stands for a scope."""


def layer_row(node: Node, others: Iterable[Node] = (), weights: str = "") -> Row:
    """A layer.

    Args:
        node: the layer.
        others: those that it stands for as well, where they differ.
        weights: whose weights it has, where that is to be said.
    """
    params = node.cost.params
    name = shorten(node.layer.name or "")
    said = [
        name,
        params_text(params),
        weights_of(weights),
        "frozen" if node.frozen else "",
    ]
    return Row(
        title=title(node, others),
        quiet=" · ".join(filter(None, said)),
        name=name,
        family=node.layer.family,
        path=node.path,
        symbol=node.layer.symbol,
        slim=is_slim(node.layer),
        params=params,
        grows=_grows(node, node),
    )


def is_slim(layer: Layer) -> bool:
    """Whether it takes one line: what follows a layer, and a merge."""
    return bool(layer.role) or layer.family in (DROPS, "activation", "merge")


def weights_of(path: str) -> str:
    """Whose weights a layer or a scope has; nothing for those of its own."""
    return f"weights of {shorten(path)}" if path else ""


def folded_box(
    box: str, scope: Scope, nodes: Sequence[Node], params: int, weights: str = ""
) -> Box:
    """A scope as one box; a layer with what follows it says what the layer is."""
    first = nodes[0]
    name = scope.given_name
    composite = scope.kind == first.layer.kind or (not scope.kind and len(nodes) == 1)
    text = title(first) if composite else name or scope.kind or scope.name
    said = name if composite else scope.kind if name and name != scope.kind else ""
    said = shorten(said)
    quiet = " · ".join(filter(None, [said, params_text(params), weights_of(weights)]))
    family = first.layer.family if composite else FOLDED
    row = Row(
        shorten(text),
        quiet,
        said,
        family,
        scope.path,
        params=params,
        grows=_grows(first, nodes[-1]),
    )
    return Box(box, (row,), "layer" if composite else FOLDED)


def _grows(first: Node, last: Node) -> bool:
    """Whether nodes give more positions along the last axis than they take; open sizes do not."""
    sizes = [shape.dims[-1:] for shape in (first.shapes[-1], last.output)]
    known = all(size and not isinstance(size[0], Size) for size in sizes)
    return known and sizes[0] < sizes[1]


def repeated(box: Box, times: int, params: int, names: str) -> Box:
    """A folded scope that stands for several, with the names and the parameters of all of them."""
    row = box.rows[0]
    quiet = row.quiet.removesuffix(params_text(row.params)) + params_text(params)
    heading = f"{names or row.title} ×{times:,}"
    shown = replace(row, title=heading, quiet=quiet, params=params, count=times)
    return replace(box, rows=(shown,))


def with_weights(item: Item, owner: str) -> Item:
    """A box or a frame that says whose weights all in it has."""
    if isinstance(item, Frame):
        return replace(item, quiet=" · ".join(filter(None, [item.quiet, weights_of(owner)])))
    first = item.rows[0]
    quiet = " · ".join(filter(None, [first.quiet, weights_of(owner)]))
    return replace(item, rows=(replace(first, quiet=quiet), *item.rows[1:]))


def called(item: Item, name: str) -> Item:
    """A box with the name of the scope that holds nothing else, or begins with it."""
    if not name or not isinstance(item, Box) or item.symbol:
        return item
    first = item.rows[0]
    quiet = " · ".join(filter(None, [name, first.quiet]))
    names = " · ".join(filter(None, [name, first.name]))
    return replace(item, rows=(replace(first, quiet=quiet, name=names), *item.rows[1:]))
