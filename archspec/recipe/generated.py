"""Data sets that are drawn when they are asked for, in the sizes that the network takes.

They need no file and no download, and are the same on every machine: each shows in seconds whether
a network of some sort learns at all. What they have stands here, for checks; how they are drawn,
in `archspec.runner.generated`.
"""

from collections.abc import Mapping
from typing import Final

from archspec.dataclass import dataclass
from archspec.recipe.columns.column import Column, Holds
from archspec.recipe.fields import (
    Array,
    Category,
    Class,
    Image,
    Mask,
    Number,
    Numbers,
    SampleField,
    Tokens,
)
from archspec.recipe.fields.field import Sizes


@dataclass(frozen=True, slots=True)
class Drawn:
    """A data set that is drawn.

    Args:
        about: what it is, in a few words.
        fields: of a sample, by name.
        sized: those whose sizes follow the input, by name: the shape of one, in which None is
            whatever the network takes.
        sizes: the least and the largest of these.
        train: number of training samples.
        test: number of test samples.
        drawn: whether it is drawn in any size; else somebody's function gives it in its own.
    """

    about: str
    fields: Mapping[str, SampleField]
    sized: Mapping[str, tuple[Sizes, ...]]
    sizes: tuple[int, int]
    train: int
    test: int
    drawn: bool = True

    def columns(self, name: str) -> tuple[Column, ...]:
        """What a field is made of, as a source would have it."""
        field = self.fields[name]
        if name in self.sized:
            shapes = self.sized[name]
            return (Column(name, "numbers", shapes[0] if len(shapes) == 1 else None),)
        holds: Holds = "text" if isinstance(field, (Class, Category, Tokens)) else "numbers"
        return tuple(Column(one, holds) for one in field.columns)


COLOURS: Final[tuple[Sizes, ...]] = ((1, None, None), (3, None, None))
"""Images are grey or coloured, as the input is."""

GENERATED: Final[dict[str, Drawn]] = {
    "shapes": Drawn(
        "drawings of circles, squares and triangles, with their masks",
        {
            "image": Image(of="image"),
            "mask": Mask(of="mask", classes=("ground", "shape")),
            "label": Class(of="label", classes=("circle", "square", "triangle")),
            "count": Number(of="count"),
        },
        {"image": COLOURS},
        (8, 256),
        train=600,
        test=150,
    ),
    "letters": Drawn(
        "letters of an invented script; the test samples are other letters",
        # As a category, since no network can be asked for letters that it never saw.
        {"image": Image(of="image"), "letter": Category(of="letter")},
        {"image": COLOURS},
        (16, 256),
        train=2000,
        test=400,
    ),
    "waves": Drawn(
        "readings of sensors that see one wave: a sine, a square, a saw, a chirp or noise",
        {
            "wave": Array(of="wave"),
            "label": Class(of="label", classes=("chirp", "noise", "saw", "sine", "square")),
            "periods": Number(of="periods"),
        },
        {"wave": ((None, None),)},
        (1, 4096),
        train=1200,
        test=300,
    ),
    "balls": Drawn(
        "volumes with a ball in them, which is solid or hollow",
        {
            "volume": Array(of="volume"),
            "label": Class(of="label", classes=("hollow", "solid")),
            "radius": Number(of="radius"),
        },
        {"volume": ((1, None, None, None),)},
        (1, 64),
        train=300,
        test=100,
    ),
    "houses": Drawn(
        "houses for sale: a picture, three facts, the price and the kind",
        {
            "photo": Image(of="photo"),
            "facts": Numbers(of=("rooms", "area", "year"), scale="standard"),
            "price": Number(of="price", scale="standard"),
            "kind": Class(of="kind", classes=("flat", "house", "hut")),
        },
        {"photo": COLOURS},
        (16, 256),
        train=600,
        test=150,
    ),
}
"""By name."""

MAX_VALUES: Final = 2**27
"""Numbers of all samples of a set together, beyond which it is not drawn."""
