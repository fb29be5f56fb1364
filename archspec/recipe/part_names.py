"""The words by which people call the parts of a data set, in folders and in archives of arrays."""

import re
from typing import Final, Literal

Part = Literal["train", "val", "test"]
Axis = Literal["x", "y"]

WORDS: Final[dict[Part, tuple[str, ...]]] = {
    "train": ("train", "training", "trn"),
    "val": ("val", "valid", "validation", "validate", "dev", "development"),
    "test": ("test", "testing", "tst"),
}
AXES: Final[dict[Axis, tuple[str, ...]]] = {
    "x": ("x", "image", "images", "data", "input", "inputs", "feature", "features", "samples"),
    "y": ("y", "label", "labels", "target", "targets"),
}
CLASSES: Final = frozenset(("classes", "classnames", "labelnames"))
"""What an array with the names of the classes is called, without what stands between the words."""

MERE: Final = frozenset(("set", "data", "split", "images", "imgs", "folder"))
"""Words that say nothing beside the name of a part."""

HINTS: Final[tuple[tuple[str, Part], ...]] = (
    ("train", "train"),
    ("learn", "train"),
    ("val", "val"),
    ("check", "val"),
    ("test", "test"),
    ("holdout", "test"),
    ("hold_out", "test"),
)
"""What names of parts have in them that are not those by which parts are known."""

_PARTS: Final[dict[str, Part]] = {word: part for part, words in WORDS.items() for word in words}
_ARRAYS: Final[dict[str, tuple[Axis, Part | None]]] = {
    name: (axis, part)
    for axis, words in AXES.items()
    for word in words
    for spelling, part in (("", None), *_PARTS.items())
    for name in (word + spelling, spelling + word)
}


def part_named(name: str) -> Part | None:
    """The part that a folder of this name holds, if it is the name of one.

    >>> part_named("Train"), part_named("validation_set"), part_named("val2017"), part_named("cat")
    ('train', 'val', 'val', None)
    """
    words = [one for one in re.split(r"[^a-z]+", name.lower()) if one]
    telling = [one for one in words if one not in MERE]
    whole = telling[0].removesuffix("set") if len(telling) == 1 else ""
    return _PARTS.get(whole)


def part_meant(name: str) -> Part | None:
    """The part that a folder of this name may be meant for, though it is not known by it.

    >>> part_meant("my_train"), part_meant("holdout"), part_meant("cat")
    ('train', 'test', None)
    """
    spelt = name.lower()
    return part_named(name) or next((part for hint, part in HINTS if hint in spelt), None)


def array_named(name: str) -> tuple[Axis, Part | None] | None:
    """What an array of this name holds, and of which part; None for a part that is not said.

    >>> array_named("x_valid"), array_named("trainLabels"), array_named("X"), array_named("weights")
    (('x', 'val'), ('y', 'train'), ('x', None), None)
    """
    return _ARRAYS.get(_joined(name))


def names_classes(name: str) -> bool:
    """Whether an array of this name has the names of the classes.

    >>> names_classes("class_names"), names_classes("labels")
    (True, False)
    """
    return _joined(name) in CLASSES


def _joined(name: str) -> str:
    return re.sub(r"[_\-. ]+", "", name).lower()
