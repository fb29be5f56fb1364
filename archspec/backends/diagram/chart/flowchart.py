"""A picture as a flow chart: each box and frame about the axis, from the innermost outward."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archspec.backends.diagram.chart.block import Area, Block, Port, Spot
from archspec.backends.diagram.chart.cards import Card, frame_card, row_card
from archspec.backends.diagram.chart.chain import Chain, Needs
from archspec.backends.diagram.chart.lanes import Lane, Stop, lead
from archspec.backends.diagram.chart.levels import End, Level, Levels, levels
from archspec.backends.diagram.chart.look import (
    CIRCLE,
    LABEL,
    LABELLED,
    NARROWEST,
    PAD,
    ROW_GAP,
    STACK,
    WIDEST,
    Look,
)
from archspec.backends.diagram.chart.order import in_order, stretch_of
from archspec.backends.diagram.picture.picture import Box, Frame, Picture
from archspec.backends.diagram.scene.metrics import text_width

NARROWEST_CARD = 46.0
"""Of a box in a chart that runs to the right."""


@dataclass(slots=True)
class Flowchart:
    """Lays out the items of a picture, each once.

    Args:
        picture: what is drawn.
        look: how.
    """

    picture: Picture
    look: Look
    levels: Levels = field(init=False)
    width: float = field(init=False)
    sided: frozenset[str] = field(init=False)
    blocks: dict[str, Block] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.levels = in_order(levels(self.picture))
        self.width = self._common_width()
        several = {box for box, count in self.levels.counts.items() if count > 1}
        ends = [end for level in self.levels.of.values() for lane in level.lanes for end in lane]
        self.sided = frozenset(several.union(end.of for end in ends if end.kind == "side"))

    def whole(self) -> Block:
        """The chart on one axis."""
        return self.inside("")

    def inside(self, frame: str) -> Block:
        """What stands in a frame, or in the picture, with all its lanes."""
        level = self.levels.of[frame]
        return self.part(level, range(len(level.items)), level.starts, level.ends)

    def part(
        self,
        level: Level,
        items: Sequence[int],
        starts: Collection[int],
        ends: Collection[int],
        stretched: Mapping[int, float] | None = None,
        opens: Collection[End] = (),
    ) -> Block:
        """Some neighbouring items of a level, with the lanes between them.

        Args:
            level: that they are of.
            items: their numbers.
            starts: those that take what comes in on the axis.
            ends: those that give what goes on.
            stretched: what is added to the gap above an item.
            opens: ends of lanes beside those that lead out of the level.
        """
        lanes = {lane: None for lane in level.lanes if lane[1].item in items}
        needed = [*level.opens, *opens, *(end for lane in lanes for end in lane)]
        stretch = stretch_of(level, items, starts, ends, needed)
        chain = Chain(self, level, _needs(needed), stretch, stretched=stretched or {})
        block = chain.build()
        outer = [end.port for end in (*level.opens, *opens) if end.kind in ("below", "out")]
        leaving = {block.ports[port] for port in outer if port in block.ports}
        lead(block, [*chain.lanes(), *_lanes(lanes, block.ports)], chain.skyline, leaving)
        return block

    def block(self, level: Level, item: int) -> Block:
        """An item, laid out."""
        one = level.items[item]
        if one.id not in self.blocks:
            self.blocks[one.id] = self._box(one) if isinstance(one, Box) else self._frame(one)
        return self.blocks[one.id]

    def _common_width(self) -> float:
        """Wide enough for most boxes; a longer text widens its own, or takes more lines."""
        rows = [row for box in self.picture.boxes if not box.symbol for row in box.rows]
        if self.look.across:
            return NARROWEST_CARD
        widest = max((row_card(row, self.look).width for row in rows), default=0)
        return min(max(widest, NARROWEST), WIDEST)

    def _box(self, box: Box) -> Block:
        """A box of rows, or a circle."""
        cards = [row_card(row, self.look) for row in box.rows]
        width, height = _size(cards, self.width) if not box.symbol else (CIRCLE, CIRCLE)
        shape = self.levels.shapes.get(box.id, "") if self.look.shapes else ""
        if self.look.across:
            return self._captioned(box, width, height, shape)
        block = Block(-width / 2, width / 2, height, arrow=True, leave=height, tail=shape)
        block.marks.append(Area(-width / 2, 0, width, height, box))
        middle = height / 2 if box.symbol else cards[0].height / 2
        self._offer_side(block, box, (width / 2, middle))
        return block

    def _captioned(self, box: Box, width: float, height: float, shape: str) -> Block:
        """A box in a chart that runs to the right, with the shape of its value below it.

        The shape stands above what lines reach from below.
        """
        caption = text_width(shape, LABEL)
        length = max(width, caption)
        begin = (length - width) / 2
        block = Block(-height / 2, height / 2, length, enter=begin, arrow=True)
        block.leave = begin + width
        block.marks.append(Area(-height / 2, begin, height, width, box))
        if shape:
            above = box.id in self.sided
            cross = -height / 2 - LABELLED if above else height / 2 + 2
            block.label(shape, cross, (length - caption) / 2, LABELLED - 2, caption)
        self._offer_side(block, box, (height / 2, length / 2))
        return block

    def _offer_side(self, block: Block, box: Box, spot: Spot) -> None:
        if box.id in self.sided:
            block.ports["side", box.id] = spot

    def _frame(self, frame: Frame) -> Block:
        return self.framed(frame, self.inside(frame.id))

    def framed(self, frame: Frame, inner: Block) -> Block:
        """A line around a block, with the title where no line passes it."""
        card = frame_card(frame, self.look)
        stack = STACK if frame.count > 1 else 0
        block = self._framed_across(inner, card) if self.look.across else self._framed(inner, card)
        place = STACK if stack and self.look.way == "up" else 0
        outer = Block(block.left, block.right + stack, block.length + stack)
        area = Area(block.left, place, block.right - block.left, block.length, frame)
        outer.marks.append(area)
        outer.put(block, 0, place)
        outer.enter, outer.arrow = place + block.enter, inner.arrow
        outer.leave, outer.tail = place + block.leave, inner.tail
        wanted = {end.port for end in self.levels.of[frame.id].opens}
        outer.ports = {port: spot for port, spot in outer.ports.items() if port in wanted}
        return outer

    def _framed(self, inner: Block, card: Card) -> Block:
        """The title left of the axis, at the upper end."""
        title = card.height + 8 if card.lines else PAD + 2
        above, below = (PAD, title) if self.look.way == "up" else (title, PAD)
        left = min(inner.left - PAD, -(card.width + 16) if card.lines else 0)
        return _padded(inner, left, inner.right + PAD, above, below)

    def _framed_across(self, inner: Block, card: Card) -> Block:
        """The title above everything."""
        pad = max(PAD + 2, (card.width + 14 - inner.length) / 2)
        left = inner.left - PAD - card.height + (2 if card.lines else 0)
        return _padded(inner, left, inner.right + PAD, pad, pad)


def _padded(inner: Block, left: float, right: float, above: float, below: float) -> Block:
    """A block with room around it."""
    block = Block(left, right, above + inner.length + below)
    block.put(inner, 0, above)
    block.enter, block.leave = above + inner.enter, above + inner.leave
    return block


def _size(cards: list[Card], least: float) -> tuple[float, float]:
    """The width and the height of rows below each other."""
    width = max([least, *(card.width for card in cards)])
    return width, sum(card.height for card in cards) + ROW_GAP * (len(cards) - 1)


def _needs(ends: list[End]) -> Needs:
    return Needs(
        below={end.item: end.port for end in ends if end.kind == "below"},
        above={end.item: end.port for end in ends if end.kind == "above"},
        open=frozenset(end.item for end in ends),
    )


def _lanes(pairs: Iterable[tuple[End, End]], ports: Mapping[Port, Spot]) -> Iterator[Lane]:
    """Lanes, one for all that take a value."""
    heads: dict[End, list[End]] = {}
    for begin, end in pairs:
        heads.setdefault(begin, []).append(end)
    for begin, ends in heads.items():
        stops = tuple(Stop(ports[end.port], end.kind == "side") for end in ends)
        yield Lane((ports[begin.port],), stops)
