"""Tree to spec: what a file says, with parameters, expressions and blocks worked out."""

from archspec.spec.document import read_spec
from archspec.spec.library import OnlyBlocks
from archspec.spec.locate import locate, locate_in
from archspec.spec.model import Document, Expectation, Input, Spec
from archspec.spec.parameters import Overrides
from archspec.spec.renaming import bad_name, with_renaming
from archspec.spec.resolved import resolved_text
from archspec.spec.training import read_recipe

__all__ = [
    "Document",
    "Expectation",
    "Input",
    "OnlyBlocks",
    "Overrides",
    "Spec",
    "bad_name",
    "locate",
    "locate_in",
    "read_recipe",
    "read_spec",
    "resolved_text",
    "with_renaming",
]
