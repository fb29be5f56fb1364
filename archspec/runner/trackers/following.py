"""Those who follow a run: each is told of every epoch, and none can stop the training."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

from archspec.diagnostics import Failure
from archspec.diagnostics.readable import readable
from archspec.extras import install, missing, require
from archspec.recipe import Recipe
from archspec.runner.progress import Epoch
from archspec.runner.trackers.tracker import Followed, Tracker

EXTRAS: Final = {"tensorboard": "track", "wandb": "wandb", "mlflow": "mlflow"}
"""What brings each tracker; its file here has its name, and a class `Follower`."""

NAMES: Final = {"tensorboard": "TensorBoard", "wandb": "Weights & Biases", "mlflow": "MLflow"}

Tell = Callable[[Epoch], None]


def check_installed(recipe: Recipe) -> None:
    """Nothing, where every tracker that a recipe names is installed.

    Raises:
        Failure: A506 where one is not.
    """
    for name in recipe.track:
        require(EXTRAS[name], f"`track: {name}`", f"or leave `{name}` out of `track`")


@contextmanager
def following(run: Followed) -> Iterator[Tell]:
    """Within it, what it gives tells all trackers of a run of an epoch.

    Raises:
        Failure: A644 where a link would lead what is written elsewhere.
    """
    trackers = dict(_begun(run))
    failed = True
    try:
        yield lambda epoch: _tell(run, trackers, epoch)
        failed = False
    finally:
        for name, one in trackers.items():
            with _said(run, name):
                one.close(failed=failed)


def _begun(run: Followed) -> Iterator[tuple[str, Tracker]]:
    for name in _wanted(run):
        made: list[Tracker] = []
        with _said(run, name):
            module = import_module(f"archspec.runner.trackers.{name}")
            made.append(module.Follower(run))
        yield from ((name, one) for one in made)


def _wanted(run: Followed) -> Iterator[str]:
    recipe = run.loop.recipe
    if not run.loop.place.main:
        return
    if recipe.tensorboard and missing("track"):
        run.loop.progress.on_note(f"no events for TensorBoard: `{install('track')}`")
    elif recipe.tensorboard or "tensorboard" in recipe.track:
        yield "tensorboard"
    yield from (name for name in dict.fromkeys(recipe.track) if name != "tensorboard")


def _tell(run: Followed, trackers: dict[str, Tracker], epoch: Epoch) -> None:
    for name, one in [*trackers.items()]:
        with _said(run, name) as fault:
            one.epoch(epoch)
        if fault:
            del trackers[name]


@contextmanager
def _said(run: Followed, name: str) -> Iterator[list[str]]:
    """Says what a tracker raises, which is no reason to stop a training; gives what was said."""
    said: list[str] = []
    try:
        yield said
    except Failure:
        raise
    except Exception as error:
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        said.append(readable(f"{NAMES[name]} does not follow the run: {why}"))
        run.loop.progress.on_note(said[0])
