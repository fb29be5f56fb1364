"""Attention within groups of positions, with a learnt bias for each offset."""

from collections.abc import Mapping
from math import isqrt
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes, Weighted, Window
from archspec.kind.fields import Count
from archspec.kind.tokens import wrong_heads
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, open_names

GROUPS = "groups are p×p squares, as `c (h p) (w q) -> (h w) (p q) c` makes of an image"


class RelativeAttention(Weighted):
    """Attention within groups of positions, scaled by 1/√C, with a learnt bias for each offset.

    Takes groups×positions×channels, where the positions of a group are a square, row by row, such
    as `rearrange: "c (h p) (w q) -> (h w) (p q) c"` makes of an image. C are all
    channels, and not those of a head (Tu et al. 2022, arXiv:2204.01697).
    """

    kind: ClassVar[str] = "relative_attention"
    main: ClassVar[str | None] = "heads"
    family: ClassVar[str] = "attention"

    heads: Count = Field(description="Heads, each of which has an equal share of the channels.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """G×P×C, unchanged."""
        shape = shapes[0]
        if shape.spatial != 2 or not shape.channels_last:
            message = f"`{self.kind}` needs groups of positions, but it receives {shape.describe()}"
            label = f"needs groups×positions×channels, receives {shape}"
            return Problem("A404", message, label=label, notes=(GROUPS,))
        positions = shape.dims[1]
        if open_names((positions,)):
            return needs_size(self.kind, (positions,), "the positions of a group are")
        if isqrt(positions) ** 2 != positions:
            message = f"the {positions} positions of a group are no square"
            return Problem("A404", message, label=f"receives {shape}", notes=(GROUPS,))
        return wrong_heads(self.heads, shape.channels) or shape

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """The projections, and a bias for each offset and head."""
        width, side = shapes[0].channels, isqrt(shapes[0].dims[1])
        return {
            "relative_position_bias_table": ((2 * side - 1) ** 2, self.heads),
            "to_qkv.weight": (3 * width, width),
            "to_qkv.bias": (3 * width,),
            "merge.weight": (width, width),
            "merge.bias": (width,),
        }

    def buffers(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """Which bias is of which pair of positions."""
        return {"relative_position_index": (shapes[0].dims[1], shapes[0].dims[1])}

    def macs(self, shapes: Shapes, output: Shape) -> int:  # noqa: ARG002  it is that of the input
        """The projections, and queries times keys times values in each group."""
        groups, positions, width = shapes[0].dims
        return groups * positions * (4 * width * width + 2 * positions * width)

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """Every position, as groups are commonly made across the image in turn."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Module:
        """The attention of torchvision's MaxViT."""
        width = shapes[0].channels
        args = {"feat_dim": width, "head_dim": width // self.heads}
        target = "torchvision.models.maxvit.RelativePositionalMultiHeadAttention"
        return Module(target, args | {"max_seq_len": shapes[0].dims[1]})
