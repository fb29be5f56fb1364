"""The kinds of fields that a sample may have, a file for each."""

from archspec.kind.choice import OneOf
from archspec.recipe.fields.array import Array
from archspec.recipe.fields.category import Category
from archspec.recipe.fields.field import SampleField, Sizes
from archspec.recipe.fields.image import Image
from archspec.recipe.fields.label import Class
from archspec.recipe.fields.labels import Classes
from archspec.recipe.fields.mask import Mask
from archspec.recipe.fields.number import Number
from archspec.recipe.fields.numbers import Numbers
from archspec.recipe.fields.tokens import Tokens
from archspec.recipe.fields.window import Window

__all__ = [
    "FIELDS",
    "KINDS",
    "Array",
    "Category",
    "Class",
    "Classes",
    "Image",
    "Mask",
    "Number",
    "Numbers",
    "SampleField",
    "Sizes",
    "Tokens",
    "Window",
]

KINDS = (Image, Mask, Number, Numbers, Class, Classes, Category, Tokens, Array, Window)
FIELDS = OneOf(KINDS)
