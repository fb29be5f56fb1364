"""What tests and the examples in docstrings share: none leaves a kind or a rule behind."""

from collections.abc import Iterator

import pytest

from archspec import plugins
from archspec.kind import registry
from archspec.passes import advice
from archspec.recipe import data_plugins

collect_ignore = ["tests/plugin"]
"""It is installed by tests, and registers what it has when it is imported."""


@pytest.fixture(autouse=True)
def nothing_stays_registered() -> Iterator[None]:
    """Forgets what a test registered."""
    kinds, rules = registry.registered(), tuple(advice.registered())
    sets = data_plugins.registered()
    packages = plugins.allowed()
    yield
    for word in {*registry.registered()} - {*kinds}:
        registry.forget(word)
    for code in {*advice.registered()} - {*rules}:
        advice.forget(code)
    for name in {*data_plugins.registered()} - {*sets}:
        data_plugins.forget(name)
    for package in plugins.allowed() - packages:
        plugins.disallow(package)
    plugins.unload_files()
