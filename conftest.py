"""What tests and the examples in docstrings share: none leaves a kind or a rule behind."""

from collections.abc import Iterator

import pytest

from docs.make import apart

collect_ignore = ["tests/plugin"]
"""It is installed by tests, and registers what it has when it is imported."""


@pytest.fixture(autouse=True)
def nothing_stays_registered() -> Iterator[None]:
    """Forgets what a test registered."""
    with apart.nothing_stays_registered():
        yield
