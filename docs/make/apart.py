"""Examples register kinds, rules and data sets: what one page brings along is none of the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from archspec import plugins
from archspec.kind import registry
from archspec.passes import advice
from archspec.recipe import data_plugins


@contextmanager
def nothing_stays_registered() -> Iterator[None]:
    """Forgets afterwards what was registered meanwhile."""
    kinds, rules = registry.registered(), tuple(advice.registered())
    sets = data_plugins.registered()
    packages = plugins.allowed()
    try:
        yield
    finally:
        for word in {*registry.registered()} - {*kinds}:
            registry.forget(word)
        for code in {*advice.registered()} - {*rules}:
            advice.forget(code)
        for name in {*data_plugins.registered()} - {*sets}:
            data_plugins.forget(name)
        for package in plugins.allowed() - packages:
            plugins.disallow(package)
        plugins.unload_files()
