"""ONNX: how torch's exporter writes such a file, and what is put right in it."""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from archspec.backends.export.traced import Run, Tensors, Traced
from archspec.diagnostics import Diagnostic, Failure, Help

LARGEST_ONNX: Final = 2**31
"""A message of protobuf, which an ONNX file is, has fewer bytes than this."""


def write_onnx(traced: Traced, path: Path) -> None:
    """Writes a traced network as one file.

    Raises:
        Failure: A540 where the weights are more than such a file holds.
    """
    size = sum(one.nbytes for one in traced.program.state_dict.values())
    if size >= LARGEST_ONNX:
        message = f"the weights take {size / 2**30:.1f} GiB, and an ONNX file holds less than 2"
        helps = (Help("write a `.pt2` file, which has no such bound"),)
        raise Failure([Diagnostic("A540", message, helps=helps)])
    with _silence(), torch.no_grad():
        made = torch.onnx.export(
            traced.program,
            (),
            dynamo=True,
            input_names=list(traced.inputs),
            output_names=list(traced.outputs),
            verbose=False,
        )
    assert made is not None  # noqa: S101  that is for the old exporter
    _name_inputs(made.model, traced.inputs)
    _name_axes(made.model, traced.axes)
    _part_names(made.model)
    made.model.metadata_props.update(traced.about)
    made.save(path, external_data=False)


def _name_inputs(model: Any, names: Iterable[str]) -> None:
    """Gives inputs their names, of which torch's exporter takes the letters of ASCII alone."""
    for value, name in zip(model.graph.inputs, names, strict=True):
        value.name = name


def _name_axes(model: Any, axes: Mapping[str, str]) -> None:
    """Calls axes of any size by their names where a shape of an input or output speaks of them.

    Shapes within that speak of them are left out: torch's exporter gives some axes of one size
    more, as behind a class token, the symbol of those without, and runtimes take equal symbols for
    equal sizes. They find such shapes themselves.
    """
    outer = [*model.graph.inputs, *model.graph.outputs]
    for value in (out for node in model.graph for out in node.outputs):
        known = value.shape is None or all(isinstance(size, int) for size in value.shape)
        if not known and not any(value is one for one in outer):
            value.shape = None
    for value in outer:
        if value.shape is not None:
            # Some shapes are frozen, as several values have them.
            shape = value.shape.copy(frozen=False)
            for i, size in enumerate(shape):
                if not isinstance(size, int):
                    shape[i] = re.sub(r"\w+", lambda m: axes.get(m[0], m[0]), str(size))
            value.shape = shape


def _part_names(model: Any) -> None:
    """Gives other names to values within that are called as an input or an output is."""
    outer = [*model.graph.inputs, *model.graph.outputs]
    taken = {value.name for value in outer}
    inner = [*model.graph.initializers.values(), *(v for n in model.graph for v in n.outputs)]
    names = taken | {value.name for value in inner}
    for value in inner:
        if value.name in taken and not any(value is one for one in outer):
            value.name = next(name for i in count(1) if (name := f"{value.name}_{i}") not in names)
            names.add(value.name)


def read_onnx(path: Path) -> Run:
    """What runs a file, by ONNX Runtime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def run(inputs: Tensors) -> list[Tensor]:
        arrays = {name: value.numpy() for name, value in inputs.items()}
        return [torch.from_numpy(one) for one in session.run(None, arrays)]

    return run


@contextmanager
def _silence() -> Iterator[None]:
    """Keeps back what torch's exporter says of its own workings."""
    with warnings.catch_warnings(action="ignore"), redirect_stdout(StringIO()):
        yield
