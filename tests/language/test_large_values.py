"""Values of a few lines that expand to billions are refused at once, wherever they stand."""

import tracemalloc
from contextlib import suppress
from time import process_time

import pytest

from archspec.compiler import advise, compile_recipe, compile_source
from archspec.diagnostics import Failure, Source
from archspec.diagnostics.text import render
from archspec.language.expressions.bounds import MAX_DEPTH, weighed
from archspec.language.expressions.expression_error import ExpressionError
from archspec.network import loads
from archspec.syntax import read_file

HEAD = "archspec: 1\ninput: [3, 8, 8]\n"
RELU = "layers: [relu]\n"
MEBIBYTE = 2**20


def doubled(count: int, form: str = "[$p{0}, $p{0}]", first: str = "1", indent: str = "  ") -> str:
    """Parameters of which each holds the one before twice."""
    texts = [first, *(form.format(i) for i in range(count))]
    return "".join(f"{indent}p{i}: {text}\n" for i, text in enumerate(texts))


def params(count: int, form: str = "[$p{0}, $p{0}]", first: str = "1") -> str:
    return f"{HEAD}params:\n{doubled(count, form, first)}"


PLACES = {
    "params": lambda n: params(n) + RELU,
    "mappings": lambda n: params(n, "{{a: $p{0}, b: $p{0}}}") + RELU,
    "lists in braces": lambda n: params(n, '"${{[p{0}, p{0}]}}"') + RELU,
    "sums of lists": lambda n: params(n, '"$p{0} + $p{0}"', "[1]") + RELU,
    "sums of nested lists": lambda n: params(n, '"[$p{0}] + [$p{0}]"') + RELU,
    "text beside text": lambda n: params(n, '"${{p{0}}}${{p{0}}}"', "abc") + RELU,
    "sums of texts": lambda n: params(n, "$p{0} + $p{0}", "abc") + RELU,
    "lists in a text": lambda n: params(n, '"${{p{0}}}, ${{p{0}}}"') + RELU,
    "comprehensions": lambda n: params(n, '"[$p{0} for i in range(2)]"') + RELU,
    "pairs of a zip": lambda n: params(n, '"zip($p{0}, $p{0})"', "[1, 2]") + RELU,
    "slices": lambda n: params(n, '"($p{0} + $p{0})[:]"', "[1, 2]") + RELU,
    "a field": lambda n: params(n) + f"layers: [conv: $p{n}]\n",
    "each": lambda n: params(n) + f"layers: [repeat: {{each: $p{n}, as: a, layers: [relu]}}]\n",
    "expect": lambda n: f"{params(n)}{RELU}expect: {{output: $p{n}}}\n",
    "train": lambda n: f"{params(n)}{RELU}train: {{data: {{dataset: npz, classes: $p{n}}}}}\n",
    "outputs": lambda n: f"{params(n)}{RELU}outputs: {{a: {{from: $p{n}}}}}\n",
    "when": lambda n: params(n) + f"layers: [relu: {{when: $p{n} == $p{n - 1}}}]\n",
    "layers of a sequence": lambda n: (
        params(n, "{{sequence: [$p{0}, $p{0}]}}", "{relu: {}}") + f"layers: [$p{n}]\n"
    ),
    "parameters of a block": lambda n: (
        f"{HEAD}blocks:\n  b:\n    params:\n{doubled(n, indent='      ')}    layers: [relu]\n"
        "layers: [b]\n"
    ),
    "arguments of a block": lambda n: (
        params(n) + f"blocks: {{b: {{params: {{a: 1}}, layers: [relu]}}}}\nlayers: [b: $p{n}]\n"
    ),
    "the input": lambda n: f"archspec: 1\nparams:\n{doubled(n)}input: $p{n}\n{RELU}",
}


@pytest.mark.parametrize("count", [22, 40])
@pytest.mark.parametrize("place", PLACES)
def test_what_doubles_is_refused_at_once(place, count):
    source = Source("a.yaml", PLACES[place](count))
    with suppress(Failure):
        compile_source(Source("a.yaml", params(1) + RELU))  # imports are not what is measured
    start = process_time()
    found = refusal(source)
    assert process_time() - start < 0.5
    assert {one.code for one in found} == {"A210"}
    assert len(render(found)) < 2000
    tracemalloc.start()
    refusal(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * MEBIBYTE


def refusal(source: Source, variant: str | None = None):
    with pytest.raises(Failure) as caught:
        compile_source(source, (), variant)
    return caught.value.diagnostics


def test_a_variant_that_doubles_is_refused_when_it_is_chosen():
    sets = "".join(f"    p{i}: [$p{i - 1}, $p{i - 1}]\n" for i in range(1, 41))
    names = "".join(f"  p{i}: 1\n" for i in range(41))
    text = f"{HEAD}params:\n{names}variants:\n  v:\n{sets}{RELU}"
    compile_source(Source("a.yaml", text))
    assert {one.code for one in refusal(Source("a.yaml", text), "v")} == {"A210"}


def test_a_block_of_another_file_that_doubles_is_refused(tmp_path):
    block = f"blocks:\n  b:\n    params:\n{doubled(40, indent='      ')}    layers: [relu]\n"
    (tmp_path / "blocks.yaml").write_text(f"archspec: 1\n{block}")
    path = tmp_path / "a.yaml"
    path.write_text(f"{HEAD}include: blocks.yaml\nlayers: [b]\n")
    assert {one.code for one in refusal(read_file(path))} == {"A210"}


def test_a_recipe_of_another_file_is_bounded_as_well(tmp_path):
    network = loads(f"{params(14)}layers: [flatten, linear: 2]\n")
    path = tmp_path / "recipe.yaml"
    classes = ", ".join(["$p14"] * 400)
    path.write_text(f"train: {{data: {{dataset: npz, root: a.npz, classes: [{classes}]}}}}\n")
    with pytest.raises(Failure, match="the values of this file take too long to compute"):
        compile_recipe(path, network.spec, network.graph)


def test_what_is_just_allowed_is_written_and_shown_in_no_time():
    text = f"{params(14)}blocks: {{b: {{params: {{a: 1}}, layers: [relu]}}}}\nlayers: [b: $p14]\n"
    start = process_time()
    network = loads(text)
    assert network.text == text
    assert network.spec.params["p14"][0][1] == network.spec.params["p13"][1]
    advise(network.spec, network.graph)
    repr(network.as_dict())
    assert process_time() - start < 1


def test_the_size_that_a_message_states_is_the_real_one():
    (found,) = refusal(Source("a.yaml", params(22) + RELU))
    assert found.message == "the value is too large"
    assert found.notes == ("it comes to 262,142 items and characters, more than 200,000",)
    assert found.span.line == 3 + 19


MANY = {
    "fields that take it": "layers:\n" + "  - conv: $p15\n" * 5000,
    "arguments of a block": (
        "blocks: {b: {params: {a: 1}, layers: [conv: {width: 3, when: false}]}}\n"
        "layers: [repeat: {depth: 90000, layers: [b: {a: $p15, when: $i >= 0}]}]\n"
    ),
    "long sums": "layers:\n" + '  - conv: "${sum([i for i in range(30000)])}"\n' * 2000,
    "sums over the channels": (
        "layers:\n" + "  - conv: $in + sum([i for i in range(40000)])\n" * 2000
    ),
    "conditions in rounds in rounds": (
        "layers:\n  - repeat:\n      depth: 90000\n      layers:\n        - repeat:\n"
        "            each: [$i, $i, $i]\n            as: a\n"
        "            layers: [relu: {when: $a > len(range(9000))}]\n"
    ),
    "one long text in every round": (
        f"blocks: {{b: [conv: {{width: 3, padding: {'a' * 10**6}}}]}}\n"
        "layers: [repeat: {depth: 90000, layers: [b: {when: $i >= 0}]}]\n"
    ),
}


@pytest.mark.parametrize("body", MANY.values(), ids=MANY)
def test_what_is_large_many_times_is_stopped(body):
    start = process_time()
    found = refusal(Source("a.yaml", params(15) + body))
    assert process_time() - start < 10
    assert {one.code for one in found} <= {"A203", "A210", "A212"}
    assert len(render(found)) < MEBIBYTE


def test_what_takes_too_long_is_said_once_and_stops_everything():
    body = "layers:\n" + '  - conv: "${1 + sum([i for i in range(30000)])}"\n' * 2000
    found = refusal(Source("a.yaml", HEAD + body))
    assert [one.message for one in found] == ["the values of this file take too long to compute"]
    assert found[0].notes == ("a file has 3,000,000 steps, and a list as many as it has items",)


def test_lists_in_lists_in_lists_are_refused_at_some_depth():
    text = params(3000, "[$p{0}]") + RELU
    (found,) = refusal(Source("a.yaml", text))
    assert (found.code, found.message) == ("A210", "the value is nested more than 64 deep")
    compile_source(Source("a.yaml", params(MAX_DEPTH, "[$p{0}]") + RELU))


def test_a_weight_is_what_a_value_comes_to_without_sharing():
    def expanded(value):
        return len(value) + sum(map(expanded, value)) if isinstance(value, tuple) else 0

    value: tuple = (1,)
    for _ in range(10):
        value = (value, 2, value)
    assert weighed(value).steps == expanded(value)
    for _ in range(30):
        value = (value, value)
    assert weighed(value).steps > 2**40
    for _ in range(MAX_DEPTH - 41):
        value = (value,)
    assert weighed(value).depth == MAX_DEPTH
    with pytest.raises(ExpressionError, match="nested more than 64 deep"):
        weighed((value,))


@pytest.mark.parametrize(
    "lines",
    [
        [f"  - kind{i:050}\n" for i in range(20_000)],
        [f"  - conv: {{width: 3, field{i:040}: 1}}\n" for i in range(20_000)],
        [
            f"  - conv: ${{name{i:040}}}\n".replace("${", '"${').replace("}\n", '}"\n')
            for i in range(20_000)
        ],
    ],
    ids=["kinds", "fields", "parameters"],
)
def test_of_thousands_of_mistakes_the_first_are_told(lines):
    start = process_time()
    found = refusal(Source("a.yaml", HEAD + "layers:\n" + "".join(lines)))
    assert process_time() - start < 15
    assert found[-1].message == "more than 1,000 mistakes; nothing behind them was checked"
    assert len(found) == 1002
