"""Places to read at, from the numbers of an affine map."""

from typing import ClassVar, Final

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Function, Shapes, Window
from archspec.kind.fitting import Fitting
from archspec.shapes import Shape, per_axis

MAP_OF_VOLUMES: Final = 12


class AffineGrid(Fitting):
    """The places that a `grid_sample` reads at, moved, turned, stretched and sheared by its input.

    Six numbers are the map of an image, [[a, b, x], [c, d, y]]: [1, 0, 0, 0, 1, 0] leaves each
    place where it is. Twelve are that of a volume (Jaderberg et al. 2015, arXiv:1506.02025, section
    3.2). Its few products are not counted as MACs, as torch counts none.
    """

    kind: ClassVar[str] = "affine_grid"
    main: ClassVar[str | None] = "like"
    family: ClassVar[str] = "resampling"
    purpose: ClassVar[str] = "to read at"

    align_corners: bool = Field(
        False, description="Whether -1 and 1 are the centres of the corner pixels, not their edges."
    )

    def unfit(self) -> Problem | None:
        """Two sizes, or none."""
        if (self.size is None) != (self.like is None):
            return None
        have = "none" if self.size is None else "both"
        fix = Fix("take the size of the image to read from: `like: input`")
        message = f"`affine_grid` needs one of `size` and `like`, and has {have}"
        return Problem("A213", message, fixes=(fix,))

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """6 or 2×3 to rows×columns×2; 12 or 3×4 to planes×rows×columns×3."""
        axes = self._axes(shapes)
        if self.like is not None and (shapes[-1].channel_axis or axes not in (2, 3)):
            message = f"`like` names {shapes[-1].describe()}, and places are in images and volumes"
            return Problem("A404", message, ("like",), label=f"this is {shapes[-1]}")
        if axes not in (2, 3):
            numbers = "1 number" if axes == 1 else f"{axes} numbers"
            message = f"`size` has {numbers}, but images have 2 axes and volumes 3"
            return Problem("A406", message, ("size",))
        if shapes[0].dims not in ((axes * (axes + 1),), (axes, axes + 1)):
            return self._no_map(shapes[0], axes)
        return Shape((*self._sizes(shapes), axes), axes)

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """All numbers of the map."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Function:
        """A function of archspec.nn around torch's."""
        corners = {"align_corners": self.align_corners}
        if self.like is not None:
            return Function("archspec.nn.functional.affine_grid_like", corners)
        size = {"size": self._sizes(shapes)}
        return Function("archspec.nn.functional.affine_grid", size | corners)

    def _axes(self, shapes: Shapes) -> int:
        """How many axes the image or volume has; by the numbers of the map where nothing says."""
        if self.like is not None:
            return shapes[-1].spatial
        if isinstance(self.size, tuple):
            return len(self.size)
        return 3 if shapes[0].elements == MAP_OF_VOLUMES else 2

    def _sizes(self, shapes: Shapes) -> tuple[int, ...]:
        return shapes[-1].sizes if self.size is None else per_axis(self.size, self._axes(shapes))

    def _no_map(self, shape: Shape, axes: int) -> Problem:
        """What does not have the numbers of a map, with the layers that compute them."""
        what, count = ("an image", 6) if axes == 2 else ("a volume", MAP_OF_VOLUMES)
        message = f"the map of {what} is {count} numbers, or {axes}×{axes + 1}"
        before = (f"linear: {count}",) if not shape.spatial else ("flatten", f"linear: {count}")
        fix = Fix("compute them", before=before)
        return Problem("A404", message, label=f"receives {shape}", fixes=(fix,))
