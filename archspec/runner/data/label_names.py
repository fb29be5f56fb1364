"""What the classes of labels are called, and labels of which no classes can be made."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Final

import numpy as np

from archspec.diagnostics import Fix
from archspec.diagnostics.suggest import listed
from archspec.runner.data.bounds import MAX_CLASSES
from archspec.runner.data.samples import Part

RENUMBER: Final = Fix(
    "number them from 0: `names = numpy.unique(y_train)`, then `numpy.searchsorted(names, y_train)`"
    ", and the same for the other parts"
)


class UnfitLabels(Exception):  # noqa: N818  it says why, and is caught where the file is known
    """Labels that number no classes, with what to do about it."""

    def __init__(self, why: str, *fixes: Fix):
        super().__init__(why)
        self.fixes = fixes


def number_classes(labels: np.ndarray) -> bool:
    """Whether labels are taken for the numbers of classes: one whole number for each sample.

    >>> number_classes(np.array([0, 2])), number_classes(np.array([0.0, 2.0]))
    (True, False)
    """
    return bool(np.issubdtype(labels.dtype, np.integer)) and labels.ndim == 1


def class_names(labels: Mapping[Part, np.ndarray], named: np.ndarray | None) -> tuple[str, ...]:
    """The names of the classes that labels number, none where they are numbers to be predicted.

    Args:
        labels: of each part.
        named: an array of names, in the order of the numbers; without, numbers are names.

    Raises:
        UnfitLabels: for labels below zero, or beyond all names or all bounds; for labels of a part
            that are of another type or shape than those to train on.

    >>> class_names({"train": np.array([0, 2, 1])}, None)
    ('0', '1', '2')
    """
    _check_one_sort(labels)
    if not number_classes(labels["train"]):
        return ()
    lowest = min(int(one.min()) for one in labels.values())
    count = max(int(one.max()) for one in labels.values()) + 1
    if count > MAX_CLASSES:
        most = f"labels count the classes from 0, of which there may be {MAX_CLASSES:,}"
        raise UnfitLabels(f"one of its labels is {count - 1:,}: {most}", RENUMBER)
    if lowest < 0:
        raise UnfitLabels(f"labels count the classes from 0, and one of them is {lowest}", RENUMBER)
    return _checked(named, count)


def _check_one_sort(labels: Mapping[Part, np.ndarray]) -> None:
    """Nothing, where the labels of all parts are what those to train on are."""
    train = labels["train"]
    for part, one in labels.items():
        if one.shape[1:] != train.shape[1:]:
            each, others = (_each(array) for array in (one, train))
            fact = f"each label of `{part}` is {each}, and of those to train on {others}"
            raise UnfitLabels(fact, Fix("bring the labels of all parts to one shape"))
        if number_classes(one) is not number_classes(train):
            fact = f"labels of `{part}` are {one.dtype}, and those to train on {train.dtype}"
            raise UnfitLabels(
                fact, Fix(f"write all of them as one type: `y.astype('{_kind(train, one)}')`")
            )


def _each(labels: np.ndarray) -> str:
    return f"a list ({', '.join(map(str, labels.shape[1:]))})" if labels.ndim > 1 else "one number"


def _kind(train: np.ndarray, other: np.ndarray) -> str:
    """The type that takes the labels of both as they are."""
    if train.dtype.kind == "f":
        return str(train.dtype)
    return "int64" if bool((other == np.rint(other)).all()) else "float32"


def _checked(named: np.ndarray | None, count: int) -> tuple[str, ...]:
    if named is None:
        return tuple(map(str, range(count)))
    if named.ndim != 1:
        shape = "×".join(map(str, named.shape)) or "one value"
        raise UnfitLabels(
            f"the names of its classes are {shape}, and no list",
            Fix("write them as a list, in the order of their numbers: `classes=['cat', 'dog']`"),
        )
    names = tuple(map(_text, named.ravel()[: MAX_CLASSES + 1]))
    if twice := [name for name, times in Counter(map(one_form, names)).items() if times > 1]:
        fact = f"{len(twice)} names of classes stand there twice: {listed(twice, 4)}"
        raise UnfitLabels(fact, Fix("give each class a name of its own"))
    if not count <= len(names) <= MAX_CLASSES:
        raise UnfitLabels(
            f"labels go up to {count - 1}, and there are {len(names)} names of classes",
            Fix("write a name for each class, in the order of their numbers"),
        )
    return names


def one_form(name: str) -> str:
    r"""A name with each accented letter as one character: what looks the same is the same.

    >>> one_form("cafe\u0301") == "caf\u00e9"
    True
    """
    return unicodedata.normalize("NFC", name)


def _text(name: object) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
