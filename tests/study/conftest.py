"""A folder with two designs, in which the tests of studies work."""

from pathlib import Path

import pytest

from .designs import design


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    design("small", 4)
    design("wide", 64)
    return tmp_path
