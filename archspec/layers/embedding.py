"""Learnt vectors for whole numbers."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.kind import Module, Reweighted, Shapes, Takes, Window
from archspec.kind.fields import Count, Width
from archspec.shapes import Shape


class Embedding(Reweighted):
    """Looks up a learnt vector for each number of its input, such as the words of a text.

    The numbers are whole, from 0 to `vocabulary` - 1: an input `[128]` of 128 words becomes 128
    tokens of `width` channels.
    """

    kind: ClassVar[str] = "embedding"
    main: ClassVar[str | None] = "width"
    family: ClassVar[str] = "attention"
    takes: ClassVar[Takes] = "whole"

    width: Width = Field(description="Channels of each vector.")
    vocabulary: Count = Field(description="How many vectors there are.")

    @property
    def looks_up(self) -> int:
        """The vocabulary."""
        return self.vocabulary

    def infer(self, shapes: Shapes) -> Shape:
        """Any sizes to sizes×width."""
        dims = shapes[0].dims
        return Shape((*dims, self.width), len(dims))

    def plain(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:  # noqa: ARG002
        """`weight` (vocabulary, width)."""
        return {"weight": (self.vocabulary, self.width)}

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """The number that it looks up."""
        return Window(moved=True)

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The embedding of torch, which takes whole numbers of any type."""
        args = {"num_embeddings": self.vocabulary, "embedding_dim": self.width}
        return self.reweighted(Module("archspec.nn.Embedding", args))
