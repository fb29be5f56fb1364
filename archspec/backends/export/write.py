"""An export from its first step to its last: trace, write, read again, compare, name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import torch
from torch import Tensor, nn

from archspec.backends.export.blame import cannot_export, translated_last
from archspec.backends.export.formats import Format, Run, Tensors, Traced
from archspec.backends.export.trace import samples, trace
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

    Raises:
        Failure: A501 where it cannot be written, A540 where the network cannot be exported, A541
            where the file does not give the same.
    """
    say("tracing")
    traced = trace(module, graph, about)
    part = path.with_name(f".{token_hex(8)}{PART}.{form.name}")
    try:
        say("writing")
        _write(graph, form, traced, part, path)
        say("comparing what the file gives with what the network gives")
        difference = _compare(form.read(part), reference, graph, form)
        size = part.stat().st_size
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Exported(path, difference, size)


def _write(graph: Graph, form: Format, traced: Traced, part: Path, path: Path) -> None:
    try:
        # Torch has errors of its own for a place where nothing can be written.
        part.touch(exist_ok=False)
        form.write(traced, part)
    except OSError as error:
        message = f"cannot write `{path}`: {reason(error)}"
        raise Failure([Diagnostic("A501", message)]) from None
    except Failure:
        raise
    except Exception as error:  # an exporter raises its own by the dozen
        blamed = translated_last(traced.program, error)
        raise cannot_export(graph, blamed, error) from None


def _compare(run: Run, reference: nn.Module, graph: Graph, form: Format) -> float:
    """The largest difference over all trials.

    Raises:
        Failure: A541 where it is larger than the form may have.
    """
    generator = torch.random.get_rng_state()
    torch.manual_seed(0)
    try:
        worst = max(_difference(run, reference, samples(graph, *trial)) for trial in TRIALS)
    finally:
        torch.random.set_rng_state(generator)
    if worst <= form.tolerance:
        return worst
    message = f"the exported network differs from the network by {worst:.1e} of its largest number"
    note = f"a `.{form.name}` file may differ by {form.tolerance:.0e}; nothing was written"
    helps = (Help("look for what draws at random or counts its calls in evaluation"),)
    raise Failure([Diagnostic("A541", message, notes=(note,), helps=helps)])


def _difference(run: Run, reference: nn.Module, inputs: Tensors) -> float:
    """How far apart both are, in units of the largest number that the reference gives."""
    with torch.no_grad():
        given = reference(*inputs.values())
        expected = list(given.values()) if isinstance(given, dict) else [given]
        return max(map(_apart, run(inputs), expected))


def _apart(found: Tensor, expected: Tensor) -> float:
    if found.shape != expected.shape or bool((found.isnan() != expected.isnan()).any()):
        return float("inf")
    largest = float(expected.abs().max().clamp(min=1e-30))
    return float((found - expected).abs().nan_to_num(0).max()) / largest
