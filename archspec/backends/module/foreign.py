"""Modules of kinds of others, held against what their kinds say of them."""

from collections.abc import Iterator, Mapping

import torch
from torch import nn

from archspec.diagnostics import Diagnostic, Failure
from archspec.graph import Node
from archspec.kind import Module, is_of_others
from archspec.shapes import shape_text

BATCH = 2
"""Samples that a module is tried with."""


def check_foreign(module: nn.Module, node: Node, call: Module) -> None:
    """Nothing, where a module has the parameters that its kind says, and gives its shape.

    Ours are held against theirs by tests; those of a plug-in are tried once, with zeros.

    Raises:
        Failure: A530 else, at the layer.
    """
    if not is_of_others(type(node.layer)) or call.parametrization is not None:
        return
    kind = node.layer.kind
    if notes := [*_other_parameters(module, node)]:
        fact = f"`parameters` of the kind `{kind}` says something else than its module has"
        raise _failed(fact, node, *notes)
    if not _can_be_tried(module, node):
        return
    try:
        given = _tried(module, node)
    except Exception as error:  # whatever somebody's code raises
        fact = f"the module of the kind `{kind}` cannot be called with {BATCH} samples of zeros"
        raise _failed(fact, node, f"{type(error).__name__}: {error}") from error
    if given != tuple(node.output.dims):
        fact = f"`infer` of the kind `{kind}` says something else than its module gives"
        raise _failed(fact, node, f"{node.output} by `infer`, {_text(given)} given")


def _failed(fact: str, node: Node, *notes: str) -> Failure:
    return Failure([Diagnostic("A530", fact, node.origin.span, notes=notes)])


def _other_parameters(module: nn.Module, node: Node) -> Iterator[str]:
    said: Mapping[str, tuple[int, ...]] = dict(node.layer.parameters(node.shapes))
    made = {name: tuple(one.shape) for name, one in module.named_parameters()}
    for name in dict.fromkeys((*made, *said)):
        if made.get(name) != said.get(name):
            yield f"`{name}`: {_text(said.get(name))} by `parameters`, {_text(made.get(name))} made"


def _can_be_tried(module: nn.Module, node: Node) -> bool:
    """Whether all sizes are known, and there are numbers to compute with."""
    known = not any(one.open_names for one in (*node.shapes, node.output))
    return known and bool(node.shapes) and not any(one.is_meta for one in module.parameters())


def _tried(module: nn.Module, node: Node) -> tuple[int, ...] | None:
    """The shape of a sample that a module gives for zeros; None for what is no tensor."""
    kind = torch.long if node.layer.takes == "whole" else torch.get_default_dtype()
    zeros = [torch.zeros(BATCH, *one.dims, dtype=kind) for one in node.shapes]
    training = module.training
    # What it draws must not change how what is made after it begins.
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        given = module.eval()(*zeros)
    module.train(training)
    return tuple(given.shape[1:]) if isinstance(given, torch.Tensor) else None


def _text(shape: tuple[int, ...] | None) -> str:
    return "none" if shape is None else shape_text(shape)
