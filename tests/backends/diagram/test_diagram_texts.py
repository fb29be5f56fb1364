"""The texts of a few diagrams, as files. `ARCHSPEC_WRITE_GOLDEN=1` writes them anew."""

import os
from pathlib import Path

import pytest
from drawn_networks import compile_text, compiled

from archspec.backends.diagram import to_dot, to_mermaid

GOLDEN = Path(__file__).parent / "golden"
FORMS = {"dot": to_dot, "mmd": to_mermaid}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["plain", "deep_residual", "branches", "unet"])
def test_the_text_is_the_one_that_was_looked_at(name, form):
    text = FORMS[form](compiled(name))
    file = GOLDEN / f"{name}.{form}"
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        file.write_text(text)
    assert text == file.read_text()


@pytest.mark.parametrize(
    ("form", "apart"), [("dot", "\u2068שלום\u2069"), ("mmd", "#8296;שלום#8297;")]
)
def test_a_count_stays_behind_a_name_from_right_to_left(form, apart):
    graph = compile_text("input: [8]\nlayers: [linear: {name: שלום, width: 8}]")
    assert f"{apart} · 72 params" in FORMS[form](graph)
