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
from archspec.runner.session.state import STATE, Standing, packed_standing
from archspec.runner.session.weights import BEST, LAST

__all__ = [
    "BEST",
    "LAST",
    "STATE",
    "FirstFree",
    "Session",
    "Standing",
    "check_unused",
    "held",
    "new_folder",
    "packed_standing",
    "trained_by",
    "write_first",
]
