"""The command line: a file a command, each loaded only when it is called."""

from archspec.cli.group import main

__all__ = ["main"]
