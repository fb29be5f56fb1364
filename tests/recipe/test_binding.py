"""Which fields the inputs and outputs of a network take, and what is said where none fits."""

from pathlib import Path

import pytest

from archspec.compiler import advise, compile_source
from archspec.diagnostics import Diagnostic, Source
from archspec.passes.recipe import binding_of

from .twelve import TASKS, make_files


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> Path:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compiled(text: str):
    return compile_source(Source("task.yaml", "archspec: 1\n" + text.lstrip()))


@pytest.mark.parametrize("text", TASKS.values(), ids=TASKS)
def test_twelve_tasks_are_said_and_nothing_is_wrong_with_them(files, text):
    spec, graph = compiled(text)
    assert [shown(one) for one in advise(spec, graph)] == []
    assert spec.recipe is not None


def shown(found: Diagnostic) -> str:
    """The code, the first line and what is underlined."""
    span = found.span
    line = span.source.lines[span.line - 1] if span else ""
    under = line[span.column - 1 : span.end_column - 1] if span else ""
    return f"{found.code} {found.message} @ {under}"


BOUND = {
    "2, 3 two inputs and two outputs": (
        {"photo": "photo", "facts": "facts"},
        {"price": "price", "kind": "kind"},
    ),
    "4 segmentation": ({"input": "image"}, {"output": "mask"}),
    "5 dense regression": ({"input": "image"}, {"output": "depth"}),
    "6 several labels": ({"input": "poster"}, {"output": "genres"}),
    "7 a table with categories": ({"numbers": "numbers", "city": "city"}, {"output": "sold"}),
    "9 a series": ({"input": "past"}, {"output": "next"}),
    "10 a denoising autoencoder": ({"input": "noisy"}, {"output": "image"}),
    "11 pairs": ({"left": "first", "right": "second"}, {"score": "same"}),
    "12 several views": ({"left": "view_1", "right": "view_2"}, {"left_code": None}),
}


@pytest.mark.parametrize("task", BOUND)
def test_each_input_and_output_takes_the_field_that_is_meant(files, task):
    spec, graph = compiled(TASKS[task])
    found = binding_of(graph, spec.recipe)
    inputs, targets = BOUND[task]
    assert dict(found.inputs) == inputs
    assert {name: one.field for name, one in found.targets.items()} == targets
