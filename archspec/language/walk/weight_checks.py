"""Weights that do not fit a layer: values given by hand, or another layer's."""

from collections.abc import Mapping

from archspec.diagnostics import Fix, Problem
from archspec.graph import Node
from archspec.kind import Layer, Module, Weighted
from archspec.kind.weight_field import Reweighting

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
    if owner is not None and (problem := _made_otherwise(layer, owner.layer, field)):
        return problem
    if owner is None or not _exchangeable(node, owner):
        kind = f"{_article(owner)} `{owner.layer.kind}` layer" if owner else "an input"
        return Problem("A304", f"`share` names {kind}, and this is a `{layer.kind}`", field)
    if getattr(layer, "freeze", False) and not owner.layer.frozen:
        return _thawed(owner, own=bool(field))
    mine, theirs = layer.parameters(node.shapes), owner.layer.parameters(owner.shapes)
    if "bias" in mine and "bias" not in theirs and type(owner.layer) is not type(layer):
        return _one_bias(owner, field)
    return _unlike(mine, theirs, field)


def _exchangeable(node: Node, owner: Node) -> bool:
    """Whether layers can have the same weights: of one kind, or modules with a `weight` each."""
    if type(node.layer) is type(owner.layer):
        return True
    both = ((one.layer, one.shapes) for one in (node, owner))
    return all(
        "weight" in layer.parameters(shapes) and isinstance(layer.lower(shapes), Module)
        for layer, shapes in both
    )


def _made_otherwise(layer: Layer, owner: Layer, field: tuple[str, ...]) -> Problem | None:
    """A weight that is made of other weights in one of two layers alone, or in another way."""
    mine, theirs = getattr(layer, "weight", None), getattr(owner, "weight", None)
    if mine == theirs or not (isinstance(mine, Reweighting) or isinstance(theirs, Reweighting)):
        return None
    here, there = (f"made by `{way.kind}`" if way else "learnt itself" for way in (mine, theirs))
    message = f"the shared weight is {there} in the first layer, and {here} here"
    if here == there:
        message = f"the shared weight is {there} with other fields in the first layer"
    fix = Fix("make it here as there", {"weight": theirs.written}) if theirs else None
    fix = fix or Fix("leave `weight` out here, or write it there too")
    return Problem("A304", message, field, fixes=(fix,))


def _article(owner: Node) -> str:
    return "an" if owner.layer.kind[:1] in "aeiou" else "a"


def _one_bias(owner: Node, field: tuple[str, ...]) -> Problem:
    """A bias beside the weights of a kind that has none, as of a `linear` beside an `embedding`."""
    message = f"the `{owner.layer.kind}` whose weights these are has no `bias`, and this layer has"
    fixes = (
        Fix("leave it out", {"bias": False}),
        Fix("for one of its own, add a layer after it: `shift: {name: bias}`"),
    )
    return Problem("A304", message, field, fixes=fixes)


def _thawed(owner: Node, *, own: bool) -> Problem:
    """`freeze` where the layer whose weights these are is not frozen.

    Args:
        owner: that layer.
        own: whether `share` stands beside it; else a block's call or a repeat shares the weights.
    """
    message = f"`freeze` says nothing here, as the weights are those of `{owner.path}`, which learn"
    there = f"write `freeze: true` at `{owner.path}`, and leave it out here"
    both = f"let `freeze` come to the same here and at `{owner.path}`"
    return Problem("A304", message, ("freeze",), fixes=(Fix(there if own else both),))


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
