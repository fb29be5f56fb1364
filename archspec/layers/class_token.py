"""Learnt tokens before those of the input."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Function, Parameter, Shapes, Takes, Weighted, Window
from archspec.kind.fields import Count
from archspec.kind.tokens import not_a_sequence
from archspec.shapes import Shape


class ClassToken(Weighted):
    """Sets learnt tokens before those of the input; they gather what a classifier reads.

    The tensor is a parameter of the scope, under the layer's own name. It begins at zero
    (Devlin et al. 2019, arXiv:1810.04805; Dosovitskiy et al. 2021, arXiv:2010.11929).
    """

    kind: ClassVar[str] = "class_token"
    main: ClassVar[str | None] = "tokens"
    family: ClassVar[str] = "attention"
    takes: ClassVar[Takes] = "any"

    tokens: Count = Field(1, description="How many.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """N×C to (tokens + N)×C."""
        shape = shapes[0]
        if found := not_a_sequence(self.kind, shape):
            return found
        return Shape((self.tokens + shape.dims[0], shape.channels), 1)

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (1, tokens, C)."""
        return {"weight": (1, self.tokens, shapes[0].channels)}

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """The token itself, behind those of its own."""
        return Window(moved=True)

    def lower(self, shapes: Shapes) -> Parameter:
        """A tensor of the scope, put in front."""
        shape = self.parameters(shapes)["weight"]
        return Parameter("archspec.nn.functional.prepend", shape, Function("torch.nn.init.zeros_"))
