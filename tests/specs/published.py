"""One published network held against its spec: keys, parameters, MACs, logits."""

import json
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import torch
import torchvision
from torchvision.models.regnet import BlockParams

import archspec
from archspec.backends.module import build_module

widths = BlockParams.from_init_params
TABLE = Path(__file__).parent / "torchvision.json"
PUBLISHED = json.loads(TABLE.read_text(encoding="utf-8"))
"""Parameters, multiply-adds in units of 10⁹, and the size of the input, as torchvision states."""

OPTIONS = {
    "googlenet": {"aux_logits": False, "init_weights": False},
    "inception_v3": {"init_weights": False},
    "vit_h_14": {"image_size": 518},
}
"""Arguments without which torchvision's own constructor gives another network, or takes minutes."""


@dataclass(frozen=True)
class Row:
    """What came out: whether keys and shapes are equal, the figures, the logits' difference."""

    name: str
    keys: bool
    params: int
    macs: int
    difference: float | None = None

    def holds(self) -> bool:
        """Whether all of it is as published."""
        stated = PUBLISHED[self.name]
        return (
            self.keys
            and self.params == stated["params"]
            and round(self.macs / 1e9, 3) == stated["gmacs"]
            and not self.difference
        )

    def __str__(self) -> str:
        difference = "" if self.difference is None else f"{self.difference:g}"
        keys = "equal" if self.keys else "DIFFER"
        return f"{self.name:20} {keys:7} {self.params:>12,} {self.macs / 1e9:>9.3f} {difference:>6}"


def on_cpu(*args: float, **kwargs: float) -> BlockParams:
    """RegNet's widths, which torchvision computes with tensors, so that these have numbers."""
    with torch.device("cpu"):
        return widths(*args, **kwargs)


def original(name: str, device: str = "cpu") -> torch.nn.Module:
    """Torchvision's own network with random weights."""
    with torch.device(device), patch.object(BlockParams, "from_init_params", on_cpu):
        return torchvision.models.get_model(name, **OPTIONS.get(name, {}))


def static(name: str) -> Row:
    """Everything that needs no numbers, on the meta device."""
    network = archspec.load(name)
    theirs = original(name, "meta").state_dict()
    ours = build_module(network.graph, "meta").state_dict()
    keys = {k: v.shape for k, v in theirs.items()} == {k: v.shape for k, v in ours.items()}
    cost = network.graph.cost
    return Row(name, keys, cost.params, cost.macs)


def numeric(name: str, batch: int = 1) -> Row:
    """The same, and the greatest difference of the logits with torchvision's weights copied."""
    network, theirs = archspec.load(name), original(name)
    randomise(theirs)
    ours = network.build()
    keys = ours.load_state_dict(theirs.state_dict(), strict=True)
    x = torch.randn(batch, *network.graph.inputs[0].shape.dims)
    with torch.inference_mode():
        difference = (ours.eval()(x) - theirs.eval()(x)).abs().max().item()
    cost = network.graph.cost
    return Row(name, not keys.missing_keys, cost.params, cost.macs, difference)


def randomise(module: torch.nn.Module) -> None:
    """Weights that all count: none is the constant that a new network begins with."""
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.min() == parameter.max():
                parameter.add_(torch.randn_like(parameter), alpha=0.05)
    for name, buffer in module.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0, 0.1)
        elif name.endswith("running_var"):
            buffer.uniform_(0.5, 1.5)


def main() -> None:
    """Prints the table: `python tests/specs/published.py`."""
    torch.set_num_threads(2)
    print(f"{'network':20} {'keys':7} {'parameters':>12} {'GMACs':>9} {'logits':>6}")
    held = 0
    for name in PUBLISHED:
        row = numeric(name)
        held += row.holds()
        print(row, "" if row.holds() else "DOES NOT HOLD")
    print(f"{held} of {len(PUBLISHED)} hold")


if __name__ == "__main__":
    main()
