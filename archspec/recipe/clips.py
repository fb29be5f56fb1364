"""Limits on the gradients."""

from typing import Annotated, ClassVar

from pydantic import Field

from archspec.kind.choice import Choice


class Clip(Choice):
    """A limit on the gradients, against steps that are far too long."""


class ClipNorm(Clip):
    """Scale all gradients together so that their norm is at most this (clip_grad_norm_)."""

    kind: ClassVar[str] = "norm"
    main: ClassVar[str | None] = "max_norm"
    max_norm: Annotated[float, Field(gt=0)] = Field(1.0, description="The largest norm.")


class ClipValue(Clip):
    """Cut each gradient at plus and minus this (clip_grad_value_)."""

    kind: ClassVar[str] = "value"
    main: ClassVar[str | None] = "clip_value"
    clip_value: Annotated[float, Field(gt=0)] = Field(1.0, description="The largest value.")


KINDS = (ClipNorm, ClipValue)
