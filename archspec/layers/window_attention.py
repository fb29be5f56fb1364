"""Attention within windows of an image, which may be shifted."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Module, Shapes, Weighted, Window
from archspec.kind.fields import Count, Kernel, Padding, Probability
from archspec.kind.lowering import unlike_default
from archspec.kind.spatial import times, wrong_axes
from archspec.kind.tokens import wrong_heads
from archspec.shapes import Shape, per_axis
from archspec.shapes.stretches import blocks

HIDDEN = 512
"""The units between, where a small network gives the bias of each offset."""


class WindowAttention(Weighted):
    """Attention of positions to those in their window, scaled by head, with a bias for each offset.

    Takes an image with its channels last, which is padded to whole windows. `shift` moves the
    windows, so that every other layer joins what the one before kept apart (Liu et al. 2021,
    arXiv:2103.14030). `cosine` compares by angle and finds the biases by a small network, which
    lets the window change (Liu et al. 2022, arXiv:2111.09883).
    """

    kind: ClassVar[str] = "window_attention"
    main: ClassVar[str | None] = None
    family: ClassVar[str] = "attention"

    heads: Count = Field(description="Heads, each of which has an equal share of the channels.")
    window_: Kernel = Field(alias="window", description="Size of the windows.")
    shift: Padding = Field(0, description="How far the windows are moved.")
    cosine: bool = Field(False, description="Whether to compare by angle.")
    bias: bool = Field(True, description="Whether queries, keys and values add a number each.")
    dropout: Probability = Field(0.0, description="Probability of dropping a number of the result.")
    attention_dropout: Probability = Field(
        0.0, description="Probability of dropping a weight of attention."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """H×W×C, unchanged."""
        shape = shapes[0]
        if shape.spatial != 2 or not shape.channels_last:
            message = f"`{self.kind}` needs channels last, but it receives {shape.describe()}"
            label = f"needs H×W×C, receives {shape}"
            return Problem("A404", message, label=label, fixes=_to_channels_last(shape))
        found = wrong_axes(self, ("window_", "shift"), shape)
        return found or self._too_far() or wrong_heads(self.heads, shape.channels) or shape

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """The projections, and what biases are made of."""
        width, (rows, columns) = shapes[0].channels, self._window
        found: dict[str, tuple[int, ...]] = {"qkv.weight": (3 * width, width)}
        found |= {"qkv.bias": (3 * width,)} if self.bias else {}
        found |= {"proj.weight": (width, width), "proj.bias": (width,)}
        if not self.cosine:
            offsets = (2 * rows - 1) * (2 * columns - 1)
            return found | {"relative_position_bias_table": (offsets, self.heads)}
        network = {"0.weight": (HIDDEN, 2), "0.bias": (HIDDEN,), "2.weight": (self.heads, HIDDEN)}
        found |= {f"cpb_mlp.{name}": size for name, size in network.items()}
        return found | {"logit_scale": (self.heads, 1, 1)}

    def buffers(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:  # noqa: ARG002  of a window
        """Which bias is of which pair of positions; with `cosine` how far apart these are, too."""
        rows, columns = self._window
        found: dict[str, tuple[int, ...]] = {"relative_position_index": ((rows * columns) ** 2,)}
        coordinates = (1, 2 * rows - 1, 2 * columns - 1, 2)
        return found | ({"relative_coords_table": coordinates} if self.cosine else {})

    def macs(self, shapes: Shapes, output: Shape) -> int:  # noqa: ARG002  it is that of the input
        """The projections, and queries times keys times values in each window.

        The small network of `cosine` runs once for a batch, and counts as if for each sample.
        """
        shape, (rows, columns) = shapes[0], self._window
        positions = -(-shape.dims[0] // rows) * rows * -(-shape.dims[1] // columns) * columns
        width = shape.channels
        attended = positions * (4 * width * width + 2 * rows * columns * width)
        offsets = (2 * rows - 1) * (2 * columns - 1)
        return attended + offsets * HIDDEN * (2 + self.heads) * self.cosine

    def window(self, shapes: Shapes) -> Window:
        """The window in which a position stands; one that takes in the image does not move."""
        shifts = (
            0 if window >= size else shift
            for window, size, shift in zip(
                self._window, shapes[0].sizes, per_axis(self.shift, 2), strict=True
            )
        )
        stretches = tuple(map(blocks, self._window, shifts))
        return Window(self._window, (1, 1), stretches=stretches)

    def lower(self, shapes: Shapes) -> Module:
        """The attention of torchvision's Swin."""
        version = "V2" if self.cosine else ""
        options = {
            "qkv_bias": (self.bias, True),
            "attention_dropout": (self.attention_dropout, 0.0),
            "dropout": (self.dropout, 0.0),
        }
        args = {
            "dim": shapes[0].channels,
            "window_size": list(self._window),
            "shift_size": list(per_axis(self.shift, 2)),
            "num_heads": self.heads,
        }
        target = f"torchvision.models.swin_transformer.ShiftedWindowAttention{version}"
        return Module(target, args | unlike_default(options))

    @property
    def _window(self) -> tuple[int, ...]:
        return per_axis(self.window_, 2)

    def _too_far(self) -> Problem | None:
        """A shift past the next window, or a window without offsets where these are needed."""
        if any(s >= w for s, w in zip(per_axis(self.shift, 2), self._window, strict=True)):
            message = f"a shift of {times(per_axis(self.shift, 2))} moves past the whole window"
            note = f"a window is {times(self._window)}, and half of it is usual"
            return Problem("A407", message, ("shift",), notes=(note,))
        if self.cosine and min(self._window) == 1:
            return Problem("A407", "`cosine` needs windows of more than one position", ("window",))
        return None


def _to_channels_last(shape: Shape) -> tuple[Fix, ...]:
    """The layer that makes an image with its channels last, of an image or of its tokens."""
    if shape.spatial == 2 and shape.channel_axis == 0:
        return (Fix("put them last", before=("rearrange: c h w -> h w c",)),)
    if shape.spatial == 1 and shape.channels_last:
        layer = "rearrange: {pattern: (h w) c -> h w c, sizes: {h: …}}"
        return (Fix(f"give the tokens their rows and columns back: `{layer}`"),)
    return ()
