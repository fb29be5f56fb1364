"""Axes split, reordered and joined by a pattern."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field, WithJsonSchema

from archspec.diagnostics import Problem
from archspec.kind import Layer, Module, Shapes, Window
from archspec.kind.fields import Count, Expects
from archspec.kind.lowering import permutation
from archspec.kind.unsized import as_multiples, needs_size
from archspec.shapes import Shape, open_names
from archspec.shapes.rearrange import (
    IndivisibleError,
    Pattern,
    PatternError,
    axis_sizes,
    grouped_sizes,
    parse_pattern,
)

PatternText: TypeAlias = Annotated[
    str,
    WithJsonSchema({"type": "string", "pattern": "->"}),
    Expects("a pattern such as `c h w -> (h w) c`"),
]
Sizes: TypeAlias = Annotated[
    Mapping[str, Count], Expects("a mapping from names of the pattern to whole numbers")
]


def _unfit(error: PatternError) -> Problem:
    notes = (error.note,) if error.note else ()
    return Problem("A407", f"the pattern {error}", ("pattern",), notes=notes)


class Rearrange(Layer):
    """The same numbers with their axes split, reordered and joined, as a pattern says.

    Each axis of the input has a name, without the batch; `(h p)` splits one or joins several, and
    `1` is an axis of one position. `sizes` gives what cannot be found from the input. Tokens of an
    image are `c h w -> (h w) c`, windows of it `c (h p) (w q) -> (h w) (p q) c`. The channels are
    where the input's went, unless `channels` names another axis (Rogozhnikov 2022, ICLR).
    """

    kind: ClassVar[str] = "rearrange"
    main: ClassVar[str | None] = "pattern"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    pattern: PatternText = Field(description="The axes before and after an arrow.")
    sizes: Sizes = Field({}, description="Sizes of names that the input leaves open.")
    channels: str | None = Field(
        None, description="The name whose axis counts channels; that of the input's where absent."
    )

    def unfit(self) -> Problem | None:
        """What is no pattern, and names that it does not have."""
        try:
            pattern = parse_pattern(self.pattern)
        except PatternError as error:
            return _unfit(error)
        known = f"the pattern names {', '.join(pattern.names)}"
        for name in self.sizes:
            if name not in pattern.names:
                message = f"`sizes` has `{name}`, which the pattern does not"
                return Problem("A407", message, ("sizes", name), notes=(known,))
        if self.channels is not None and self.channels not in pattern.names:
            message = f"`channels` is `{self.channels}`, which the pattern does not have"
            return Problem("A407", message, ("channels",), notes=(known,))
        return None

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape to another of as many elements."""
        shape, pattern = shapes[0], self._pattern
        if len(pattern.before) != len(shape.dims):
            have, need = len(pattern.before), len(shape.dims)
            axes = f"{have} {'axis' if have == 1 else 'axes'}"
            message = f"the pattern begins with {axes}, but the input has {need}"
            note = "the axis of the batch has no name here, and stays where it is"
            notes = (note,) if have == need + 1 else ()
            return Problem("A406", message, ("pattern",), f"receives {shape}", notes=notes)
        try:
            sizes = axis_sizes(pattern, shape.dims, self.sizes)
        except IndivisibleError as error:
            return self._indivisible(error, shape)
        except PatternError as error:
            return replace(_unfit(error), code="A408", label=f"receives {shape}")
        return Shape(grouped_sizes(pattern.after, sizes), self._channel_axis(shape))

    def _indivisible(self, error: IndivisibleError, shape: Shape) -> Problem:
        if names := open_names((error.size,)):
            fix = as_multiples(error.parts, names)
            what = f"parts of {error.parts} must divide"
            return needs_size(self.kind, (error.size,), what, fix, ("pattern",))
        label = f"receives {shape}"
        return Problem("A408", f"the pattern {error}", ("pattern",), label=label)

    def counting(self, axis: int) -> Mapping[str, Hashable]:
        """The last name of the axis, where it has one."""
        group = self._pattern.after[axis]
        return {"channels": group[-1]} if group else {}

    def window(self, shapes: Shapes) -> Window | None:
        """The position itself, or the patch whose positions become channels."""
        shape, pattern = shapes[0], self._pattern
        before, after = list(pattern.before), list(pattern.after)
        own, channels = before.pop(shape.channel_axis), after.pop(self._channel_axis(shape))
        if not {name for group in before for name in group}.intersection(channels):
            return None if before == after else Window(moved=True)
        kept = [tuple(name for name in group if name not in channels) for group in before]
        whole = any(group[: len(rest)] != rest for group, rest in zip(before, kept, strict=True))
        if whole or not set(own).issubset(channels):
            return Window(whole=True)
        sizes = axis_sizes(pattern, shape.dims, self.sizes)
        gone = tuple(g[len(rest) :] for g, rest in zip(before, kept, strict=True))
        patch = grouped_sizes(gone, sizes)
        return Window(patch, patch, moved=kept != after or any(len(rest) != 1 for rest in kept))

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class of archspec.nn; a permutation alone is one of these."""
        pattern = self._pattern
        joined = tuple(len(group) for group in pattern.after)
        order = (0, *(place + 1 for place in pattern.order))
        if all(len(group) == 1 for group in (*pattern.before, *pattern.after)):
            return permutation(order)
        split = tuple(tuple(self.sizes.get(n, -1) for n in group) for group in pattern.before)
        return Module("archspec.nn.Rearrange", {"split": split, "order": order, "joined": joined})

    @property
    def _pattern(self) -> Pattern:
        return parse_pattern(self.pattern)

    def _channel_axis(self, shape: Shape) -> int:
        """The axis that holds the name, or the last name of the input's channels."""
        pattern = self._pattern
        own = pattern.before[shape.channel_axis]
        name = self.channels or (own[-1] if own else None)
        return next((i for i, group in enumerate(pattern.after) if name in group), 0)
