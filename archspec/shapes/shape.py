"""The shape of one sample: a tuple of sizes, and which of them counts channels."""

from collections.abc import Iterable
from math import prod

from archspec.dataclass import dataclass
from archspec.shapes.size import open_names


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes without the batch axis.

    An image is channels first, `Shape((3, 32, 32))`; a vector has one axis, which is its channels;
    a sequence of tokens has its channels last, `Shape((196, 768), channel_axis=1)`. A size that the
    file leaves open is a `Size`, which counts as an `int` in all arithmetic.

    >>> image = Shape((64, 8, 8))
    >>> str(image), image.channels, image.sizes, image.elements
    ('64×8×8', 64, (8, 8), 4096)
    """

    dims: tuple[int, ...]
    channel_axis: int = 0

    def __str__(self) -> str:
        return "×".join(map(str, self.dims))

    def __hash__(self) -> int:
        return hash(self.dims)

    @property
    def channels(self) -> int:
        """The size of the channel axis: features of a vector, maps of an image."""
        return self.dims[self.channel_axis]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Every size but that of the channel axis: height and width of an image."""
        return self.dims[: self.channel_axis] + self.dims[self.channel_axis + 1 :]

    @property
    def spatial(self) -> int:
        """How many axes there are beside the channels: 0 for a vector, 2 for an image."""
        return len(self.dims) - 1

    @property
    def behind(self) -> int:
        """How many axes stand behind the channels: 2 for an image, none for tokens."""
        return self.spatial - self.channel_axis

    @property
    def elements(self) -> int:
        """How many numbers a sample holds."""
        return prod(self.dims)

    @property
    def open_names(self) -> tuple[str, ...]:
        """The names that its sizes depend on; none where all of them are known."""
        return open_names(self.dims)

    @property
    def channels_last(self) -> bool:
        """Whether a linear layer can act on it: a vector, or channels on the last axis."""
        return self.channel_axis == len(self.dims) - 1

    def with_channels(self, channels: int) -> "Shape":
        """The same sizes with another number of channels."""
        before, after = self.dims[: self.channel_axis], self.dims[self.channel_axis + 1 :]
        return Shape((*before, channels, *after), self.channel_axis)

    def describe(self) -> str:
        """What it is, in a word.

        >>> Shape((512,)).describe(), Shape((3, 32, 32)).describe()
        ('a vector', 'an image')
        """
        if self.spatial and self.channels_last:
            return "a sequence" if self.spatial == 1 else "a channels-last array"
        return ("a vector", "a series", "an image", "a volume")[min(self.spatial, 3)]


def shape_text(sizes: Iterable[object]) -> str:
    """Sizes as people write them; those of one number have a word.

    >>> shape_text((3, 32, 32)), shape_text(())
    ('3×32×32', 'a single number')
    """
    return "×".join(map(str, sizes)) or "a single number"
