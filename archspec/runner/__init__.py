"""Trains a module by a recipe into a folder; knows neither files of specs nor how it was built."""

from archspec.runner.data.account import Account
from archspec.runner.evaluate import evaluate
from archspec.runner.folds import (
    FoldsResult,
    begin_folds,
    check_one_fold,
    count_of_folds,
    of_each_fold,
    summed_up,
)
from archspec.runner.lsuv import lsuv
from archspec.runner.measure import Evaluation
from archspec.runner.predict import Prediction, predict
from archspec.runner.probe import output_shape
from archspec.runner.progress import Epoch, Progress, Silent
from archspec.runner.record import read_recipe
from archspec.runner.result import RunResult, as_dict
from archspec.runner.resume import resume
from archspec.runner.session import FirstFree, trained_by
from archspec.runner.session.weights import weights_epoch
from archspec.runner.storage import way_on
from archspec.runner.train import train

__all__ = [
    "Account",
    "Epoch",
    "Evaluation",
    "FirstFree",
    "FoldsResult",
    "Prediction",
    "Progress",
    "RunResult",
    "Silent",
    "as_dict",
    "begin_folds",
    "check_one_fold",
    "count_of_folds",
    "evaluate",
    "lsuv",
    "of_each_fold",
    "output_shape",
    "predict",
    "read_recipe",
    "resume",
    "summed_up",
    "train",
    "trained_by",
    "way_on",
    "weights_epoch",
]
