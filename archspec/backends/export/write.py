"""An export from its first step to its last: trace, write, read again, compare, name."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from errno import EISDIR
from os import strerror
from pathlib import Path
from secrets import token_hex
from typing import Any

import torch
from torch import Tensor, nn

from archspec.backends.export.blame import cannot_export, first_line, translated_last
from archspec.backends.export.formats import Format
from archspec.backends.export.samples import Samples
from archspec.backends.export.trace import entered_last, trace
from archspec.backends.export.traced import Run, Tensors, Traced
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import reason
from archspec.files.writing import PART
from archspec.graph import Graph

TRIALS = ((1, 0), (2, 0), (3, 32))
"""Batches in which both are compared, and by how much open sizes are larger than when traced."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written.

    Args:
        path: where it is.
        difference: the largest from what the network gives, in units of the largest number given.
        size: in bytes.
    """

    path: Path
    difference: float
    size: int


def write_export(
    graph: Graph,
    module: nn.Module,
    reference: nn.Module,
    path: Path,
    form: Format,
    about: Mapping[str, str],
    say: Callable[[str], object],
    places: Mapping[str, str] | None = None,
) -> Exported:
    """Writes the module, and gives the file its name once it gives what the reference gives.

    Args:
        graph: says inputs, outputs and lines.
        module: what is exported, in evaluation mode.
        reference: the network as it is built, in evaluation mode.
        path: of the file.
        form: of the file.
        about: texts to keep with it, by name.
        say: is told of each stage.
        places: the paths that layers have in the graph, where they are others in the module.

    Raises:
        Failure: A501 where it cannot be written, A540 where the network cannot be exported, A541
            where the file does not give the same.
    """
    _check_names(graph, form)
    places = places or {}
    part = path.with_name(f".{token_hex(8)}{PART}.{form.name}")
    try:
        _begin(part, path)
        say("tracing")
        samples = Samples.of(graph, reference)
        traced = trace(module, samples, about, places)
        if lost := form.lost(traced.program):
            where = places.get(lost.path, lost.path)
            raise cannot_export(graph, where, lost.why, _instead(form))
        say("writing")
        _write(graph, form, traced, part, path, places)
        say("comparing what the file gives with what the network gives")
        difference = _compare(_read(graph, form, part), reference, samples, form)
        size = part.stat().st_size
        _put(part, path)
    finally:
        with suppress(OSError):
            part.unlink()
    return Exported(path, difference, size)


def _begin(part: Path, path: Path) -> None:
    """An empty file in the place, before the minutes of a trace; torch has errors of its own."""
    try:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, strerror(EISDIR))
        part.touch(exist_ok=False)
    except OSError as error:
        raise _unwritable(path, error) from None


def _write(
    graph: Graph, form: Format, traced: Traced, part: Path, path: Path, places: Mapping[str, str]
) -> None:
    try:
        form.write(traced, part)
    except OSError as error:
        raise _unwritable(path, error) from None
    except Failure:
        raise
    except Exception as error:  # an exporter raises its own by the dozen
        blamed = translated_last(traced.program, error)
        where = places.get(blamed, blamed)
        raise cannot_export(graph, where, first_line(error), _instead(form)) from None


def _put(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> Failure:
    return Failure([Diagnostic("A501", f"cannot write `{path}`: {reason(error)}")])


def _instead(form: Format) -> tuple[Help, ...]:
    """What may be done where a form has no such operation: torch's own form has all of torch's."""
    return (
        () if form.name == "pt2" else (Help("write a `.pt2` file, which has torch's operations"),)
    )


def _check_names(graph: Graph, form: Format) -> None:
    """Nothing, where the inputs and outputs have names that the form can tell apart.

    Raises:
        Failure: A540 where an ONNX file would have one name for two values.
    """
    lasting = [name for name in graph.outputs if name not in graph.training]
    both = next((one.name for one in graph.inputs if one.name in lasting), None)
    if form.name == "onnx" and both is not None:
        why = f"an input and an output are called `{both}`, and an ONNX file has a name once"
        helps = (Help(f"give the output another name under `outputs`, as `{both}_out`"),)
        raise cannot_export(graph, "", why, (*helps, *_instead(form)))


def _read(graph: Graph, form: Format, part: Path) -> Run:
    """What runs the file.

    Raises:
        Failure: A540 where nothing does.
    """
    try:
        return form.read(part)
    except Exception as error:  # readers raise their own by the dozen
        raise _unusable(graph, form, error) from None


def _unusable(graph: Graph, form: Format, error: Exception) -> Failure:
    why = f"the file was written, but does not run: {first_line(error)}"
    return cannot_export(graph, "", why, _instead(form))


def _compare(run: Run, reference: nn.Module, samples: Samples, form: Format) -> float:
    """The largest difference over all trials.

    Raises:
        Failure: A541 where it is larger than the form may have.
    """
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(0)
        worst = max(
            _difference(run, reference, samples.draw(*trial), samples.graph, form)
            for trial in TRIALS
        )
    if worst <= form.tolerance:
        return worst
    message = f"the exported network differs from the network by {worst:.1e} of its largest number"
    note = f"a `.{form.name}` file may differ by {form.tolerance:.0e}; nothing was written"
    looked = Help("look for what draws at random or counts its calls in evaluation")
    helps = (looked, *_instead(form))
    raise Failure([Diagnostic("A541", message, notes=(note,), helps=helps)])


def _difference(
    run: Run, reference: nn.Module, inputs: Tensors, graph: Graph, form: Format
) -> float:
    """How far apart both are, in units of the largest number that the reference gives."""
    with torch.no_grad():
        given = _given(reference, inputs, graph)
        expected = list(given.values()) if isinstance(given, dict) else [given]
        try:
            found = run(inputs)
        except Exception as error:  # runtimes raise their own by the dozen
            raise _unusable(graph, form, error) from None
    return max(_apart(*both) for both in zip(found, expected, strict=True))


def _given(reference: nn.Module, inputs: Tensors, graph: Graph) -> Any:
    """What the network gives.

    Raises:
        Failure: A540 where it cannot take these inputs, such as where an embedding looks up numbers
            that layers before it have computed.
    """
    try:
        return reference(*inputs.values())
    except Exception as error:  # torch raises whatever a layer raises
        last = entered_last(reference, lambda: reference(*inputs.values()))
        why = f"it fails on random inputs, with which files are compared: {first_line(error)}"
        raise cannot_export(graph, last, why) from None


def _apart(found: Tensor, expected: Tensor) -> float:
    if found.shape != expected.shape or bool((found.isnan() != expected.isnan()).any()):
        return float("inf")
    largest = float(expected.abs().nan_to_num(0, posinf=0).max().clamp(min=1e-30))
    return float((found - expected).abs().nan_to_num(0).max()) / largest
