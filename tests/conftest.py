"""What all tests share: one torch thread for stable figures, and the mark for slow ones."""

import pytest

FORKING = ("tests/runner/", "tests/study/")
"""Where tests fork; `make forks` looks for them in these folders alone."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--slow` runs what takes minutes."""
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_configure(config: pytest.Config) -> None:
    """Declares the mark."""
    config.addinivalue_line("markers", "slow: takes minutes; run by `make test-all`")
    words = "forks: forks processes, which torch allows only while it has no threads of its own"
    config.addinivalue_line("markers", words)
    config.addinivalue_line("markers", "cuda: needs a GPU, and is skipped without one")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves slow tests out unless they are asked for; those that fork come first.

    The first gradient that a process computes starts threads in torch, after which no process that
    is forked from it can compute any.
    """
    for item in items:
        if item.get_closest_marker("forks") and not item.nodeid.startswith(FORKING):
            fact = f"{item.nodeid} forks: FORKING, and FORKS of the Makefile, get its folder"
            raise pytest.UsageError(fact)
    items.sort(key=lambda item: item.get_closest_marker("forks") is None)
    if not config.getoption("--slow"):
        skip = pytest.mark.skip(reason="slow: run with --slow")
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours from the environment in any output."""
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def no_curves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures take longer than the trainings of tests, and have tests of their own."""
    monkeypatch.setattr("archspec.runner.session.session.draw_curves", lambda *_: "<svg/>")
