"""How a network is trained, as data: no torch in here."""

from archspec.kind.choice import Choice, OneOf, Table
from archspec.recipe.binding import Binding, Ports, bind
from archspec.recipe.changes import Change, as_value, changes, recipe_of, with_changes
from archspec.recipe.check import problems
from archspec.recipe.data import Data
from archspec.recipe.datasets import DATASETS, DataFacts
from archspec.recipe.failure import RecipeFailure
from archspec.recipe.training import Recipe

__all__ = [
    "DATASETS",
    "Binding",
    "Change",
    "Choice",
    "Data",
    "DataFacts",
    "OneOf",
    "Ports",
    "Recipe",
    "RecipeFailure",
    "Table",
    "as_value",
    "bind",
    "changes",
    "problems",
    "recipe_of",
    "with_changes",
]
