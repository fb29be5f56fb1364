"""What a tracker is, and what it is told of a run."""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from archspec.recipe import Recipe
from archspec.runner.loop import Loop
from archspec.runner.named import Shapes
from archspec.runner.progress import Epoch
from archspec.runner.storage import unwritable


@dataclass(frozen=True, eq=False)
class Followed:
    """A run that is followed.

    Args:
        folder: of the run.
        identity: by which a tracker knows it again when it goes on.
        loop: its network, recipe and progress.
        history: the epochs that are done.
        input_shape: of one sample.
    """

    folder: Path
    identity: str
    loop: Loop
    history: Sequence[Epoch]
    input_shape: Shapes

    @property
    def name(self) -> str:
        """What the run is called."""
        return self.folder.absolute().name

    @property
    def settings(self) -> dict[str, Any]:
        """The fields of its recipe by their dotted names, as JSON has their values."""
        return flat(self.loop.recipe)


class Tracker(Protocol):
    """Follows one run; made with a `Followed` when the training begins or goes on.

    Whatever it raises is said once, and the training goes on without it.
    """

    def epoch(self, epoch: Epoch) -> None:
        """An epoch is done."""

    def close(self, *, failed: bool) -> None:
        """The training is over, or was cut off."""


def figures(epoch: Epoch) -> dict[str, float]:
    """All that is known of an epoch, as `train/loss`, `val/accuracy`, `rate`, `seconds`.

    >>> figures(Epoch(1, 0.5, None, 0.25, None, 0.1, 2.0, {"val_kind.f1": 0.75}))
    {'train/loss': 0.5, 'val/loss': 0.25, 'rate': 0.1, 'seconds': 2.0, 'val/kind.f1': 0.75}
    """
    found = {}
    for name, value in epoch.row.items():
        part, _, figure = name.partition("_")
        if value is not None and name != "number":
            found[f"{part}/{figure}" if figure else name] = value
    return found


def check_no_links(*places: Path) -> None:
    """Nothing, where no link leads what a tracker writes into a run's folder to another place.

    Raises:
        Failure: A644 where one does.
    """
    for place in places:
        if place.is_symlink():
            raise unwritable(place, OSError(errno.ELOOP, f"`{place.name}` is a link", str(place)))


def flat(recipe: Recipe) -> dict[str, Any]:
    """A recipe by dotted names.

    >>> found = flat(Recipe(data={"dataset": "digits", "val": 0.1}))
    >>> found["data.dataset"], found["data.val"], found["loss.cross_entropy.label_smoothing"]
    ('digits', 0.1, 0.0)
    """

    def walk(place: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            return {place: value}
        return {
            name: one
            for key, inner in value.items()
            for name, one in walk(f"{place}.{key}" if place else str(key), inner).items()
        }

    return walk("", recipe.model_dump(mode="json"))
