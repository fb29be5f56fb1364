"""The export back end: a file that others run, compared with the network before it has its name."""

from archspec.backends.export.fold import fold
from archspec.backends.export.formats import FORMATS, Format, format_of
from archspec.backends.export.settle import settle
from archspec.backends.export.simpler import simplify
from archspec.backends.export.write import Exported, write_export

__all__ = [
    "FORMATS",
    "Exported",
    "Format",
    "fold",
    "format_of",
    "settle",
    "simplify",
    "write_export",
]
