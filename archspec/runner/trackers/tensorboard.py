"""TensorBoard's event files: the graph, and train beside val in one plot for each figure."""

import warnings
from collections.abc import Mapping
from typing import Final

import torch
from torch import nn

from archspec.runner.batchnorm import alone
from archspec.runner.named import Shapes, blank
from archspec.runner.progress import Epoch
from archspec.runner.trackers.tracker import Followed, check_no_links

EVENTS: Final = "tensorboard"
"""The folder within that of a run."""

PARTS: Final = ("train", "val")
"""The folders that TensorBoard draws as a curve each."""


class Follower:
    """Writes below `tensorboard/train` and `tensorboard/val`, which are drawn as two curves.

    A resumed run continues after its history; what was written later is hidden.

    Raises:
        Failure: A644 where a link would lead what is written to another place.
    """

    def __init__(self, run: Followed):
        # Half a second and many modules: only for those who train.
        from torch.utils.tensorboard import SummaryWriter

        folder = run.folder / EVENTS
        check_no_links(folder, *(folder / part for part in PARTS))
        after = len(run.history) + 1 if run.history else None
        self._writers: dict[str, SummaryWriter] = {
            part: SummaryWriter(str(folder / part), purge_step=after) for part in PARTS
        }
        if not run.history:
            with alone(run.loop.bare):
                why = self._graph(run.loop.bare, run.input_shape)
            if why:
                run.loop.progress.on_note(f"TensorBoard shows no graph: {why}")

    def epoch(self, epoch: Epoch) -> None:
        """Adds the figures of an epoch."""
        self._writers["train"].add_scalar("rate", epoch.rate, epoch.number)
        for name, value in epoch.row.items():
            part, _, tag = name.partition("_")
            if part in self._writers and value is not None:
                self._writers[part].add_scalar(tag, value, epoch.number)

    def close(self, *, failed: bool) -> None:  # noqa: ARG002  an event file says nothing of it
        """Writes what is still in memory."""
        for writer in self._writers.values():
            writer.close()

    def _graph(self, model: nn.Module, shape: Shapes) -> str | None:
        """Adds the network's graph; the reason if torch cannot trace it."""
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
