"""Weights and the state of training in safetensors: tensors and text, nothing that can run."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import save
from torch import Tensor, nn, optim

from archspec.diagnostics import Failure, Fix, Problem
from archspec.runner.checksum import NAME, checksum
from archspec.runner.optimizer_state import misfit, plain_values, settled_groups
from archspec.runner.sharding import is_sharded, part, whole
from archspec.runner.storage import MAX_JSON, missing, write
from archspec.weights import Shapes, first_names, read_header, read_safetensors

MODEL, OPTIMIZER = "model.", "optimizer."
Json = dict[str, Any]


def save_weights(path: Path, model: nn.Module, about: Mapping[str, str]) -> None:
    """Write the model's weights."""
    write(path, packed(model, about))


def packed(model: nn.Module, about: Mapping[str, str]) -> bytes:
    """The model's weights as safetensors; a tensor with several names stands under the first."""
    return _with_checksum(weights(model), {"format": "pt", **about})


def _with_checksum(tensors: Mapping[str, Tensor], texts: Mapping[str, str]) -> bytes:
    return in_order(save(dict(tensors), {**texts, NAME: checksum(tensors, texts)}))


def in_order(file: bytes) -> bytes:
    """The same safetensors file with its texts by name, which it would have in any order.

    >>> in_order(save({}, {"b": "", "a": ""})) == in_order(save({}, {"a": "", "b": ""}))
    True
    """
    length = int.from_bytes(file[:8], "little")
    header = json.loads(file[8 : 8 + length])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    # Tensors begin at a multiple of eight, and blanks belong to the header.
    text += b" " * (-len(text) % 8)
    return b"".join((len(text).to_bytes(8, "little"), text, memoryview(file)[8 + length :]))


def load_weights(path: Path, model: nn.Module) -> None:
    """Fill `model` with the weights at `path`, on whatever device it is.

    Raises:
        Failure: A641 without the file, A642 if it is damaged, A643 if it is of another network.
    """
    with _readable(path):
        shapes, texts = read_header(path)
        check_shapes(path, model, shapes)
        fill(model, _sound(path, read_safetensors(path), texts))


def _sound(path: Path, tensors: dict[str, Tensor], texts: Mapping[str, str]) -> dict[str, Tensor]:
    """The tensors of a file, where they are what was written; files of others have no checksum.

    Raises:
        Failure: A642 where they are not.
    """
    if NAME in texts and checksum(tensors, texts) != texts[NAME]:
        raise damaged(path, "its checksum does not fit its content")
    return tensors


def weights(model: nn.Module) -> dict[str, Tensor]:
    """The state dict without the repeated names of tied weights, on the CPU."""
    state = model.state_dict()
    return {
        name: _copy(state[name]) for name, first in _first_names(model).items() if name == first
    }


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


def check_state(path: Path, model: nn.Module) -> None:
    """Nothing, where a state of training is that of the model; no tensor of it is read.

    Raises:
        Failure: A641 without the file, A642 if it is damaged, A643 if it is of another network.
    """
    with _readable(path):
        check_shapes(path, model, _below(MODEL, read_header(path)[0]))


def fill(model: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Load tensors of the right shapes into `model`."""
    state = model.state_dict()
    parts = {n: part(one, state[n]) for n, one in _under_all_names(model, tensors).items()}
    model.load_state_dict(parts, strict=True)


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


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that resuming needs, apart from what goes on changing; to be written at any time.

    Args:
        tensors: copies on the CPU.
        about: the rest, as JSON has it.
    """

    tensors: Mapping[str, Tensor]
    about: Json

    def pack(self) -> bytes:
        """As one file, so that its parts always belong together."""
        return _with_checksum(self.tensors, {"state": json.dumps(self.about)})


def snapshot(
    model: nn.Module,
    optimizer: optim.Optimizer,
    rest: Json,
    more: Mapping[str, Tensor] | None = None,
) -> Snapshot:
    """The state of a training as it is now.

    Args:
        model: the network.
        optimizer: of its parameters.
        rest: what else there is to know, as JSON has it.
        more: other tensors, by names that begin with none of `model.` and `optimizer.`.
    """
    tensors = {MODEL + name: tensor for name, tensor in weights(model).items()}
    tensors |= {name: _copy(tensor) for name, tensor in (more or {}).items()}
    values: Json = {}
    content = optimizer.state_dict()
    for number, state in content["state"].items():
        for name, value in state.items():
            if isinstance(value, Tensor):
                tensors[f"{OPTIMIZER}{number}.{name}"] = _copy(value)
            else:
                values.setdefault(str(number), {})[name] = value
    return Snapshot(tensors, {"groups": content["param_groups"], "values": values, **rest})


def packed_state(model: nn.Module, optimizer: optim.Optimizer, rest: Json) -> bytes:
    """The state of a training as it is now, as one file."""
    return snapshot(model, optimizer, rest).pack()


def _copy(tensor: Tensor) -> Tensor:
    return whole(tensor.detach()).to("cpu", copy=True).contiguous()


def load_state(
    path: Path, model: nn.Module, optimizer: optim.Optimizer, more: Shapes | None = None
) -> tuple[Json, dict[str, Tensor]]:
    """Fill model and optimiser from the file at `path`; what else was saved.

    Args:
        path: the file.
        model: of the same network.
        optimizer: of its parameters.
        more: the shapes of the other tensors that there may be, by name: all of them, or none.

    Raises:
        Failure: A641 without the file, A642 if it is damaged, A643 if it is of another network.
    """
    check_state(path, model)
    with _readable(path):
        shapes, texts = read_header(path)
        rest = _described(path, texts)
        if why := misfit(optimizer, _by_parameter(path, _below(OPTIMIZER, shapes))):
            raise damaged(path, f"the optimiser's state: {why}")
        others = {n: s for n, s in shapes.items() if not n.startswith((MODEL, OPTIMIZER))}
        if others and others != (more or {}):
            raise damaged(path, f"it holds other tensors: {', '.join(sorted(others)[:3])}")
        tensors = _sound(path, read_safetensors(path), texts)
    states = _by_parameter(path, _below(OPTIMIZER, tensors))
    try:
        for number, values in rest.pop("values").items():
            states.setdefault(int(number), {}).update(plain_values(values))
        groups = settled_groups(optimizer, rest.pop("groups"))
        fill(model, _below(MODEL, tensors))
        optimizer.load_state_dict({"state": _parts(optimizer, states), "param_groups": groups})
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise damaged(path, f"the optimiser's state: {error}") from None
    return rest, {name: tensors[name] for name in others}


def _parts(optimizer: optim.Optimizer, states: Mapping[int, Json]) -> dict[int, Json]:
    """What an optimiser keeps for each parameter, as the parameter is."""
    parameters = [one for group in optimizer.param_groups for one in group["params"]]
    return {
        number: {
            name: part(value, parameters[number]) if isinstance(value, Tensor) else value
            for name, value in state.items()
        }
        for number, state in states.items()
    }


def read_rest(path: Path) -> Json:
    """What stands in a state of training beside its tensors, of which none is read.

    Raises:
        Failure: A641 without the file, A642 if it is damaged.
    """
    with _readable(path):
        return _described(path, read_header(path)[1])


def _described(path: Path, about: Mapping[str, str]) -> Json:
    """What stands beside the tensors."""
    text = about.get("state", "")
    try:
        rest = json.loads(text) if len(text) <= MAX_JSON else None
    except (ValueError, RecursionError) as error:
        raise damaged(path, f"{type(error).__name__}: {error}") from None
    if not (isinstance(rest, dict) and {"groups", "values"} <= rest.keys()):
        raise damaged(path, "it does not say where training stood")
    return rest


def _by_parameter(path: Path, found: Mapping[str, Any]) -> dict[int, Json]:
    """What `number.name` names, by the number of the parameter."""
    states: dict[int, Json] = {}
    for key, value in found.items():
        number, _, name = key.partition(".")
        if not (number.isdecimal() and number.isascii() and len(number) < 10):
            raise damaged(path, f"`{key}` belongs to no parameter")
        states.setdefault(int(number), {})[name] = value
    return states


def _below(prefix: str, named: Mapping[str, Any]) -> dict[str, Any]:
    return {name[len(prefix) :]: one for name, one in named.items() if name.startswith(prefix)}


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise missing(path, error) from None
    except SafetensorError as error:
        raise damaged(path, str(error)) from None


def damaged(path: Path, why: str) -> Failure:
    """The finding that a checkpoint is not what was written."""
    fact = f"the checkpoint `{path}` is damaged"
    helps = (Fix("restore it from a copy, or train anew"),)
    return Failure([Problem("A642", fact, notes=(why,), fixes=helps).unlocated()])


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
