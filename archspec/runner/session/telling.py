"""Functions of the caller's are told in the first process, and all processes stop together."""

from collections.abc import Sequence

from archspec.runner.own.events import Callback, Event, StepEnd, Stop, takes, tell
from archspec.runner.place import Place


class Telling:
    """Who is told, and whether somebody wishes that the run ends.

    >>> import torch
    >>> from archspec.runner.own.events import RunEnd
    >>> telling = Telling([lambda event: Stop("enough")], Place(torch.device("cpu")))
    >>> telling.together(RunEnd("runs/x", (), 1))
    >>> telling.wish
    Stop(why='enough')
    """

    def __init__(self, callbacks: Sequence[Callback], place: Place):
        self.callbacks, self.place = callbacks, place
        self.wish: Stop | None = None

    @property
    def of_steps(self) -> bool:
        """Whether anybody wants to know of each step."""
        return any(takes(one, StepEnd) for one in self.callbacks)

    def here(self, event: Event) -> None:
        """Tell of what happens at a time of this process's own, or too often to ask the others.

        What is wished is known to the others once all come together.
        """
        if self.callbacks and self.place.main:
            self.wish = tell(self.callbacks, event) or self.wish

    def together(self, event: Event) -> None:
        """Tell of what all processes come to at the same time, and let them wish the same."""
        if not self.callbacks:
            return
        self.here(event)
        self.wish = self.place.same(self.wish)
