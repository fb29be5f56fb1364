"""The source back end: Python that imports torch alone, as a person would have written it."""

from archspec.backends.source.nameless import nameless
from archspec.backends.source.saving import save_source
from archspec.backends.source.write import write_source

__all__ = ["nameless", "save_source", "write_source"]
