"""A run while it is trained: its folder, its epochs, and what it resumes from."""

from archspec.runner.session.folder import (
    FirstFree,
    check_unused,
    held,
    new_folder,
    trained_by,
    write_first,
)
from archspec.runner.session.session import Session
from archspec.runner.session.state import Standing, snapshot_of

__all__ = [
    "FirstFree",
    "Session",
    "Standing",
    "check_unused",
    "held",
    "new_folder",
    "snapshot_of",
    "trained_by",
    "write_first",
]
