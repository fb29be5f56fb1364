"""Tests of source use the writer of random specs, and the hostile graphs of modules."""

import sys
from pathlib import Path

import pytest
import torch

TESTS = Path(__file__).parents[2]
sys.path += [str(TESTS / "fuzz"), str(TESTS / "backends")]


@pytest.fixture(autouse=True)
def _one_thread():
    """Equality to the bit needs sums in one order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
