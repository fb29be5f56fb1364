"""Where samples come from, a file for each sort of source."""

from collections.abc import Mapping

import numpy as np

from archspec.recipe import Recipe
from archspec.recipe.generated import GENERATED
from archspec.recipe.published import PUBLISHED
from archspec.runner.data.samples import DataSet
from archspec.runner.data.sources import read
from archspec.runner.data.splits import divide
from archspec.runner.generated import draw
from archspec.runner.named import Shape
from archspec.runner.progress import Progress
from archspec.runner.sources.added import read_added
from archspec.runner.sources.archives import read_archives
from archspec.runner.sources.matching import read_matching
from archspec.runner.sources.raw import Column, Raw, Source, unfit
from archspec.runner.sources.shards import read_shards
from archspec.runner.sources.tables import read_table
from archspec.runner.sources.torchvision import read_published

__all__ = ["Column", "Raw", "Source", "open_source", "unfit"]


def open_source(recipe: Recipe, inputs: Mapping[str, Shape], progress: Progress) -> Source:
    """All that the recipe's source has.

    Args:
        recipe: how to train.
        inputs: the shapes that the network takes: images are brought to the size of the first that
            may be one, and drawings made in it.
        progress: told of downloads.

    Raises:
        RecipeFailure: A620 to A626 where it cannot be read.
    """
    data = recipe.data
    if data.table is not None:
        return read_table(data.table, _columns(recipe))
    if data.arrays is not None:
        return read_archives(data.arrays)
    if data.shards is not None:
        return read_shards(data.shards)
    if data.dataset == "npz":
        return read_archives(data.root or "")
    if data.dataset in PUBLISHED:
        return read_published(data, progress)
    if data.dataset in GENERATED:
        drawn = GENERATED[data.dataset].drawn
        return draw(data.dataset, inputs) if drawn else read_added(data)
    if data.dataset is None and data.folder is None:
        return read_matching(data)
    known = older(recipe).data
    shape = next((one for one in inputs.values() if len(one) == 3), ())
    whole = read(known, shape, recipe.workers, progress)
    return _of_images(divide(whole, known.model_copy(update={"val": None, "test": None})))


def _columns(recipe: Recipe) -> list[str]:
    """The names and patterns of the columns of a table that a recipe takes."""
    data, sampler = recipe.data, recipe.sampler
    said = (data.part, data.group, data.order, sampler.weights if sampler else None)
    named = [name for field in data.fields.values() for name in field.columns]
    return [*named, *(name for name in said if name is not None)]


def older(recipe: Recipe) -> Recipe:
    """The recipe with a `folder` said in the words of data sets."""
    if recipe.data.folder is None:
        return recipe
    update = {"dataset": "image_folder", "root": recipe.data.folder, "folder": None}
    return recipe.model_copy(update={"data": recipe.data.model_copy(update=update)})


def _of_images(found: DataSet) -> Source:
    parts = {
        part: Raw({"image": one.samples, "label": np.asarray(one.labels)}, len(one))
        for part, one in found.parts.items()
    }
    classes = {"label": found.classes} if found.classes else {}
    return Source(parts, len(parts) > 1, classes, found.left_out, found.notes)
