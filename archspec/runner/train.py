"""Train a network by a recipe into a folder."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from archspec.diagnostics import Failure, Fix, Problem
from archspec.diagnostics.readable import how_many
from archspec.files import Content
from archspec.files.run_files import BEST, FINGERPRINT, METRICS, PARENT, REPORT, SEGMENTS, STATE
from archspec.recipe import Recipe, RecipeFailure, problems
from archspec.recipe.absolute_paths import with_absolute_paths
from archspec.recipe.mix_check import lone_mixes
from archspec.recipe.trainable import lone_sample
from archspec.runner.answered import Answered, answered
from archspec.runner.assembly import (
    check_outputs,
    enough_memory,
    load_data,
    make_loader,
    make_loop,
    make_record,
)
from archspec.runner.checkpoint import load_weights
from archspec.runner.data import DataSet, Loader, Part
from archspec.runner.data.samples import Divided
from archspec.runner.device import cpu_threads
from archspec.runner.divergence import check_losses
from archspec.runner.folds import check_one_fold
from archspec.runner.freed_memory import keep_freed_memory
from archspec.runner.freezing import frozen_notes
from archspec.runner.groups import check_groups
from archspec.runner.lines import Say, listener
from archspec.runner.looked_up import check_looked_up
from archspec.runner.loop import Loop
from archspec.runner.lsuv import lsuv as unit_variance
from archspec.runner.metrics import table
from archspec.runner.named import Shape, Shapes, by_name
from archspec.runner.named_data import NamedData
from archspec.runner.objective import Penalties
from archspec.runner.own.datasets import GivenData
from archspec.runner.own.parts import Own
from archspec.runner.parent import parent_of, parent_text, probable_parent
from archspec.runner.place import Place, find_place, in_step
from archspec.runner.probe import output_shapes as shapes_of_outputs
from archspec.runner.probe import untrainable
from archspec.runner.progress import Progress, Silent
from archspec.runner.recomputing import recomputing
from archspec.runner.record import Record, facts, record_files, version_file
from archspec.runner.report import write_report
from archspec.runner.result import RunResult, write_result
from archspec.runner.session import (
    FirstFree,
    Session,
    Standing,
    check_unused,
    new_folder,
    snapshot_of,
    write_first,
)
from archspec.runner.session.fact_size import check_readable
from archspec.runner.session.fingerprint import Fingerprint
from archspec.runner.session.fingerprint import as_text as fingerprint_text
from archspec.runner.session.identity import identified, signed
from archspec.runner.session.same_data import printed
from archspec.runner.session.seen import seen_before
from archspec.runner.session.segments import Segment, now
from archspec.runner.session.segments import as_text as segments_text
from archspec.runner.session.snapshot import Snapshot
from archspec.runner.session.weights import weights_epoch
from archspec.runner.shown import Evidence, gather
from archspec.runner.starting import start_from
from archspec.runner.storage import check_places, way_on
from archspec.runner.trackers import check_installed
from archspec.runner.verdict import verdict
from archspec.weights import LoadReport

LSUV_SAMPLES = 256


def train(
    model: nn.Module,
    recipe: Recipe,
    folder: str | Path | FirstFree,
    *,
    input_shape: Shapes | Sequence[int],
    files: Mapping[str, str] | None = None,
    penalties: Penalties | None = None,
    outputs: Mapping[str, float] | None = None,
    output_shapes: Mapping[str, Shape] | None = None,
    training: Collection[str] = (),
    lsuv: Sequence[str] = (),
    depths: Mapping[str, int] | None = None,
    name: str = "",
    rewritten: str = "",
    own: Own | None = None,
    progress: Progress | Say | None = None,
    diagrams: Mapping[str, str] | None = None,
    parent: str | Path | None = None,
) -> RunResult:
    """Train `model` in place, and keep all there is to know of it in `folder`.

    The batches of epoch e (1 is the first) are cut from
    `torch.randperm(n, generator=torch.Generator().manual_seed(seed * 1_000_003 + e))`; a last batch
    of one sample joins the one before. What else is random in a batch is a function of the seed,
    the epoch and the number of the batch (`archspec.runner.chance`). On a CPU the same seed,
    machine and number of threads give the same bits.

    Args:
        model: takes (N, *input_shape) and gives (N, classes), or (N, …) numbers.
        recipe: how to train.
        folder: is made; must not hold a run. No other process trains there at the same time.
        input_shape: of one sample, channels first; by the names of the inputs, in their order,
            where fields are bound to them.
        files: texts to keep with the run by name, such as `spec.yaml`.
        penalties: by parameter name, the factors (l1, l2) that take the place of the recipe's.
        outputs: the weight of each output in the loss, where the model gives several by name; the
            first is its answer, which alone is evaluated.
        output_shapes: of one sample, by name, those that only training gives among them; without
            these, the outputs of evaluation are found by trying.
        training: the outputs that only training gives.
        lsuv: paths of layers to start by layer-sequential unit variance.
        depths: of the parameters by their names, for a recipe with `layer_decay`.
        name: of the network, by which torchvision has weights for a recipe that begins with them.
        rewritten: what was rewritten in the model so that it is faster, in words.
        own: data sets, losses, figures and functions of the caller's.
        progress: callbacks, or a function such as `print` that takes lines, of the first process
            only; nothing is printed without.
        diagrams: SVGs of the network that are kept and shown in the report, by name: `diagram.svg`,
            and `diagram-narrow.svg` for small screens.
        parent: a run of which this one is a change, as the report tells; by default the one whose
            weights it begins with, or the one before it, where `folder` is the first that is free.

    Raises:
        RecipeFailure: A601 to A632 where the recipe, the data or this machine do not fit.
        Failure: A630 to A649 where the network, the folder or the parent does not; A506 where a
            tracker of the recipe is not installed.
    """
    shape = input_shape if isinstance(input_shape, Mapping) else tuple(input_shape)
    progress = listener(progress)
    where = places = Path(folder) if isinstance(folder, str) else folder
    check_one_fold(recipe)
    check_installed(recipe)
    origin = parent_of(Path(parent)) if parent is not None else None
    given = dict(output_shapes or named_outputs(model, shape, outputs or {}))
    first = next(one for name, one in given.items() if name not in training)
    check_groups(model, recipe, depths or {})
    in_python = own is not None and own.data is not None
    if found := problems(recipe, next(iter(by_name(shape).values())), first, given=in_python):
        raise RecipeFailure(found)
    recipe = with_absolute_paths(recipe)
    place = find_place(recipe)
    progress = progress if place.main else Silent()
    with cpu_threads(recipe.threads), in_step(place), enough_memory(recipe), ExitStack() as stack:
        # What does not fit is said before data are read, which may take long.
        report = _begin_with(model, recipe, name, place)
        theirs = own.data if own else None
        data = load_data(recipe, shape, place, progress, given, None, theirs, training)
        _check_network(model, recipe, data, shape, first)
        for line in str(report or "").splitlines():
            progress.on_note(line)
        loaded = report.matched if report else ()
        record = replace(
            make_record(recipe, data, shape, penalties or {}),
            outputs=dict(outputs or {}),
            rewritten=rewritten,
            depths=dict(depths or {}),
            started=str(report).splitlines()[0] if report else "",
        )
        if rewritten:
            progress.on_note(rewritten)
        fresh = [path for path in lsuv if f"{path}.weight" not in loaded]
        _start_weights(model, data, make_loader(recipe, record, place), fresh)
        loop = make_loop(model, recipe, record, data, place, progress, own=own)
        for note in (*frozen_notes(model, loop.freezing, recipe.epochs), *_endless_climb(loop)):
            progress.on_note(note)
        beginning, begun = snapshot_of(loop, Standing()), (where, "")
        with place.first("folder"):
            if place.main:
                known = _known(recipe, record, files or {}, progress, theirs)
                extra = diagrams or {}
                content = first_files({**known.texts, **extra}, known, record, loop, beginning)
                check_readable(content, record)
                where = stack.enter_context(new_folder(where, progress.on_note))
                if origin is None:
                    origin = probable_parent(recipe, places, where, progress.on_note)
                if origin is not None:
                    content = {PARENT: parent_text(origin), **content}
                _write(where, content, (*known.texts, *extra, PARENT, REPORT))
                begun = (where, known.identity)
        path, identity = place.same((str(begun[0]), begun[1]))
        return finish(Session(Path(path), loop, identity), record)


def _check_network(
    model: nn.Module,
    recipe: Recipe,
    data: DataSet | NamedData,
    shape: Shapes,
    output: tuple[int, ...],
) -> None:
    """Nothing, where a network can be trained on data as it was read.

    Raises:
        RecipeFailure: A604 to A610, A652 where it cannot.
    """
    check_outputs(recipe, data, output)
    if isinstance(data, NamedData):
        check_looked_up(model, shape, data.bound)
    samples = len(data.parts["train"])
    stuck = untrainable(model, shape, lone_sample(recipe, samples))
    if found := [*stuck, *lone_mixes(recipe, samples)]:
        raise RecipeFailure(found)


def _known(
    recipe: Recipe,
    record: Record,
    files: Mapping[str, str],
    progress: Progress,
    given: GivenData | None,
) -> Fingerprint:
    """All that a run begins with, by which it is known again."""
    as_data = recipe.model_dump(mode="json")
    data = printed(recipe, progress, given=given)
    return identified(Fingerprint(files, as_data, data, facts(record)))


def _write(where: Path, content: Mapping[str, Content | str], names: Sequence[str]) -> None:
    """The first files of a run into its folder, where nothing stands in the place of any."""
    check_unused(where, names)
    check_places(where)
    write_first(where, content)


def named_outputs(
    model: nn.Module, shape: Shapes, outputs: Mapping[str, float]
) -> dict[str, Shape]:
    """The shapes of the outputs; a single one has the name that the caller knows it by."""
    found = shapes_of_outputs(model, shape)
    return dict(zip(outputs, found.values(), strict=True)) if len(outputs) == len(found) else found


def _begin_with(model: nn.Module, recipe: Recipe, name: str, place: Place) -> LoadReport | None:
    """Fill the model with the weights that the recipe names."""
    if recipe.start is None:
        return None
    # What has to be fetched is fetched once.
    with place.first("weights"):
        return start_from(recipe.start, model, name)


def _start_weights(model: nn.Module, data: Divided, loader: Loader, lsuv: Sequence[str]) -> None:
    """Begins the layers that want it by what samples look like."""
    if not lsuv:
        return
    split = data.parts["train"]
    chosen = torch.linspace(0, len(split) - 1, min(len(split), LSUV_SAMPLES)).long()
    unit_variance(model.to(loader.device), loader.inputs(split, chosen), lsuv)


def _endless_climb(loop: Loop) -> Iterator[str]:
    """A warm-up of more steps than there are; A717 knows epochs alone."""
    climb, every = loop.learning_rate.rates.warmup, loop.recipe.epochs * loop.steps
    if "step" in str(loop.recipe.warmup) and climb >= every:
        took = how_many(climb, "step")
        yield f"careful: the learning rate never ends its climb of {took}: the run has {every:,}"


def first_files(
    texts: Mapping[str, str], known: Fingerprint, record: Record, loop: Loop, beginning: Snapshot
) -> dict[str, Content | str]:
    """All that a run begins with, by name; what marks a folder as that of a run comes last."""
    begun = Segment(1, loop.recipe.epochs, now(), loop.place.name, threads=loop.threads)
    return {
        **texts,
        STATE: beginning.pack(signed({}, known.identity)),
        METRICS: table((), loop.columns),
        SEGMENTS: segments_text([begun]),
        FINGERPRINT: fingerprint_text(known),
        **version_file(loop.recipe.seed),
        **record_files(loop.recipe, record),
    }


def _check_best(session: Session) -> None:
    """Nothing, where the weights that are kept as the best are those of the epoch that was it.

    They are written before the state, so that one that was stopped in between is an epoch behind.

    Raises:
        Failure: A642 where they are of another epoch, whose figures nobody could tell from theirs.
    """
    kept = weights_epoch(session.folder, "best")
    if kept is None or kept == session.best:
        return
    fact = f"the best weights are those of epoch {kept}, and the best epoch was {session.best}"
    helps: tuple[Fix, ...] = ()
    if kept > len(session.history):
        way = f"{way_on(session.folder)} --epochs {kept}"
        helps = (Fix(f"train that epoch anew, to the same numbers: `{way}`"),)
    raise Failure([Problem("A642", fact, fixes=helps).unlocated()])


def _load_best(session: Session) -> None:
    """Give all processes the weights of the best epoch, from the folder of the first."""
    loop, path = session.loop, session.folder / BEST
    # What is in that file are means already.
    loop.average = None
    if session.main:
        _check_best(session)
    if loop.sharded:
        # Each needs other parts of them, and the first has to have written them.
        loop.place.meet()
        load_weights(path, loop.bare)
        return
    if session.main:
        load_weights(path, loop.bare)
    loop.place.spread(*loop.bare.state_dict().values())


def _evidence(session: Session, record: Record) -> Evidence | None:
    """Samples for the report, of the part that it shows; none where weights are divided."""
    loop, parts = session.loop, session.loop.data.parts
    if loop.sharded:
        return None
    part: Part = next(part for part in ("test", "val", "train") if part in parts)
    return gather(loop, record, part)


def _answers(evidence: Evidence | None) -> Answered | None:
    """Which samples were answered rightly, where a run tells of each which one class it is of."""
    if evidence is None or len(evidence.answers) != 1 or not evidence.certainties:
        return None
    [known] = evidence.certainties.values()
    return answered(evidence.part, known)


@keep_freed_memory()
def finish(session: Session, record: Record, *, other_data: bool = False) -> RunResult:
    """Train what is left, then measure the last weights and the best, and write the report.

    `other_data` says that the data is another one than before.
    """
    with recomputing(session.loop.bare, session.recipe.gradient_checkpointing):
        session.run(record.input_shape)
    only = session.best == len(session.history)
    last = {} if only else session.measure()
    _load_best(session)
    best = session.measure()
    check_losses(best, session.history[session.best - 1])
    result = RunResult(
        session.folder,
        tuple(session.history),
        session.best,
        session.stopped_early and len(session.history) < session.recipe.epochs,
        best,
        last or best,
        tuple(seen_before(session, other_data=other_data)),
    )
    if session.main:
        evidence = _evidence(session, record)
        # A run has ended once its result is there, so that comes last.
        write_report(session.folder, session.recipe, record, result, evidence)
        write_result(result, _answers(evidence))
        if fault := verdict(session.recipe, result):
            session.loop.progress.on_note(f"careful: {fault}")
    return result
