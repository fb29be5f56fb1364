"""A sheet of samples of named fields, as the network gets to see them."""

from collections.abc import Iterator, Mapping
from typing import Final

import torch
from PIL import Image

from archspec.diagnostics.readable import as_name
from archspec.recipe import Recipe
from archspec.runner.data.batch import Batch
from archspec.runner.data.batches import Loader
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.page import MARGIN, SIDE, Caption, page
from archspec.runner.data.sheet import chosen
from archspec.runner.field_pictures import Fields, Shown, charts, pictures
from archspec.runner.fields.in_words import in_words
from archspec.runner.named import one_of
from archspec.runner.named_data import NamedData, normalizations

LINES: Final = 6
"""Lines of values under a sample, at most."""

NUMBERS: Final = 3
"""Numbers of a field that are written out."""


def draw_named_sheet(recipe: Recipe, data: NamedData) -> bytes:
    """A PNG of eight training samples with the recipe's augmentation.

    Of each sample: its pictures, with the classes of a mask in colours over the first; a chart of
    its windows, one behind the other; and the values of what is no picture.
    """
    split, changes = data.parts["train"], normalizations(recipe, data)
    alone = len(data.bound.inputs) == 1
    known = {"" if alone else name: change for name, change in changes.items()}
    loader = Loader(known, 1, torch.device("cpu"))
    tiles, captions = [], []
    # One at a time, as eight of the largest images would take gibibytes.
    for number, row in enumerate(_rows(recipe, data), 1):
        one = split.keep(torch.tensor([row]))
        [batch] = loader.shuffled(one, recipe.data.augment, recipe.seed, number)
        fields = _fields(data, batch, changes)
        tiles.append(_beside([*pictures(fields), *charts(fields)]))
        captions.append(tuple(_lines(fields))[:LINES])
    return page(tiles, _filled(captions))


def _rows(recipe: Recipe, data: NamedData) -> list[int]:
    """The samples to show, by chance; of as many classes as there can be, if they are of one."""
    train, random = data.parts["train"], torch.Generator().manual_seed(recipe.seed)
    known = {name: data.bound.fields[field] for name, field in data.bound.targets.items()}
    classed = [name for name, facts in known.items() if facts.classes and not facts.shape]
    labels = train.targets[classed[0]].take(torch.arange(len(train))) if classed else None
    return chosen(labels, len(train), random).tolist()


def _fields(data: NamedData, batch: Batch, changes: Mapping[str, Normalization]) -> Fields:
    """The fields of the only sample of a batch; one that is an input and a target, once."""
    bound, found = data.bound, dict[str, Shown]()
    for name, field in bound.inputs.items():
        values = one_of(batch.inputs, name)[0]
        found[field] = Shown(bound.fields[field], values, changes.get(name))
    for name, field in bound.targets.items():
        found.setdefault(field, Shown(bound.fields[field], one_of(batch.labels, name)[0]))
    return found


def _beside(several: list[Image.Image]) -> Image.Image:
    """Pictures in a row; a line of white where there are none."""
    if not several:
        return Image.new("RGB", (2 * SIDE, 1), "white")
    height = max(one.height for one in several)
    width = sum(one.width for one in several) + MARGIN * (len(several) - 1)
    whole, left = Image.new("RGB", (width, height), "white"), 0
    for one in several:
        whole.paste(one, (left, 0))
        left += one.width + MARGIN
    return whole


def _lines(fields: Fields) -> Iterator[str]:
    """The values of what is no picture, in the unit of the data and by the names of classes."""
    for name, one in fields.items():
        if one.facts.kind == "window":
            yield f"{as_name(name)}: {', '.join(map(as_name, one.facts.columns))}"
        elif not one.is_drawn:
            yield f"{as_name(name)}: {in_words(one.facts, one.values, NUMBERS)}"


def _filled(captions: list[Caption]) -> list[Caption]:
    """As many lines under each sample."""
    most = max(map(len, captions), default=0)
    return [(*one, *[""] * (most - len(one))) for one in captions]
