"""The torch back end: a native `nn.Module` for every scope."""

from archspec.backends.module.assemble import build_module
from archspec.backends.module.pairwise import quicken_pools

__all__ = ["build_module", "quicken_pools"]
