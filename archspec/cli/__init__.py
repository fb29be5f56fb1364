"""The command line: a file a command, each loaded only when it is called."""

import os

from archspec.cli.later import import_later

# Pydantic would search every installed package for plug-ins of its own, in a tenth of a check's
# time; the commands use none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
import_later()

from archspec.cli.group import main  # noqa: E402  pydantic comes with it
from archspec.cli.process import start  # noqa: E402

__all__ = ["main", "start"]
