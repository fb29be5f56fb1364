"""Weights in safetensors: tensors and text, nothing that can run."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Any, Final

import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from archspec.diagnostics import Failure, Fix, Problem
from archspec.files.run_files import STATE
from archspec.runner.checksum import NAME, as_bytes, checksum
from archspec.runner.sharding import is_sharded, part, whole
from archspec.runner.storage import missing, older
from archspec.weights import Shapes, first_names, read_header, read_safetensors

NEVER_NEGATIVE: Final = ("running_var", "num_batches_tracked")
"""How names of tensors end of which a batch norm takes roots, or by which it divides."""


FORMATS: Final = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint64: "U64",
    torch.uint32: "U32",
    torch.uint16: "U16",
    torch.uint8: "U8",
    torch.bool: "BOOL",
    torch.complex64: "C64",
    torch.float8_e4m3fn: "F8_E4M3",
    torch.float8_e5m2: "F8_E5M2",
}
"""How safetensors files name the formats of numbers."""

Pieces = list[bytes | memoryview]
"""A file, one piece behind the other; numbers are those of the tensors, and no copies."""


def packed(model: nn.Module, about: Mapping[str, str]) -> bytes:
    """The model's weights as safetensors; a tensor with several names stands under the first."""
    return with_checksum(weights(model), {"format": "pt", **about})


def with_checksum(tensors: Mapping[str, Tensor], texts: Mapping[str, str]) -> bytes:
    """The content of a file with these tensors and texts, and a sum over all of them."""
    return b"".join(pieces(tensors, texts))


def pieces(tensors: Mapping[str, Tensor], texts: Mapping[str, str]) -> Pieces:
    """The same without a copy in memory: the head of a safetensors file, then tensor by tensor.

    The library copies all tensors into one piece, and texts stand in any order there.

    Args:
        tensors: on the CPU, laid out plainly.
        texts: what else there is to say.

    >>> head, numbers = pieces({"w": torch.zeros(2)}, {"epoch": "1"})
    >>> int.from_bytes(head[:8], "little") == len(head) - 8, numbers.nbytes
    (True, 8)

    Source: https://github.com/huggingface/safetensors#format
    """
    about = {**texts, NAME: checksum(tensors, texts)}
    header: dict[str, Any] = {"__metadata__": dict(sorted(about.items()))}
    # The widest numbers come first, so that all of them stand at multiples of their size.
    names = sorted(tensors, key=lambda name: (-tensors[name].element_size(), name))
    end = 0
    for name in names:
        one = tensors[name]
        begin, end = end, end + one.numel() * one.element_size()
        header[name] = {
            "dtype": FORMATS[one.dtype],
            "shape": list(one.shape),
            "data_offsets": [begin, end],
        }
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return [len(text).to_bytes(8, "little") + text, *(as_bytes(tensors[name]) for name in names)]


def load_weights(path: Path, model: nn.Module) -> None:
    """Fill `model` with the weights at `path`, on whatever device it is.

    Raises:
        Failure: A641 without the file, A642 if it is damaged, A643 if it is of another network.
    """
    with readable(path):
        shapes, texts = read_header(path)
        check_shapes(path, model, shapes)
        fill(path, model, sound(path, read_safetensors(path), texts))


def sound(path: Path, tensors: dict[str, Tensor], texts: Mapping[str, str]) -> dict[str, Tensor]:
    """The tensors of a file, where they are what was written; files of others have no checksum.

    Raises:
        Failure: A642 where they are not.
    """
    if NAME in texts and checksum(tensors, texts) != texts[NAME]:
        raise damaged(path, "its checksum does not fit its content")
    return tensors


def weights(model: nn.Module) -> dict[str, Tensor]:
    """The state dict without the repeated names of tied weights, on the CPU."""
    return {name: copied(one) for name, one in first_tensors(model).items()}


def first_tensors(model: nn.Module) -> dict[str, Tensor]:
    """The same as they are, where they are."""
    state = model.state_dict()
    return {name: state[name] for name, first in _first_names(model).items() if name == first}


def copied(tensor: Tensor) -> Tensor:
    """A copy on the CPU, whole, and laid out plainly."""
    return whole(tensor.detach()).to("cpu", copy=True).contiguous()


def check_shapes(path: Path, model: nn.Module, shapes: Shapes) -> None:
    """Nothing, where these are the tensors of the model.

    Raises:
        Failure: A643 where they are not.
    """
    state = model.state_dict()
    full = _under_all_names(model, shapes)
    lacking, extra = state.keys() - full.keys(), full.keys() - state.keys()
    changed = [name for name in state.keys() & full.keys() if state[name].shape != full[name]]
    if lacking or extra or changed:
        raise _misfit(path, sorted(lacking), sorted(extra), sorted(changed))


def fill(path: Path, model: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Load tensors of the right shapes, from the file at `path`, into `model`.

    Raises:
        Failure: A642 where no network has such numbers.
    """
    state = model.state_dict()
    full = _under_all_names(model, tensors)
    for name, one in full.items():
        if why := fault(name, one, state[name].dtype):
            raise damaged(path, f"`{name}` {why}")
    parts = {n: part(one, state[n]) for n, one in full.items()}
    model.load_state_dict(parts, strict=True)


def fault(name: str, tensor: Tensor, dtype: torch.dtype) -> str:
    """What training leaves in no tensor of a network; or nothing."""
    if (tensor.is_floating_point(), tensor.is_complex()) != (
        dtype.is_floating_point,
        dtype.is_complex,
    ):
        return f"holds {tensor.dtype}, and not {dtype}".replace("torch.", "")
    if not bool(torch.isfinite(tensor).all()):
        return "holds numbers that are not finite"
    if name.endswith(NEVER_NEGATIVE) and bool((tensor < 0).any()):
        return "is below zero"
    return ""


def _first_names(model: nn.Module) -> dict[str, str]:
    """For every name of a tensor, the first one of the same tensor."""
    state = model.state_dict(keep_vars=True)
    if not is_sharded(model):
        return first_names(state)
    # A tensor in parts has no address, but the same parameter is the same object.
    firsts: dict[int, str] = {}
    return {name: firsts.setdefault(id(one), name) for name, one in state.items()}


def _under_all_names(model: nn.Module, stored: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored, with each tied name beside the one that was."""
    firsts = _first_names(model).items()
    tied = {n: stored[first] for n, first in firsts if n not in stored and first in stored}
    return {**stored, **tied}


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Says as findings why a checkpoint cannot be read.

    Raises:
        Failure: A641 without the file, A642 if it is damaged.
    """
    try:
        yield
    except OSError as error:
        raise missing(path, error) from None
    except SafetensorError as error:
        raise damaged(path, str(error)) from None


def damaged(path: Path, why: str) -> Failure:
    """The finding that a checkpoint is not what was written."""
    fact = f"the checkpoint `{path}` is damaged"
    helps = [Fix("restore it from a copy, or train anew")]
    if path.name == STATE and (before := older(path, 1)).is_file():
        way = f"mv {quote(str(before))} {quote(str(path))}"
        helps.insert(0, Fix(f"go on from the state before it: `{way}`"))
    return Failure([Problem("A642", fact, notes=(why,), fixes=tuple(helps)).unlocated()])


def _misfit(path: Path, lacking: list[str], extra: list[str], changed: list[str]) -> Failure:
    lists = {
        "the network has, the file lacks": lacking,
        "the file has, the network lacks": extra,
        "of another shape": changed,
    }
    notes = tuple(
        f"{what}: {', '.join(names[:5])}{', …' if len(names) > 5 else ''}"
        for what, names in lists.items()
        if names
    )
    fact = f"the weights in `{path}` are those of another network"
    helps = (Fix("build the network from the `spec.yaml` of the same run"),)
    return Failure([Problem("A643", fact, notes=notes, fixes=helps).unlocated()])
