"""Files that lie in shards: each is read by its place, without the others."""

from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True, eq=False)
class Packed:
    """A column of files in shards, one for each sample."""

    members: tuple[Member, ...]

    def __len__(self) -> int:
        return len(self.members)

    def keep(self, index: Tensor) -> "Packed":
        """Only the files at `index`, in that order."""
        return Packed(tuple(self.members[place] for place in index.tolist()))
