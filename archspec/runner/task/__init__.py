"""What the outputs of a network are compared with, by which loss and which figures."""

from archspec.runner.task.tally import Tallies, Tally
from archspec.runner.task.target import ONLY, Target
from archspec.runner.task.task import Task, Weights

__all__ = ["ONLY", "Tallies", "Tally", "Target", "Task", "Weights"]
