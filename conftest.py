"""What tests and the examples in docstrings share: none leaves a kind or a rule behind."""

import gc
from collections.abc import Generator, Iterator

import pytest

from docs.make import apart

collect_ignore = ["tests/plugin"]
"""It is installed by tests, and registers what it has when it is imported."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Looks for no garbage among the tests that are found: all of them stay to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def nothing_stays_registered() -> Iterator[None]:
    """Forgets what a test registered."""
    with apart.nothing_stays_registered():
        yield
