"""Pictures that no network has: any frames, any lines that lead forward."""

from hypothesis import strategies as st

from archspec.backends.diagram.picture.picture import Box, Edge, Frame, Picture, Row


@st.composite
def pictures(draw, most=12):
    """Boxes in an order, frames around neighbours, and lines from earlier ones to later ones."""
    count = draw(st.integers(1, most))
    boxes = [draw_box(draw, i) for i in range(count)]
    items = tuple(grouped(draw, boxes, [0], 3))
    pairs = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(1, 4)), max_size=18))
    ends = dict.fromkeys((a, a + step) for a, step in pairs if a + step < count)
    if draw(st.booleans()):
        ends |= dict.fromkeys((i, i + 1) for i in range(count - 1))
    if draw(st.booleans()):
        far = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))))
        ends |= dict.fromkeys((min(pair), max(pair)) for pair in far if pair[0] != pair[1])
    shapes = {i: draw(st.sampled_from(["", "", "64×112×112"])) for i in range(count)}
    edges = tuple(Edge(f"n{a}", f"n{b}", shapes[a]) for a, b in ends)
    return Picture("random", ("3×8×8 → 2",), items, edges)


def draw_box(draw, i):
    """A circle, a merge, or one to three rows with longer and shorter texts."""
    form = draw(st.sampled_from(["symbol", "slim", "plain", "rows", "input"]))
    if form == "symbol":
        return Box(f"n{i}", (Row("add", family="merge", symbol="+", path=f"p{i}"),))
    if form == "slim":
        return Box(f"n{i}", (Row("concat", family="merge", slim=True, path=f"p{i}"),))
    if form == "input":
        return Box(f"n{i}", (Row("input 3×8×8"),), "input")
    title = "conv 3×3, 16" if form == "plain" else "rearrange (h a) (w b) c -> h w (b a c)"
    rows = [Row(title, "name · 448 params", "name", "convolution", f"p{i}", params=448)]
    rows += [Row("relu", family="activation", slim=True)] * draw(st.integers(0, 2))
    return Box(f"n{i}", tuple(rows))


def grouped(draw, items, names, depth):
    """The items, some neighbours of them in frames."""
    found, rest = [], list(items)
    while rest:
        size = draw(st.integers(1, len(rest)))
        if depth and draw(st.integers(0, 2)) == 0:
            names[0] += 1
            name = f"f{names[0]}"
            inner = tuple(grouped(draw, rest[:size], names, depth - 1))
            title = draw(st.sampled_from(["", "layer1", "a_rather_long_name_of_a_scope_0–11"]))
            count = draw(st.sampled_from([1, 1, 12]))
            found.append(Frame(name, title, "9,216 params", inner, count))
        else:
            found += rest[:size]
        rest = rest[size:]
    return found
