"""Fills a module with weights that somebody else has trained, and says what fitted."""

from archspec.weights.aliases import first_names
from archspec.weights.files import Shapes, read_header, read_safetensors
from archspec.weights.load import load_weights
from archspec.weights.published import locate
from archspec.weights.report import LoadReport

__all__ = [
    "LoadReport",
    "Shapes",
    "first_names",
    "load_weights",
    "locate",
    "read_header",
    "read_safetensors",
]
