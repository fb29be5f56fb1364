"""Trains a module by a recipe into a folder; knows neither files of specs nor how it was built."""

from archspec.runner.evaluate import evaluate
from archspec.runner.lsuv import lsuv
from archspec.runner.measure import Evaluation
from archspec.runner.predict import Prediction, predict
from archspec.runner.probe import output_shape
from archspec.runner.progress import Epoch, Progress, Silent
from archspec.runner.record import read_recipe
from archspec.runner.result import RunResult
from archspec.runner.train import resume, train

__all__ = [
    "Epoch",
    "Evaluation",
    "Prediction",
    "Progress",
    "RunResult",
    "Silent",
    "evaluate",
    "lsuv",
    "output_shape",
    "predict",
    "read_recipe",
    "resume",
    "train",
]
