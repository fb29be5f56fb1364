"""Weights that do not fit a layer: values given by hand, or another layer's."""

from collections.abc import Mapping

from archspec.diagnostics import Fix, Problem
from archspec.graph import Node
from archspec.kind import Weighted

Parameters = Mapping[str, tuple[int, ...]]


def misfit(node: Node, made: Mapping[str, Node]) -> Problem | None:
    """Why a node cannot have its weights, if it cannot; `made` are the nodes above it."""
    layer = node.layer
    if isinstance(layer, Weighted) and (problem := layer.wrong_init(node.shapes)):
        return problem
    if not node.shared:
        return None
    owner = made.get(node.weights)
    field = ("share",) if getattr(layer, "share", None) else ()
    if owner is None or type(owner.layer) is not type(layer):
        kind = f"a `{owner.layer.kind}` layer" if owner else "not a layer"
        return Problem("A304", f"`share` names {kind}, and this is a `{layer.kind}`", field)
    if field and getattr(layer, "freeze", False) and not owner.layer.frozen:
        return _thawed(owner)
    return _unlike(layer.parameters(node.shapes), owner.layer.parameters(owner.shapes), field)


def _thawed(owner: Node) -> Problem:
    """`freeze` beside `share`, where the layer whose weights these are is not frozen."""
    message = f"`freeze` says nothing here, as the weights are those of `{owner.path}`, which learn"
    fixes = (Fix(f"write `freeze: true` at `{owner.path}`, and leave it out here"),)
    return Problem("A304", message, ("freeze",), fixes=fixes)


def _unlike(mine: Parameters, theirs: Parameters, field: tuple[str, ...]) -> Problem | None:
    """The first parameter that cannot be shared, as its shapes differ."""
    for name in {**mine, **theirs}:
        if mine.get(name) != theirs.get(name):
            here, there = (
                "×".join(map(str, p[name])) if name in p else "absent" for p in (mine, theirs)
            )
            message = f"the shared `{name}` is {there} in the first layer, and {here} here"
            notes = () if field else ("layers with the same weights receive the same channels",)
            return Problem("A304", message, field, notes=notes)
    return None
