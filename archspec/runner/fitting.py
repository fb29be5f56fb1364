"""Whether targets, losses and outputs fit together, once the samples are there."""

from dataclasses import replace
from math import prod
from typing import Final

import numpy as np
import torch

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.recipe.fields import SampleField
from archspec.recipe.losses import Loss
from archspec.runner.data.samples import Samples
from archspec.runner.fields import Facts
from archspec.runner.named import IGNORED, Shape, shape_text
from archspec.runner.sources import Column

OF_CLASSES = ("cross_entropy", "nll")

CHUNK: Final = 256
"""Samples whose labels are looked at together."""


def with_classes(facts: Facts, column: Column, loss: Loss, output: Shape) -> Facts:
    """The facts of an array of whole numbers as those of classes, where a loss takes them so."""
    whole = isinstance(column, np.ndarray) and column.dtype.kind in "uib"
    yes_or_no = loss.yes_or_no and output[:1] == (1,) and not facts.shape
    own = loss.kind == "given" and len(output) == len(facts.shape) + 1 and output[0] > 1
    if facts.kind != "array" or not whole or not (loss.kind in OF_CLASSES or yes_or_no or own):
        return facts
    count = max(2, output[0])
    return replace(facts, classes=tuple(map(str, range(count))), divisor=None)


def check_target(name: str, field: SampleField, facts: Facts, loss: Loss, output: Shape) -> None:
    """Nothing, where a loss can compare an output with a field.

    Args:
        name: of the output.
        field: what it is compared with.
        facts: of the field.
        loss: by which.
        output: its shape.

    Raises:
        RecipeFailure: A604, A606 where it cannot.
    """
    if not {*loss.targets} & {*field.compares} or (loss.kind in OF_CLASSES and not facts.classes):
        fact = f"`{loss.kind}` does not compare with {_said(field, facts)}"
        better = "mse" if "numbers" in field.compares else "cross_entropy"
        raise _failed("A606", fact, name, "loss", Fix(f"write `loss: {better}`"))
    if facts.classes:
        _check_count(name, field, facts, loss, output)
    elif prod(output) != prod(facts.shape):
        fact = f"the output `{name}` is {shape_text(output)}, but what it is compared with is "
        raise _failed("A606", fact + shape_text(facts.shape), name, "to")


def check_labels(name: str, samples: Samples, count: int) -> None:
    """Nothing, where all labels number a class, or count for nothing.

    Args:
        name: of the output.
        samples: what it is compared with.
        count: how many classes there are.

    Raises:
        RecipeFailure: A604 else.
    """
    for index in torch.split(torch.arange(len(samples)), CHUNK):
        labels = samples.take(index)
        odd = labels[((labels < 0) & (labels != IGNORED)) | (labels >= count)]
        if len(odd):
            fact = f"a label of `{name}` is {int(odd[0])}, and its output has {count} classes"
            note = f"classes are numbers from 0 to {count - 1}"
            raise RecipeFailure([Problem("A604", fact, ("targets", name), notes=(note,))])


def _said(field: SampleField, facts: Facts) -> str:
    whole = f"an `{field.kind}`" if field.kind[0] in "aei" else f"a `{field.kind}`"
    return whole + (" of numbers" if field.kind == "array" and not facts.classes else "")


def _check_count(name: str, field: SampleField, facts: Facts, loss: Loss, output: Shape) -> None:
    count, channels = len(facts.classes), output[0] if output else 1
    single = loss.yes_or_no and channels == 1 and count == 2
    if channels != count and not single:
        fact = f"the output `{name}` has {channels} channels, but there are {count} classes"
        raise _failed("A604", fact, name, "to", Fix(f"make its last layer {count} wide"))
    spread = facts.shape if field.kind != "classes" else ()
    if tuple(output[1:]) != spread:
        fact = f"the output `{name}` is {shape_text(output)}, but classes are {shape_text(spread)}"
        raise _failed("A606", fact, name, "to")


def _failed(code: str, fact: str, name: str, word: str, *fixes: Fix) -> RecipeFailure:
    return RecipeFailure([Problem(code, fact, ("targets", name, word), fixes=fixes)])
