"""What a network takes and gives, as far as a recipe has to fit it."""

from collections.abc import Mapping, Sequence

from archspec.dataclass import dataclass, field
from archspec.recipe.fields import Sizes
from archspec.recipe.fitting import Shape, agrees


@dataclass(frozen=True, slots=True)
class Ports:
    """The inputs and outputs of a network, by name.

    Args:
        inputs: the shape of each, without the batch axis.
        outputs: likewise; one without a name is `output`.
        training: the outputs that only training gives.
        looked_up: of inputs whose numbers are looked up at once, how many of them are known.
    """

    inputs: Mapping[str, Shape]
    outputs: Mapping[str, Shape]
    training: frozenset[str] = frozenset()
    looked_up: Mapping[str, int] = field(default_factory=dict)

    @property
    def lasting(self) -> tuple[str, ...]:
        """The outputs that evaluation gives too."""
        return tuple(name for name in self.outputs if name not in self.training)


def fits(given: Shape, shapes: Sequence[Sizes]) -> bool:
    """Whether it is one of these shapes; without any, nothing is known against it."""
    return not shapes or any(agrees(given, one) for one in shapes)
