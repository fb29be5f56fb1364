"""Golden texts: compared, or written anew where ARCHSPEC_WRITE_GOLDEN is set."""

import os
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden():
    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text + "\n", encoding="utf-8")
        assert text + "\n" == path.read_text(encoding="utf-8")

    return compare
