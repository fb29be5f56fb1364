"""What a message proposes to write: applied to the file, it compiles."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Edit, Failure, Source
from archspec.diagnostics.edits import apply
from archspec.diagnostics.text import render

HEAD = "archspec: 1\ninput: [3, 16, 16]\nlayers:\n"


def findings(text: str) -> tuple[Source, Diagnostic]:
    source = Source("a.yaml", text)
    with pytest.raises(Failure) as caught:
        compile_source(source)
    (found,) = caught.value.diagnostics
    return source, found


def lines_of(text: str) -> list[str]:
    """The changed lines of a message, as they are drawn."""
    _, found = findings(text)
    rows = render([found]).splitlines()
    return [row for row in rows if row.split(" ")[1:2] in (["+"], ["~"])]


EVERY_FIX = {
    "a field in a mapping in braces": "  - conv: {width: 8, kernel: 99}\n",
    "a field in a mapping of lines": "  - conv:\n      width: 8\n      kernel: 99\n",
    "a field to be changed in a mapping of lines": (
        "  - conv:\n      width: 8\n      kernel: 3\n      stride: 2\n      padding: same\n"
    ),
    "a layer to insert": "  - linear: 4\n",
    "a layer to insert above a mapping of lines": "  - linear:\n      width: 4\n",
    "a layer to insert into a list that is indented further": (
        "  - sequence:\n        layers:\n            - linear: 4\n"
    ),
    "a layer to insert with a blank behind its dash": "  -   linear: 4\n",
    "a residual of lines": "  - residual:\n      body:\n        - conv: {width: 8, padding: 1}\n",
    "a residual in braces": "  - residual: {body: [conv: {width: 8, padding: 1}]}\n",
    "a misspelt field": "  - conv: {widht: 8}\n",
    "a field of another framework": "  - conv: {out_channels: 8}\n",
    "a misspelt kind": "  - covn: 8\n",
    "a misspelt word": "  - conv: {width: 8, padding_mode: refelct}\n",
    "a figure that changed": "  - conv: 8\nexpect: {params: 7}\n",
    "lines that end as on Windows": "  - conv: {width: 8, kernel: 99}\r\n  - relu\r\n",
}


@pytest.mark.parametrize("body", EVERY_FIX.values(), ids=EVERY_FIX.keys())
def test_every_fix_compiles(body):
    source, found = findings(HEAD + body)
    fixes = [one.edits for one in found.helps if one.edits]
    assert fixes
    for edits in fixes:
        compile_source(Source("a.yaml", apply(source, edits)))


def test_a_missing_version_is_put_before_everything():
    source, found = findings("input: [3, 16, 16]\nlayers: [relu]\n")
    (one,) = found.helps
    assert apply(source, one.edits).startswith("archspec: 1\ninput:")


def test_a_changed_line_in_braces():
    assert lines_of(HEAD + "  - conv: {width: 8, kernel: 99}\n") == [
        "4 ~   - conv: {width: 8, kernel: 99, padding: same}"
    ]


def test_an_added_line_in_a_mapping_of_lines():
    assert lines_of(HEAD + "  - conv:\n      width: 8\n      kernel: 99\n") == [
        "5 +       padding: same"
    ]


def test_an_added_layer():
    assert lines_of(HEAD + "  - linear: 4\n") == ["4 +   - flatten", "4 +   - global_avgpool"]


@pytest.mark.parametrize(
    ("head", "behind"),
    [("layers: [", "linear: 4]"), ("layers: [relu, ", "linear: {width: 4}, relu]")],
)
def test_an_added_layer_within_brackets(head, behind):
    assert lines_of(f"archspec: 1\ninput: [3, 16, 16]\n{head}{behind}\n") == [
        f"3 ~ {head}flatten, {behind}",
        f"3 ~ {head}global_avgpool, {behind}",
    ]


@pytest.mark.parametrize(
    ("layers", "named"),
    [
        ("[\n  linear: 4]", ["by `flatten`", "by `global_avgpool`"]),
        ("[attention: {heads: 1}]", ["`rearrange: c h w -> (h w) c`"]),
        ("\n  - attention: {heads: 1}", ["`rearrange: c h w -> (h w) c`"]),
    ],
)
def test_the_words_name_the_layer_wherever_it_goes(layers, named):
    _, found = findings(f"archspec: 1\ninput: [3, 16, 16]\nlayers: {layers}\n")
    helps = [one.text for one in found.helps]
    assert [word in one for word, one in zip(named, helps, strict=True)] == [True] * len(named)


def test_edits_count_characters_behind_a_byte_order_mark():
    source = Source("a.yaml", "\ufeffconv: {widht: 3}")
    assert apply(source, [Edit(source.span(1, 8, 5), "width")]) == "\ufeffconv: {width: 3}"
