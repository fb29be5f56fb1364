"""The fields that a source has by itself, without a word about them."""

from collections.abc import Iterator

from archspec.recipe.binding.given import Given
from archspec.recipe.class_folders import class_folders
from archspec.recipe.columns import Column, Contents
from archspec.recipe.columns.shards import ARRAY, CLASSES, PICTURES, sort_of
from archspec.recipe.data import Data
from archspec.recipe.datasets import DATASETS
from archspec.recipe.fields import Array, Class, Classes, Image, Mask
from archspec.recipe.generated import GENERATED
from archspec.recipe.part_names import Part, part_named
from archspec.recipe.published import PUBLISHED, PublishedSet

IMAGES = ("folder", "image_folder")


def source_fields(data: Data, arrays: Contents | None) -> Iterator[Given]:
    """An image and a label; or every array, once for all parts.

    Args:
        data: with its source.
        arrays: those of its archive, where there is one and it could be looked at.
    """
    if data.dataset in PUBLISHED:
        yield from _published(PUBLISHED[data.dataset])
    elif data.dataset in GENERATED:
        drawn = GENERATED[data.dataset]
        for name, field in drawn.fields.items():
            yield Given(name, field, drawn.columns(name))
    elif data.dataset not in (None, "npz", "image_folder"):
        facts = DATASETS[data.dataset]
        yield Given("image", Image(of="image"), (Column("image", "numbers", facts.shape),))
        yield _label(data.classes or facts.classes)
    elif data.name in IMAGES:
        yield Given("image", Image(of="image"), (Column("image", "numbers", None),))
        yield _label(data.classes or _numbered(data.folder or data.root))
    if data.shards is not None:
        yield from filter(None, map(_of_shard, arrays.columns if arrays else ()))
        return
    for column in arrays.columns if arrays else ():
        yield Given(column.name, Array(of=column.name), (column,))


def _published(known: PublishedSet) -> Iterator[Given]:
    """What each sample of a data set of torchvision's has."""
    yield Given("image", Image(of="image"), (Column("image", "numbers", None),))
    if known.classes:
        yield _label(tuple(map(str, range(known.classes))))
    if known.mask:
        mask = Mask(of="mask", classes=known.mask, ignore=known.ignore)
        yield Given("mask", mask, (Column("mask", None, None),))
    if known.attributes:
        columns = tuple(Column(name, "whole numbers") for name in known.attributes)
        yield Given("attributes", Classes(of=known.attributes), columns)


def _of_shard(column: Column) -> Given | None:
    """A field of its own for what its ending says all of: pictures, classes and arrays."""
    sort = sort_of(column.name)
    if sort in PICTURES:
        return Given(column.name, Image(of=column.name), (column,))
    if sort in CLASSES:
        return Given(column.name, Class(of=column.name), (column,))
    return Given(column.name, Array(of=column.name), (column,)) if sort == ARRAY else None


def by_base(arrays: Contents) -> Contents:
    """The arrays without the parts in their names: `x_train` and `x_test` are one field `x`."""
    found: dict[str, Column] = {}
    for column in arrays.columns:
        base, _ = base_and_part(column.name)
        found.setdefault(base, Column(base, column.holds, column.shape, column.example))
    return Contents(tuple(found.values()))


def base_and_part(name: str) -> tuple[str, Part | None]:
    """The field that an array is of, and the part.

    >>> base_and_part("x_train"), base_and_part("test_images"), base_and_part("depth_map")
    (('x', 'train'), ('images', 'test'), ('depth_map', None))
    """
    front, _, last = name.rpartition("_")
    first, _, back = name.partition("_")
    for base, word in ((front, last), (back, first)):
        if base and (part := part_named(word)):
            return base, part
    return name, None


def _numbered(folder: str | None) -> tuple[str, ...] | None:
    """A number for each class of a folder, whose names are taken from it when it is read."""
    found = class_folders(folder) if folder else None
    return None if found is None else tuple(map(str, range(len(found))))


def _label(classes: tuple[str, ...] | None) -> Given:
    several = classes if classes is not None and len(classes) > 1 else None
    return Given("label", Class(of="label", classes=several), (Column("label", "text"),))
