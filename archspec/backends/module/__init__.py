"""The torch back end: a native `nn.Module` for every scope."""

from archspec.backends.module.assemble import build_module

__all__ = ["build_module"]
