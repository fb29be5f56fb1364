"""What an expression can name where a layer stands: parameters, and the shapes of values above."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Protocol

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.kind import Value
from archspec.language.expressions.unknown import SILENT, Silent
from archspec.shapes import Shape

IN: Final = "in"
"""The channels that a layer receives; no parameter can have this name."""

SIZES: Final = "sizes"
"""The sizes that a layer receives, unless a parameter of the file has this name."""


class Above(Protocol):
    """The values above a layer, by their names."""

    def find(self, name: str, home: Any = None) -> Value | None:
        """The value of a name, looked for at `home` first; None where there is none."""

    def names(self) -> Iterable[str]:
        """The names that can be seen."""

    def miss(self, name: str, span: Span) -> None:
        """Records that an expression asks for a name that is not there."""


@dataclass(slots=True, eq=False)
class Environment(Mapping[str, Any]):
    """Parameters, the value that a layer receives, and the values above it by their names.

    Args:
        params: the parameters that can be seen.
        received: what the layer takes; its shape is `$in` and `$sizes`.
        above: the values above by their names.
        homes: for each parameter that a call of a block gave, the scope in which that call
            stands: a name in its value means what it means there.
        inputs: a scope of the values that a call gave to the block beside the one above, under
            the names that the block has for them; None where it has none.
    """

    params: Mapping[str, Any]
    received: Value
    above: Above
    homes: Mapping[str, Any] = field(default_factory=dict)
    inputs: Any = None

    def receiving(self, value: Value) -> "Environment":
        """The same for a layer that takes this value."""
        if value is self.received:
            return self
        return Environment(self.params, value, self.above, self.homes, self.inputs)

    def binding(self, names: Mapping[str, Any], home: Any = None) -> "Environment":
        """The same with more parameters; names in their values mean what they mean at `home`."""
        homes = self.homes
        if home is not None or not homes.keys().isdisjoint(names):
            others = {name: one for name, one in homes.items() if name not in names}
            homes = others if home is None else others | dict.fromkeys(names, home)
        params = {**self.params, **names}
        return Environment(params, self.received, self.above, homes, self.inputs)

    def shape_of(self, name: str, param: str = "") -> Shape | Silent | None:
        """The shape of a named value above; None where there is no such name.

        Args:
            name: as it was written, or as it is the value of a parameter.
            param: that parameter.
        """
        found = self.above.find(name, self.homes.get(param) or self.inputs)
        return None if found is None else found.shape or SILENT

    def received_in(self, names: Collection[str]) -> str:
        """What was received, in words, where a value is made of it: ` for 3 channels`."""
        shape = self.received.shape
        if shape is None:
            return ""
        words = [f"{shape.channels:,} channels"] if IN in names else []
        if SIZES in names and SIZES not in self.params:
            words.append("sizes of " + "×".join(map(str, shape.sizes)))
        return f" for {' and '.join(words)}" if words else ""

    def __getitem__(self, word: str) -> Any:
        if word == IN or (word == SIZES and SIZES not in self.params):
            shape = self.received.shape
            if shape is None:
                return SILENT
            return shape.channels if word == IN else shape.sizes
        return self.params[word]

    def __contains__(self, word: object) -> bool:
        return word in (IN, SIZES) or word in self.params

    def __iter__(self) -> Iterator[str]:
        """The parameters alone, as messages list them."""
        return iter(self.params)

    def __len__(self) -> int:
        return len(self.params)
