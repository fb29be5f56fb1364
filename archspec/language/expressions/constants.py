"""The words that expressions have for values."""

from typing import Final

CONSTANTS: Final = {"true": True, "false": False, "null": None, "none": None}
