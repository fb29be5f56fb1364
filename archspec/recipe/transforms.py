"""Torchvision's transforms by name, as `tables/transforms.json` knows them: no torch in here.

`make tables` writes the table of torchvision's signatures. Each kind becomes a class when a recipe
names it, as all of them would take longer than to check a network.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import new_class
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field

from archspec.kind.choice import Choice, OneOf
from archspec.kind.fields import Expects
from archspec.recipe.augmentation import Augmentation

TABLE: Final = Path(__file__).parent / "tables" / "transforms.json"
LARGEST: Final = {"number": 1000, "whole": 4096}
"""Of degrees, pixels and steps: more of them mean nothing, or would take all memory."""

MOST: Final = 100
"""Numbers in a list, or transforms in a container."""

ABOUT: Final = "As torchvision has it."

Source = Literal["size", "channels"]


class Transform(Augmentation):
    """One of torchvision's transforms, drawn for each sample by itself.

    Attributes:
        target: the class, by its name in `torchvision.transforms.v2`.
        family: the module of torchvision in which it stands, such as `color`.
        from_input: arguments that follow from what the network takes.
        any_size: whether an image may be of another size after it.
    """

    target: ClassVar[str]
    family: ClassVar[str]
    from_input: ClassVar[Mapping[str, Source]] = {}
    any_size: ClassVar[bool] = False

    @property
    def inner(self) -> tuple["Transform", ...]:
        """The transforms that it chooses among, or puts into an order."""
        found: tuple[Transform, ...] = vars(self).get("transforms", ())
        return found

    @property
    def expands(self) -> bool:
        """Whether an image may be of another size after it, as it is written here."""
        return self.any_size or bool(vars(self).get("expand"))

    @property
    def sizes(self) -> bool:
        """Whether an image is as large as the input after it, however large it was."""
        return "size" in self.from_input


class Kinds(Mapping[str, type[Choice]]):
    """Kinds by their words, each made when it is asked for.

    Args:
        ready: those that are there.
        names: the others.
        make: makes one of them.
    """

    def __init__(
        self,
        ready: tuple[type[Choice], ...],
        names: tuple[str, ...],
        make: Callable[[str], type[Choice]],
    ):
        self.ready = {one.kind: one for one in ready}
        self.names = (*self.ready, *(name for name in names if name not in self.ready))
        self.make = make

    def __getitem__(self, name: str) -> type[Choice]:
        if name in self.ready:
            return self.ready[name]
        if name not in self.names:
            raise KeyError(name)
        return self.make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


@cache
def table() -> dict[str, Any]:
    """What is known of each transform, by its word."""
    known: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return known


@cache
def transform(name: str) -> type[Transform]:
    """The class of a transform.

    >>> transform("random_rotation")(degrees=30).interpolation
    'nearest'

    Raises:
        KeyError: if torchvision has none of that name, or none that a recipe may have.
    """
    known = table()[name]
    fields = {word: _field(one) for word, one in known["fields"].items()}
    required = [word for word, one in known["fields"].items() if "default" not in one]
    namespace = {
        "__module__": __name__,
        "__doc__": f"Torchvision's `{known['class']}`.",
        "__annotations__": {word: annotation for word, (annotation, _) in fields.items()},
        "kind": name,
        "main": next(iter((*required, *fields)), None),
        "target": known["class"],
        "family": known["family"],
        "from_input": known["from_input"],
        "any_size": known["any_size"],
        **{word: value for word, (_, value) in fields.items()},
    }
    made: type[Transform] = new_class(
        known["class"], (Transform,), exec_body=lambda body: body.update(namespace)
    )
    return made


def _field(known: Mapping[str, Any]) -> tuple[Any, Any]:
    """The type of a field, and what it is where nothing is said."""
    default = known.get("default", ...)
    value = Field(tuple(default) if isinstance(default, list) else default, description=ABOUT)
    if known["of"] == "transforms":
        return Annotated[
            tuple[Annotated[Transform, INNER], ...], Field(min_length=1, max_length=MOST)
        ], value
    if known["of"] == "word":
        words = tuple(known["words"])
        return Literal[words], value
    if known["of"] == "boolean":
        return bool, value
    return _numbers(known), value


def _numbers(known: Mapping[str, Any]) -> Any:
    """One number, or several, within its bounds."""
    whole, form, optional = known["of"] == "whole", known["form"], known["none"]
    most = known.get("most", LARGEST[known["of"]])
    least = known.get("least", -1 if whole else -most)
    plain: Any = int if whole else float
    one: Any = Annotated[plain, Field(ge=least, le=most)]
    several: Any = Annotated[tuple[one, ...], Field(min_length=1, max_length=MOST)]
    noun = "whole number" if whole else "number"
    words = {
        "one": f"a {noun} from {least} to {most}",
        "list": f"a list of {noun}s from {least} to {most}",
        "either": f"a {noun} from {least} to {most}, or a list of them",
    }[form]
    taken = {"one": one, "list": several, "either": one | several}[form]
    return Annotated[taken | None if optional else taken, Expects(words)]


def _inner() -> Kinds:
    names = tuple(name for name, known in table().items() if known["family"] != "container")
    return Kinds((), names, transform)


INNER: Final = OneOf(_inner)
"""What a container of transforms may hold: torchvision's own, under all of their names."""


def __getattr__(name: str) -> Any:
    """The classes by their own names, as whatever reads a pickled recipe asks for them."""
    for word, known in table().items() if name[:1].isupper() else ():
        if known["class"] == name:
            return transform(word)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
