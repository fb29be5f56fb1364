"""The number format of the forward pass: weights, losses and sums stay in float32 or wider."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch.amp import GradScaler

from archspec.diagnostics import Problem
from archspec.recipe import Recipe, RecipeFailure

FORMATS = {"fp16": torch.float16, "bf16": torch.bfloat16}


@dataclass(frozen=True, eq=False)
class Precision:
    """How layers compute, and the factor that keeps small gradients of float16 above zero.

    Args:
        device: where.
        format: what torch's autocast computes in; None for float32.
        scaler: does nothing but where the format is float16.
    """

    device: torch.device
    format: torch.dtype | None
    scaler: GradScaler

    def forward(self) -> AbstractContextManager[object]:
        """What to run a forward pass in."""
        if self.format is None:
            return nullcontext()
        return torch.autocast(self.device.type, self.format)


def make_precision(recipe: Recipe, device: torch.device) -> Precision:
    """The recipe's number format on that device.

    Raises:
        RecipeFailure: A632 if the device has no such format.
    """
    wanted = FORMATS.get(recipe.precision)
    if wanted is torch.float16 and device.type == "cpu":
        raise _lacking(recipe, "float16 is for GPUs; `bf16` works on a CPU")
    if wanted is torch.bfloat16 and device.type == "cuda" and not torch.cuda.is_bf16_supported():
        raise _lacking(recipe, f"{torch.cuda.get_device_name(device)} has no bfloat16")
    scaler = GradScaler(device.type, enabled=wanted is torch.float16)
    return Precision(device, wanted, scaler)


def _lacking(recipe: Recipe, note: str) -> RecipeFailure:
    fact = f"`precision: {recipe.precision}` does not work on this device"
    return RecipeFailure([Problem("A632", fact, ("precision",), notes=(note,))])
