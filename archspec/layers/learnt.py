"""Learnt numbers that depend on no input."""

from collections.abc import Hashable, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Parameter, Shapes, Takes, Weighted
from archspec.kind.fields import Axis, Expects, Kernel, NotNegative
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


class Learnt(Weighted):
    """Gives the same learnt numbers for every sample, whatever stands above: queries, latents.

    The tensor is a parameter of the scope, under the layer's own name. It begins as normal noise
    (Jaegle et al. 2021, arXiv:2103.03206; Carion et al. 2020, arXiv:2005.12872).
    """

    kind: ClassVar[str] = "learnt"
    main: ClassVar[str | None] = "shape"
    family: ClassVar[str] = "attention"
    takes_nothing: ClassVar[bool] = True
    takes: ClassVar[Takes] = "any"

    shape: Kernel = Field(description="The sizes without the batch: a number, or up to three.")
    channels: Axis | None = Field(
        None, description="The axis that counts channels, from 0; the last where absent."
    )
    leading: Annotated[int, Field(ge=0, le=1), Expects("0 or 1")] = Field(
        1, description="Axes of 1 in front of the tensor's own, for the batch: 1 or none."
    )
    std: NotNegative = Field(0.02, description="The deviation of the noise at the beginning.")

    def infer(self, shapes: Shapes) -> Shape | Problem:  # noqa: ARG002  it depends on none
        """Any shape to that of its own."""
        last = len(self._dims) - 1
        channels = last if self.channels is None else self.channels
        if channels <= last:
            return Shape(self._dims, channels)
        message = f"`channels` is axis {channels}, but the last axis of `shape` is {last}"
        return Problem("A407", message, ("channels",))

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:  # noqa: ARG002
        """`weight` (1, sizes…), or (sizes…) with `leading: 0`."""
        return {"weight": (*(1,) * self.leading, *self._dims)}

    def counting(self, axis: int) -> Mapping[str, Hashable]:
        """The axis itself."""
        return {"channels": axis}

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, once for each sample."""
        noise = Function("torch.nn.init.normal_", {"std": self.std})
        target = "archspec.nn.functional.for_each"
        args = unlike_default({"leading": (self.leading, 1)})
        return Parameter(target, self.parameters(shapes)["weight"], noise, args)

    @property
    def _dims(self) -> tuple[int, ...]:
        return self.shape if isinstance(self.shape, tuple) else (self.shape,)
