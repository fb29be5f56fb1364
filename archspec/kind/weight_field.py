"""The field `weight:`, which makes weights of weights.

The classes of what it may say are made where a file says it, as those of `init:` are.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, TypeAlias

from archspec.kind.choice import Choice, OneOf
from archspec.kind.lowering import Module

Parameters: TypeAlias = Mapping[str, tuple[int, ...]]

PARAMETRIZATIONS: Final = "parametrizations"
ORIGINAL: Final = f"{PARAMETRIZATIONS}.weight.original"
"""Where torch keeps what a weight is made of."""


def tied_path(key: str) -> tuple[str, ...]:
    """Where in a module stands what another one shares, of the parameter of a key.

    What a weight is made of stands in one module, with how it is made.

    >>> tied_path("out_proj.weight"), tied_path("parametrizations.weight.original0")
    (('out_proj', 'weight'), ('parametrizations',))
    """
    path = tuple(key.split("."))
    return path[:1] if path[0] == PARAMETRIZATIONS else path


class Reweighting(Choice):
    """A way to make the weight of a layer of what is learnt in its place.

    Attributes:
        rescales: whether the size of what is learnt says nothing of that of the weight.
        divides: whether it divides by a length that is 0 for a weight of zeros.
        standardizes: whether it takes the mean of what each output weighs, and its deviation.
    """

    rescales: ClassVar[bool] = True
    divides: ClassVar[bool] = True
    standardizes: ClassVar[bool] = False

    def learnt(self, plain: Parameters) -> Parameters:
        """The parameters that a layer has in the place of its plain ones."""
        raise NotImplementedError

    def filled(self, plain: Parameters) -> Parameters:
        """The parameters that a layer begins with, of which the others are made then."""
        return plain

    def lower(self, module: Module) -> Module:
        """The module with such a weight."""
        raise NotImplementedError

    def axes(self) -> int:
        """How many axes a weight has at least that it can be made for."""
        return 2

    @property
    def written(self) -> str | Mapping[str, Mapping[str, Any]]:
        """What a file would say: the word, or the word with fields that are not as usual."""
        fields = type(self).model_fields.items()
        unusual = {n: getattr(self, n) for n, one in fields if getattr(self, n) != one.default}
        return {self.kind: unusual} if unusual else self.kind

    def __str__(self) -> str:
        """Its word, and the fields that were given other values than their defaults."""
        written = self.written
        if isinstance(written, str):
            return written
        said = ", ".join(f"{name}={value}" for name, value in written[self.kind].items())
        return f"{self.kind}({said})"


def _reweightings() -> Mapping[str, type[Choice]]:
    from archspec.kind.reweightings import REWEIGHTINGS

    return REWEIGHTINGS


CHOICE: Final = OneOf(_reweightings)

Weight: TypeAlias = Annotated[Reweighting, CHOICE]
