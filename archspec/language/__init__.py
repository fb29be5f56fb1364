"""Tree to spec: what a file says, with parameters, expressions and blocks worked out."""

from archspec.language.document.given import Given
from archspec.language.document.library import OnlyBlocks
from archspec.language.document.model import Document, Expectation, Spec
from archspec.language.document.parameters import Overrides
from archspec.language.document.reader import read_spec
from archspec.language.document.recipe_file import OnlyRecipe, is_recipe
from archspec.language.document.study import is_study
from archspec.language.document.training import RECIPE, read_recipe, recipe_of_mapping
from archspec.language.fields.locate import locate, locate_in
from archspec.language.rewrite.resolved import resolved_text
from archspec.language.suggestions.axes import axes_out_of_order as suggested_axes

__all__ = [
    "RECIPE",
    "Document",
    "Expectation",
    "Given",
    "OnlyBlocks",
    "OnlyRecipe",
    "Overrides",
    "Spec",
    "is_recipe",
    "is_study",
    "locate",
    "locate_in",
    "read_recipe",
    "read_spec",
    "recipe_of_mapping",
    "resolved_text",
    "suggested_axes",
]
