"""`image` and `mask`: pictures, brought to the size of the network's input or output."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from PIL import Image as Pillow
from PIL import ImageOps
from torch import Tensor

from archspec.diagnostics import Fix
from archspec.recipe.fields import Image, Mask
from archspec.runner.data.bounds import MAX_CLASSES, Budget
from archspec.runner.data.decoding import decode_all
from archspec.runner.data.folder import OnDisk
from archspec.runner.data.in_file import in_file
from archspec.runner.data.packed import Item, Member
from archspec.runner.data.picture import opened_picture
from archspec.runner.data.samples import InMemory, Samples
from archspec.runner.fields.facts import Facts
from archspec.runner.fields.reading import decoded, files, is_decoded
from archspec.runner.named import IGNORED
from archspec.runner.sources.raw import Raw, unfit


def fit_image(name: str, field: Image, train: Raw, wanted: Sequence[int]) -> Facts:
    """The size to which they are brought."""
    (column,) = train.columns
    there = train.columns[column]
    if is_decoded(there):
        return Facts(field.kind, decoded(there).shape, columns=(column,), divisor=255)
    if len(wanted) != 3 or wanted[0] not in (1, 3):
        size = "×".join(map(str, wanted)) or "one number"
        raise unfit(f"`{name}` is images, and the network takes {size}", ("fields", name))
    return Facts(field.kind, tuple(wanted), columns=(column,), divisor=255)


def decode_image(name: str, facts: Facts, raw: Raw, workers: int, budget: Budget) -> Samples:
    """Bytes (n, channels, height, width), in memory where they fit into its budget."""
    (column,) = facts.columns
    if is_decoded(raw.columns[column]):
        return decoded(raw.columns[column])
    disk = OnDisk(files(column, raw, name), facts.shape, workers)
    return _kept(disk, disk.nbytes, budget)


def _kept(disk: Samples, nbytes: int, budget: Budget) -> Samples:
    """The samples in memory, or else in a file, or else decoded whenever they are needed."""
    if budget.holds(nbytes):
        return InMemory(disk.take(torch.arange(len(disk))))
    return in_file(disk, nbytes) or disk


def fit_mask(name: str, field: Mask, train: Raw, wanted: Sequence[int]) -> Facts:
    """The classes, and the size, which is that of the output.

    Raises:
        RecipeFailure: A624 where the output has no such size.
    """
    (column,) = train.columns
    height, width = wanted[-2:] if len(wanted) > 2 else (0, 0)
    if not (height and width):
        raise unfit(f"`{name}` is masks, and the network gives no pictures", ("fields", name))
    count = field.count or (wanted[0] if wanted[0] > 1 else 2)
    if count > MAX_CLASSES:
        raise unfit(f"`{name}` has {count:,} classes, more than {MAX_CLASSES:,}", ("fields", name))
    classes = field.classes if isinstance(field.classes, tuple) else tuple(map(str, range(count)))
    return Facts(field.kind, (height, width), classes, columns=(column,), ignore=field.ignore)


def decode_mask(name: str, facts: Facts, raw: Raw, workers: int, budget: Budget) -> Samples:
    """The classes of pixels (n, height, width), int64; what is ignored has no class."""
    (column,) = facts.columns
    there = raw.columns[column]
    if isinstance(there, np.ndarray) and there.ndim == 3:
        # Drawn in the size of the input, which is that of the output.
        return Masks(InMemory(torch.from_numpy(there)), facts.ignore)
    disk = MaskFiles(name, files(column, raw, name), facts, workers)
    return Masks(_kept(disk, len(disk) * prod(disk.shape), budget), facts.ignore)


def _mask(name: str, path: Path | Member | Item, facts: Facts, room: int | None) -> np.ndarray:
    """The classes of one file; a pixel is the nearest of those that it is made of."""
    height, width = facts.shape
    with opened_picture(path, room) as image:
        if image.mode not in ("P", "L", "1"):
            raise ValueError("a mask has one channel of eight bits, the number of a class")
        upright = ImageOps.exif_transpose(image)
        plain = np.asarray(upright).astype(np.uint8)
    fitted = ImageOps.fit(Pillow.fromarray(plain), (width, height), Pillow.Resampling.NEAREST)
    values = np.asarray(fitted)
    beyond = values[(values >= len(facts.classes)) & (values != facts.ignore)]
    if beyond.size:
        fact = f"`{path}` has the class {int(beyond[0])}, and there are {len(facts.classes)}"
        fix = Fix(
            f"write `ignore: {int(beyond[0])}`, if it stands for pixels that count for nothing"
        )
        numbers = Fix(f"or write numbers of classes into the files: 0 to {len(facts.classes) - 1}")
        raise unfit(fact, ("fields", name), fix, numbers)
    return values


@dataclass(frozen=True, eq=False)
class MaskFiles:
    """Masks that are decoded when they are needed, by several threads, as bytes."""

    slow: ClassVar[bool] = True

    name: str
    files: tuple[Path | Member | Item, ...]
    facts: Facts
    workers: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Height and width."""
        return self.facts.shape

    def __len__(self) -> int:
        return len(self.files)

    def take(self, index: Tensor) -> Tensor:
        """The masks at `index`, as their files have them."""
        files = [self.files[row] for row in index.tolist()]
        whole = torch.empty(len(files), *self.shape, dtype=torch.uint8)
        rows = whole.numpy()

        def decode(row: int, room: int | None) -> None:
            rows[row] = _mask(self.name, files[row], self.facts, room)

        decode_all(len(files), decode, self.workers)
        return whole

    def keep(self, index: Tensor) -> "MaskFiles":
        """Only the masks at `index`."""
        kept = tuple(self.files[i] for i in index.tolist())
        return MaskFiles(self.name, kept, self.facts, self.workers)


@dataclass(frozen=True, eq=False)
class Masks:
    """Classes of pixels, kept as bytes."""

    kept: Samples
    ignore: int | None

    @property
    def shape(self) -> tuple[int, ...]:
        """Height and width."""
        return self.kept.shape

    def __len__(self) -> int:
        return len(self.kept)

    def take(self, index: Tensor) -> Tensor:
        """The masks at `index`, int64; what is ignored is -100."""
        masks = self.kept.take(index).long()
        return masks if self.ignore is None else masks.masked_fill(masks == self.ignore, IGNORED)

    def keep(self, index: Tensor) -> "Masks":
        """Only the masks at `index`."""
        return Masks(self.kept.keep(index), self.ignore)
