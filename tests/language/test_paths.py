"""Paths of branches that are there only where a condition holds."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source

TEXT = """archspec: 1
params: {{whole: true}}
input: [8, 4, 4]
layers:
  - branches:
      merge: add
      paths:
{paths}
"""
LISTED = """        - [{conv: {width: 8, kernel: 1}}]
        - {when: $whole, layers: [batchnorm]}"""
NAMED = """        a: [{conv: {width: 8, kernel: 1}}]
        b: {when: $whole, layers: [batchnorm]}"""


def paths_of(paths, **knobs):
    overrides = [(name, str(value)) for name, value in knobs.items()]
    _, graph = compile_source(Source("example.yaml", TEXT.format(paths=paths)), overrides)
    return [node.layer.kind for node in graph.nodes]


@pytest.mark.parametrize("paths", [LISTED, NAMED], ids=["list", "mapping"])
def test_a_path_is_there_where_its_condition_holds(paths):
    assert paths_of(paths) == ["conv", "batchnorm", "add"]
    assert paths_of(paths, whole="false") == ["conv", "add"]


def test_an_empty_path_is_the_value_itself_all_the_same():
    assert paths_of(LISTED.replace("[batchnorm]", "[]")) == ["conv", "add"]


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("{when: 3, layers: []}", "A203", "`when` must be true or false, not 3"),
        ("{wen: true, layers: []}", "A201", "unknown field `wen` in a path"),
        ("{when: true}", "A206", ""),
    ],
)
def test_what_is_wrong_with_a_path(path, code, message):
    with pytest.raises(Failure) as failure:
        paths_of(LISTED.replace("{when: $whole, layers: [batchnorm]}", path))
    first = failure.value.diagnostics[0]
    assert first.code == code
    assert message in first.message
