"""What is said where a loss is no number any more."""

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure


def diverged(epoch: int, step: int, rate: float) -> RecipeFailure:
    """The finding, with the learning rate at that time."""
    return RecipeFailure(
        [
            Problem(
                "A631",
                f"the loss is no longer a finite number, in epoch {epoch} at step {step}",
                ("optimizer",),
                f"learning rate {rate:g} at that time",
                ("what was saved before that is still there",),
                (
                    Fix(f"lower the learning rate, for example `lr: {rate / 10:g}`"),
                    Fix("limit the gradients: `clip: {norm: 1.0}`"),
                ),
            )
        ]
    )
