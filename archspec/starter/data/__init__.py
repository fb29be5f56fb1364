"""Data of one's own, looked at before a first file is written for it.

`look.py` is the way in; `table.py`, `folder.py` and `arrays.py` say what each sort of data tells of
the network, and `found.py` is what they say.
"""

from archspec.starter.data.found import FAMILY, Found, check_fits
from archspec.starter.data.look import look

__all__ = ["FAMILY", "Found", "check_fits", "look"]
