"""No file exhausts the machine: each of these is refused, or read, in well under a second."""

from contextlib import suppress
from time import process_time

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.syntax import read, read_file
from archspec.syntax.limits import MAX_BYTES, MAX_DEPTH


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, levels)]
    return "\n".join(lines)


TOO_MUCH = {
    "a nest of aliases": (bomb(9), "more than 1,000,000 values, counting aliases"),
    "a nest of many aliases": (bomb(60), "more than 1,000,000 values, counting aliases"),
    "10,000 brackets": ("[" * 10_000, "lists and mappings are nested more than 64 deep"),
    "100,000 brackets": ("[" * 100_000, "lists and mappings are nested more than 64 deep"),
    "100,000 braces": ("{" * 100_000, "lists and mappings are nested more than 64 deep"),
    "100,000 dashes": ("- " * 100_000, "lists and mappings are nested more than 64 deep"),
    "deep indentation": (
        "\n".join(f"{' ' * i}a:" for i in range(2000)),
        "lists and mappings are nested more than 64 deep",
    ),
}


@pytest.mark.parametrize("case", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_too_much_is_refused_at_once(case):
    text, message = case
    start = process_time()
    with pytest.raises(Failure) as caught:
        read(Source("a.yaml", text))
    assert process_time() - start < 1
    assert [(d.code, d.message) for d in caught.value.diagnostics] == [("A104", message)]


def test_the_deepest_nesting_that_is_read():
    depth = MAX_DEPTH
    read(Source("a.yaml", "[" * depth + "1" + "]" * depth))
    with pytest.raises(Failure):
        read(Source("a.yaml", "[" * (depth + 1) + "1" + "]" * (depth + 1)))


def test_a_huge_file_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(2**36)
    start = process_time()
    with pytest.raises(Failure) as caught:
        read_file(path)
    assert process_time() - start < 1
    assert caught.value.diagnostics[0].message == f"`{path}` is larger than 4 MiB"
    assert MAX_BYTES == 4 * 2**20


@pytest.mark.parametrize("text", [" " * 10**6, "a: " + "x" * 10**6, "#" * 10**6, "'" * 10**5])
def test_a_long_line_is_read_or_refused_at_once(text):
    start = process_time()
    with suppress(Failure):
        read(Source("a.yaml", text))
    assert process_time() - start < 1


HEAD = "archspec: 1\ninput: [3, 8, 8]\n"
DOUBLING = "".join(f"  b{i}: [b{i + 1}, b{i + 1}]\n" for i in range(40))
MULTIPLIED = {
    "repeats in repeats": (
        "layers:\n  - repeat: {depth: 1000, layers: [repeat: {depth: 1000, layers: [relu]}]}\n"
    ),
    "repeats in repeats of nothing": (
        "layers:\n  - repeat: {depth: 99999, layers: [repeat: {depth: 99999, layers: "
        "[relu: {when: false}]}]}\n"
    ),
    "blocks that double and hold nothing": f"blocks:\n{DOUBLING}  b40: []\nlayers: [b0]\n",
    "a block that calls itself twice": "blocks:\n  b: [b, b]\nlayers: [b]\n",
}


@pytest.mark.parametrize("body", MULTIPLIED.values(), ids=MULTIPLIED.keys())
def test_what_multiplies_without_end_is_stopped(body, monkeypatch):
    monkeypatch.setattr("archspec.language.walk.report.MAX_LAYERS", 2000)
    start = process_time()
    with pytest.raises(Failure) as caught:
        compile_source(Source("a.yaml", HEAD + body))
    assert process_time() - start < 2
    assert [d.code for d in caught.value.diagnostics] == ["A212"]


def test_a_mistake_in_a_block_that_is_called_without_end_is_told_once():
    text = f"{HEAD}blocks:\n{DOUBLING}  b40: [bogus]\nlayers: [b0]\n"
    with pytest.raises(Failure) as caught:
        compile_source(Source("a.yaml", text))
    assert [d.message for d in caught.value.diagnostics] == [
        "there is no kind of layer called `bogus`"
    ]
