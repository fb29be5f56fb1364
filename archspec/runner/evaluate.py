"""How good the network of a run is on a part of its data."""

from pathlib import Path

from torch import nn

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.runner.assembly import (
    check_fits,
    check_outputs,
    check_same,
    enough_memory,
    load_data,
    make_loader,
)
from archspec.runner.checkpoint import load_weights
from archspec.runner.data import Part
from archspec.runner.engine import cpu_threads, make_accelerator
from archspec.runner.measure import Evaluation, measure
from archspec.runner.objective import Objective
from archspec.runner.progress import Progress, Silent
from archspec.runner.record import read_recipe, read_record
from archspec.runner.session import BEST


def evaluate(
    model: nn.Module,
    folder: str | Path,
    split: Part = "test",
    *,
    weights: str = BEST,
    progress: Progress | None = None,
) -> Evaluation:
    """Loss, accuracy and confusion matrix of a run's network on one part of its data.

    Args:
        model: the network of the run, with any weights; it is filled and put into eval mode.
        folder: what `train` wrote.
        split: train, val or test.
        weights: the checkpoint's file name in the folder.
        progress: callbacks.

    Raises:
        RecipeFailure: A629 if the data has no such part, and as `train` for the data.
        Failure: A641 to A645 if the folder holds no complete run, or one of another network.
    """
    folder = Path(folder)
    recipe, record = read_recipe(folder), read_record(folder)
    load_weights(folder / weights, model)
    output = check_fits(model, recipe, record)
    accelerator = make_accelerator(recipe)
    with cpu_threads(recipe.threads), enough_memory(recipe):
        data = load_data(recipe, record.input_shape, accelerator, progress or Silent())
        check_same(data, record)
        check_outputs(recipe, data, output)
        if split not in data.parts:
            fact = f"the data of this run has no part `{split}`"
            advice = Fix(f"choose one of {', '.join(data.parts)}")
            raise RecipeFailure([Problem("A629", fact, ("data",), fixes=(advice,))])
        return measure(
            accelerator.prepare_model(model.to(accelerator.device), evaluation_mode=True),
            data.parts[split],
            split,
            data.classes,
            Objective(recipe.loss, len(data.classes)),
            make_loader(recipe, record, accelerator),
            accelerator,
        )
