"""A network as torch traces it: inputs by name, and axes of any size by name."""

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, Signature
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram

from archspec.backends.export.blame import cannot_export, first_line
from archspec.backends.export.formats import Traced
from archspec.backends.export.samples import SIZES, Samples
from archspec.backends.export.words import words_of
from archspec.diagnostics import Failure, Help
from archspec.graph import Graph
from archspec.shapes import Shape, open_names

BATCH: Final = "batch"
"""The name of the first axis, which no file gives to a size."""

SPECIALIZED: Final = re.compile(
    r"L\['(\w+)'\]\.size\(\)\[(\d+)\] as dynamic but your code specialized"
)
"""How torch says that it took an axis of an input for one of the size that was traced."""


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
    graph, inputs = samples.graph, samples.draw(2)
    try:
        program = _exported(module, graph, inputs)
    except Exception as error:  # torch raises whatever a layer raises, and its own by the dozen
        if sizes := _made_numbers(graph, error):
            raise _of_one_size(graph, module, sizes, places) from None
        last = entered_last(module, lambda: _exported(module, graph, inputs))
        raise cannot_export(graph, places.get(last, last), first_line(error)) from None
    lasting = tuple(name for name in graph.outputs if name not in graph.training)
    return Traced(program, _axes(program, graph), tuple(inputs), lasting, about)


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


def _made_numbers(graph: Graph, error: Exception) -> tuple[str, ...]:
    """The names of the open sizes for which torch would write down the code of one number."""
    places = {(name, int(axis)) for name, axis in SPECIALIZED.findall(str(error))}
    called = words_of(graph)
    sizes = (
        one.shape.dims[axis - 1]
        for one in graph.inputs
        for axis in _open(one.shape)
        if axis and (called[one.name], axis) in places
    )
    return open_names(sizes)


def _of_one_size(
    graph: Graph, module: nn.Module, sizes: Iterable[str], places: Mapping[str, str]
) -> Failure:
    """A540 at the first layer that goes through a sequence in turn, if there is one."""
    paths = (path for path, one in module.named_modules() if isinstance(one, nn.RNNBase))
    path = next(paths, "")
    named = " and ".join(f"`{size}`" for size in sizes)
    values = " ".join(f"--set {size}={SIZES[0]}" for size in sizes)
    why = f"it would be written down for one value of {named}, which the file leaves open"
    if path:
        why = f"torch writes its steps down one by one, and {named}, their number, is open"
    helps = (Help(f"export it for one value: `{values}`"),)
    return cannot_export(graph, places.get(path, path), why, helps)


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
    try:
        run()
    except Exception:  # noqa: S110  it is the same one
        pass
    finally:
        for hook in hooks:
            hook.remove()
    return entered[-1] if entered else ""
