"""Weights and the state of training in safetensors: tensors and text, nothing that can run."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import save
from torch import Tensor, nn, optim

from archspec.diagnostics import Failure, Fix, Problem
from archspec.runner.storage import missing, write
from archspec.weights import first_names, read_safetensors

MODEL, OPTIMIZER = "model.", "optimizer."
Json = dict[str, Any]


def save_weights(path: Path, model: nn.Module, about: Mapping[str, str]) -> None:
    """Write the model's weights."""
    write(path, packed(model, about))


def packed(model: nn.Module, about: Mapping[str, str]) -> bytes:
    """The model's weights as safetensors; a tensor with several names stands under the first."""
    return save(weights(model), {"format": "pt", **about})


def load_weights(path: Path, model: nn.Module) -> None:
    """Fill `model` with the weights at `path`, on whatever device it is.

    Raises:
        Failure: A641 without the file, A642 if it is damaged, A643 if it is of another network.
    """
    tensors, _ = read_tensors(path)
    fill(path, model, tensors)


def weights(model: nn.Module) -> dict[str, Tensor]:
    """The state dict without the repeated names of tied weights, on the CPU."""
    state = model.state_dict()
    return {
        name: state[name].detach().cpu().contiguous().clone()
        for name, first in first_names(state).items()
        if name == first
    }


def fill(path: Path, model: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Load `tensors` into `model`, strictly, each tied name from the one that was stored."""
    state = model.state_dict()
    full = {**tensors}
    for name, first in first_names(state).items():
        if name not in full and first in full:
            full[name] = full[first]
    lacking, extra = state.keys() - full.keys(), full.keys() - state.keys()
    changed = [name for name in state.keys() & full.keys() if state[name].shape != full[name].shape]
    if lacking or extra or changed:
        raise _misfit(path, sorted(lacking), sorted(extra), sorted(changed))
    model.load_state_dict(full, strict=True)


def save_state(path: Path, model: nn.Module, optimizer: optim.Optimizer, rest: Json) -> None:
    """Write all that resuming needs as one file, so that its parts always belong together."""
    tensors = {MODEL + name: tensor for name, tensor in weights(model).items()}
    values: Json = {}
    content = optimizer.state_dict()
    for number, state in content["state"].items():
        for name, value in state.items():
            if isinstance(value, Tensor):
                tensors[f"{OPTIMIZER}{number}.{name}"] = value.detach().cpu().contiguous().clone()
            else:
                values.setdefault(str(number), {})[name] = value
    about = {"groups": content["param_groups"], "values": values, **rest}
    write(path, save(tensors, {"state": json.dumps(about)}))


def load_state(path: Path, model: nn.Module, optimizer: optim.Optimizer) -> Json:
    """Fill model and optimiser from the file at `path`; what `rest` was when it was saved.

    Raises:
        Failure: A641 without the file, A642 if it is damaged, A643 if it is of another network.
    """
    tensors, about = read_tensors(path)
    try:
        rest: Json = json.loads(about["state"])
        groups, states = rest.pop("groups"), _states(tensors, rest.pop("values"))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise damaged(path, f"{type(error).__name__}: {error}") from None
    fill(path, model, _below(MODEL, tensors))
    try:
        optimizer.load_state_dict({"state": states, "param_groups": [_group(g) for g in groups]})
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise damaged(path, f"the optimiser's state: {error}") from None
    return rest


def _states(tensors: Mapping[str, Tensor], values: Json) -> dict[int, Json]:
    states: dict[int, Json] = {int(number): dict(one) for number, one in values.items()}
    for key, tensor in _below(OPTIMIZER, tensors).items():
        number, name = key.split(".", 1)
        states.setdefault(int(number), {})[name] = tensor
    return states


def _group(group: Json) -> Json:
    """JSON has no tuples, but torch compares and unpacks `betas` as one."""
    return {name: tuple(v) if name == "betas" else v for name, v in group.items()}


def _below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name[len(prefix) :]: one for name, one in tensors.items() if name.startswith(prefix)}


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors and text of a safetensors file, on the CPU.

    Raises:
        Failure: A641 without the file, A642 if it is damaged.
    """
    try:
        return read_safetensors(path)
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
