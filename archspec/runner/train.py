"""Train a network by a recipe into a folder, and take up a run that was interrupted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from archspec.recipe import Recipe, RecipeFailure, problems
from archspec.runner.assembly import (
    check_fits,
    check_outputs,
    check_same,
    enough_memory,
    load_data,
    make_loop,
    make_record,
    with_absolute_root,
)
from archspec.runner.checkpoint import check_state, load_weights
from archspec.runner.engine import cpu_threads, make_accelerator
from archspec.runner.lsuv import lsuv as unit_variance
from archspec.runner.measure import Evaluation
from archspec.runner.objective import Penalties
from archspec.runner.probe import output_shape
from archspec.runner.progress import Progress, Silent
from archspec.runner.record import Record, read_recipe, read_record, write_record, write_result
from archspec.runner.report import write_report
from archspec.runner.result import RunResult
from archspec.runner.session import BEST, STATE, Session
from archspec.runner.storage import make_folder

DIAGRAM = "diagram.svg"
LSUV_SAMPLES = 256


def train(
    model: nn.Module,
    recipe: Recipe,
    folder: str | Path,
    *,
    input_shape: Sequence[int],
    files: Mapping[str, str] | None = None,
    penalties: Penalties | None = None,
    outputs: Mapping[str, float] | None = None,
    lsuv: Sequence[str] = (),
    progress: Progress | None = None,
    diagram_svg: str | None = None,
) -> RunResult:
    """Train `model` in place, and keep all there is to know of it in `folder`.

    The batches of epoch e (1 is the first) are cut from
    `torch.randperm(n, generator=torch.Generator().manual_seed(seed * 1_000_003 + e))`; a last batch
    of one sample joins the one before. The same number seeds torch at the start of the epoch, for
    dropout. On a CPU the same seed, machine and number of threads give the same bits.

    Args:
        model: takes (N, *input_shape) and gives (N, classes), or (N, …) numbers.
        recipe: how to train.
        folder: is made; must not hold a run.
        input_shape: of one sample, channels first.
        files: texts to keep with the run by name, such as `spec.yaml`.
        penalties: by parameter name, the factors (l1, l2) that take the place of the recipe's.
        outputs: the weight of each output in the loss, where the model gives several by name; the
            first is its answer, which alone is evaluated.
        lsuv: paths of layers to start by layer-sequential unit variance.
        progress: callbacks; nothing is printed.
        diagram_svg: the text of an SVG to show in the report.

    Raises:
        RecipeFailure: A601 to A632 where the recipe, the data or this machine do not fit.
        Failure: A630 to A647 where the network or the folder does not.
    """
    folder, shape = Path(folder), tuple(input_shape)
    progress = progress or Silent()
    if found := problems(recipe, shape, output_shape(model, shape)):
        raise RecipeFailure(found)
    recipe = with_absolute_root(recipe)
    accelerator = make_accelerator(recipe)
    texts = {**(files or {}), **({DIAGRAM: diagram_svg} if diagram_svg else {})}
    with cpu_threads(recipe.threads), enough_memory(recipe):
        data = load_data(recipe, shape, accelerator, progress)
        check_outputs(recipe, data, output_shape(model, shape))
        record = make_record(recipe, data, shape, penalties or {})
        record = replace(record, outputs=dict(outputs or {}))
        loop = make_loop(model, recipe, record, data, accelerator, progress)
        if lsuv:
            split = data.parts["train"]
            chosen = torch.linspace(0, len(split) - 1, min(len(split), LSUV_SAMPLES)).long()
            raw = split.samples.take(chosen).to(loop.loader.device)
            unit_variance(loop.bare, loop.loader.normalization(raw), lsuv)
        session = Session(folder, loop)
        if session.main:
            make_folder(folder, texts)
            session.save()
            write_record(folder, recipe, record)
        return _finish(session, record)


def resume(model: nn.Module, folder: str | Path, *, progress: Progress | None = None) -> RunResult:
    """Take up the run in `folder` after the last epoch that was saved, to the same numbers.

    Nothing of the run is executed; its network must be built by the caller.

    Args:
        model: the network of the run, with any weights.
        folder: what `train` wrote.
        progress: callbacks.

    Raises:
        Failure: A641 to A645 where the folder holds no complete run, or one of another network.
        RecipeFailure: as `train`.
    """
    folder, progress = Path(folder), progress or Silent()
    recipe, record = read_recipe(folder), read_record(folder)
    check_state(folder / STATE, model)
    output = check_fits(model, recipe, record)
    accelerator = make_accelerator(recipe)
    with cpu_threads(recipe.threads), enough_memory(recipe):
        data = load_data(recipe, record.input_shape, accelerator, progress)
        check_same(data, record)
        check_outputs(recipe, data, output)
        session = Session(folder, make_loop(model, recipe, record, data, accelerator, progress))
        session.load()
        return _finish(session, record)


def _finish(session: Session, record: Record) -> RunResult:
    """Train what is left, then measure the best weights and write the report."""
    session.run(record.input_shape)
    session.loop.accelerator.wait_for_everyone()
    load_weights(session.folder / BEST, session.loop.bare)
    parts = [part for part in session.loop.data.parts if part != "val" or not _same(session)]
    evaluations: dict[str, Evaluation] = {part: session.loop.measure(part) for part in parts}
    if _same(session) and "test" in evaluations:
        evaluations["val"] = evaluations["test"]
    result = RunResult(
        session.folder,
        tuple(session.history),
        session.best,
        session.stopped_early,
        evaluations,
    )
    if session.main:
        write_result(session.folder, evaluations)
        write_report(session.folder, session.recipe, record, result)
    return result


def _same(session: Session) -> bool:
    """Whether the validation samples are the test samples."""
    return session.recipe.data.val == "test"
