"""The two forms of an exported network: how each is written, and how it is run from its file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import torch
from torch import Tensor
from torch.export import ExportedProgram

from archspec.backends.export.lost import Lost, find_lost
from archspec.backends.export.onnx import read_onnx, write_onnx
from archspec.backends.export.traced import Run, Tensors, Traced
from archspec.diagnostics import Diagnostic, Failure, Help


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


FORMATS: Final[Mapping[str, Format]] = {
    "pt2": Format("pt2", 1e-5, lambda _: None, _write_pt2, _read_pt2),
    "onnx": Format("onnx", 1e-4, find_lost, write_onnx, read_onnx),
}
