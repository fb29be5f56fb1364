"""What the network of a first file is trained on, and how."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Final, NamedTuple

from archspec.starter.families.family import Family, Task
from archspec.starter.request import Request

LATER: Final = "  # archspec: ignore A721: they come later"
"""What keeps `check` silent about data that are not there yet."""

Lines = Iterator[str]


def recipe(request: Request, family: Family, task: Task) -> list[str]:
    """The lines below `train:`, without their indentation."""
    if request.found is not None:
        return [*request.found.lines, *_pace(family, task, request.found.samples)]
    lines = [*_data(request, task)]
    targets = _targets(request, task, drawn="dataset: " in lines[0])
    return [*lines, *targets, *_pace(family, task)]


class Pace(NamedTuple):
    """How long a network is trained, and by what rate of Adam."""

    epochs: int
    batch_size: int
    rate: float


PACE: Final[Mapping[Task, Pace]] = {
    "labels": Pace(20, 32, 0.001),
    "masks": Pace(10, 8, 0.002),
    "images": Pace(30, 32, 0.003),
    "table": Pace(30, 32, 0.003),
    "text": Pace(10, 32, 0.001),
}
"""Rates with which each of the networks learns what is drawn for it."""

STEPS: Final = 600
"""That a light network takes at least, by more epochs where samples are few."""

MOST_EPOCHS: Final = 60
"""With which such a network, on 32×32 pixels, is trained in half a minute of one core."""


def _pace(family: Family, task: Task, samples: int = 0) -> list[str]:
    """How long and by what rate, fitted to a number of samples where that is known."""
    usual = PACE[task]
    epochs = _epochs(usual, samples) if family.light else usual.epochs
    few = "  # as there are few samples" if epochs > usual.epochs else ""
    return [
        f"epochs: {epochs}{few}",
        f"batch_size: {usual.batch_size}",
        f"optimizer: {{adam: {{lr: {family.rate or usual.rate}}}}}",
        "schedule: cosine",
    ]


def _epochs(usual: Pace, samples: int) -> int:
    """As many tens as give steps enough, where samples are few.

    >>> [_epochs(Pace(20, 32, 0.001), samples) for samples in (0, 100, 360, 700, 5_000)]
    [20, 60, 60, 30, 20]
    """
    if not samples:
        return usual.epochs
    wanted = ceil(STEPS / max(1, samples // usual.batch_size) / 10) * 10
    return max(usual.epochs, min(MOST_EPOCHS, wanted))


def _data(request: Request, task: Task) -> Lines:
    if (name := drawn_for(request, task)) in PUBLISHED:
        yield f"data: {{dataset: {name}, val: 0.1}}"
    elif name:
        inputs = f", inputs: {{{INPUT[name]}}}" if name in INPUT and task != "masks" else ""
        inputs = ", inputs: {input: image}" if task == "images" else inputs
        yield f"data: {{dataset: {name}{inputs}, val: 0.1}}  # drawn, until yours are there"
    else:
        yield from _to_come(request, task)


INPUT: Final = {"houses": "input: facts"}
PUBLISHED: Final = ("cifar10", "mnist", "digits")
BY_SHAPE: Final[Mapping[tuple[tuple[int, ...], int], str]] = {
    ((1, 8, 8), 10): "digits",
    ((1, 28, 28), 10): "mnist",
    ((3, 32, 32), 10): "cifar10",
}
CLASSES: Final = {"shapes": 3, "waves": 5, "balls": 2, "houses": 3}
"""Of the data sets that are drawn; each has one number to predict as well."""
FIELDS: Final = {
    "shapes": ("label", "count"),
    "waves": ("label", "periods"),
    "balls": ("label", "radius"),
    "houses": ("kind", "price"),
}
"""What tells a class, and the number."""
MASKS: Final = 2


def drawn_for(request: Request, task: Task) -> str:
    """The data set that has such samples; empty where none ships.

    >>> drawn_for(Request("net", (3, 32, 32), classes=3), "labels")
    'shapes'
    """
    if (name := BY_SHAPE.get((request.sizes, request.classes), "")) and task == "labels":
        return name
    name = _by_sizes(request)
    if task == "text" or not name:
        return ""
    if task == "masks":
        return name if request.classes == MASKS else ""
    fits = task == "images" or request.classes == CLASSES[name] or request.values == 1
    return name if fits else ""


def _by_sizes(request: Request) -> str:
    """The set whose samples have these sizes."""
    first, *rest = request.sizes
    if len(rest) == 2 and first in (1, 3) and min(rest) >= 8 and max(rest) <= 256:
        return "shapes"
    if len(rest) == 1 and max(request.sizes) <= 4096:
        return "waves"
    if len(rest) == 3 and first == 1 and max(rest) <= 64:
        return "balls"
    return "houses" if request.sizes == (3,) else ""


def usual_classes(sizes: tuple[int, ...], task: Task) -> int:
    """As many classes as the data set has that is drawn for these sizes, or two.

    >>> usual_classes((6, 128), "labels"), usual_classes((64,), "text")
    (5, 2)
    """
    if task == "masks":
        return MASKS
    return 2 if task == "text" else CLASSES.get(_by_sizes(Request("", sizes)), 2)


def _to_come(request: Request, task: Task) -> Lines:
    """Data that are not there, said as they might be."""
    images = len(request.sizes) == 3 and request.channels in (1, 3)
    if task in ("text", "table") or (images and task == "labels" and request.values):
        yield from _table(request, task)
    elif not images:
        yield f"data: {{arrays: data.npz, val: 0.1}}{LATER}"
    else:
        yield from _folder(task)


def _folder(task: Task) -> Lines:
    if task == "masks":
        yield "data:"
        yield "  fields:"
        yield f"    image: {{image: pictures/images/*.png}}{LATER}"
        yield f"    mask: {{mask: pictures/masks/*.png}}{LATER}"
        yield "  val: 0.1"
    elif task == "images":
        yield f"data: {{folder: pictures, inputs: {{input: image}}, val: 0.1}}{LATER}"
    else:
        yield f"data: {{folder: pictures, val: 0.1}}{LATER}"


def _table(request: Request, task: Task) -> Lines:
    yield "data:"
    yield f"  table: data.csv{LATER}"
    yield "  fields:"
    yield f"    given: {{{_given_column(request, task)}}}"
    yield f"    wanted: {{{_wanted_column(request)}}}"
    yield "  val: 0.1"


def _given_column(request: Request, task: Task) -> str:
    if task == "text":
        return "tokens: {of: text, length: $length, vocabulary: $vocabulary}"
    if task == "labels":
        return "image: file"
    columns = "[a, b, c]" if request.sizes == (3,) else '"x*"'
    return f"numbers: {{of: {columns}, scale: standard}}"


def _wanted_column(request: Request) -> str:
    if request.classes:
        return "class: label"
    kind = "number: {of: value" if request.values == 1 else 'numbers: {of: "y*"'
    return f"{kind}, scale: standard}}"


def _targets(request: Request, task: Task, *, drawn: bool) -> Lines:
    """What the output is compared with, where the data leave that open."""
    name = drawn_for(request, task) if drawn else ""
    if task == "images":
        yield "targets: {image: {loss: mse, metrics: [mae, r2]}, code: none}"
    elif name in FIELDS and task != "masks":
        field = FIELDS[name][0 if request.classes else 1]
        if request.classes and field == "label":
            return
        loss = "cross_entropy" if request.classes else "mse, metrics: [mae, r2]"
        yield f"targets: {{output: {{loss: {loss}, to: {field}}}}}"
    elif request.values:
        yield "loss: mse"
