"""A run while it is trained: its epochs, and what it resumes from."""

from archspec.runner.session.session import BEST, LAST, STATE, Session

__all__ = ["BEST", "LAST", "STATE", "Session"]
