"""Samples made of two of a batch: of each one, and of the one before it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
from numpy.random import Generator
from torch import Tensor

from archspec.recipe.mix import CutMix, Mix
from archspec.runner.chance import Key, number
from archspec.runner.data.batch import Batch, Mixed
from archspec.runner.named import each, one_of

Box = tuple[slice, slice]
"""Rows and columns of images."""


def mixed(
    batch: Batch, others: Batch, mix: Sequence[Mix], key: Key, masks: Collection[str]
) -> Batch:
    """The batch with each sample made of two, by one draw for all processes.

    One way and one part are drawn for the whole batch, as Zhang et al. 2018 (arXiv 1710.09412) and
    Yun et al. 2019 (arXiv 1905.04899) do it.

    Args:
        batch: normalised and changed.
        others: the samples with which these are mixed, in their order.
        mix: the ways, of which one is drawn.
        key: of the draw.
        masks: the targets with a class for each pixel, into which a box is put as into images.
    """
    random = np.random.default_rng(number(*key))
    way = mix[int(random.integers(len(mix)))]
    part = float(random.beta(way.alpha, way.alpha))
    if not isinstance(way, CutMix):
        return blended(batch, others, part)
    inputs = batch.inputs
    first = inputs if isinstance(inputs, Tensor) else next(iter(inputs.values()))
    height, width = first.shape[-2:]
    return put_in(batch, others, draw_box(part, height, width, random), masks)


def blended(batch: Batch, others: Batch, part: float) -> Batch:
    """The batch with every value `part` its own, and the rest that of the other sample."""

    def blend(name: str, one: Tensor) -> Tensor:
        return one_of(others.inputs, name) * (1 - part) + one * part

    return _labelled(replace(batch, inputs=each(blend, batch.inputs)), others, part, ())


def put_in(batch: Batch, others: Batch, box: Box, masks: Collection[str]) -> Batch:
    """The batch with a box of each image, and of its masks, that of the other sample."""
    rows, columns = box

    def put(one: Tensor, other: Tensor) -> Tensor:
        found = one.clone()
        found[..., rows, columns] = other[..., rows, columns]
        return found

    def mask(name: str, one: Tensor) -> Tensor:
        return put(one, one_of(others.labels, name)) if name in masks else one

    inputs = each(lambda name, one: put(one, one_of(others.inputs, name)), batch.inputs)
    first = inputs if isinstance(inputs, Tensor) else next(iter(inputs.values()))
    height, width = first.shape[-2:]
    covered = (rows.stop - rows.start) * (columns.stop - columns.start)
    both = replace(batch, inputs=inputs, labels=each(mask, batch.labels))
    return _labelled(both, others, 1 - covered / (height * width), masks)


def _labelled(batch: Batch, others: Batch, part: float, whole: Collection[str]) -> Batch:
    """The batch with the labels of both, those of the larger part first.

    Args:
        batch: with inputs that are mixed.
        others: the samples with which they are.
        part: how much of each sample is its own.
        whole: targets that are mixed already, and have one label for each place.
    """
    swapped = part < 0.5

    def larger(name: str, one: Tensor) -> Tensor:
        return one_of(others.labels, name) if swapped and name not in whole else one

    labels = each(larger, batch.labels)
    rest = batch.labels if swapped else others.labels
    if isinstance(rest, Tensor):
        found = None if "" in whole else Mixed(rest, max(part, 1 - part))
    else:
        two = {name: one for name, one in rest.items() if name not in whole}
        found = Mixed(two, max(part, 1 - part))
    return replace(batch, labels=labels, mixed=found)


def draw_box(part: float, height: int, width: int, random: Generator) -> Box:
    """A box of the form of the image about a middle that is drawn, cut off at the edges.

    Args:
        part: of the area outside it, if nothing is cut off.
        height: of the images.
        width: likewise.
        random: where chance is from.
    """
    shrunk = 0.5 * sqrt(1 - part)

    def side(size: int) -> slice:
        middle, half = int(random.integers(size)), int(shrunk * size)
        return slice(max(middle - half, 0), min(middle + half, size))

    return side(height), side(width)
