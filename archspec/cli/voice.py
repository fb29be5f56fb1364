"""The processes of one training speak with one voice: the first prints, the others are silent.

A process says something all the same where nobody else would: it alone knows why it failed, or the
first one has been killed.
"""

import os
import sys
from datetime import timedelta
from typing import Any, Final

TOLD: Final = "archspec/told"
HEARING: Final = timedelta(seconds=2)
"""How long a process waits to hear that the first one tells of a failure."""


def speaks() -> bool:
    """Whether this process prints: the first of those that `torchrun` started, or the only one."""
    return os.environ.get("WORLD_SIZE", "1") == "1" or os.environ.get("RANK", "0") == "0"


def tells_of_failures() -> bool:
    """Whether this process prints why it fails. The first one lets the others know that it does."""
    store = _store()
    if speaks():
        if store is not None:
            store.set(TOLD, "yes")
        return True
    if store is None:
        # They have not met. What is wrong on a machine is told by its own first process.
        return os.environ.get("LOCAL_RANK") == "0"
    try:
        store.wait([TOLD], HEARING)
    except RuntimeError:
        return True
    return False


def name() -> str:
    """What a process that is not the first says before all else."""
    return f"process {os.environ.get('RANK')} of {os.environ.get('WORLD_SIZE')}:"


def _store() -> Any:
    """Where the processes leave notes for each other, if they have met."""
    if sys.modules.get("torch") is None:
        return None
    from torch import distributed

    if not (distributed.is_available() and distributed.is_initialized()):
        return None
    return distributed.distributed_c10d._get_default_store()
