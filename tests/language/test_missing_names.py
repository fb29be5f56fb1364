"""A name that is not there is explained alike, whether a field names it or an expression."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source

HEAD = "archspec: 1\ninput: [3, 8, 8]\n"
BEFORE = "  - conv: {name: conv1, width: 4}\n  - sequence: {name: s, layers: [tanh: {name: a}]}\n"
BEHIND = "  - conv: {name: last, width: 4}\n"


def found(layers: str, head: str = HEAD) -> tuple[Diagnostic, ...]:
    with pytest.raises(Failure) as caught:
        compile_source(Source("net.yaml", f"{head}layers:\n{layers}"))
    return tuple(caught.value.diagnostics)


def said(one: Diagnostic) -> tuple:
    helps = tuple(help_.text for help_ in one.helps)
    marks = tuple((str(mark.span), mark.label) for mark in one.marks)
    return one.code, one.message, one.label, one.notes, helps, marks


@pytest.mark.parametrize("name", ["conv2", "nothing", "last", "a", "s.b"])
def test_an_expression_and_a_field_get_the_same_words(name):
    asks = f"  - conv: {{kernel: 1, width: channels({name}), bias: false}}\n"
    takes = f"  - add: {{with: {name}}}\n"
    (asked,) = found(BEFORE + asks + BEHIND)
    (named,) = found(BEFORE + takes + BEHIND)
    assert said(asked) == said(named)


def written(one: Diagnostic) -> str:
    assert one.span is not None
    line = one.span.source.lines[one.span.line - 1]
    return line[one.span.column - 1 : one.span.end_column - 1]


@pytest.mark.parametrize("name", ["a", "els", "channel"])
def test_the_name_is_underlined_and_not_a_part_of_the_function(name):
    (one,) = found(f"  - conv: {{width: channels({name})}}\n")
    assert one.span is not None
    assert (written(one), one.span.column) == (name, len("  - conv: {width: channels(") + 1)


def test_a_missing_name_is_said_once_for_all_rounds():
    layers = "  - repeat: {depth: 5, layers: [conv: {width: channels(q), kernel: 1}]}\n"
    assert [one.code for one in found(layers)] == ["A302"]


@pytest.mark.parametrize(
    "layer",
    [
        "conv: {name: r, width: channels(r)}",
        "conv: {width: channels(r), name: r}",
        "residual: {name: r, body: [conv: {width: channels(r)}]}",
        "residual: {name: r, body: [add: r]}",
    ],
)
def test_what_is_being_worked_out_is_not_said_to_stand_below(layer):
    (one,) = found(f"  - {layer}\n")
    assert one.code == "A302"
    assert "this layer" in one.label
    assert [help_.text for help_ in one.helps] == [
        "what a layer receives is known to it as `$in` and `$sizes`"
    ]


def test_a_name_with_a_dot_that_nothing_can_have_is_refused_once_and_found_all_the_same():
    layers = "  - sequence: {name: a..b, layers: [tanh]}\n  - relu: {from: a..b}\n"
    assert [one.code for one in found(layers)] == ["A303"]


def test_in_braces_the_name_of_a_parameter_is_told_from_what_it_names():
    head = HEAD + "params: {tap: input}\n"
    (one,) = found('  - conv: {width: "${2 * channels(tap)}"}\n', head)
    assert one.helps[0].text == "write `channels($tap)` without braces for what the parameter names"
    compile_source(Source("net.yaml", f"{head}layers:\n  - conv: {{width: 2 * channels($tap)}}\n"))


def test_a_dollar_within_braces_is_said_to_be_one_too_many():
    (one,) = found('  - conv: {width: "${2 * $w}"}\n', HEAD + "params: {w: 4}\n")
    assert one.helps[0].text == "within `${…}`, a parameter stands without its `$`"
