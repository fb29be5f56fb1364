"""What a caller in Python brings along: data sets, losses, figures, and functions that are told."""

from archspec.runner.own.datasets import GivenData
from archspec.runner.own.events import EpochEnd, RunEnd, RunStart, Saved, StepEnd, Stop
from archspec.runner.own.losses import OwnObjective
from archspec.runner.own.metrics import OwnMetric
from archspec.runner.own.parts import Own

__all__ = [
    "EpochEnd",
    "GivenData",
    "Own",
    "OwnMetric",
    "OwnObjective",
    "RunEnd",
    "RunStart",
    "Saved",
    "StepEnd",
    "Stop",
]
