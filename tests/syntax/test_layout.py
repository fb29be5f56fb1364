"""The one form of a file: what it looks like, and that nothing is lost on the way to it."""

import json
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from archspec.catalog import shipped
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import print_graph
from archspec.language.document.model import Document
from archspec.syntax import plain, read
from archspec.syntax.arrange import HEAD, PARTS
from archspec.syntax.layout import formatted

from .yaml_texts import Writer

SAID = re.compile(r"#[ -]*(c\d+): \{x\} 'y\" # z")
SPECS = sorted(shipped().values())


def form(text: str) -> str:
    return formatted(Source("a.yaml", text))


def values(text: str) -> str:
    """All that a text says, in any order of its keys."""
    return json.dumps(plain(read(Source("a.yaml", text))), sort_keys=True)


def in_pyyaml(text: str) -> object:
    """What PyYAML makes of a text, with every scalar as it is written: a second reader."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  it builds nothing but texts


# Each line of a case is written as the second text, and the second stays as it is.
CASES = {
    "parts in order, a blank line above each large one": (
        "layers: [relu]\ninput: [3]\narchspec: 1\nexpect: {params: 0}\n",
        "archspec: 1\ninput: [3]\n\nlayers:\n  - relu\n\nexpect: {params: 0}\n",
    ),
    "an unknown part stays below the one above it": (
        "layers: [relu]\nlayrs: 1\nname: x\n",
        "name: x\n\nlayers:\n  - relu\nlayrs: 1\n",
    ),
    "nothing moves above the anchor it refers to": (
        "layers: [conv: &c {width: 3}]\nparams: *c\n",
        "layers:\n  - conv: &c {width: 3}\nparams: *c\n",
    ),
    "a short layer on one line": (
        "layers:\n- conv:\n    width: 32\n    kernel: 3\n",
        "layers:\n  - conv: {width: 32, kernel: 3}\n",
    ),
    "a long layer on several": (
        f"layers: [conv: {{name: {'n' * 60}, width: 32, kernel: 3, padding: same}}]\n",
        f"layers:\n  - conv:\n      name: {'n' * 60}\n      width: 32\n      kernel: 3\n"
        "      padding: same\n",
    ),
    "layers within a layer, one a line": (
        "layers: [residual: {body: [relu, conv: 3], act: relu}]\n",
        "layers:\n  - residual:\n      body:\n        - relu\n        - conv: 3\n      act: relu\n",
    ),
    "what is trained on, on one line": (
        "train:\n  data:\n    dataset: digits\n    augment: [flip, crop: 4]\n",
        "train:\n  data: {dataset: digits, augment: [flip, {crop: 4}]}\n",
    ),
    "rows of figures": (
        "params: {stages: [[1, 16], [12, -3]]}\n",
        "params:\n  stages:\n    - [ 1, 16]\n    - [12, -3]\n",
    ),
    "a list that is too long": (
        f"params: {{names: [{', '.join(['word'] * 20)}]}}\n",
        f"params:\n  names:\n    [{', '.join(['word'] * 16)},\n     {', '.join(['word'] * 4)}]\n",
    ),
    "a text that is too long": (
        f"about: {'word ' * 24}\n",
        f"about: {' '.join(['word'] * 18)}\n  {' '.join(['word'] * 6)}\n",
    ),
    "a text in lines": (
        "about: |\n      one # two\n\n        three\n\n\nname: x\n",
        "name: x\nabout: |\n  one # two\n\n    three\n",
    ),
    "no more quotes than needed": (
        "params: {a: 'b', c: \"1\", d: 'no', e: 'f: g', h: \"i\\\"\", 'j': '$k[0]', l: 'm, n'}\n",
        'params: {a: b, c: "1", d: "no", e: "f: g", h: i", j: "$k[0]", l: "m, n"}\n',
    ),
    "numbers as they were written": (
        "params: {a: 1e-3, b: 010, c: 0x1F, d: .5, e: 1.0}\n",
        "params: {a: 1e-3, b: 010, c: 0x1F, d: .5, e: 1.0}\n",
    ),
    "nothing": ("params: {a: , b: ~}\nlayers:\n", "params: {a: null, b: ~}\n\nlayers:\n"),
    "blank lines between layers, one at most": (
        "layers:\n\n  - relu\n\n\n  - tanh\n  - relu\n",
        "layers:\n  - relu\n\n  - tanh\n  - relu\n",
    ),
    "comments at the ends of neighbouring lines": (
        "layers:\n  - relu #one\n  - maxpool: 2    # two\n  - tanh\n  - relu # three\n",
        "layers:\n  - relu        # one\n  - maxpool: 2  # two\n  - tanh\n  - relu  # three\n",
    ),
    "comments where they belong": (
        "# the file\n\n# layers\nlayers: # these\n# first\n- relu\n- residual:\n    - tanh\n"
        "    # end of the body\n# last\n- tanh\n# the end\narchspec: 1\n",
        "# the file\n\n# the end\narchspec: 1\n\n# layers\nlayers:  # these\n  # first\n  - relu\n"
        "  - residual:\n      - tanh\n      # end of the body\n  # last\n  - tanh\n",
    ),
    "comments within brackets": (
        "params: { # all\n  a: 1, # one\n  # above\n  b: 2 }  # end\n",
        "params:  # all\n  a: 1  # one\n  # above\n  b: 2\n  # end\n",
    ),
    "layers that are all commented out": (
        "layers:\n  # - relu\n  #- tanh\nexpect: {}\n",
        "layers:\n  # - relu\n  #- tanh\n\nexpect: {}\n",
    ),
    "comments that draw": ("#!x\n#----\n#x\na: 1\n", "#!x\n#----\n# x\na: 1\n"),
    "a comment behind a dash": (
        "layers:\n  - # why\n    conv: 3\n",
        "layers:\n  # why\n  - conv: 3\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_the_form(before, after):
    assert form(before) == after
    assert form(after) == after


@pytest.mark.parametrize("path", SPECS, ids=[path.name for path in SPECS])
def test_every_shipped_spec_is_in_its_form(path: Path):
    text = path.read_bytes().decode()
    assert form(text) == text


def test_the_order_has_every_part_of_a_file():
    assert sorted((*HEAD, *PARTS)) == sorted(Document.model_fields)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(end, mark):
    text = mark + end.join(["archspec: 1  # é", "about: |", "    one", "    two", "name: x"])
    wanted = ["archspec: 1  # é", "name: x", "about: |", "  one", "  two", ""]
    assert form(text) == mark + end.join(wanted)


@pytest.mark.parametrize(
    "text",
    ["a: |+\n  b\n\nc: 1\n", "a: |2\n   b\n", "%YAML 1.1\n---\na: 1\n", "? |\n  a\n: 1\n"],
)
def test_what_cannot_be_carried_over_is_left(text):
    with pytest.raises(Failure) as caught:
        form(text)
    assert [found.code for found in caught.value.diagnostics] == ["A108"]


def test_a_mistake_in_the_syntax_is_reported_as_ever():
    with pytest.raises(Failure) as caught:
        form("a: [1")
    assert [found.code for found in caught.value.diagnostics] == ["A102"]


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nothing_is_lost_in_any_text(seed):
    writer = Writer(Random(seed))  # noqa: S311  no secret
    text = writer.document()
    once = form(text)
    assert values(once) == values(text)
    assert in_pyyaml(once) is not None
    assert Counter(SAID.findall(once)) == Counter(writer.said)
    assert form(once) == once


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_comments_keep_their_order_where_no_part_moves(seed):
    text = Writer(Random(seed)).of(["one", "two", "three"])  # noqa: S311  no secret
    assert SAID.findall(form(text)) == SAID.findall(text)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_spec_means_the_same_however_it_was_laid_out(data):
    """Shipped specs with comments, blank lines, other indentation and line ends put in."""
    original = data.draw(st.sampled_from(SPECS)).read_text(encoding="utf-8")
    random = Random(data.draw(st.integers(0, 2**32)))  # noqa: S311  no secret
    text = _disturbed(original, random)
    once = form(text)
    assert values(once) == values(original)
    assert len(SAID.findall(once)) == len(SAID.findall(text))
    assert form(once) == once
    graphs = [compile_source(Source("a.yaml", one))[1] for one in (original, once)]
    assert print_graph(graphs[0]) == print_graph(graphs[1])


def _disturbed(text: str, random: Random) -> str:
    lines = []
    wider = random.randint(1, 3)
    within = after = False
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        within = within and (not line or indent > 0)
        # What stands in a text has no comments, and what is indented below one belongs to it.
        if not within and random.random() < 0.2:
            lines.append(
                " " * random.randint(0, 0 if after else 12) + f"#c{len(lines)}: {{x}} 'y\" # z"
            )
        if not within and random.random() < 0.2:
            lines.append("")
        wide = line if within else " " * (indent * wider) + _wider(line.lstrip(), wider)
        bare = "#" not in line and line.strip() and not within and not line.endswith("|")
        aside = bare and random.random() < 0.2
        after = within
        lines.append(wide + f"   #c{len(lines)}: {{x}} 'y\" # z" * bool(aside))
        within = within or line.endswith("|")
    return random.choice(["\n", "\r\n"]).join(lines)


def _wider(line: str, wider: int) -> str:
    """What begins behind a dash, moved by as much as the lines below it."""
    return f"-{' ' * (2 * wider - 1)}{_wider(line[2:], wider)}" if line.startswith("- ") else line
