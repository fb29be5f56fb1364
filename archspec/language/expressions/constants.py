"""The words that expressions have for values."""

import math
from typing import Final

CONSTANTS: Final = {"true": True, "false": False, "null": None, "none": None}
"""Words that no parameter can be called by."""

NUMBERS: Final = {"pi": math.pi}
"""Words that mean a number where nothing in the file is called so."""
