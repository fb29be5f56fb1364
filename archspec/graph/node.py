"""One layer in its place, and what passes find out about it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple, TypedDict, Unpack

from archspec.dataclass import dataclass
from archspec.kind import REAL, Call, Cost, Function, Layer, Numbers, Origin, Parameter
from archspec.shapes import Shape

UNKNOWN = Shape(())
FREE = Cost()
NOTHING = Function("")
"""What a node is lowered to before it is."""
NO_INIT: Final[Mapping[str, Function]] = {}


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """What one position of a value sees of the input, per axis.

    Args:
        extent: how many positions of the input, of which there may be no more.
        step: how many of them lie between two neighbouring positions of the value.
        spans: how many the windows on the way would reach over, were the input large enough.
    """

    extent: tuple[int, ...] = ()
    step: tuple[int | Fraction, ...] = ()
    spans: tuple[int, ...] = ()


SEES_NOTHING: Final[Mapping[str, ReceptiveField]] = {}


class Facts(TypedDict, total=False):
    """What a pass may find out about a node."""

    cost: Cost
    receptive_fields: Mapping[str, ReceptiveField]
    call: Call
    init: Mapping[str, Function]


class Node(NamedTuple):
    """One layer in its place; a tuple, as a check makes thousands anew in every pass.

    Args:
        path: its scopes and its name, joined by dots; the key of its module.
        layer: its fields.
        inputs: the values it takes.
        origin: where it was written.
        labels: a word for each input, where messages need one.
        weights: the path of the node whose weights it uses; its own, unless shared.
        shapes: the shapes it takes, once known.
        output: the shape it gives.
        cost: its parameters, 0 where they are another's, and multiply-adds.
        receptive_fields: what it sees of each input that it depends on, by the input's name.
        call: the call that makes it.
        init: the function that fills a parameter, by its name, where torch's own way is not meant.
        numbers: whether the numbers that it gives are whole or real.
    """

    path: str
    layer: Layer
    inputs: tuple[str, ...]
    origin: Origin
    labels: tuple[str, ...] = ()
    weights: str = ""
    shapes: tuple[Shape, ...] = ()
    output: Shape = UNKNOWN
    cost: Cost = FREE
    receptive_fields: Mapping[str, ReceptiveField] = SEES_NOTHING
    call: Call = NOTHING
    init: Mapping[str, Function] = NO_INIT
    numbers: Numbers = REAL

    @property
    def scope(self) -> str:
        """The path of the scope it stands in; empty at the top."""
        return self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Its name in that scope."""
        return self.path.rpartition(".")[2]

    @property
    def receptive_field(self) -> ReceptiveField:
        """What it sees of the first input that it depends on, which is the only one of most."""
        return next(iter(self.receptive_fields.values()), ReceptiveField())

    def is_beside(self, value: str) -> bool:
        """Whether a value comes from the module around this node, or from one within that."""
        return bool(self.scope) and value.startswith(f"{self.scope}.")

    @property
    def frozen(self) -> bool:
        """Whether training leaves its parameters as they are."""
        return self.layer.frozen

    @property
    def shared(self) -> bool:
        """Whether its weights are another node's."""
        return self.weights != self.path

    @property
    def keys(self) -> dict[str, str]:
        """The key of each of its parameters in the state_dict, by the parameter's name."""
        names = self.layer.parameters(self.shapes)
        if names and isinstance(self.call, Parameter):
            return dict.fromkeys(names, self.path)
        return {name: f"{self.path}.{name}" for name in names}

    def knowing(self, **facts: Unpack[Facts]) -> "Node":
        """The same node with these facts.

        As `_replace`, but without looking for fields that there are not, which takes longer than
        all else in a pass that makes each node anew.
        """
        return tuple.__new__(Node, map(facts.get, Node._fields, self))
