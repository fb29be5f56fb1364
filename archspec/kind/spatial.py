"""What convolutions and pools have in common: a window that slides over one, two or three axes."""

from collections.abc import Sequence
from math import gcd, isqrt

from pydantic import BaseModel

from archspec.diagnostics import Fix, Problem
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, extent, open_names

AXIS_NAMES = {1: ("positions",), 2: ("rows", "columns"), 3: ("planes", "rows", "columns")}
MAX_AXES = 3


def times(sizes: Sequence[float]) -> str:
    """Sizes as they are read aloud.

    >>> times((5, 5))
    '5×5'
    """
    return "×".join(map(str, sizes))


def torch_class(name: str, shape: Shape) -> str:
    """The class of torch.nn for the number of axes.

    >>> torch_class("Conv", Shape((3, 32, 32)))
    'torch.nn.Conv2d'
    """
    return f"torch.nn.{name}{shape.spatial}d"


def not_spatial(word: str, shape: Shape, purpose: str = "to slide over") -> Problem | None:
    """Why a layer that needs positions for some purpose cannot take this shape, if it cannot."""
    if 1 <= shape.spatial <= MAX_AXES and shape.channel_axis == 0:
        return None
    if shape.spatial > MAX_AXES:
        message = f"`{word}` takes one to three spatial axes, but it receives {shape}"
        return Problem("A404", message, label=f"receives {shape}")
    given = shape.describe()
    message = f"`{word}` needs positions {purpose}, but it receives {given}"
    note = "it takes channels first, then one to three spatial axes: C×L, C×H×W or C×D×H×W"
    return Problem("A404", message, label=f"needs C×H×W, receives {shape}", notes=(note,))


def not_an_image(word: str, shape: Shape) -> Problem | None:
    """Why a layer of images cannot take this shape, if it cannot."""
    if shape.spatial == 2 and shape.channel_axis == 0:
        return None
    message = f"`{word}` needs an image, but it receives {shape.describe()}"
    return Problem("A404", message, label=f"needs C×H×W, receives {shape}")


def not_channels_first(word: str, shape: Shape, axes: int = MAX_AXES) -> Problem | None:
    """Why a layer of channels first, with or without positions, cannot take this shape."""
    if shape.channel_axis == 0 and shape.spatial <= axes:
        return None
    if shape.channel_axis == 0:
        message = f"`{word}` takes at most {axes} spatial axes, but it receives {shape}"
    else:
        message = f"`{word}` needs channels first, but it receives {shape.describe()}"
    return Problem("A404", message, label=f"receives {shape}")


def wrong_axes(layer: BaseModel, fields: tuple[str, ...], shape: Shape) -> Problem | None:
    """A field with another number of values than there are axes, if there is one."""
    for name in fields:
        value = getattr(layer, name)
        if isinstance(value, tuple) and len(value) != shape.spatial:
            have = "1 number" if len(value) == 1 else f"{len(value)} numbers"
            need = "1 spatial axis" if shape.spatial == 1 else f"{shape.spatial} spatial axes"
            message = f"`{name}` has {have}, but the input has {need}"
            return Problem("A406", message, (name,), label=f"the input is {shape}")
    return None


def wrong_groups(
    groups: int, channels: int, width: int | None = None, field: str = "groups"
) -> Problem | None:
    """Groups that do not divide the channels, if they do not; `field` is the word for them."""
    for count, what in ((channels, "input"), (width, "output")):
        if count is not None and count % groups:
            if open_names((count,)):
                return needs_size(field, (count,), f"{groups} must divide", field=(field,))
            fitting = _divisors(gcd(channels, width or 0))
            near = sorted(sorted(fitting, key=lambda d: abs(d - groups))[:3])
            return Problem(
                "A405",
                f"{groups} {field} do not divide the {count} {what} channels",
                (field,),
                fixes=(Fix(f"{field} that would fit: " + ", ".join(map(str, near))),),
            )
    return None


def _divisors(number: int) -> set[int]:
    """The divisors of a number; of a huge one, those of which one factor is small."""
    small = [d for d in range(1, min(isqrt(number), 2**16) + 1) if number % d == 0]
    return {*small, *(number // d for d in small)}


def reflected_too_far(mode: str, padding: tuple[int, ...], shape: Shape) -> Problem | None:
    """Padding that would mirror or wrap more than there is, if it would."""
    spare = {"reflect": 1, "circular": 0}.get(mode)
    if spare is None or all(p <= s - spare for p, s in zip(padding, shape.sizes, strict=True)):
        return None
    message = f"`{mode}` padding of {times(padding)} needs a larger input than {times(shape.sizes)}"
    return Problem("A401", message, ("padding",))


def too_large(
    shape: Shape,
    kernel: tuple[int, ...],
    padding: tuple[int, ...],
    dilation: tuple[int, ...],
    fix: Fix | None = None,
) -> Problem | None:
    """A window that does not fit into its padded input, if it does not."""
    spans = tuple(map(extent, kernel, dilation))
    padded = tuple(size + 2 * pad for size, pad in zip(shape.sizes, padding, strict=True))
    if all(span <= room for span, room in zip(spans, padded, strict=True)):
        return None
    *others, last = [
        f"{size} {name.removesuffix('s') if size == 1 else name}"
        for size, name in zip(shape.sizes, AXIS_NAMES[shape.spatial], strict=True)
    ]
    left = f"{', '.join(others)} and {last}" if others else last
    are = "is" if shape.sizes == (1,) else "are"
    what = "the kernel" if spans == kernel else "the dilated kernel"
    with_padding = f", {times(padded)} with its padding" if any(padding) else ""
    return Problem(
        "A401",
        f"{what} ({times(spans)}) is larger than its input ({times(shape.sizes)}{with_padding})",
        ("kernel",),
        label=f"{left} {are} left here",
        fixes=(fix,) if fix else (),
    )


def simplest(values: tuple[int, ...]) -> int | tuple[int, ...]:
    """One number where all are equal, as a person would write it."""
    return values[0] if len(set(values)) == 1 else values
