"""Which samples are held back: the last in an order, and whole groups."""

import time

import pytest

from archspec.recipe import Data, RecipeFailure
from archspec.runner.sources.dividing import divide_raw
from archspec.runner.sources.raw import Raw, Source

FIELDS = {"x": {"numbers": ("t",)}}


def divided(texts, **words):
    data = Data(table="t.csv", fields=FIELDS, **words)
    return divide_raw(Source({"train": Raw({"t": tuple(texts)}, len(texts))}), data)


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        (("9", "10", "2", "1e1", "-3"), ("10", "1e1")),
        # As floats, these two are one number.
        (("9007199254740993", "9007199254740992", "1", "2", "3"), None),
        (("2024-10-01", "2023-12-31", "2024-09-30", "2024-01-01", "2022-01-01"), None),
    ],
)
def test_the_last_by_number_or_else_by_text_are_held_back(texts, last):
    parts = divided(texts, order="t", val=0.4)
    largest = sorted(texts, key=int if texts[0].isdigit() and not last else None)[-2:]
    assert parts["val"].columns["t"] == (last or tuple(largest))


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ("", "in sample 3, `t` is empty, and says no place in the order"),
        ("NaN", "in sample 3, `t` is empty, and says no place in the order"),
        ("inf", "in sample 3, `t` is `inf`, and no finite number"),
        ("later", "in sample 3, `t` is `later`, and no finite number"),
    ],
)
def test_one_odd_value_does_not_order_numbers_as_text(odd, said):
    with pytest.raises(RecipeFailure) as caught:
        divided(("9", "10", odd, "2"), order="t", val=0.25)
    (found,) = caught.value.problems
    assert (found.code, found.message, found.field) == ("A624", said, ("data", "order"))


def test_a_hundred_thousand_groups_stay_whole_and_take_no_time():
    texts = tuple(str(row // 2) for row in range(200_000))
    begun = time.process_time()
    parts = divided(texts, group="t", val=0.2)
    # Where each group is looked for among all rows, this takes minutes.
    assert time.process_time() - begun < 10
    train, val = (set(parts[part].columns["t"]) for part in ("train", "val"))
    assert not train & val
    assert parts["val"].count == 40_000
