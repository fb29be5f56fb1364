"""A network as torch traces it: inputs by name, and axes of any size by name."""

import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from inspect import Parameter, Signature
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram

from archspec.backends.export.blame import cannot_export, first_line, run_again
from archspec.backends.export.fixed import cannot_leave_open, fixed_by, fixed_sizes
from archspec.backends.export.samples import Samples
from archspec.backends.export.traced import Traced
from archspec.backends.export.words import words_of
from archspec.graph import Graph
from archspec.shapes import Shape, open_names

BATCH: Final = "batch"
"""The name of the first axis, which no file gives to a size."""


class Named(nn.Module):
    """A network under the same keys, whose forward has a parameter for each input.

    Torch takes the names of inputs, and of the sizes that it checks, from that signature.
    """

    def __init__(self, module: nn.Module, names: Iterable[str]):
        super().__init__()
        for name, child in module.named_children():
            self.add_module(name, child)
        for name, tensor in module.named_parameters(recurse=False):
            self.register_parameter(name, tensor)

        def forward(*given: Tensor, **named: Tensor) -> Any:
            return type(module).forward(module, *given, *named.values())

        parameters = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names]
        vars(forward)["__signature__"] = Signature(parameters)
        vars(self)["forward"] = forward
        self.train(module.training)


def trace(
    module: nn.Module, samples: Samples, about: Mapping[str, str], places: Mapping[str, str]
) -> Traced:
    """The module as torch's own graph, for batches, and images where sizes are open, of any size.

    Raises:
        Failure: A540 where torch cannot, with the layer and its line.
    """
    graph = samples.graph
    exported = partial(_exported, module, graph, samples.draw(2))
    try:
        program = exported()
    except Exception as error:  # torch raises whatever a layer raises, and its own by the dozen
        if fixed := fixed_sizes(graph, str(error)):
            where = fixed_by(module, exported)
            raise cannot_leave_open(graph, places.get(where, where), fixed) from None
        last = entered_last(module, exported)
        raise cannot_export(graph, places.get(last, last), first_line(error)) from None
    lasting = tuple(name for name in graph.outputs if name not in graph.training)
    return Traced(program, _axes(program, graph), tuple(words_of(graph).values()), lasting, about)


def _exported(module: nn.Module, graph: Graph, inputs: Mapping[str, Tensor]) -> ExportedProgram:
    # The least size that fits is known to torch alone, but of a batch that is one sample.
    batch = Dim(BATCH, min=1)
    called = words_of(graph)
    shapes = {
        called[one.name]: {i: Dim.DYNAMIC if i else batch for i in _open(one.shape)}
        for one in graph.inputs
    }
    named = Named(module, shapes)
    with warnings.catch_warnings(action="ignore"), torch.no_grad():
        return torch.export.export(named, (), dict(inputs), dynamic_shapes=shapes)


def _open(shape: Shape) -> dict[int, str]:
    """The axes of any size by their place, the batch being the first."""
    sizes = {i: str(size) for i, size in enumerate(shape.dims, 1) if open_names((size,))}
    return {0: BATCH, **sizes}


def _axes(program: ExportedProgram, graph: Graph) -> dict[str, str]:
    """The name of each axis by torch's symbol for it."""
    values = {n.name: n.meta["val"].shape for n in program.graph.nodes if n.op == "placeholder"}
    called = words_of(graph)
    return {
        str(values[called[one.name]][i]): name
        for one in graph.inputs
        if called[one.name] in values
        for i, name in _open(one.shape).items()
    }


def entered_last(module: nn.Module, run: Callable[[], object]) -> str:
    """The path of the layer that was entered last when something failed that fails again."""
    entered: list[str] = []
    hooks = [
        inner.register_forward_pre_hook(lambda *_, path=path: entered.append(path))
        for path, inner in module.named_modules()
    ]
    run_again(run, hooks)
    return entered[-1] if entered else ""
