"""Whether the weights fit into this machine, asked before any of them is made."""

import torch

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import machine_memory
from archspec.graph import Graph


def check_memory(graph: Graph, device: torch.device) -> None:
    """Nothing, where the weights fit into the machine's memory.

    Raises:
        Failure: A504 where they do not.
    """
    if device.type != "cpu":
        return
    needed = graph.cost.params * torch.get_default_dtype().itemsize
    there = machine_memory()
    if needed <= there:
        return
    sizes = needed / 2**30, there / 2**30
    message = f"the weights take {sizes[0]:,.0f} GiB, and this machine has {sizes[1]:,.0f}"
    helps = (Help("on the device `meta` the network is built without its weights"),)
    notes = (f"{graph.cost.params:,} parameters of {torch.get_default_dtype().itemsize} bytes",)
    raise Failure([Diagnostic("A504", message, notes=notes, helps=helps)])
