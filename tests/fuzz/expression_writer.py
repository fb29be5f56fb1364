"""Values as expressions over parameters, which come to what was meant."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

LITERAL = ("name", "from", "with", "share", "layers", "body", "paths", "shortcut", "each")
"""Fields that are left as they are: names, and what is made of layers."""


@dataclass
class Expressions:
    """Parameters with their values; `some` fields become expressions over them."""

    random: Random
    params: dict[str, Any] = field(default_factory=dict)
    often: float = 0.1

    def some(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields, a few of them as expressions."""
        return {
            name: value if name in LITERAL or self.random.random() > self.often else self.of(value)
            for name, value in fields.items()
        }

    def of(self, value: Any) -> Any:
        """An expression that comes to the value."""
        if isinstance(value, bool):
            return self.truth(value)
        if isinstance(value, int):
            return self._whole(value)
        if isinstance(value, list):
            return [self.of(item) if self.random.random() < 0.5 else item for item in value]
        if isinstance(value, dict):
            return {name: self.of(item) for name, item in value.items()}
        return f"${self.param(value)}" if isinstance(value, (str, float)) else value

    def truth(self, value: bool) -> Any:
        """True or false, or a comparison that comes to it."""
        number = self.random.randint(0, 9)
        sign = "==" if value else "!="
        forms = (value, f"${self.param(value)}", f"${self.param(number)} {sign} {number}")
        return self.random.choice(forms)

    def _whole(self, value: int) -> str:
        other = self.random.randint(1, 6)
        word = self.param(other)
        forms = (
            f"${self.param(value)}",
            f"${word} + {value - other}" if value >= other else f"${word} - {other - value}",
            f"${{{word} + {value} - {other}}}",
            f"{value} if ${word} > 0 else 7",
            f"max({value}, ${word} - 100)",
            f"${self.param([other, value])}[1]",
            f"${self.param({'size': value})}.size",
            f"({value} * ${word}) // {other}",
            f"${self.param([other, other, value])}[-1:][0]",
            f"[n - {other} for n in ${self.param([value + other])}][0]",
            f"sum(n for n, keep in zip([{value}, 1], [true, false]) if keep) + 0 * ${word}",
            f"${self.param([value] * 2)} == [{value}, {value}] and {value}",
            f"max(unique([{value}, {value}])) if count([${word}], {other}) == 1 else 0",
            f"cumsum([{value - other}, ${word}])[1]",
        )
        return self.random.choice(forms)

    def param(self, value: Any) -> str:
        """The name of a parameter of that value: one that is there, or a new one."""
        fitting = [n for n, v in self.params.items() if type(v) is type(value) and v == value]
        if fitting and self.random.random() < 0.7:
            return self.random.choice(fitting)
        name = f"p{len(self.params)}"
        self.params[name] = value
        return name
