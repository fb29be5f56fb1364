"""The kind `torch`: any class of Python that is an `nn.Module`, once its package is let in."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind.layer import Layer, Shapes, Window
from archspec.kind.lowering import Module
from archspec.kind.numbers import EITHER, Numbers, Takes
from archspec.kind.outline import Outline, outline
from archspec.kind.unsized import needs_size
from archspec.plugins import is_allowed
from archspec.shapes import Shape


class AnyModule(Layer):
    """A class of Python by its path, made with arguments and called with one tensor.

    What shape it gives and which parameters it has is asked of it: in a process of its own it is
    made and called without memory (on torch's device `meta`), once for each shape. Multiply-adds
    are unknown and count as none; any position of its input may matter to any of its output.

    It is a kind only where somebody lets its package in, by `--allow-package PACKAGE` or
    `archspec.allow_package`, because a class may do anything when it is made.
    """

    kind: ClassVar[str] = "torch"
    main: ClassVar[str | None] = "module"
    family: ClassVar[str] = "shape"
    takes: ClassVar[Takes] = "any"

    module: str = Field(description="The path of the class, such as `torch.nn.Mish`.")
    args: Mapping[str, Any] = Field({}, description="What it is made with, by name.")
    channels_last: bool = Field(False, description="Whether its output has its channels last.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """What the class gives, as it says itself."""
        if not is_allowed(self.module):
            package = self.module.partition(".")[0]
            fixes = (Fix(f"let it in with `--allow-package {package}`"),)
            return Problem(
                "A531", f"`{self.module}` is code, and not let in", ("module",), fixes=fixes
            )
        if shapes[0].open_names:
            return needs_size(self.kind, shapes[0].dims, "it is made for")
        found = self._outline(shapes)
        if found.error:
            message = f"`{self.module}` cannot be used here"
            return Problem("A531", message, ("module",), notes=(found.error,))
        last = len(found.output) - 1 if self.channels_last else 0
        return Shape(found.output, channel_axis=last)

    def _outline(self, shapes: Shapes) -> Outline:
        return outline(self.module, self.args, shapes[0].dims)

    def numbers(self, given: Sequence[Numbers], shapes: Shapes) -> Numbers:  # noqa: ARG002
        """Nothing is known of them."""
        return EITHER

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """Those that the class says it has."""
        return self._outline(shapes).parameters

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  nothing is known of it
        """Every position may matter."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class itself."""
        return Module(self.module, dict(self.args))
