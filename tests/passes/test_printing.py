"""The graph as text, for three specs."""

import os
from pathlib import Path

import pytest

from archspec.catalog import shipped
from archspec.compiler import compile_file
from archspec.graph import print_graph

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["net", "shortcuts", "unet_small"])
def test_the_text_of(name):
    text = print_graph(compile_file(shipped()[name])[1])
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
