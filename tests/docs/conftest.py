"""Pages of docs/: compared, or written anew where ARCHSPEC_WRITE_GOLDEN is set."""

import os
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def document():
    def compare(name: str, text: str) -> None:
        path = DOCS / name
        if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"docs/{name} is out of date: `make docs`"

    return compare
