"""Weights made of weights: what `weight:` may say, and what of torch each becomes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Final, TypeAlias

from pydantic import Field

from archspec.kind.fields import Axis, Expects, Number, Positive
from archspec.kind.lowering import Function, Module, unlike_default
from archspec.kind.weight_field import ORIGINAL, Parameters, Reweighting

MAX_STEPS: Final = 100
"""The most steps of a power iteration, which each pass of training takes."""

Steps: TypeAlias = Annotated[
    int, Field(ge=1, le=MAX_STEPS), Expects(f"a whole number from 1 to {MAX_STEPS}")
]

TORCH: Final = "torch.nn.utils.parametrizations"


class WeightNorm(Reweighting):
    """A length and a direction for each output, learnt apart: g · v/‖v‖.

    Source: Salimans and Kingma 2016, arXiv:1602.07868.
    """

    kind: ClassVar[str] = "weight_norm"
    dim: Axis | None = Field(
        0,
        description="The axis of the weight with a length for each position; null for one in all.",
    )

    def learnt(self, plain: Parameters) -> Parameters:
        """`original0`, the lengths, and `original1`, the directions, as torch calls them."""
        weight = plain["weight"]
        lengths = tuple(size if i == self.dim else 1 for i, size in enumerate(weight))
        lengths = () if self.dim is None else lengths
        rest = {name: shape for name, shape in plain.items() if name != "weight"}
        return {**rest, f"{ORIGINAL}0": lengths, f"{ORIGINAL}1": weight}

    def lower(self, module: Module) -> Module:
        """Torch's parametrization."""
        # To torch, -1 is no axis here, but all of them.
        options = unlike_default({"dim": (-1 if self.dim is None else self.dim, 0)})
        return replace(module, parametrization=Function(f"{TORCH}.weight_norm", options))

    def axes(self) -> int:
        """As many as it takes to have the axis."""
        return 1 + (self.dim or 0)


class SpectralNorm(Reweighting):
    """The weight divided by its largest singular value, which is followed by power iteration.

    Source: Miyato et al. 2018, arXiv:1802.05957.
    """

    kind: ClassVar[str] = "spectral_norm"
    n_power_iterations: Steps = Field(
        1, description="Steps of the power iteration in each forward pass of training."
    )
    eps: Positive = Field(1e-12, description="The least length that vectors are divided by.")
    dim: Axis | None = Field(
        None, description="The axis of the weight that counts outputs, which torch knows if absent."
    )

    def learnt(self, plain: Parameters) -> Parameters:
        """`original`, as torch calls it."""
        rest = {name: shape for name, shape in plain.items() if name != "weight"}
        return {**rest, ORIGINAL: plain["weight"]}

    def lower(self, module: Module) -> Module:
        """Torch's parametrization."""
        options = unlike_default(
            {
                "n_power_iterations": (self.n_power_iterations, 1),
                "eps": (self.eps, 1e-12),
                "dim": (self.dim, None),
            }
        )
        return replace(module, parametrization=Function(f"{TORCH}.spectral_norm", options))

    def axes(self) -> int:
        """As many as it takes to have the axis, and two."""
        return max(2, 1 + (self.dim or 0))


class Standardize(Reweighting):
    """What each output weighs, brought to mean 0 and variance 1.

    With a `gain`, which is learnt for each output, it is divided by the root of the fan-in too, as
    networks without normalisation do. Sources: Qiao et al. 2019, arXiv:1903.10520; Brock et al.
    2021, arXiv:2101.08692.
    """

    kind: ClassVar[str] = "standardize"
    divides: ClassVar[bool] = False
    standardizes: ClassVar[bool] = True
    eps: Positive = Field(1e-6, description="Added to the variance before the root.")
    gain: bool = Field(False, description="Whether it learns a factor for each output.")
    gamma: Number = Field(1.0, description="A fixed factor on the weight.")

    def learnt(self, plain: Parameters) -> Parameters:
        """The plain ones, and `gain`."""
        weight = plain["weight"]
        return {**plain, "gain": (weight[0], *(1,) * (len(weight) - 1))} if self.gain else plain

    def filled(self, plain: Parameters) -> Parameters:
        """All of them."""
        return self.learnt(plain)

    def lower(self, module: Module) -> Module:
        """A class of archspec.nn in the place of torch's, with its keys."""
        name = module.target.rpartition(".")[2]
        options = unlike_default(
            {"eps": (self.eps, 1e-6), "gain": (self.gain, False), "gamma": (self.gamma, 1.0)}
        )
        return Module(f"archspec.nn.Standardized{name}", {**module.args, **options})


REWEIGHTINGS: Final[Mapping[str, type[Reweighting]]] = {
    cls.kind: cls for cls in (WeightNorm, SpectralNorm, Standardize)
}
