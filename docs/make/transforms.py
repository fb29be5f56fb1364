"""The table of torchvision's transforms, of their signatures: what the front half knows of them."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from inspect import Parameter
from numbers import Number
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from torchvision.transforms import InterpolationMode, v2

from .made import Files

TABLE: Final = "archspec/recipe/tables/transforms.json"

LEFT_OUT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("CutMix", "MixUp"), "they are `mix` of a recipe, for samples with classes"),
    "Compose": "a list is one already",
    "Lambda": "it runs code",
    "LinearTransformation": "it takes a matrix, which no file should hold",
    "Normalize": "it is `normalize` of `data`",
    **dict.fromkeys(
        ("ConvertImageDtype", "PILToTensor", "ToDtype", "ToImage", "ToPILImage", "ToPureTensor"),
        "samples are tensors, and become what a network takes in any case",
    ),
    "ToTensor": "likewise, and torchvision means to remove it",
    **dict.fromkeys(
        (
            "ClampBoundingBoxes",
            "ClampKeyPoints",
            "ConvertBoundingBoxFormat",
            "RandomIoUCrop",
            "SanitizeBoundingBoxes",
            "SanitizeKeyPoints",
            "SetClampingMode",
        ),
        "samples have no boxes and no points",
    ),
    **dict.fromkeys(("FiveCrop", "TenCrop"), "they make several images of one"),
    "RGB": "it changes how many channels an image has",
    "Transform": "it is what the others are made of",
    "UniformTemporalSubsample": "it is for videos",
}
"""Transforms that no recipe has, each with the reason."""

FROM_INPUT: Final = {"size": "size", "target_size": "size", "num_output_channels": "channels"}
"""Arguments that follow from what the network takes."""

OF_ANY_SIZE: Final = ("Pad", "RandomResize", "RandomShortestSize", "RandomZoomOut", "ScaleJitter")
"""Transforms after which an image may be of another size."""

BOUNDS: Final = {"p": (0, 1), "side_range": (1, 4), "scale_range": (0.01, 4), "sigma": (0, 100)}
"""What numbers may be, where others mean nothing or would take all memory."""

COMPUTED: Final = ("nearest", "nearest-exact", "bilinear", "bicubic")
"""The ways of interpolating that torch has; the others are those of PIL."""


def transforms() -> Files:
    """The table, with a line for each transform."""
    rows = {name_of(one): described(one) for one in offered()}
    lines = [f"{json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(rows.items())]
    return {TABLE: "{\n" + ",\n".join(lines) + "\n}\n"}


def every() -> Iterator[type]:
    """All that torchvision calls a transform."""
    found = (one for _, one in inspect.getmembers(v2, inspect.isclass))
    return (one for one in found if issubclass(one, v2.Transform))


def offered() -> Iterator[type]:
    """Those that a recipe may have."""
    return (one for one in every() if one.__name__ not in LEFT_OUT)


def name_of(one: type) -> str:
    """A class's name as a word of a recipe.

    >>> name_of(v2.RandomHorizontalFlip), name_of(v2.JPEG), name_of(v2.AugMix)
    ('random_horizontal_flip', 'jpeg', 'aug_mix')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", one.__name__).lower()


def described(one: type) -> dict[str, Any]:
    """What the front half knows of a transform: its class, its module, and its fields."""
    hints = get_type_hints(one.__init__)  # type: ignore[misc]
    found = inspect.signature(one.__init__).parameters  # type: ignore[misc]
    taken = {name: one for name, one in found.items() if name not in ("self", "inplace")}
    if one is v2.Resize:
        # Beside a height and a width torchvision takes none.
        del taken["max_size"]
    from_input = {name: FROM_INPUT[name] for name in taken if name in FROM_INPUT}
    fields = {
        n: field(n, one, hints.get(n, type(one.default)))
        for n, one in taken.items()
        if n not in FROM_INPUT
    }
    return {
        "class": one.__name__,
        "family": one.__module__.rsplit("._", 1)[-1],
        "from_input": from_input,
        "any_size": one.__name__ in OF_ANY_SIZE,
        "fields": fields,
    }


def field(name: str, parameter: Parameter, hint: Any) -> dict[str, Any]:
    """What an argument may be, and what it is where nothing is said."""
    found = taken(hint)
    if name in BOUNDS:
        found["least"], found["most"] = BOUNDS[name]
    if parameter.default is Parameter.empty:
        return found
    default = parameter.default
    return found | {"default": default.value if isinstance(default, Enum) else default}


def taken(hint: Any) -> dict[str, Any]:
    """What a type allows: one of some words, or numbers, one or a list of them, or nothing.

    >>> taken(int | Sequence[int] | None)
    {'of': 'whole', 'form': 'either', 'none': True}
    """
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if InterpolationMode in options:
        return {"of": "word", "words": list(COMPUTED)}
    if get_origin(hint) is Literal:
        return {"of": "word", "words": list(get_args(hint))}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"of": "word", "words": [one.value for one in hint]}
    lists = [one for one in options if get_origin(one) in LISTS or one in LISTS]
    items = [item for one in lists for item in get_args(one)]
    if any("Callable" in str(item) for item in items):
        return {"of": "transforms"}
    single = [one for one in options if one in NUMBERS]
    kinds = {one for one in (*single, *items) if one in NUMBERS}
    of = "boolean" if kinds == {bool} else "whole" if kinds == {int} else "number"
    form = ("either" if single else "list") if lists else "one"
    return {"of": of, "form": form, "none": NoneType in options}


LISTS: Final = (list, tuple, Sequence)
NUMBERS: Final = (bool, int, float, Number)
