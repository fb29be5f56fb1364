"""What a family of networks is to the command that writes first files."""

from collections.abc import Callable, Mapping
from typing import Literal

from archspec.dataclass import dataclass
from archspec.starter.request import Request

Task = Literal["labels", "masks", "images", "table", "text"]
"""What is predicted: labels of samples, of their pixels, the images themselves; tables and texts
have samples of their own."""


@dataclass(frozen=True, slots=True)
class Network:
    """A network as lines of a file.

    Args:
        about: what it is, in a sentence without its end.
        params: its parameters, as texts of the file, without that of the classes.
        layers: the part from `defaults` to `layers`; `$outputs` is how many there are.
        sizes: how the input is written, where that is not the list of its sizes.
        comment: what stands behind the input.
        inputs: how several inputs are written, in the place of a single one.
    """

    about: str
    params: Mapping[str, str]
    layers: str
    sizes: str = ""
    comment: str = ""
    inputs: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of networks.

    Args:
        word: by which it is asked for.
        about: what it is, for a list.
        sizes: an input that is taken where none is given.
        axes: how many sizes inputs may have.
        least: the least of the sizes behind the channels.
        write: the network for a request.
        task: what it predicts.
        rate: with which it learns best, where that is not the usual one of its task.
        light: whether its epochs are so short that it has more of them where samples are few.
    """

    word: str
    about: str
    sizes: tuple[int, ...]
    axes: tuple[int, ...]
    write: Callable[[Request], Network]
    least: int = 1
    task: Task = "labels"
    rate: float | None = None
    light: bool = False


def factors(count: int) -> str:
    """Powers of two as a list of the file.

    >>> factors(3)
    '[1, 2, 4]'
    """
    return str([2**i for i in range(count)])
