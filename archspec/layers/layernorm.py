"""Layer normalisation."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from archspec.kind import Module, Shapes, Weighted, Window
from archspec.kind.fields import Positive
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


class LayerNorm(Weighted):
    """Brings each sample to mean 0 and variance 1 by itself, then scales and shifts it.

    By default it does so at each position over the channels, as transformers and ConvNeXt do, with
    one scale per channel, whatever the size of the image. `over: all` takes all positions and
    channels together, with a scale for each number (Ba et al. 2016, arXiv:1607.06450).
    """

    kind: ClassVar[str] = "layernorm"
    family: ClassVar[str] = "normalisation"
    role: ClassVar[str] = "norm"
    any_size: ClassVar[str] = "normalise each position by itself: `over: channels`"

    over: Literal["channels", "all"] = Field(
        "channels", description="Normalise the channels of each position, or the whole sample."
    )
    eps: Positive = Field(1e-5, description="Added to the variance before the root.")
    affine: bool = Field(True, description="Whether it learns a scale and a shift.")
    bias: bool = Field(True, description="Whether it learns the shift.")

    def infer(self, shapes: Shapes) -> Shape:
        """Any shape, unchanged."""
        return shapes[0]

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` and `bias`, one number per channel each, or per number of the sample."""
        names = ("weight", "bias") if self.bias else ("weight",)
        return dict.fromkeys(names if self.affine else (), self._normalized(shapes[0]))

    def window(self, shapes: Shapes) -> Window | None:
        """Every position, where the mean is taken over all."""
        return Window(whole=True) if self.over == "all" and shapes[0].spatial else None

    def lower(self, shapes: Shapes) -> Module:
        """The layer normalisation of torch, or one of archspec.nn where channels are not last."""
        shape = shapes[0]
        normalized = self._normalized(shape)
        args = {"normalized_shape": normalized[0] if len(normalized) == 1 else normalized}
        options = {
            "eps": (self.eps, 1e-5),
            "elementwise_affine": (self.affine, True),
            "bias": (self.bias, True),
        }
        if self.over == "all" or shape.channels_last:
            return Module("torch.nn.LayerNorm", args | unlike_default(options))
        options["channel_axis"] = (shape.channel_axis + 1, 1)
        return Module("archspec.nn.ChannelLayerNorm", args | unlike_default(options))

    def _normalized(self, shape: Shape) -> tuple[int, ...]:
        return shape.dims if self.over == "all" else (shape.channels,)
