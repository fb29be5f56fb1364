"""Batch normalisation put into the weights of the convolution before it, in a copy."""

from collections.abc import Iterable
from typing import Any

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


def fold(module: nn.Module, pairs: Iterable[tuple[str, str]]) -> None:
    """Changes a module in place: each convolution does what its normalisation did in evaluation.

    With mean m, variance v, scale γ and shift β of a channel, its weights become W·γ/√(v + ε) and
    its bias (b − m)·γ/√(v + ε) + β (Jacob et al. 2018, arXiv:1712.05877, section 3.2).

    Args:
        module: in evaluation mode.
        pairs: the paths of convolutions and of their normalisations.
    """
    for convolution, norm in pairs:
        pair: tuple[Any, Any] = module.get_submodule(convolution), module.get_submodule(norm)
        fused = fuse_conv_bn_eval(*pair)
        _put(module, convolution, fused)
        _put(module, norm, nn.Identity())


def _put(module: nn.Module, path: str, new: nn.Module) -> None:
    scope, _, name = path.rpartition(".")
    module.get_submodule(scope)._modules[name] = new
