"""Networks that give more in training than in evaluation."""

from collections.abc import Mapping
from typing import Any

from torch import fx, nn


class ByMode(nn.Module):
    """One set of children under two forwards: that of training, and that of evaluation.

    Args:
        children: modules and parameters by their names.
        training: a graph over these children.
        evaluation: another.
    """

    def __init__(
        self, children: Mapping[str, Any], training: fx.GraphModule, evaluation: fx.GraphModule
    ):
        super().__init__()
        for name, child in children.items():
            setattr(self, name, child)
        # Not as children: they would double every key of the state_dict.
        vars(self)["forwards"] = {True: training, False: evaluation}

    def forward(self, *inputs: Any) -> Any:
        """What the forward of the mode gives; it uses this module's own children."""
        wired = vars(self)["forwards"][self.training]
        return type(wired).forward(self, *inputs)
