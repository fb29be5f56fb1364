"""Values read at computed places."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Layer, Shapes, Window
from archspec.kind.fields import Reference
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape

MODES = {"linear": "bilinear", "nearest": "nearest", "bicubic": "bicubic"}


class GridSample(Layer):
    """Reads an image or a volume at the places that another value holds, between its positions.

    The `grid` is rows×columns×2, or planes×rows×columns×3: for each position of the output where
    to read, as x, y and then z, from -1 on the left, above and in front to 1. An `affine_grid` is
    one, and so is any value that layers compute (Jaderberg et al. 2015, arXiv:1506.02025).
    """

    kind: ClassVar[str] = "grid_sample"
    main: ClassVar[str | None] = "grid"
    family: ClassVar[str] = "resampling"

    grid: Reference = Field(description="The value above that holds the places.")
    mode: Literal["linear", "nearest", "bicubic"] = Field(
        "linear", description="How a place between positions is filled in."
    )
    padding_mode: Literal["zeros", "border", "reflection"] = Field(
        "zeros", description="What is read outside: zeros, the nearest edge, or what it mirrors."
    )
    align_corners: bool = Field(
        False, description="Whether -1 and 1 are the centres of the corner pixels, not their edges."
    )

    def references(self) -> tuple[tuple[str, str], ...]:
        """The value that `grid` names."""
        return (("grid", self.grid),)

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """C×sizes to C×the sizes of the grid."""
        shape, grid = shapes
        if shape.channel_axis or shape.spatial not in (2, 3):
            message = f"`{self.kind}` reads images and volumes, but it receives {shape.describe()}"
            return Problem("A404", message, label=f"needs C×H×W or C×D×H×W, receives {shape}")
        if len(grid.dims) != shape.spatial + 1 or grid.dims[-1] != shape.spatial:
            return self._no_grid(shape, grid)
        if self.mode == "bicubic" and shape.spatial == 3:
            message = "`mode: bicubic` reads images, but it receives a volume"
            return Problem("A407", message, ("mode",), label=f"receives {shape}")
        return Shape((shape.channels, *grid.dims[:-1]))

    def _no_grid(self, shape: Shape, grid: Shape) -> Problem:
        """Why a value holds no places in an image or a volume."""
        axes = "rows×columns" if shape.spatial == 2 else "planes×rows×columns"
        message = f"`grid` is {grid}, but it needs {axes}×{shape.spatial}"
        if len(grid.dims) == shape.spatial + 1 and grid.dims[0] == shape.spatial:
            order = [*range(1, shape.spatial + 1), 0]
            note = f"`permute: {{order: {order}}}` puts the numbers of a place last"
        else:
            note = "a place for each position of the output, such as `affine_grid` gives"
        return Problem("A403", message, ("grid",), notes=(note,))

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """Any position, as the places are not known before they are computed."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The function of torch, which would warn of `align_corners` left out."""
        options: dict[str, Any] = {
            "mode": (MODES[self.mode], "bilinear"),
            "padding_mode": (self.padding_mode, "zeros"),
        }
        args = unlike_default(options) | {"align_corners": self.align_corners}
        return Function("torch.nn.functional.grid_sample", args)
