"""Scopes whose values are not kept for the backward pass, and computed again in it.

Chen et al. 2016 (arXiv 1604.06174), by `torch.utils.checkpoint`: losses and gradients are the same
numbers, in less memory and more time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
from torch import Tensor, nn
from torch.jit import is_tracing  # type: ignore[attr-defined]
from torch.utils.checkpoint import checkpoint

from archspec.recipe import RecipeFailure
from archspec.recipe.scopes import outermost, unfit_scopes


def check_scopes(model: nn.Module, patterns: Sequence[str]) -> None:
    """Nothing, where each pattern means a scope of the model.

    Raises:
        RecipeFailure: A662 for each that means none.
    """
    found = unfit_scopes(patterns, _paths(model), ("gradient_checkpointing",))
    if problems := [*found]:
        raise RecipeFailure(problems)


@contextmanager
def recomputing(model: nn.Module, patterns: Sequence[str]) -> Iterator[None]:
    """Within it, the scopes that the patterns mean keep their inputs alone for the backward pass.

    Args:
        model: whose modules, keys and weights stay as they are.
        patterns: of paths; of a scope within another, the outer one counts.
    """
    scopes = [model.get_submodule(path) for path in outermost(_paths(model), patterns)]
    try:
        for scope in scopes:
            # On the object: calls find it before that of the class, hooks and keys do not see it.
            scope.forward = _twice(scope, scope.forward)
        yield
    finally:
        for scope in scopes:
            vars(scope).pop("forward", None)


def _paths(model: nn.Module) -> list[str]:
    """The paths of modules that hold others."""
    return [path for path, one in model.named_modules() if path and [*one.children()]]


def _twice(scope: nn.Module, forward: Callable[..., Any]) -> Callable[..., Any]:
    def called(*inputs: Any, **named: Any) -> Any:
        if not torch.is_grad_enabled() or is_tracing():  # type: ignore[no-untyped-call]
            return forward(*inputs, **named)
        if torch.compiler.is_compiling():
            # What is compiled changes statistics once, however often it computes.
            return checkpoint(forward, *inputs, use_reentrant=False, **named)
        before = [one.clone() for one in scope.buffers()]
        contexts = lambda: (nullcontext(), _as_before(scope, before))  # noqa: E731
        return checkpoint(forward, *inputs, use_reentrant=False, context_fn=contexts, **named)

    return called


@contextmanager
def _as_before(scope: nn.Module, before: Sequence[Tensor]) -> Iterator[None]:
    """Within it, running statistics are what they were before; then what they have become since.

    Otherwise a batch norm would count each batch twice.
    """
    # By `data`, as what autograd has kept of them has not become another value.
    now = [one.clone() for one in scope.buffers()]
    try:
        for buffer, old in zip(scope.buffers(), before, strict=True):
            buffer.data.copy_(old)
        yield
    finally:
        for buffer, new in zip(scope.buffers(), now, strict=True):
            buffer.data.copy_(new)
