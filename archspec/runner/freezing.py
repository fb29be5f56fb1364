"""Parameters that stay as they are for some epochs, or always."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from torch import nn

from archspec.diagnostics.readable import how_many, printable
from archspec.recipe.groups import Setting
from archspec.runner.place import Place

SHOWN: Final = 4
"""Names of parameters in a line."""


class Freezing:
    """Keeps parameters from being changed in the first epochs.

    A parameter without a gradient is left alone by every optimiser of torch: neither decay nor
    momentum moves it. Where one process trains, no gradient is even computed. Several have agreed
    on the gradients that they exchange, and forget these.

    Args:
        until: parameters, each with the last epoch in which it stays as it is.
        alone: whether no other process takes part.
    """

    def __init__(self, until: Sequence[tuple[nn.Parameter, int]] = (), *, alone: bool = True):
        self.until, self.alone = until, alone
        self.now: list[nn.Parameter] = []

    @contextmanager
    def during(self, epoch: int) -> Iterator[None]:
        """Within it what an epoch, 1 for the first, leaves as it is stays frozen, and no more."""
        self.now = [one for one, last in self.until if epoch <= last]
        if self.alone:
            for one, last in self.until:
                one.requires_grad_(epoch > last)
        try:
            yield
        finally:
            self.now = []
            for one, _ in self.until:
                one.requires_grad_(True)

    def forget(self) -> None:
        """Drop the gradients of what is frozen, before anything is made of them."""
        for one in self.now:
            one.grad = None


def frozen_notes(model: nn.Module, freezing: Freezing, epochs: int) -> Iterator[str]:
    """What stays as it is, and for how long, in a line for each length.

    >>> layer = nn.Linear(2, 2)
    >>> [*frozen_notes(layer, Freezing([(layer.weight, 2)]), epochs=4)]
    ['frozen in epochs 1 to 2, 1 of 2 parameters: weight']
    """
    names = {one: printable(name) for name, one in model.named_parameters()}
    found: dict[str, list[str]] = {}
    last_of = dict(freezing.until)
    for one, name in names.items():
        last = last_of.get(one, 0 if one.requires_grad else epochs)
        if last:
            when = "throughout" if last >= epochs else f"in epochs 1 to {last}"
            found.setdefault("in epoch 1" if last == 1 < epochs else when, []).append(name)
    for when, kept in found.items():
        more = ", …" if len(kept) > SHOWN else ""
        count = f"{len(kept):,} of {how_many(len(names), 'parameter')}"
        yield f"frozen {when}, {count}: {', '.join(kept[:SHOWN])}{more}"


def freeze(model: nn.Module, set_apart: Mapping[str, Setting] | None) -> None:
    """Take the parameters that always stay as they are out of training."""
    for name, one in model.named_parameters():
        if set_apart is not None and set_apart[name].frozen is True:
            one.requires_grad_(False)


def freezing_of(
    model: nn.Module, set_apart: Mapping[str, Setting] | None, place: Place
) -> Freezing:
    """What is frozen in the first epochs only, of a model whose other frozen parameters are."""
    until = [
        (one, int(set_apart[name].frozen))
        for name, one in model.named_parameters()
        if set_apart is not None and one.requires_grad and set_apart[name].frozen
    ]
    return Freezing(until, alone=place.world == 1)
