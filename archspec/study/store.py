"""Where the trials of a sweep are kept: in a journal in its folder, or in a database, by optuna."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from typing import TYPE_CHECKING, Any, Final, Literal

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import reason
from archspec.planning.sweep_plan import Asha, combinations
from archspec.study.database import check_kept, check_new
from archspec.study.study import FILE, check_no_links
from archspec.study.sweep import JOURNAL, Sweep

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial, TrialState

DAMAGED: Final = (
    *(ValueError, TypeError, LookupError, ArithmeticError),
    *(AssertionError, AttributeError, RecursionError, UserWarning),
)
"""What is raised where a store holds something else than optuna writes."""

DIRECTIONS: Final[dict[str, Literal["maximize", "minimize"]]] = {
    "max": "maximize",
    "min": "minimize",
}


def create(sweep: Sweep) -> None:
    """Puts every trial into the store.

    Raises:
        Failure: A681 where the store cannot be had.
    """
    import optuna

    ways = [DIRECTIONS[way] for way in sweep.aim.values()]
    with quiet(), reached(sweep):
        if sweep.store is not None:
            check_new(sweep.store)
        storage = _storage(sweep)
        study = optuna.create_study(study_name=sweep.name, storage=storage, directions=ways)
        for point in _points(sweep):
            study.enqueue_trial(point)


def _points(sweep: Sweep) -> Iterator[dict[str, Any]]:
    """The values of each trial that are known before; of most searches none are."""
    if combinations(sweep.plan) == sweep.count:
        sizes = {name: range(len(one.corners)) for name, one in sweep.plan.over.items()}
        for point in product(*sizes.values()):
            yield dict(zip(sizes, point, strict=True))
    else:
        yield from ({} for _ in range(sweep.count))


def opened_store(sweep: Sweep) -> "Study":
    """The trials of a sweep, as optuna has them.

    Raises:
        Failure: A681 where the store cannot be had.
    """
    import optuna

    pruner: optuna.pruners.BasePruner = optuna.pruners.NopPruner()
    if isinstance(rule := sweep.plan.prune, Asha):
        pruner = optuna.pruners.SuccessiveHalvingPruner(rule.first, rule.factor)
    with reached(sweep):
        if sweep.store is not None:
            check_kept(sweep.store, sweep.name, sweep.count)
        return optuna.load_study(study_name=sweep.name, storage=_storage(sweep), pruner=pruner)


def kept_trials(
    study: "Study", states: Sequence["TrialState"] | None = None
) -> list["FrozenTrial"]:
    """The trials in a store, or those in some states, numbered from 0.

    Folders are named by these numbers, and a database may hold anything in their place.

    Raises:
        ValueError: where they are not so numbered.
    """
    found = study.get_trials(deepcopy=False)
    if any(type(one.number) is not int for one in found):
        raise ValueError("the number of a trial is none")
    if {one.number for one in found} != {*range(len(found))}:
        raise ValueError("its trials are not numbered from 0")
    return [one for one in found if states is None or one.state in states]


def _storage(sweep: Sweep) -> Any:
    """The store: a journal in the folder, or what the plan's URL names."""
    import optuna

    from archspec.study.journal import LOCK, opened_journal

    if sweep.store is not None:
        return optuna.storages.get_storage(sweep.store)
    for name in (JOURNAL, LOCK):
        check_no_links(sweep.folder, sweep.folder / name)
    return opened_journal(sweep.folder / JOURNAL)


@contextmanager
def reached(sweep: Sweep) -> Iterator[None]:
    """Turns what whatever keeps the trials raises into a finding."""
    try:
        yield
    except Failure:
        raise
    except KeyError as error:
        if "does not exist" not in str(error):  # as optuna says it of a sweep
            raise _no_store(f"it lacks {error}", sweep) from None
        place = "in the database" if sweep.store else f"in `{sweep.folder / JOURNAL}`"
        raise _no_store(f"the sweep `{sweep.name}` is not {place}", sweep) from None
    except OSError as error:
        named = f"`{error.filename}`: " if isinstance(error.filename, str) else ""
        raise _no_store(f"{named}{reason(error)}", sweep) from None
    except DAMAGED as error:
        said = str(error).partition("\n")[0] or type(error).__name__
        raise _no_store(f"it is not as a sweep keeps trials: {said}", sweep, damaged=True) from None
    except Exception as error:  # of whatever database it is
        said = str(error).partition("\n")[0] or type(error).__name__
        raise _no_store(said, sweep) from None


def _no_store(why: str, sweep: Sweep, *, damaged: bool = False) -> Failure:
    """The finding, in which nothing of a URL stands: there may be a password in it."""
    if sweep.store is None:
        help_ = "begin another sweep in another folder"
    elif damaged:
        help_ = "begin another sweep, with another database or without `--store`"
    elif (sweep.folder / FILE).is_file():
        help_ = "give the database with which the sweep began: `--store URL`"
    else:
        help_ = "leave `--store` out: a journal in the study's folder serves"
    said = why.replace(sweep.store, "the URL") if sweep.store else why
    fact = f"the store of the trials cannot be had: {said}"
    return Failure([Diagnostic("A681", fact, helps=(Help(help_),))])


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps optuna from logging and from warning of what is experimental in it."""
    import warnings

    import optuna

    before = optuna.logging.get_verbosity()
    # What goes wrong is raised as well, and the log would repeat what a store holds as it is.
    optuna.logging.set_verbosity(optuna.logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            yield
    finally:
        optuna.logging.set_verbosity(before)
