"""Weights & Biases: a run there for each run here.

Its own variables say where: `WANDB_PROJECT` (here `archspec` by default), `WANDB_ENTITY`,
`WANDB_MODE=offline`. The recipe and the figures of each epoch are sent, and nothing else: no code,
no output, no weights.
"""

import os
from typing import Final

from archspec.runner.progress import Epoch
from archspec.runner.trackers.tracker import Followed, check_no_links, figures

PROJECT: Final = "archspec"
MODES_WITHOUT_KEY: Final = ("offline", "dryrun", "disabled")


class Follower:
    """Logs the recipe once, and the figures of each epoch."""

    def __init__(self, run: Followed):
        # A second and many modules: only for those who want it.
        import wandb

        check_no_links(run.folder / "wandb")
        _check_key()
        self._run = wandb.init(
            project=os.environ.get("WANDB_PROJECT", PROJECT),
            name=run.name,
            # It goes on under the name that it was begun by.
            id=run.identity or None,
            resume="allow",
            dir=run.folder,
            config=run.settings,
            settings=wandb.Settings(
                console="off", silent=True, disable_code=True, disable_git=True, save_code=False
            ),
        )

    def epoch(self, epoch: Epoch) -> None:
        """Logs the figures of an epoch."""
        self._run.log({"epoch": epoch.number, **figures(epoch)}, step=epoch.number)

    def close(self, *, failed: bool) -> None:
        """Sends what is left, and says how it ended."""
        self._run.finish(exit_code=int(failed))


def _check_key() -> None:
    """Nothing, where it can begin without asking for a key, which nobody may be there to give.

    Raises:
        PermissionError: where it would ask.
    """
    import wandb

    if os.environ.get("WANDB_MODE") in MODES_WITHOUT_KEY or wandb.setup().settings.api_key:
        return
    raise PermissionError("no key: `wandb login` keeps one, and WANDB_MODE=offline needs none")
