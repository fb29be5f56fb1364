"""Advice as a whole: silenced by comments, once a cause, with edits that cure, in linear time."""

import inspect
import re
from pathlib import Path
from time import process_time

import pytest

import archspec.passes.advice
from archspec.catalog import shipped
from archspec.compiler import advise, compile_file, compile_source, uncollected
from archspec.diagnostics import Source
from archspec.diagnostics.edits import apply
from archspec.passes.advice import rules
from archspec.syntax import read
from archspec.syntax.ignores import ignores

from .test_advice_rules import GIVEN, HEAD, advice

HERE = Path(__file__).parent
PUBLISHED = sorted((HERE / "published").glob("*.yaml"))


@pytest.mark.parametrize("path", shipped().values(), ids=shipped().keys())
def test_nothing_to_say_about_a_shipped_spec(path):
    assert advise(*compile_file(path)) == ()


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_nothing_to_say_about_a_published_architecture(path):
    assert advise(*compile_file(path)) == ()


FILES = sorted(path.stem for path in Path(archspec.passes.advice.__file__).parent.glob("*.py"))
TESTS = "".join(path.read_text(encoding="utf-8") for path in HERE.parent.glob("*/test_*.py"))


def test_rules_are_found_by_themselves():
    names = [rule.__name__ for rule in rules()]
    assert {"bias_before_norm", "sum_only_grows", "never_happens"} <= {*names}
    support = {"__init__", "findings", "flow", "mentions", "silence"}
    idle = {*FILES} - {*names} - support
    assert not idle, f"each file has a function of its own name, which {idle} lack"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.__name__)
def test_a_rule_has_its_code_its_reason_and_cases(rule):
    first = inspect.getdoc(inspect.getmodule(rule))
    assert re.fullmatch(r"A7\d\d\.", first), "the file begins with its code: `A7xx.`"
    assert len((rule.__doc__ or "").splitlines()) > 3, "its docstring says why, with the literature"
    code = first.removesuffix(".")
    assert f'"{code}"' in TESTS, (
        f"{code} is tried nowhere: in tests/passes/test_advice_rules.py, GIVEN gets a line in "
        "which it speaks, and SILENT what is near and fine"
    )


EDITED = [text for code, _, text in GIVEN if code in ("A701", "A705", "A706", "A714")]


@pytest.mark.parametrize("text", EDITED)
def test_what_a_help_writes_cures(text):
    """None is `certain`: each changes what the network computes, or the keys of its weights."""
    [found] = advice(text)
    [first] = found.helps
    assert first.edits
    assert not first.certain
    assert advice(apply(found.span.source, first.edits)) == ()


@pytest.mark.parametrize(
    ("layers", "written"),
    [
        ("  - conv: 8\n  - batchnorm", "  - conv: {width: 8, bias: false}\n  - batchnorm"),
        ("  - conv:\n      width: 8\n  - batchnorm", "      bias: false\n      width: 8"),
        ("  - conv: {width: 8, bias: true}\n  - batchnorm", "  - conv: {width: 8, bias: false}"),
        ("  - linear: &w 8\n  - batchnorm", ""),
    ],
)
def test_an_edit_keeps_the_form_of_the_layer(layers, written):
    head = HEAD if "linear" not in layers else "archspec: 1\ninput: [4]\n"
    [found] = advice(f"{head}layers:\n{layers}\n")
    assert written in apply(found.span.source, found.helps[0].edits)


def test_a_layer_that_a_container_made_is_not_edited():
    text = f"{HEAD}layers:\n  - residual: {{width: 3}}\n"
    [found] = advice(text)
    assert found.code == "A703"
    assert all(not one.edits for one in found.helps)


def test_a_line_that_stands_for_many_layers_says_it_once():
    body = "conv: {width: 3, padding: 1}, batchnorm"
    [found] = advice(f"{HEAD}layers:\n  - repeat: {{depth: 7, layers: [{body}]}}\n")
    assert found.code == "A701"
    assert found.notes[-1] == "in 7 layers that stand here"


def test_a_block_that_is_called_often_says_it_once():
    blocks = "blocks: {one: [conv: {width: 3, padding: 1}, batchnorm]}\n"
    [found] = advice(f"{HEAD}{blocks}layers: [one, one, one]\n")
    assert (found.code, found.span.line) == ("A701", 3)


def test_findings_come_in_the_order_of_the_lines():
    text = f"{HEAD}params: {{a: 1}}\nlayers:\n  - conv: 8\n  - batchnorm\n  - relu\n  - relu\n"
    assert [found.code for found in advice(text)] == ["A711", "A701", "A715"]


EVEN = "  - conv: {{width: 8, kernel: 4, padding: same}}{}\n  - batchnorm\n"
BIASED = "  - conv: 8{}\n  - batchnorm{}\n"


def noted(text):
    return [(f.code, f.span.line, f.message) for f in advice(f"{HEAD}layers:\n{text}")]


@pytest.mark.parametrize(
    "text",
    [
        BIASED.format("  # archspec: ignore A701", ""),
        BIASED.format("  # archspec: ignore A701: published so", ""),
        BIASED.format(" # archspec:ignore  A701 (published so)", ""),
        BIASED.format("  # as published  # archspec: ignore A701", ""),
        "  # archspec: ignore A701\n" + BIASED.format("", ""),
        "  # archspec: ignore A701\n\n  # as published\n" + BIASED.format("", ""),
        "  - relu\n  - relu  # archspec: ignore A715\n",
        EVEN.format("  # archspec: ignore A701, A705"),
        EVEN.format("  # archspec: ignore A701,A705: published so"),
    ],
)
def test_a_comment_silences(text):
    assert noted(text) == []


TEXT = "  - conv:\n      width: 8\n      when: {}\n  - batchnorm\nparams: {{t: x}}\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (BIASED.format("", "  # archspec: ignore A701"), ["A701", "A799"]),
        (BIASED.format("  # archspec: ignore A705", ""), ["A701", "A799"]),
        (BIASED.format("  # archspec: ignored A701", ""), ["A701"]),
        (EVEN.format("  # archspec: ignore A705"), ["A701"]),
        (TEXT.format("'$t != \"a # archspec: ignore A701\"'"), ["A701"]),
        (TEXT.format("\"$t != 'a # archspec: ignore A701'\""), ["A701"]),
        (TEXT.format("|-\n        $t != '# archspec: ignore A701'"), ["A701"]),
        (TEXT.format("$t != 'a#archspec:ignore A701'"), ["A701"]),
    ],
)
def test_a_comment_elsewhere_or_a_text_does_not(text, codes):
    assert [code for code, _, _ in noted(text)] == codes


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("# archspec: ignore A701", "there is no `A701` on line 4 to silence"),
        ("# archspec: ignore A402", "`A402` is an error, which no comment silences"),
        ("# archspec: ignore", "this comment names no code to silence"),
        ("# archspec: ignore all", "this comment names no code to silence"),
    ],
)
def test_a_comment_that_silences_nothing_is_said(comment, words):
    assert noted(f"  - relu  {comment}\n") == [("A799", 4, words)]


def test_an_idle_comment_can_be_removed():
    text = f"{HEAD}layers:\n  - relu  # archspec: ignore A701: once there was a bias\n"
    [found] = advice(text)
    assert apply(found.span.source, found.helps[0].edits) == f"{HEAD}layers:\n  - relu\n"


def test_a_comment_may_be_for_another_value_of_a_parameter():
    text = (
        f"{HEAD}params: {{bias: true}}\nlayers:\n"
        "  - conv: {width: 8, bias: $bias}  # archspec: ignore A701\n  - batchnorm\n"
    )
    source = Source("a.yaml", text)
    assert advise(*compile_source(source)) == ()
    assert advise(*compile_source(source, [("bias", "false")])) == ()


def test_ignores_know_where_they_stand():
    text = (
        "a: 1  # archspec: ignore A701, A706: why\n"
        "# archspec: ignore A712\n\nb: '# archspec: ignore A703'"
    )
    source = Source("a.yaml", text)
    found = ignores(source, read(source))
    assert [(one.code, one.line, str(one.span)) for one in found] == [
        ("A701", 1, "a.yaml:1:26"),
        ("A706", 1, "a.yaml:1:32"),
        ("A712", 4, "a.yaml:2:20"),
    ]


@pytest.mark.parametrize("second", ["tanh", "batchnorm"])
def test_ten_times_the_layers_take_about_ten_times_as_long(second):
    def seconds(rounds):
        layers = f"  - conv: {{width: 3, padding: 1}}\n  - {second}\n" * rounds
        spec, graph = compile_source(Source("a.yaml", f"{HEAD}layers:\n{layers}"))
        start = process_time()
        advise(spec, graph)
        return process_time() - start

    # A collection would walk what every test before this one has left, and count as advice.
    with uncollected():
        seconds(10)
        assert seconds(2000) < 30 * seconds(200) + 0.2
