"""`importlib.metadata`, imported when something of it is used.

Pydantic takes one function of it, which looks for plug-ins of pydantic's own; the commands switch
these off, and the function is never called. The module brings half of `email`, archives, sockets
and hashes, a twentieth of a check's time.
"""

import importlib
import sys
from types import ModuleType
from typing import Any, Final

NAME: Final = "importlib.metadata"


class Later(ModuleType):
    """Stands for the module until it is needed; an import looks at its path first."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = [f"{folder}/metadata" for folder in importlib.__path__]

    @staticmethod
    def entry_points(**wanted: Any) -> Any:
        """What installed packages offer."""
        return _loaded().entry_points(**wanted)

    def __getattr__(self, name: str) -> Any:
        return getattr(_loaded(), name)


def import_later() -> None:
    """Puts it off, unless somebody has imported it."""
    if NAME not in sys.modules:
        sys.modules[NAME] = later = Later(NAME)
        vars(importlib)["metadata"] = later


def _loaded() -> ModuleType:
    if isinstance(sys.modules.get(NAME), Later):
        del sys.modules[NAME]
    return importlib.import_module(NAME)
