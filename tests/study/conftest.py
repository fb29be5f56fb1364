"""A folder with two designs, in which the tests of studies work."""

from pathlib import Path
from typing import TextIO

import pytest

from .designs import design


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    design("small", 4)
    design("wide", 64)
    return tmp_path


@pytest.fixture
def rendered() -> None:
    """For tests of the pictures themselves."""


@pytest.fixture(autouse=True)
def _unrendered(request, monkeypatch) -> None:
    """Pictures are laid out and not written, which would take longer than the trainings."""
    if "rendered" not in request.fixturenames:
        monkeypatch.setattr("matplotlib.figure.Figure.savefig", _blank)


def _blank(_figure, file: TextIO, **_how) -> None:
    file.write("<svg/>")
