"""A run while it is trained: its epochs, and what it resumes from."""

from archspec.runner.session.session import BEST, LAST, Session
from archspec.runner.session.state import STATE, Standing

__all__ = ["BEST", "LAST", "STATE", "Session", "Standing"]
