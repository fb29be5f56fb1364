"""The two forms of an exported network: how each is written, and how it is run from its file."""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeAlias

import torch
from torch import Tensor
from torch.export import ExportedProgram

from archspec.backends.export.lost import Lost, find_lost
from archspec.diagnostics import Diagnostic, Failure, Help

Tensors: TypeAlias = Mapping[str, Tensor]
Run: TypeAlias = Callable[[Tensors], list[Tensor]]
"""Inputs by name to outputs in order."""

LARGEST_ONNX: Final = 2**31
"""A message of protobuf, which an ONNX file is, has fewer bytes than this."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A network as torch has traced it.

    Args:
        program: what was traced.
        axes: the name of each axis that may have any size, by torch's symbol for it.
        inputs: the names of what it takes, in order.
        outputs: the names of what it gives, in order.
        about: texts to keep with it, by name.
    """

    program: ExportedProgram
    axes: Mapping[str, str]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of file.

    Args:
        name: the ending of its files.
        tolerance: how far it may be from the network, in units of the largest number given.
        lost: the first layer that it would have otherwise, if there is one.
        write: puts a traced network into a file.
        read: gives back what runs such a file.
    """

    name: str
    tolerance: float
    lost: Callable[[ExportedProgram], Lost | None]
    write: Callable[[Traced, Path], None]
    read: Callable[[Path], Run]


def format_of(path: Path, to: str | None = None) -> Format:
    """The form that is asked for, or that the ending of a path names.

    Raises:
        Failure: A501 where it is none, or where both are asked for.

    >>> format_of(Path("net.onnx")).name, format_of(Path("net"), "pt2").name
    ('onnx', 'pt2')
    """
    name, ending = to or path.suffix.removeprefix("."), path.suffix.removeprefix(".")
    if name in FORMATS and name != ending and ending in FORMATS:
        fact = f"`{path}` ends as a `.{ending}` file does, and a `.{name}` file was asked for"
        helps = (Help(f"write `{path.with_suffix('.' + name)}`, or ask for `{ending}`"),)
        raise Failure([Diagnostic("A501", fact, helps=helps)])
    if name not in FORMATS:
        message = f"`{path}` ends in `{path.suffix}`, which is no form of an export"
        known = ", ".join(f"`.{one}`" for one in FORMATS)
        helps = (Help(f"write `{path.with_suffix('.pt2')}`"),)
        raise Failure(
            [
                Diagnostic(
                    "A501", message, notes=(f"the ending chooses the form: {known}",), helps=helps
                )
            ]
        )
    return FORMATS[name]


def _write_pt2(traced: Traced, path: Path) -> None:
    # Torch's own writer ends the process where a disk is full.
    packed = BytesIO()
    torch.export.save(traced.program, packed, extra_files=dict(traced.about))
    path.write_bytes(packed.getbuffer())


def _read_pt2(path: Path) -> Run:
    module = torch.export.load(path).module()

    def run(inputs: Tensors) -> list[Tensor]:
        given = module(**inputs)
        return list(given.values()) if isinstance(given, dict) else [given]

    return run


def _write_onnx(traced: Traced, path: Path) -> None:
    size = sum(one.nbytes for one in traced.program.state_dict.values())
    if size >= LARGEST_ONNX:
        message = f"the weights take {size / 2**30:.1f} GiB, and an ONNX file holds less than 2"
        helps = (Help("write a `.pt2` file, which has no such bound"),)
        raise Failure([Diagnostic("A540", message, helps=helps)])
    with _silence():
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


def _read_onnx(path: Path) -> Run:
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


FORMATS: Final[Mapping[str, Format]] = {
    "pt2": Format("pt2", 1e-5, lambda _: None, _write_pt2, _read_pt2),
    "onnx": Format("onnx", 1e-4, find_lost, _write_onnx, _read_onnx),
}
