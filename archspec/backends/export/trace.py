"""A network as torch traces it: inputs by name, and axes of any size by name."""

import re
import warnings
from collections.abc import Iterable, Mapping
from inspect import Parameter, Signature
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram

from archspec.backends.export.blame import cannot_export, first_line
from archspec.backends.export.formats import Traced
from archspec.diagnostics import Failure
from archspec.graph import Graph
from archspec.shapes import Shape, open_names
from archspec.shapes.size import at

BATCH: Final = "batch"
"""The name of the first axis, which no file gives to a size."""

SIZES: Final = (64, 128, 256, 512)
"""What is tried, in this order, for sizes that a file leaves open."""


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


def words(names: Iterable[str]) -> dict[str, str]:
    """What each input is called in a program: its name, or one that Python can have.

    >>> words(["image", "größe-2", "2d", "a-b", "a_b"])
    {'image': 'image', 'größe-2': 'größe_2', '2d': '_2d', 'a-b': 'a_b_', 'a_b': 'a_b'}
    """
    names = list(names)
    taken = {name for name in names if name.isidentifier()}
    found = {}
    for name in names:
        plain = name
        if plain not in taken:
            plain = re.sub(r"\W", "_", name)
            plain = plain if plain.isidentifier() else f"_{plain}"
            while plain in taken:
                plain += "_"
            taken.add(plain)
        found[name] = plain
    return found


def _words(graph: Graph) -> dict[str, str]:
    return words(one.name for one in graph.inputs)


def samples(graph: Graph, batch: int, further: int = 0) -> dict[str, Tensor]:
    """Random inputs by name: a batch of each.

    Args:
        graph: says the shapes.
        batch: how many samples.
        further: by how much open sizes are larger than the smallest that are tried.
    """
    names = open_names(size for one in graph.inputs for size in one.shape.dims)
    smallest = next((size for size in SIZES if _fits(graph, dict.fromkeys(names, size))), SIZES[-1])
    values = {name: smallest + further * (i + 1) for i, name in enumerate(names)}
    called = _words(graph)
    shapes = {called[one.name]: _dims(one.shape, values) for one in graph.inputs}
    return {name: torch.randn(batch, *dims) for name, dims in shapes.items()}


def _fits(graph: Graph, values: Mapping[str, int]) -> bool:
    """Whether every value of the network has positions where open sizes have these values."""
    return all(min(_dims(node.output, values)) > 0 for node in graph.nodes)


def _dims(shape: Shape, values: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(at(size, values) for size in shape.dims)


def trace(
    module: nn.Module, graph: Graph, about: Mapping[str, str], places: Mapping[str, str]
) -> Traced:
    """The module as torch's own graph, for batches, and images where sizes are open, of any size.

    Raises:
        Failure: A540 where torch cannot, with the layer and its line.
    """
    inputs = samples(graph, 2)
    try:
        program = _exported(module, graph, inputs)
    except Exception as error:  # torch raises whatever a layer raises, and its own by the dozen
        raise _failure(module, graph, inputs, error, places) from None
    lasting = tuple(name for name in graph.outputs if name not in graph.training)
    return Traced(program, _axes(program, graph), lasting, about)


def _exported(module: nn.Module, graph: Graph, inputs: Mapping[str, Tensor]) -> ExportedProgram:
    # The least size that fits is known to torch alone, but of a batch that is one sample.
    batch = Dim(BATCH, min=1)
    called = _words(graph)
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
    called = _words(graph)
    return {
        str(values[called[one.name]][i]): name
        for one in graph.inputs
        if called[one.name] in values
        for i, name in _open(one.shape).items()
    }


def _failure(
    module: nn.Module,
    graph: Graph,
    inputs: Mapping[str, Tensor],
    error: Exception,
    places: Mapping[str, str],
) -> Failure:
    """What stands in the way, at the line of the layer that was entered last."""
    entered: list[str] = []
    hooks = [
        inner.register_forward_pre_hook(lambda *_, path=path: entered.append(path))
        for path, inner in module.named_modules()
    ]
    try:
        _exported(module, graph, inputs)
    except Exception:  # noqa: S110  it is the same one
        pass
    finally:
        for hook in hooks:
            hook.remove()
    last = entered[-1] if entered else ""
    return cannot_export(graph, places.get(last, last), first_line(error))
