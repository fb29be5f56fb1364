"""The source back end: Python that imports torch alone, as a person would have written it."""

from archspec.backends.source.write import write_source

__all__ = ["write_source"]
