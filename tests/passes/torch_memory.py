"""Torch's own account of memory and work: storages that live, that are kept, and counted flops.

It knows nothing of archspec's count: it follows storages, by their identity, while torch runs.
"""

import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode

from archspec.backends.module import build_module
from archspec.graph import Graph

Storages = dict[int, int]
"""Bytes of storages, by their identity."""


class Living(TorchDispatchMode):
    """The bytes of all storages that are there, and the most there were at once."""

    def __init__(self, known: Storages) -> None:
        super().__init__()
        self.sizes = dict(known)
        self.now = self.most = sum(known.values())

    def __torch_dispatch__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        made = func(*args, **(kwargs or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, Tensor):
                self._meet(tensor.untyped_storage())
        return made

    def _meet(self, storage: torch.UntypedStorage) -> None:
        if storage._cdata not in self.sizes:
            self.sizes[storage._cdata] = storage.nbytes()
            self.now += storage.nbytes()
            self.most = max(self.most, self.now)
            weakref.finalize(storage, self._leave, storage._cdata)

    def _leave(self, identity: int) -> None:
        self.now -= self.sizes.pop(identity)


def storages(tensors: Iterable[Tensor]) -> Storages:
    """Those of some tensors, each once."""
    found = (tensor.untyped_storage() for tensor in tensors)
    return {one._cdata: one.nbytes() for one in found}


def kept(function: Callable[..., Any], inputs: list[Tensor], own: Storages) -> int:
    """Bytes of storages that a call keeps for the way back, without its own parameters."""
    found: dict[int, torch.UntypedStorage] = {}

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            found[storage._cdata] = storage
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        made = function(*inputs)
    total = sum(one.nbytes() for one in found.values())
    del made
    return total


class Account:
    """What torch says of a network, for a sample: two are computed, as statistics need."""

    BATCH = 2

    def __init__(self, graph: Graph, device: str = "cpu") -> None:
        self.module: nn.Module = build_module(graph, device)
        for node in graph.nodes:
            if node.frozen:
                for key in node.keys.values():
                    self.module.get_parameter(key).requires_grad_(requires_grad=False)
        self.inputs = [
            torch.randint(one.values, (self.BATCH, *one.shape.dims), device=device)
            if one.values
            else torch.rand(self.BATCH, *one.shape.dims, device=device)
            for one in graph.inputs
        ]
        self.own = storages([*self.module.parameters(), *self.module.buffers()])

    def kept(self) -> float:
        """Bytes kept for the way back."""
        return kept(self.module.train(), self.inputs, self.own) / self.BATCH

    def peak(self) -> float:
        """The most bytes there are at once in evaluation."""
        known = storages(self.inputs) | dict.fromkeys(self.own, 0)
        with torch.no_grad(), Living(known) as living:
            self.module.eval()(*self.inputs)
        return living.most / self.BATCH

    def training_macs(self) -> float:
        """Multiply-adds forward and back; a flop is half of one."""
        with FlopCounterMode(display=False) as counter:
            made = self.module.train()(*self.inputs)
            sum(one.sum() for one in tree_leaves(made)).backward()
        return counter.get_total_flops() / 2 / self.BATCH
