"""What is summed over the samples of a part, so that any figure of it follows.

Each is one tensor of a known shape, to which batches are added in place. Those of all processes,
and of an epoch's two halves, are added up: that gives the statistic of all their samples.
"""

from archspec.runner.task.statistics.decisions import Decisions
from archspec.runner.task.statistics.errors import Errors
from archspec.runner.task.statistics.nearest import Nearest
from archspec.runner.task.statistics.pairs import CONFUSION, Confusion
from archspec.runner.task.statistics.ranks import Ranks
from archspec.runner.task.statistics.reliability import Reliability
from archspec.runner.task.statistics.seen import Room, Seen, Statistic
from archspec.runner.task.statistics.top import Top

__all__ = [
    "CONFUSION",
    "Confusion",
    "Decisions",
    "Errors",
    "Nearest",
    "Ranks",
    "Reliability",
    "Room",
    "Seen",
    "Statistic",
    "Top",
]
