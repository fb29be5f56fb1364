"""The state of a training as one file: network, optimiser, and what else there is to know."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from torch import Tensor, nn, optim

from archspec.runner.checkpoint import (
    Pieces,
    check_shapes,
    copied,
    damaged,
    fill,
    pieces,
    readable,
    sound,
    weights,
)
from archspec.runner.optimizer_state import misfit, plain_values, settled_groups, unsound
from archspec.runner.sharding import part
from archspec.runner.storage import MAX_JSON
from archspec.weights import Shapes, read_header, read_safetensors

MODEL: Final = "model."
OPTIMIZER: Final = "optimizer."
"""What the names of their tensors begin with."""

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that resuming needs, apart from what goes on changing; to be written at any time.

    Args:
        tensors: copies on the CPU.
        about: the rest, as JSON has it.
    """

    tensors: Mapping[str, Tensor]
    about: Json

    def pack(self, texts: Mapping[str, str] | None = None) -> Pieces:
        """As one file with some texts, so that its parts always belong together."""
        return pieces(self.tensors, {"state": json.dumps(self.about), **(texts or {})})

    def weights(self, texts: Mapping[str, str]) -> Pieces:
        """The network's weights alone, as one file with some texts."""
        return pieces(_below(MODEL, self.tensors), {"format": "pt", **texts})


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
    tensors |= {name: copied(tensor) for name, tensor in (more or {}).items()}
    values: Json = {}
    content = optimizer.state_dict()
    for number, state in content["state"].items():
        for name, value in state.items():
            if isinstance(value, Tensor):
                tensors[f"{OPTIMIZER}{number}.{name}"] = copied(value)
            else:
                values.setdefault(str(number), {})[name] = value
    return Snapshot(tensors, {"groups": content["param_groups"], "values": values, **rest})


def check_state(path: Path, model: nn.Module) -> None:
    """Nothing, where a state of training is that of the model; no tensor of it is read.

    Raises:
        Failure: A641 without the file, A642 if it is damaged, A643 if it is of another network.
    """
    with readable(path):
        check_shapes(path, model, _below(MODEL, read_header(path)[0]))


def load_state(
    path: Path, model: nn.Module, optimizer: optim.Optimizer, *more: Shapes
) -> tuple[Json, dict[str, Tensor]]:
    """Fill model and optimiser from the file at `path`; what else was saved.

    Args:
        path: the file.
        model: of the same network.
        optimizer: of its parameters.
        more: the shapes of the other tensors that there may be, by name: those of one of these.

    Raises:
        Failure: A641 without the file, A642 if it is damaged, A643 if it is of another network.
    """
    check_state(path, model)
    with readable(path):
        shapes, texts = read_header(path)
        rest = _described(path, texts)
        if why := misfit(optimizer, _by_parameter(path, _below(OPTIMIZER, shapes))):
            raise damaged(path, f"the optimiser's state: {why}")
        others = {n: s for n, s in shapes.items() if not n.startswith((MODEL, OPTIMIZER))}
        if others not in (more or ({},)):
            raise damaged(path, f"it holds other tensors: {', '.join(sorted(others)[:3])}")
        tensors = sound(path, read_safetensors(path), texts)
    states = _by_parameter(path, _below(OPTIMIZER, tensors))
    if why := unsound(optimizer, states):
        raise damaged(path, f"the optimiser's state: {why}")
    try:
        for number, values in plain_values(optimizer, rest.pop("values")).items():
            states.setdefault(number, {}).update(values)
        groups = settled_groups(optimizer, rest.pop("groups"))
        fill(path, model, _below(MODEL, tensors))
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
    with readable(path):
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
