"""TensorBoard's event files: the graph, and train beside val in one plot for each figure."""

import errno
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import torch
from torch import nn

from archspec.runner.named import Shapes, blank
from archspec.runner.progress import Epoch

PARTS: Final = ("train", "val")
"""The folders that TensorBoard draws as a curve each."""


def check_inside(folder: Path) -> None:
    """Nothing, where no link leads what is written there to another place.

    Raises:
        OSError: where one does.
    """
    for place in (folder, *(folder / part for part in PARTS)):
        if place.is_symlink():
            raise OSError(errno.ELOOP, f"`{place.name}` is a link", str(place))


class Events:
    """Writes below `folder/train` and `folder/val`, which TensorBoard draws as two curves.

    A resumed run continues after `history`; what was written later is hidden.
    """

    def __init__(self, folder: Path, history: Sequence[Epoch]):
        # Half a second and many modules: only for those who train.
        from torch.utils.tensorboard import SummaryWriter

        after = len(history) + 1 if history else None
        self._writers: dict[str, SummaryWriter] = {
            part: SummaryWriter(str(folder / part), purge_step=after) for part in PARTS
        }

    def graph(self, model: nn.Module, shape: Shapes) -> str | None:
        """Add the network's graph; the reason if torch cannot trace it."""
        device = next((one.device for one in model.parameters()), torch.device("cpu"))
        was_training = model.training
        model.eval()
        try:
            given = blank(shape, 1, device)
            inputs = tuple(given.values()) if isinstance(given, Mapping) else given
            with warnings.catch_warnings():
                # torch.jit.trace announces its own retirement, and warns of sizes that it takes for
                # constants, which they are in a picture. Nor need a second trace be the same.
                warnings.simplefilter("ignore")
                traced = torch.jit.trace(model, inputs, check_trace=False)  # type: ignore[no-untyped-call]
                self._writers["train"].add_graph(traced, inputs)
        except Exception as error:  # a picture is no reason to stop a training
            return str(error).strip().split("\n")[0]
        finally:
            model.train(was_training)
        return None

    def epoch(self, epoch: Epoch) -> None:
        """Add the figures of an epoch."""
        self._writers["train"].add_scalar("rate", epoch.rate, epoch.number)
        for name, value in epoch.row.items():
            part, _, tag = name.partition("_")
            if part in self._writers and value is not None:
                self._writers[part].add_scalar(tag, value, epoch.number)

    def close(self) -> None:
        """Write what is still in memory."""
        for writer in self._writers.values():
            writer.close()
