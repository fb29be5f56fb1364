"""Several mistakes in one file are found at once, and nothing that follows from one of them."""

from itertools import islice

from .planted import counted, planted


def test_nothing_is_said_that_follows_from_another_mistake():
    for one in islice(planted(seed=5), 60):
        assert one.found <= one.expected, one.text
        assert one.found, one.text


def test_most_mistakes_are_found_together():
    total = counted(150, seed=6)
    assert total["found"] > 0.75 * total["mistakes"]
    assert total["whole"] > 0.5 * total["files"]
