"""The fields of every layer that has weights."""

from collections.abc import Mapping

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind.fields import NotNegative, Reference
from archspec.kind.init_field import Init
from archspec.kind.layer import Layer, Shapes
from archspec.kind.lowering import Function, Module


class Weighted(Layer):
    """A layer with parameters, which may be filled, penalised, frozen and shared."""

    init: Init | None = Field(None, description="How its weights begin; torch's own way if absent.")
    l1: NotNegative | None = Field(
        None, description="Factor on the sum of absolute weights, added to the loss."
    )
    l2: NotNegative | None = Field(
        None, description="Factor on the sum of squared weights, added to the loss."
    )
    freeze: bool = Field(False, description="Whether training leaves its weights as they are.")
    share: Reference | None = Field(
        None, description="The layer above whose weights it uses instead of its own."
    )

    def initial(self) -> Mapping[str, Function]:
        """The functions that `init` names."""
        return {name: one.lower() for name, one in (self.init or {}).items()}

    @property
    def frozen(self) -> bool:
        """As `freeze` says."""
        return self.freeze

    @property
    def penalty(self) -> tuple[float, float] | None:
        """Its `l1` and `l2`, of which one may be 0; None without either."""
        given = self.l1 is not None or self.l2 is not None
        return (self.l1 or 0.0, self.l2 or 0.0) if given else None

    @property
    def needs_data(self) -> bool:
        """Whether one of its parameters does, as with `lsuv`."""
        return any(one.needs_data for one in (self.init or {}).values())

    @property
    def asks_of_weights(self) -> bool:
        """Whether something in it could not fit its parameters."""
        return self.init is not None

    def filled(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """The shape of every parameter that `init` may fill."""
        return self.parameters(shapes)

    def wrong_init(self, shapes: Shapes) -> Problem | None:
        """Why `init` does not fit the parameters, if it does not."""
        parameters = self.filled(shapes)
        for name, initializer in (self.init or {}).items():
            if name not in parameters:
                return _no_parameter(name, parameters)
            if found := initializer.misfit(name, parameters[name]):
                return found
            if initializer.needs_data and not self._has_module_with(name, shapes):
                return Problem(
                    "A410",
                    f"`{initializer.kind}` is for weights of convolutions and linear layers, "
                    f"not `{name}` of `{self.kind}`",
                    ("init", name),
                    fixes=(Fix("give it a number, `normal` or `uniform`"),),
                )
        return None

    def _has_module_with(self, name: str, shapes: Shapes) -> bool:
        return name == "weight" and isinstance(self.lower(shapes), Module)


def _no_parameter(name: str, parameters: Mapping[str, tuple[int, ...]]) -> Problem:
    known = ", ".join(f"`{p}`" for p in parameters) or "none"
    message = f"`init` names `{name}`, which this layer does not have"
    first = next(iter(parameters), "")
    # A way to begin without a name is that of `weight`.
    fix = Fix(f"say which one it fills: `init: {{{first}: …}}`")
    return Problem(
        "A410",
        message,
        ("init", name),
        notes=(f"its parameters: {known}",),
        fixes=(fix,) if first and name == "weight" else (),
    )
