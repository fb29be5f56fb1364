"""Several mistakes in one file are found at once, and nothing that follows from one of them."""

from itertools import islice

import pytest

from .planted import Planted, counted, planted

FILES = list(islice(planted(seed=5), 60))


@pytest.mark.parametrize("one", FILES, ids=range(len(FILES)))
def test_nothing_is_said_that_follows_from_another_mistake(one: Planted):
    assert one.found <= one.expected
    assert one.found


def test_most_mistakes_are_found_together():
    total = counted(150, seed=6)
    assert total["found"] > 0.75 * total["mistakes"]
    assert total["whole"] > 0.5 * total["files"]
