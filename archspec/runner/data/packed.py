"""Files that lie in shards, or in a data set: each is read by its place, without the others."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from torch import Tensor

from archspec.files import open_file


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a shard.

    Args:
        shard: the archive.
        name: in it.
        offset: of its first byte.
        size: in bytes.
    """

    shard: Path
    name: str
    offset: int
    size: int

    def __str__(self) -> str:
        return f"{self.shard}: {self.name}"

    def read(self) -> bytes:
        """What it holds.

        Raises:
            OSError: where the shard cannot be read, or has become shorter.
        """
        with open_file(self.shard) as file:
            file.seek(self.offset)
            found = file.read(self.size)
        if len(found) < self.size:
            raise OSError(f"`{self.shard}` has become shorter")
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A picture that a data set of torchvision's has.

    Args:
        dataset: which gives samples by number.
        row: the sample.
        place: of the picture in it: 0, or (1, …) for one of its targets.
        lowest: the value of a mask that is class 0; what is below it stays what it is.
    """

    dataset: Any
    row: int
    place: tuple[int, ...] = (0,)
    lowest: int = 0

    def __str__(self) -> str:
        return f"sample {self.row + 1:,} of {type(self.dataset).__name__}"

    def image(self) -> Image.Image:
        """The picture."""
        found = self.dataset[self.row]
        for place in self.place:
            found = found[place]
        picture: Image.Image = found
        return picture.point(lambda value: value - self.lowest) if self.lowest else picture


@dataclass(frozen=True, eq=False)
class Packed:
    """A column of files in shards, or of pictures of a data set, one for each sample."""

    members: tuple[Member | Item, ...]

    def __len__(self) -> int:
        return len(self.members)

    def keep(self, index: Tensor) -> "Packed":
        """Only the files at `index`, in that order."""
        return Packed(tuple(self.members[place] for place in index.tolist()))
