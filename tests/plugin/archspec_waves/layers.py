"""The kind `wave`, which archspec reads; torch is not imported here, so that `check` is quick."""

from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Layer, Module, Shapes
from archspec.kind.fields import Count
from archspec.shapes import Shape


class Wave(Layer):
    """Sines of each channel at several frequencies, with a learnt phase for each.

    A network tells near values apart better by them (Tancik et al. 2020, arXiv:2006.10739).
    """

    kind: ClassVar[str] = "wave"
    main: ClassVar[str | None] = "frequencies"
    family: ClassVar[str] = "shape"

    frequencies: Count = Field(description="Sines of each channel, at 1, 2, 4, … times it.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """`frequencies` times the channels."""
        shape = shapes[0]
        if shape.channels_last and shape.spatial:
            fixes = (Fix("put channels first", before=("permute: [1, 0]",)),)
            return Problem("A402", "`wave` needs channels first", fixes=fixes)
        return shape.with_channels(shape.channels * self.frequencies)

    def parameters(self, shapes: Shapes) -> dict[str, tuple[int, ...]]:
        """`phase`, a number for each channel that it gives."""
        return {"phase": (shapes[0].channels * self.frequencies,)}

    def lower(self, shapes: Shapes) -> Module:
        """The module of this package."""
        args = {"channels": shapes[0].channels, "frequencies": self.frequencies}
        return Module("archspec_waves.modules.Wave", args)
