"""A first file for somebody who has none: a network of a family, fitted to sizes, with its recipe.

`request.py` says what may be asked for, `data/` looks at data that is there, `families/` has the
networks, `recipes.py` what they are trained on, and `compose.py` puts a file together, in the form
in which `fmt` leaves it.
"""

from archspec.starter.compose import starter
from archspec.starter.families import FAMILIES, family_for
from archspec.starter.request import Request, Unfit, Wanted

__all__ = ["FAMILIES", "Request", "Unfit", "Wanted", "family_for", "starter"]
