"""MLflow: a run there for each run here, wherever `MLFLOW_TRACKING_URI` says.

Nothing is written where that says nothing: a recipe may be a stranger's, and has no say in it. The
experiment is that of `MLFLOW_EXPERIMENT_NAME`, or `archspec`.
"""

import logging
import os
import re
import time
from typing import Final

from archspec.runner.progress import Epoch
from archspec.runner.trackers.tracker import Followed, figures

PLACE: Final = "MLFLOW_TRACKING_URI"
EXPERIMENT: Final = "archspec"
IDENTITY: Final = "archspec.identity"
"""The tag by which a run that goes on is found again."""

FOREIGN: Final = re.compile(r"[^\w\-. :/]", re.ASCII)
"""What names of figures and settings may not hold there."""

LONGEST: Final = 6_000
"""Letters of a setting's value that are kept."""

LONGEST_NAME: Final = 250


class Follower:
    """Logs the recipe once, and the figures of each epoch."""

    def __init__(self, run: Followed):
        # Seconds and many modules: only for those who want it.
        from mlflow import MlflowClient
        from mlflow.entities import Param

        if not os.environ.get(PLACE):
            raise PermissionError(f"nothing says where: set {PLACE}, as to `sqlite:///mlflow.db`")
        logging.getLogger("mlflow").setLevel(logging.WARNING)
        self._client = MlflowClient()
        name = os.environ.get("MLFLOW_EXPERIMENT_NAME", EXPERIMENT)
        known = self._client.get_experiment_by_name(name)
        where = known.experiment_id if known else self._client.create_experiment(name)
        if run.history and (found := self._before(where, run.identity)):
            self._id = found
            self._client.update_run(found, status="RUNNING")
            return
        tags = {IDENTITY: run.identity}
        self._id = self._client.create_run(where, run_name=run.name, tags=tags).info.run_id
        settings = [Param(_named(n), str(v)[:LONGEST]) for n, v in run.settings.items()]
        self._client.log_batch(self._id, params=settings)

    def _before(self, experiment: str, identity: str) -> str:
        """The run there that is the same; nothing where there is none."""
        same = f"tags.`{IDENTITY}` = '{identity}'"
        found = self._client.search_runs([experiment], same, max_results=1)
        return str(found[0].info.run_id) if identity and found else ""

    def epoch(self, epoch: Epoch) -> None:
        """Logs the figures of an epoch; one that is repeated is written over by its number."""
        from mlflow.entities import Metric

        now = int(time.time() * 1000)
        found = [Metric(_named(n), v, now, epoch.number) for n, v in figures(epoch).items()]
        self._client.log_batch(self._id, metrics=found)

    def close(self, *, failed: bool) -> None:
        """Says how it ended."""
        self._client.set_terminated(self._id, "FAILED" if failed else "FINISHED")


def _named(name: str) -> str:
    """A name as MLflow takes it.

    >>> _named("val/größe.mae")
    'val/gr__e.mae'
    """
    return FOREIGN.sub("_", name)[:LONGEST_NAME]
