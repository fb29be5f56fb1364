"""What somebody asks for in a few words."""

from math import log2
from typing import TYPE_CHECKING

from archspec.dataclass import dataclass

if TYPE_CHECKING:
    from archspec.starter.data.found import Found


class Unfit(ValueError):  # noqa: N818  a sentence for people, not a fault of the program
    """Words that do not go together, as a sentence for people."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, before data is looked at.

    Args:
        family: the word for it; empty for whatever fits.
        sizes: of a sample; empty for those of the data.
        classes: among how many to decide; 0 where the data says it.
        values: how many numbers to predict; 0 where the data says it.
        target: the column that is predicted; empty where its name or place says it.
    """

    family: str = ""
    sizes: tuple[int, ...] = ()
    classes: int = 0
    values: int = 0
    target: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What the file is to be.

    Args:
        name: of the network, as the file is called.
        sizes: of a sample, channels first and without the batch.
        classes: among how many to decide; 0 where numbers are predicted.
        values: how many numbers to predict; 0 where classes are told apart.
        found: the data; None where there is none yet.
    """

    name: str
    sizes: tuple[int, ...]
    classes: int = 0
    values: int = 0
    found: "Found | None" = None

    @property
    def outputs(self) -> int:
        """How wide the last layer is."""
        return self.classes or self.values

    @property
    def channels(self) -> int:
        """Channels of an image, a volume or a series."""
        return self.sizes[0]

    @property
    def least(self) -> int:
        """The smallest of the sizes behind the channels."""
        return min(self.sizes[1:])

    def halvings(self, down_to: int, most: int) -> int:
        """How often the sizes can be halved.

        Args:
            down_to: the least that may be left.
            most: the largest answer.

        >>> Request("net", (3, 32, 32)).halvings(4, 4), Request("net", (1, 5, 5)).halvings(4, 4)
        (3, 0)
        """
        return min(most, int(log2(max(self.least / down_to, 1))))

    def exact_halvings(self, down_to: int, most: int) -> int:
        """Likewise without a remainder, and once in any case where all sizes are even.

        >>> request = Request("net", (1, 28, 28))
        >>> request.exact_halvings(4, 4), request.exact_halvings(16, 4)
        (2, 1)
        """
        even = (n for n in range(1, most + 1) if all(s % 2**n == 0 for s in self.sizes[1:]))
        return max((n for n in even if n == 1 or self.least // 2**n >= down_to), default=0)
