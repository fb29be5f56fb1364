"""Every example of the language reference compiles, and every construct has one."""

import re
from typing import get_args

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.kind import Reweighted, kinds
from archspec.kind.fields import ShortcutMode
from archspec.kind.initializers import INITIALIZERS
from archspec.language import Document
from archspec.language.document.expectations import FIGURES
from archspec.language.expressions.bounds import MAX_STEPS, MAX_TEXT
from archspec.language.expressions.functions import FUNCTIONS
from archspec.language.fields.expected import fields_of
from archspec.language.walk.limits import MAX_CALLS, MAX_INCLUDED, MAX_LAYERS, MAX_NESTED
from archspec.syntax.limits import MAX_BYTES, MAX_DEPTH
from docs.make.made import read

REFERENCE = read("docs/language.md")
YAML = re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)
INCLUDED = {text.split()[1]: text for text in YAML if text.startswith("# ")}
COMMON = fields_of(Reweighted)
EXAMPLES = [text for text in YAML if text not in INCLUDED.values()]


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.splitlines()[-1].strip()[:40])
def test_the_example_compiles(text, tmp_path):
    for name, included in INCLUDED.items():
        (tmp_path / name).write_text(included, encoding="utf-8")
    _, graph = compile_source(Source("example.yaml", text, tmp_path / "example.yaml"))
    assert graph.nodes


@pytest.mark.parametrize("field", Document.model_fields)
def test_every_field_of_a_file_is_described_and_used(field):
    assert f"`{field}`" in REFERENCE
    used = any(re.search(rf"^{field}:", text, re.MULTILINE) for text in EXAMPLES)
    assert used or field in ("name", "about")


@pytest.mark.parametrize("kind", [k for k, cls in kinds().items() if cls.family == "container"])
def test_every_container_is_described_and_used(kind):
    assert f"`{kind}`" in REFERENCE
    assert any(f"- {kind}:" in text for text in EXAMPLES)


@pytest.mark.parametrize("word", [*INITIALIZERS, *FIGURES, *get_args(ShortcutMode), *COMMON])
def test_every_word_is_named(word):
    assert f"`{word}`" in REFERENCE


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_described(function):
    assert f"`{function}(" in REFERENCE


@pytest.mark.parametrize("heading", re.findall(r"\]\(#([\w-]+)\)", REFERENCE))
def test_a_link_within_the_page_leads_somewhere(heading):
    titles = re.findall(r"^##+ (.*)$", REFERENCE, re.MULTILINE)
    assert heading in [re.sub(r"[^\w -]", "", t).lower().replace(" ", "-") for t in titles]


def test_the_limits_are_the_real_ones():
    limits = REFERENCE.split("## Limits")[1].split("## ")[0]
    for number in (MAX_LAYERS, MAX_NESTED, MAX_CALLS, MAX_INCLUDED, MAX_DEPTH, MAX_TEXT, MAX_STEPS):
        assert f"{number:,}" in limits
    assert f"{MAX_BYTES // 2**20} MiB" in limits
