"""Binds the inputs and outputs of a network to the fields of a sample, before either exists."""

from archspec.recipe.binding.binding import Binding, Bound, bind
from archspec.recipe.binding.given import Given
from archspec.recipe.binding.ports import Ports
from archspec.recipe.binding.survey import Absent

__all__ = ["Absent", "Binding", "Bound", "Given", "Ports", "bind"]
