"""An archive of arrays: samples, and what each is labelled with."""

import struct
from collections.abc import Sequence
from typing import IO, Final

from archspec.dataclass import dataclass
from archspec.files import expanded, open_archive, open_file
from archspec.recipe.binding.source_fields import base_and_part, by_base
from archspec.recipe.columns import Column, contents, npy_header
from archspec.recipe.data import Data
from archspec.recipe.on_disk import parts_on_disk
from archspec.recipe.part_names import array_named
from archspec.starter.data.found import Found, held_back, refused
from archspec.starter.request import Unfit, Wanted
from archspec.syntax.writing import written

NUMBERS: Final = ("numbers", "whole numbers")
MOST_LABELS: Final = 10_000_000
MOST_CLASSES: Final = 100_000
CHUNK: Final = 2**16
"""Labels that are read at a time."""

# fmt: off
CODES: Final = {
    "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q", "u8": "Q",
    "b1": "B",
}
# fmt: on
"""How `struct` calls the whole numbers of NumPy."""


@dataclass(frozen=True, slots=True)
class Sized:
    """An array of numbers whose shape is known.

    Args:
        name: as the archive has it, without its part.
        shape: of one sample.
        whole: whether its numbers are whole.
    """

    name: str
    shape: tuple[int, ...]
    whole: bool


def of_arrays(path: str, wanted: Wanted) -> Found:
    """What an archive says: samples of one shape, and labels.

    Raises:
        Failure: A624 where it has no samples with labels.
        OSError: where it cannot be read.
        Unreadable: where it is none.
    """
    columns = by_base(contents(path)).columns
    x, y = _named("x", columns), _named("y", columns)
    if x is None or y is None:
        names = ", ".join(f"`{one.name}`" for one in columns[:6])
        fact = f"which arrays of `{path}` are samples and which labels is not certain: {names}"
        raise refused("A624", fact, "call them `x` and `y`, or `x_train`, `y_train`, …")
    if len(x.shape) == 3 and x.shape[-1] in (1, 3) and x.shape[0] not in (1, 3):
        fact = f"samples of `{path}` have their channels last: {_sizes(x.shape)}"
        raise refused("A624", fact, f"put them first: `{x.name}.transpose(0, 3, 1, 2)`")
    if not 1 <= len(x.shape) <= 4:
        raise refused("A624", f"samples of `{path}` have {len(x.shape)} axes, and 1 to 4 are known")
    if wanted.sizes not in ((), x.shape):
        raise Unfit(f"samples of `{path}` are {_sizes(x.shape)}: leave `--input` out")
    return _found(path, x, y, wanted)


def _found(path: str, x: Sized, y: Sized, wanted: Wanted) -> Found:
    held = held_back(parts_on_disk(Data(arrays=path)))
    data = f"data: {{arrays: {written(path)}{held}}}"
    told = f"`{y.name}` from `{x.name}` of `{path}`"
    if y.shape == () and y.whole and not wanted.values:
        count, samples = wanted.classes or _classes(path, y.name), _samples(path, y.name)
        lines = (data, f"targets: {{output: {{loss: cross_entropy, to: {written(y.name)}}}}}")
        told = f"{told}, one of {count} classes"
        return Found("arrays", lines, x.shape, count, told=told, samples=samples)
    if len(y.shape) > 1:
        raise refused("A624", f"labels of `{path}` are {_sizes(y.shape)}, and no row of numbers")
    values = y.shape[0] if y.shape else 1
    loss = "{loss: mse, metrics: [mae, r2], to: " + written(y.name) + "}"
    return Found(
        "arrays", (data, f"targets: {{output: {loss}}}"), x.shape, values=values, told=told
    )


def _named(axis: str, columns: Sequence[Column]) -> Sized | None:
    """The only array that is called as samples are (`x`), or as labels are (`y`)."""
    found = [one for one in columns if (known := array_named(one.name)) and known[0] == axis]
    if len(found) != 1 or found[0].shape is None or found[0].holds not in NUMBERS:
        return None
    sizes = tuple(size for size in found[0].shape if size is not None)
    whole = found[0].holds == "whole numbers"
    return Sized(found[0].name, sizes, whole) if len(sizes) == len(found[0].shape) else None


def _classes(path: str, name: str) -> int:
    """One more than the largest label of an array, or of those of all parts."""
    most = 0
    with open_file(expanded(path)) as file, open_archive(file) as archive:
        for member in archive.namelist():
            if base_and_part(member.removesuffix(".npy"))[0] == name:
                with archive.open(member) as array:
                    most = max(most, _largest(array, path, name))
    if not 1 <= most < MOST_CLASSES:
        raise refused("A624", f"labels of `{path}` are up to {most}, and no numbers of classes")
    return most + 1


def _samples(path: str, name: str) -> int:
    """How many labels there are of samples to train on."""
    count = 0
    with open_file(expanded(path)) as file, open_archive(file) as archive:
        for member in archive.namelist():
            if base_and_part(member.removesuffix(".npy")) in ((name, None), (name, "train")):
                with archive.open(member) as array:
                    count += npy_header(array).shape[0]
    return count


def _largest(array: IO[bytes], path: str, name: str) -> int:
    header = npy_header(array)
    code = CODES.get(header.descr.lstrip("<>=|"))
    if code is None or header.shape[0] > MOST_LABELS:
        raise Unfit(f"how many classes `{name}` of `{path}` has is to be said: `--classes N`")
    number = struct.Struct((">" if header.descr.startswith(">") else "<") + code)
    most = 0
    while chunk := array.read(number.size * CHUNK):
        whole = chunk[: len(chunk) // number.size * number.size]
        most = max(most, max(one for (one,) in number.iter_unpack(whole)))
    return most


def _sizes(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) or "single numbers"
