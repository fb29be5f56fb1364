"""Open sizes, against the whole numbers that they stand for."""

import operator
from math import ceil

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archspec.language.document.open_sizes import read_size
from archspec.shapes import Size, adaptive_extent, extent, open_names, rescale, slide, solve, spread
from archspec.shapes.size import at

H, W = Size.named("H"), Size.named("W")
VALUES = [{"H": h, "W": w} for h in (*range(1, 26), 97, 128, 1023) for w in (1, 2, 7, 64, 225)]
OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.floordiv,
    "%": operator.mod,
}
small = st.integers(1, 6)
sizes = st.recursive(
    st.sampled_from([H, W, 1, 2, 3, -5, 16]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*"), inner, inner),
        st.tuples(st.sampled_from("/%"), inner, st.integers(1, 12)),
    ),
    max_leaves=6,
)


def value(tree, names):
    """The value of a tree of operations, with names as whatever stands for them."""
    if not isinstance(tree, tuple):
        return at(tree, names)
    sign, left, right = tree
    a, b = value(left, names), value(right, names)
    return OPERATORS[sign](a, b)


@given(tree=sizes)
def test_it_is_worth_what_its_names_make_of_it(tree):
    size = value(tree, {})
    for names in VALUES[::7]:
        assert at(size, names) == value(tree, names)


@given(one=sizes, other=sizes)
def test_equal_sizes_are_equal_everywhere_and_alike_in_text(one, other):
    a, b = value(one, {}), value(other, {})
    if a == b:
        assert hash(a) == hash(b)
        assert str(a) == str(b)
        assert all(at(a, names) == at(b, names) for names in VALUES[::3])


@given(tree=sizes)
def test_its_expression_reads_as_itself(tree):
    size = value(tree, {})
    assume(isinstance(size, Size) and len(size.expression) <= 100)
    assume(not size.expression.startswith("-"))
    assert read_size(size.expression) == size


@given(tree=sizes, k=small, m=small, a=st.integers(1, 20), c=st.integers(-20, 20))
def test_floors_join(tree, k, m, a, c):
    size = a * H + c
    assert size // k // m == size // (k * m)
    assert value(tree, {}) * k // k == value(tree, {})


@given(kernel=small, stride=small, padding=st.integers(0, 5), dilation=small, ceil=st.booleans())
def test_a_window_slides_over_it_as_over_numbers(kernel, stride, padding, dilation, ceil):
    assume(padding <= extent(kernel, dilation) // 2)
    open_one = slide(H, kernel, stride, padding, dilation, ceil=ceil)
    for h in range(1, 60):
        assert open_one.at({"H": h}) == slide(h, kernel, stride, padding, dilation, ceil=ceil)


@given(kernel=small, stride=small, padding=st.integers(0, 3), size=st.integers(1, 40))
def test_it_spreads_as_numbers_do(kernel, stride, padding, size):
    assert spread(H, kernel, stride, padding, 0, 1).at({"H": size}) == spread(
        size, kernel, stride, padding, 0, 1
    )


@given(scale=st.sampled_from([1, 2, 3, 0.5, 1.5, 0.25, 0.375]), size=st.integers(1, 500))
def test_it_is_rescaled_as_numbers_are(scale, size):
    assert at(rescale(H, scale), {"H": size}) == rescale(size, scale) == int(size * scale)


@settings(max_examples=30)
@given(layers=st.lists(st.tuples(small, small, st.integers(0, 2)), min_size=1, max_size=4))
def test_layers_on_top_of_each_other_are_one_floor(layers):
    open_one, each = H, {h: h for h in range(200, 260)}
    for kernel, stride, padding in layers:
        open_one = slide(open_one, kernel, stride, padding)
        each = {h: slide(size, kernel, stride, padding) for h, size in each.items()}
    assert {h: open_one.at({"H": h}) for h in each} == each
    assert str(open_one).count("⌊") + str(open_one).count("⌈") <= 1


def test_a_number_is_what_is_left_of_no_name():
    assert type(H - H + 3) is type(H * 0) is type((4 * H) // (2 * H)) is int
    assert (16 * H) % 16 == 0
    assert H * W // H == W


def test_what_rounds_down_is_not_what_it_was():
    assert H // 2 * 2 != H
    assert (H // 2 * 2).at({"H": 16 * H}) == 16 * H
    assert H != "H"


@pytest.mark.parametrize(
    ("size", "text", "number", "expression"),
    [
        (H // 4, "⌊H/4⌋", "⌊H/4⌋", "H//4"),
        (-(-H // 4), "⌈H/4⌉", "⌈H/4⌉", "(H + 3)//4"),
        (2 * H + 1, "(2·H + 1)", "2·H + 1", "2*H + 1"),
        (1728 * H * W, "1728·H·W", "1,728·H·W", "1728*H*W"),
        (H * H - 1000, "(H² - 1000)", "H² - 1,000", "H*H - 1000"),
        (64 * (H // 4) * (W // 4), "64·⌊H/4⌋·⌊W/4⌋", "64·⌊H/4⌋·⌊W/4⌋", "64*(H//4)*(W//4)"),
        ((H + 1) // 4, "⌊(H+1)/4⌋", "⌊(H+1)/4⌋", "(H + 1)//4"),
        (-H, "(-H)", "-H", "-H"),
        (-(H // 2), "(-⌊H/2⌋)", "-⌊H/2⌋", "-(H//2)"),
        (H // W, "⌊H/W⌋", "⌊H/W⌋", "H//W"),
        (5 // H, "⌊5/H⌋", "⌊5/H⌋", "5//H"),
    ],
)
def test_it_is_written(size, text, number, expression):
    assert (str(size), f"{size:,}", size.expression) == (text, number, expression)
    assert repr(size) == f"Size({expression})"
    assert f"{size:>20}" == text.rjust(20)


def test_an_order_is_that_of_large_sizes():
    assert 1000 < H < 2 * H <= H * H
    assert max(3, H // 100) == H // 100
    assert min(H, 7) == 7
    assert not H < 5
    assert ceil(H / (H // 2)) == ceil(H / -(-H // 2)) == 2
    assert 1 / H < 1e-9


def test_a_divisor_may_be_open():
    assert (10 % W).at({"W": 4}) == 2
    assert ((H + 1) // W).at({"H": 9, "W": 5}) == 2
    assert (H // -3).at({"H": 10}) == 10 // -3
    with pytest.raises(ZeroDivisionError):
        _ = H // 0


@given(a=st.integers(1, 9), c=st.integers(-3, 3), k=small, h=st.integers(5, 500))
def test_it_is_solved_where_some_value_makes_it_so(a, c, k, h):
    size = (a * H + c) // k
    found = solve((3, size), (3, size.at({"H": h})))
    assert found is not None
    assert size.at(found) == size.at({"H": h})
    assert solve((2 * H,), (2 * h + 1,)) is None
    assert solve((H, H), (h, h + 1)) is None
    assert solve((H * W,), (h,)) == {}


def test_names_are_listed_once():
    assert open_names((H // 2 * W, 3, W, H % W)) == ("H", "W")
    assert (H // 2 * 2 - H // 8 // 2).multiple == 16
    assert adaptive_extent(8, 4) == 2
