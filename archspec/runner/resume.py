"""Take up a run that was interrupted, or let a finished one go on."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from torch import nn

from archspec.diagnostics import Failure, Fix, Problem
from archspec.diagnostics.readable import how_many
from archspec.files.run_files import FINGERPRINT, METRICS, SEGMENTS, STATE
from archspec.recipe import Recipe
from archspec.recipe import changes as differing
from archspec.recipe.absolute_paths import with_absolute_paths
from archspec.runner.assembly import (
    check_fits,
    check_outputs,
    enough_memory,
    load_data,
    make_loop,
)
from archspec.runner.data import DataSet
from archspec.runner.data.missing import may_have_moved
from archspec.runner.device import cpu_threads
from archspec.runner.lines import Say, listener
from archspec.runner.metrics import differs
from archspec.runner.moved import with_moved
from archspec.runner.named_data import NamedData
from archspec.runner.own.datasets import GivenData
from archspec.runner.own.from_module import with_code
from archspec.runner.own.parts import Own
from archspec.runner.place import find_place, in_step
from archspec.runner.progress import Progress, Silent
from archspec.runner.record import (
    Record,
    check_version,
    facts,
    other_versions,
    read_recipe,
    read_record,
    record_files,
)
from archspec.runner.result import RunResult
from archspec.runner.session import Session, held
from archspec.runner.session.fact_size import check_readable
from archspec.runner.session.fingerprint import Fingerprint
from archspec.runner.session.fingerprint import as_text as fingerprint_text
from archspec.runner.session.identity import check_identity, whose
from archspec.runner.session.same_data import changed_data, check_counts, counted, printed
from archspec.runner.session.same_rules import began_with
from archspec.runner.session.schedule import follows_length, on_extending
from archspec.runner.session.segments import (
    OTHER_DATA,
    Segment,
    appended,
    now,
    other_data,
    read_segments,
)
from archspec.runner.session.segments import as_text as segments_text
from archspec.runner.session.snapshot import check_state
from archspec.runner.session.state import epochs_done
from archspec.runner.session.weights import weights_file
from archspec.runner.storage import check_places, sweep, write_all
from archspec.runner.trackers import check_installed
from archspec.runner.train import finish


@dataclass(frozen=True)
class Way:
    """By what a run goes on.

    Args:
        recipe: with all changes in it.
        record: the facts of the run.
        known: what it began with; None where that was not kept.
        before: how many epochs there were to be.
        changes: what is another way from here on, as sentences.
        done: how many epochs are done.
        since: the epochs after which the schedule begins.
        threads: on which the run was computed before; 0 where that is not known.
    """

    recipe: Recipe
    record: Record
    known: Fingerprint | None
    before: int
    changes: tuple[str, ...]
    done: int
    since: int
    threads: int = 0


def resume(
    model: nn.Module,
    folder: str | Path,
    *,
    changes: Mapping[str, Any] | None = None,
    accept: Sequence[str] = (),
    schedule_from_here: bool = False,
    own: Own | None = None,
    allow_code: bool = False,
    progress: Progress | Say | None = None,
) -> RunResult:
    """Take up the run in `folder` where it was saved last, to the same numbers.

    Nothing of the run is executed; its network must be built by the caller.

    Args:
        model: the network of the run, with any weights.
        folder: what `train` wrote.
        changes: other values for fields of its recipe by their dotted names, of those on which no
            figure of an epoch depends: `{"epochs": 40, "device": "cpu", "data.root": "/data"}`.
        accept: what may be another one than the run began with: `data`, or nothing.
        schedule_from_here: begin the schedule of the learning rate anew, over the epochs left.
        own: data sets, losses, figures and functions of the caller's, as they were given before.
        allow_code: whether a function that the recipe names may run and make the data.
        progress: callbacks, or a function such as `print` that takes lines.

    Raises:
        Failure: A641 to A645 where the folder holds no complete run, or one of another network;
            A649 where another process trains there; A658 where its spec or its recipe is not what
            it began with, or cannot be what `changes` wants; A506 where a tracker of its recipe is
            not installed.
        RecipeFailure: as `train`; A628 where the data is not what the run began with.
    """
    folder, progress = Path(folder), listener(progress)
    recipe = with_moved(read_recipe(folder), changes or {})
    check_installed(recipe)
    place = find_place(recipe)
    progress = progress if place.main else Silent()
    with (
        cpu_threads(recipe.threads),
        in_step(place),
        enough_memory(recipe, begun=True),
        ExitStack() as stack,
    ):
        with place.first("held"):
            if place.main:
                stack.enter_context(held(folder, progress.on_note))
                sweep(folder)
        # What was read before said where to compute. Until it was held, somebody else may have gone
        # on with the run in another way, and what follows is of all processes.
        recipe = with_absolute_paths(with_moved(read_recipe(folder), changes or {}))
        way = _way(model, folder, recipe, progress, schedule_from_here=schedule_from_here)
        own = with_code(own, recipe, allowed=allow_code)
        with may_have_moved():
            shapes, bound = way.record.input_shape, way.record.bound
            theirs = own.data if own else None
            data = load_data(recipe, shapes, place, progress, known=bound, given=theirs)
        way = _with_data(way, folder, data, accept, progress, theirs)
        check_outputs(recipe, data, check_fits(model, recipe, way.record))
        kept = (way.since, own, way.threads)
        loop = make_loop(model, recipe, way.record, data, place, progress, *kept)
        assert way.known  # noqa: S101
        session = Session(folder, loop, way.known.identity)
        session.load()
        _tell(way, session)
        if session.main:
            _note_down(way, session)
        return finish(session, way.record, other_data=other_data(way.changes))


def _way(
    model: nn.Module, folder: Path, recipe: Recipe, progress: Progress, *, schedule_from_here: bool
) -> Way:
    """What the folder says, once it is held that a run may go on so.

    Raises:
        Failure: A641 to A645, A658, A661.
    """
    record, segments = read_record(folder), read_segments(folder)
    check_version(folder, record)
    known = began_with(folder, recipe, record, progress.on_note)
    began = known.began if known else read_recipe(folder)
    check_state(folder / STATE, model)
    if known:
        check_identity(folder / STATE, known.identity)
    check_fits(model, recipe, record)
    changes = (*map(str, differing(began, recipe)), *other_versions(folder))
    if done := epochs_done(folder):
        # The end of the run will need them, and it is better to know before than after training.
        weights_file(folder, "best")
    check_places(folder)
    since = segments[-1].schedule_since if segments else 0
    if recipe.epochs < done:
        raise _too_few(folder, recipe.epochs, done)
    if schedule_from_here:
        _check_schedule(folder, recipe, done)
        since = done
    threads = segments[-1].threads if segments else 0
    return Way(recipe, record, known, began.epochs, changes, done, min(since, done), threads)


def _with_data(
    way: Way,
    folder: Path,
    data: DataSet | NamedData,
    accept: Sequence[str],
    progress: Progress,
    given: GivenData | None,
) -> Way:
    """The same, once the data has been held against what the run began with.

    Raises:
        RecipeFailure: A628 where it is another one and that was not accepted.
    """
    found = printed(way.recipe, progress, way.known.data if way.known else None, given)
    texts: Mapping[str, str] = way.known.texts if way.known else {}
    # Where its beginning was lost, the checkpoints still say whose they are.
    identity = way.known.identity if way.known else whose(folder / STATE)
    as_data = way.recipe.model_dump(mode="json")
    other = changed_data(way.known.data, found, accept) if way.known else ()
    check_counts(data, way.record, accept)
    record = replace(way.record, counts=counted(data))
    return replace(
        way,
        record=record,
        known=Fingerprint(texts, as_data, found, facts(record), identity),
        changes=(*way.changes, *(f"{OTHER_DATA}{one}" for one in other)),
    )


def _tell(way: Way, session: Session) -> None:
    """Says what becomes of the run."""
    say, recipe = session.loop.progress.on_note, way.recipe
    if session.main and differs(session.folder, session.history, session.loop.columns):
        say(
            f"`{session.folder / METRICS}` has other figures than the state of the run, and is "
            "written anew by it"
        )
    for change in way.changes:
        say(f"from epoch {way.done + 1} on, {change}")
    if session.stopped_early:
        say("it stopped early: `--no-early-stop` goes on all the same")
    elif way.done == recipe.epochs:
        every = "the only epoch is" if way.done == 1 else f"all {way.done} epochs are"
        say(f"{every} done; `--epochs {2 * way.done}` would train as many again")
    elif way.done and follows_length(recipe):
        told = any(change.startswith("`epochs`") for change in way.changes)
        if told or way.since == way.done:
            rates = session.history[-1].rate, session.loop.learning_rate.now
            say(on_extending(recipe, way.done, way.before, way.since, rates))


def _note_down(way: Way, session: Session) -> None:
    """Keeps by what the run goes on."""
    folder, segments = session.folder, read_segments(session.folder)
    if way.done < way.recipe.epochs and not session.stopped_early:
        device = session.loop.place.name
        begun, threads = (way.done + 1, way.recipe.epochs, now(), device), session.loop.threads
        new = Segment(*begun, way.changes, way.since, threads)
        segments = appended(segments, new)
    assert way.known  # noqa: S101
    files = {
        SEGMENTS: segments_text(segments),
        FINGERPRINT: fingerprint_text(way.known),
        **record_files(way.recipe, way.record),
    }
    check_readable(files, way.record)
    write_all({folder / name: text for name, text in files.items()})


def _too_few(folder: Path, epochs: int, done: int) -> Failure:
    fact = f"`{folder}` has {how_many(done, 'epoch')} behind it, and cannot end after {epochs}"
    helps = (
        Fix(f"`--epochs {done}` or more"),
        Fix("or begin a run of its own; the figures of each epoch are in `metrics.csv`"),
    )
    return Failure([Problem("A658", fact, fixes=helps).unlocated()])


def _check_schedule(folder: Path, recipe: Recipe, done: int) -> None:
    """Nothing, where the schedule of a run can begin anew.

    Raises:
        Failure: A658 where it cannot.
    """
    if not recipe.schedules or recipe.schedules[0].kind == "plateau":
        fact = f"the learning rate of `{folder}` follows no schedule that could begin anew"
        helps = (Fix("leave `--schedule-from-here` out"),)
    elif done >= recipe.epochs:
        fact = f"`{folder}` has no epochs left over which a schedule could begin anew"
        helps = (Fix(f"say how many there are to be: `--epochs {2 * done}`"),)
    else:
        return
    raise Failure([Problem("A658", fact, fixes=helps).unlocated()])
