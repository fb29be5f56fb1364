"""The events by which TensorBoard follows a run, where they are wanted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from archspec.extras import install, missing
from archspec.runner.batchnorm import alone
from archspec.runner.events import Events, check_inside
from archspec.runner.loop import Loop
from archspec.runner.named import Shapes
from archspec.runner.progress import Epoch
from archspec.runner.storage import unwritable

EVENTS: Final = "tensorboard"


@contextmanager
def events_of(
    folder: Path, loop: Loop, history: Sequence[Epoch], input_shape: Shapes
) -> Iterator[Events | None]:
    """The events of a run, open for further epochs; None where nobody wants or writes any.

    Raises:
        Failure: A644 if they cannot be written.
    """
    if not (loop.recipe.tensorboard and loop.place.main):
        yield None
        return
    if missing("track"):
        loop.progress.on_note(f"no events for TensorBoard: `{install('track')}`")
        yield None
        return
    with writing_events(folder):
        check_inside(folder / EVENTS)
        events = Events(folder / EVENTS, history)
        if not history:
            _draw_graph(events, loop, input_shape)
    try:
        yield events
    finally:
        with writing_events(folder):
            events.close()


@contextmanager
def writing_events(folder: Path) -> Iterator[None]:
    """Within it, events are written.

    Raises:
        Failure: A644 if they cannot be.
    """
    try:
        yield
    except OSError as error:
        raise unwritable(folder / EVENTS, error) from None


def _draw_graph(events: Events, loop: Loop, input_shape: Shapes) -> None:
    with alone(loop.bare):
        why = events.graph(loop.bare, input_shape)
    if why:
        loop.progress.on_note(f"TensorBoard shows no graph: {why}")
