"""Activations that are near to a rectifier and smooth, or that are made of pieces like them."""

from typing import ClassVar, Literal

from pydantic import Field

from archspec.kind.elementwise import Activation
from archspec.kind.fields import Number, Positive


class ELU(Activation):
    """x above zero, and alpha · (exp(x) − 1) below (Clevert et al. 2016, arXiv:1511.07289)."""

    kind: ClassVar[str] = "elu"
    main: ClassVar[str | None] = "alpha"
    torch_name: ClassVar[str] = "ELU"

    alpha: Number = Field(1.0, description="How far it goes below zero.")


class SELU(Activation):
    """A scaled `elu` that keeps mean 0 and variance 1 (Klambauer et al. 2017, arXiv:1706.02515)."""

    kind: ClassVar[str] = "selu"
    torch_name: ClassVar[str] = "SELU"


class CELU(Activation):
    """x above zero, and alpha · (exp(x/alpha) − 1) below (Barron 2017, arXiv:1704.07483)."""

    kind: ClassVar[str] = "celu"
    main: ClassVar[str | None] = "alpha"
    torch_name: ClassVar[str] = "CELU"

    alpha: Positive = Field(1.0, description="How far it goes below zero.")


class GELU(Activation):
    """x times the chance that a normal number is below x (Hendrycks 2016, arXiv:1606.08415)."""

    kind: ClassVar[str] = "gelu"
    torch_name: ClassVar[str] = "GELU"

    approximate: Literal["none", "tanh"] = Field(
        "none", description="Exact, or approximated with tanh."
    )


class SiLU(Activation):
    """x · sigmoid(x), also called swish (Ramachandran et al. 2017, arXiv:1710.05941)."""

    kind: ClassVar[str] = "silu"
    torch_name: ClassVar[str] = "SiLU"


class Mish(Activation):
    """x · tanh(softplus(x)) (Misra 2019, arXiv:1908.08681)."""

    kind: ClassVar[str] = "mish"
    torch_name: ClassVar[str] = "Mish"


class Hardswish(Activation):
    """x · hardsigmoid(x), a cheap `silu` (Howard et al. 2019, arXiv:1905.02244)."""

    kind: ClassVar[str] = "hardswish"
    torch_name: ClassVar[str] = "Hardswish"


class Softplus(Activation):
    """log(1 + exp(beta · x))/beta, a smooth `relu`."""

    kind: ClassVar[str] = "softplus"
    torch_name: ClassVar[str] = "Softplus"
    never_negative: ClassVar[bool] = True

    beta: Positive = Field(1.0, description="How sharp the bend is.")
    threshold: Number = Field(20.0, description="Where beta · x is above it, x is returned.")
