"""The walk down a file: equal calls that are replayed, shared rounds, what follows a mistake."""

from random import Random

import pytest

from archspec.catalog import shipped
from archspec.compiler import advise, compile_source, variant_names
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.text import render
from archspec.graph import Graph, print_graph
from archspec.graph.facts import shaped
from archspec.graph.verify import verify
from archspec.language.expressions import values
from archspec.language.walk import calls, lists
from archspec.language.walk.seen import SeenEntries
from archspec.syntax import read_file

HEAD = "archspec: 1\ninput: [4]\n"
SHIPPED = [
    (path, variant)
    for path in shipped().values()
    for variant in (None, *variant_names(read_file(path))[:2])
]


def graph_of(body: str, head: str = HEAD) -> Graph:
    return compile_source(Source("a.yaml", head + body))[1]


def findings(body: str, head: str = HEAD) -> list[Diagnostic]:
    try:
        return list(advise(*compile_source(Source("a.yaml", head + body))))
    except Failure as failure:
        return list(failure.diagnostics)


def weights(body: str) -> dict[str, str]:
    graph = graph_of(body)
    verify(graph, shaped)
    return {node.path: node.weights for node in graph.nodes if node.layer.kind == "linear"}


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is built and worked out, also where it was before."""
    for module in (calls, lists):
        monkeypatch.setattr(module, "built_once", lambda *args: args[-1]())
    monkeypatch.setattr(SeenEntries, "find", lambda *_: None)
    monkeypatch.setattr(values, "_depends_on", lambda *_: None)


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: f"{one[0].stem}:{one[1]}")
def test_a_replayed_call_is_what_it_would_be_built(one, monkeypatch):
    path, variant = one
    spec, graph = compile_source(read_file(path), (), variant)
    replayed = print_graph(graph), advise(spec, graph)
    forget(monkeypatch)
    spec, graph = compile_source(read_file(path), (), variant)
    assert (print_graph(graph), advise(spec, graph)) == replayed


CALLS = {
    "a name that comes between two calls": (
        "blocks: {b: {params: {src: required}, "
        "layers: [linear: {name: x, width: 4}, relu, add: {with: $src}]}}\n"
        "layers: [b: {src: x, name: g1}, linear: {name: x, width: 4}, b: {src: x, name: g2}]"
    ),
    "arguments that differ in type alone": (
        "blocks: {b: {params: {n: required}, layers: [relu, dropout: $n, tanh]}}\n"
        "layers: [b: 0, b: 0.0, b: {n: 1}, b: {n: 1.0}]"
    ),
    "what the block asks of a layer outside": (
        "blocks: {b: [linear: channels(out), relu]}\n"
        "layers: [linear: {name: out, width: 4}, b, linear: {name: o, width: 4}, b]"
    ),
    "two scopes of one name": (
        "blocks: {se: [gate: [linear: $in]], b: {params: {w: $in}, layers: [linear: $w, se]}}\n"
        "layers: [b: {name: one}, b: {name: one, w: 8}, b: {name: two}]"
    ),
    "a mistake behind equal calls": (
        "blocks: {b: [linear: {name: y, width: 4}, relu]}\n"
        "layers: [b: {name: g1}, b: {name: g2}, add: {with: y}]"
    ),
}


@pytest.mark.parametrize("body", CALLS.values(), ids=CALLS.keys())
def test_calls_that_are_alike_and_mean_other_things(body, monkeypatch):
    def all_of_it() -> tuple[str, list[tuple[object, ...]]]:
        found = findings(body)
        wrong = any(one.severity == "error" for one in found)
        certain = [(render([one]), [help_.certain for help_ in one.helps]) for one in found]
        return "" if wrong else print_graph(graph_of(body)), certain

    replayed = all_of_it()
    forget(monkeypatch)
    assert replayed == all_of_it()


def test_random_blocks_are_the_same_replayed_and_built(monkeypatch):
    texts = [_random_calls(Random(seed)) for seed in range(150)]  # noqa: S311
    replayed = [_said(text) for text in texts]
    forget(monkeypatch)
    assert [_said(text) for text in texts] == replayed
    assert sum(text.startswith("graph") for text, _ in replayed) > 75


def test_a_zero_with_a_sign_is_another_value_than_one_without():
    rounds = "each: [0.0, -0.0, 0.0, -0.0], as: v, layers: [leaky_relu: $v]"
    nodes = graph_of(f"layers: [repeat: {{{rounds}}}]").nodes
    slopes = [str(node.layer.written("negative_slope")["negative_slope"]) for node in nodes]
    assert slopes == ["0.0", "-0.0"] * 2


def test_random_rounds_are_the_same_remembered_and_worked_out(monkeypatch):
    texts = [_random_rounds(Random(seed)) for seed in range(250)]  # noqa: S311
    remembered = [_said(text) for text in texts]
    forget(monkeypatch)
    assert [_said(text) for text in texts] == remembered
    assert sum(text.startswith("graph") for text, _ in remembered) > 100


def _said(text: str) -> tuple[str, list[str]]:
    try:
        return print_graph(compile_source(Source("a.yaml", text))[1]), []
    except Failure as failure:
        return "", [f"{one.code} {one.span} {one.message}" for one in failure.diagnostics]


def _random_calls(random: Random) -> str:
    """Blocks that call each other, with names inside and outside, under few different arguments."""
    names = ["a", "b", "c"]
    inner = [
        "relu",
        "linear: $w",
        "linear: $in",
        "tanh: {name: a}",
        "add: {with: $src}",
        "dropout: 0.5",
    ]
    blocks = []
    for i in range(3):
        layers = random.choices(inner, k=random.randint(1, 4))
        layers += (
            [f"k{random.randrange(i)}: {{w: $w, src: $src}}"] if i and random.random() < 0.6 else []
        )
        blocks.append(f"  k{i}: {{params: {{w: $in, src: input}}, layers: [{', '.join(layers)}]}}")
    lines = []
    for i in range(random.randint(3, 7)):
        source = random.choice(("input", "input", *names))
        width = random.choice(("", "w: 4, ", "w: 3, "))
        lines.append(
            random.choice(
                (
                    f"- k{random.randrange(3)}: {{{width}src: {source}}}",
                    f"- k{random.randrange(3)}: {{name: n{i}, src: {source}}}",
                    f"- relu: {{name: {random.choice(names)}{'' if i < 2 else i}}}",
                    "- linear: 4",
                )
            )
        )
    body = "\n".join(f"  {line}" for line in lines)
    return HEAD + "blocks:\n" + "\n".join(blocks) + f"\nlayers:\n{body}\n"


ALIKE = ("1", "1.0", "true", "2", "0", "-0.0", "4", "[1]", "[1.0]", "{a: 1}", "{a: true}")
"""Values of which some are equal in Python and none are the same in a file."""
FIELDS = (
    "conv: {width: $in, kernel: 1, bias: '$v == 1'}",
    "conv: {width: '$in + (1 if [$v] == [1] else 0)', kernel: 1, norm: batchnorm}",
    "conv: {width: 4, kernel: 3, padding: same, when: '$v != 2', act: relu}",
    "conv: {width: channels(first), kernel: 1, when: '$sizes[0] > 2'}",
    "maxpool: {kernel: 2, when: '$sizes[0] > 4'}",
    "threshold: {threshold: '1 if $v in [1, 2] else 0.5', value: 0}",
    "rescale: '$sizes[0]'",
    "leaky_relu: '1 / $in'",
    "residual: {body: [conv: {width: $in, kernel: 1}, {u: {w: '$in', q: $v}}]}",
    "u: {w: 4, q: $v}",
    "u: {w: '$in + 2'}",
    "gate: [conv: {width: $in, kernel: 1, bias: '$v == 1'}, sigmoid]",
    "branches: {merge: add, paths: [[relu], {when: '$v == 1', layers: [tanh]}]}",
    "repeat: {each: [1, true, 2], as: v, layers: [rescale: '2 if $v == 2 else 3', {u: {w: 4}}]}",
)


def _random_rounds(random: Random) -> str:
    """Repeats over values that are alike, of layers that depend on these and on what they take."""
    defaults = random.choice(("", "defaults: {batchnorm: {momentum: 1 / $in}}\n"))
    block = "blocks: {u: {params: {w: required, q: 1}, layers: "
    block += (
        f"[conv: {{width: $w, kernel: 1, bias: '$q == 1'}}, {random.choice(FIELDS[5:9])}]}}}}\n"
    )
    block = block.replace("$v", "$q").replace(", {u: {w: '$in', q: $q}}", "")
    lines = ["- conv: {name: first, width: 4, kernel: 1}"]
    for _ in range(random.randint(1, 3)):
        each = ", ".join(random.choices(ALIKE, k=random.randint(2, 5)))
        layers = ", ".join(random.choices(FIELDS, k=random.randint(1, 3)))
        lines.append(f"- repeat: {{each: [{each}], as: v, layers: [{layers}]}}")
    body = "\n".join(f"  {line}" for line in lines)
    return f"archspec: 1\ninput: [4, 8, 8]\n{defaults}{block}layers:\n{body}\n"


def test_a_name_given_by_a_call_is_looked_for_at_the_call_whatever_was_built_before():
    nodes = graph_of(CALLS["a name that comes between two calls"]).nodes
    assert [node.inputs[1] for node in nodes if node.layer.kind == "add"] == ["g1.x", "x"]


def test_each_item_of_a_list_has_the_place_where_it_was_written():
    body = (
        "blocks: {g: {params: {p: required}, layers: [relu: {name: x}, relu: {name: q}, "
        "repeat: {each: [q, $p], as: t, layers: [add: {with: $t}]}]}}\n"
        "layers: [tanh: {name: x}, g: {name: g, p: x}]"
    )
    sums = [node.inputs[1] for node in graph_of(body).nodes if node.layer.kind == "add"]
    assert sums == ["g.q", "x"]


def test_shared_rounds_within_shared_rounds():
    inner = "repeat: {depth: 2, weights: shared, layers: [linear: 4]}"
    body = f"layers: [repeat: {{depth: 3, weights: shared, layers: [{inner}]}}]"
    assert weights(body) == dict.fromkeys(map(str, range(6)), "0")


def test_rounds_that_differ_share_what_stands_in_the_same_place_of_the_file():
    optional = "linear: {name: 'x${i}', width: 4, when: $i > 0}"
    body = f"layers: [repeat: {{depth: 3, weights: shared, layers: [{optional}, linear: 4]}}]"
    assert weights(body) == {"0": "0", "x1": "x1", "2": "0", "x2": "x1", "4": "0"}


def test_a_layer_that_shares_with_one_that_shares_has_the_first_ones_weights():
    body = (
        "layers: [linear: {name: a, width: 4}, linear: {name: b, width: 4, share: a}, "
        "linear: {name: c, width: 4, share: b}]"
    )
    assert weights(body) == {"a": "a", "b": "a", "c": "a"}


@pytest.mark.parametrize("outer", ["a", "z"])
def test_an_entry_that_asks_for_one_above_is_there_whatever_stands_outside(outer):
    body = (
        "blocks: {b: [linear: {width: 16, name: a}, relu: {when: channels(a) > 3}]}\n"
        f"layers: [linear: {{name: {outer}, width: 3}}, b: {{name: x}}]"
    )
    assert [node.path for node in graph_of(body).nodes] == [outer, "x.a", "x.1"]


OPEN = "archspec: 1\ninput: [3, H, W]\n"


@pytest.mark.parametrize(
    "value",
    [
        "8 if sizes(input)[0] - 32 else 16",
        "8 if not $sizes[0] - 32 else 16",
        "8 if $sizes[0] - $sizes[1] and true else 16",
        "sum([8 for s in $sizes if s - 32])",
    ],
)
def test_nobody_knows_whether_an_open_size_is_true(value):
    assert [one.code for one in findings(f'layers: [conv: {{width: "{value}"}}]', OPEN)] == ["A411"]


def test_a_division_by_zero_is_said_of_open_sizes_too():
    [found] = findings('layers: [conv: {width: "$sizes[0] // 0"}]', OPEN)
    assert found.code == "A210"
    assert "divides by zero" in found.message


def test_names_of_what_is_lost_are_there_under_the_name_of_their_scope():
    body = (
        "layers: [sequence: {name: s, layers: [linear: {widht: 3, name: a}, linear: 4]}, "
        "add: {with: s.a}]"
    )
    assert [one.code for one in findings(body)] == ["A201"]


def test_a_name_that_is_missing_in_every_round_is_said_once():
    body = "layers: [repeat: {depth: 50, layers: [relu: {name: 'c${i}'}, add: {with: nope}]}]"
    assert [one.code for one in findings(body)] == ["A302"]


@pytest.mark.parametrize("blocks", [1, 2])
def test_mistakes_in_blocks_that_nobody_calls_are_never_lost(blocks):
    wrong = ", ".join("linear: {widht: 4}" for _ in range(1200 // blocks))
    named = ", ".join(f"b{i}: [{wrong}]" for i in range(blocks))
    found = findings(f"blocks: {{{named}}}\nlayers: [relu]")
    assert {"A201", "A212"} <= {one.code for one in found}


CONTAINERS = (
    "residual: [gate: [b, tanh], relu]",
    "repeat: {depth: 1, layers: [sequence: [dense: [b, tanh], relu], tanh]}",
    "branches: {merge: add, paths: [[residual: {body: [b, tanh], shortcut: [relu]}], [relu]]}",
)


@pytest.mark.parametrize("within", CONTAINERS)
def test_however_deep_a_block_calls_itself_the_bound_on_lists_is_met_first(within: str) -> None:
    blocks = f"blocks: {{b: [{within}, tanh]}}\nlayers: "
    assert [one.code for one in findings(f"{blocks}[relu]")] == ["A710"]
    [found] = findings(f"{blocks}[b]")
    assert "more than 72 deep" in found.message


@pytest.mark.parametrize("form", ["[%s, %s]", "{p: %s, q: %s}"])
def test_mistakes_in_paths_are_found_where_it_is_not_known_which_of_them_are_there(form: str):
    paths = ("[linear: {widht: 3}]", "{when: $in > 4, layers: [linear: {widht: 4}]}")
    body = f"branches: {{merge: add, paths: {form % paths}}}"
    found = findings(f"blocks: {{b: [{body}]}}\nlayers: [relu]")
    assert [one.code for one in found if one.severity == "error"] == ["A201", "A201"]
    found = findings(f"layers: [linear: {{widht: 4}}, {body}]")
    assert [one.code for one in found] == ["A201"] * 3


LEAKS = {
    "a block that nobody calls": "blocks: {b: [linear: {from: input, width: 3}]}\nlayers: [relu]",
    "a block whose call is switched off": (
        "params: {on: false}\nblocks: {b: [branches: {from: input, paths: [[relu], [tanh]]}]}\n"
        "layers: [relu, b: {when: $on}]"
    ),
    "rounds of which there are none": (
        "blocks: {b: [linear: {from: input, width: 3}]}\n"
        "layers: [relu, repeat: {depth: 0, layers: [b]}]"
    ),
}


@pytest.mark.parametrize("body", LEAKS.values(), ids=LEAKS.keys())
def test_what_is_only_looked_through_is_no_part_of_the_network(body):
    assert [node.path for node in graph_of(body).nodes] == ["0"]


def test_two_layers_of_one_name_are_two_things():
    body = "layers: [relu: {name: y}, linear: {name: y, width: 3}, add: input]"
    assert [one.code for one in findings(body)] == ["A301", "A403"]


def test_two_equal_calls_of_one_name_are_two_things():
    body = (
        "blocks: {b: [relu, tanh]}\n"
        "layers: [b: {name: x}, b: {name: x}, linear: {width: 3, share: nowhere}, add: input]"
    )
    assert [one.code for one in findings(body)] == ["A301", "A302"]
    body = "blocks: {b: [relu, tanh]}\nlayers: [b: {name: x}, b: {name: x}, linear: 3, add: input]"
    assert [one.code for one in findings(body)] == ["A301", "A403"]


def test_a_name_given_to_an_inline_block_is_not_the_blocks_own():
    body = (
        "blocks: {u: {params: {t: required}, layers: [linear: {name: x, width: 12}, "
        "linear: {width: channels($t)}, concat: $t]}}\n"
        "layers: [linear: {name: x, width: 5}, sequence: [relu, {u: {t: x, inline: true}}]]"
    )
    assert [str(node.output) for node in graph_of(body).nodes] == ["5", "5", "12", "5", "10"]


def test_a_layer_given_to_a_block_names_what_its_call_could_name():
    body = (
        "blocks: {w: {params: {l: required}, layers: [linear: {name: x, width: 5}, $l]}}\n"
        "layers: [linear: {name: x, width: 4}, w: {l: {concat: x}}, w: {l: {relu: {from: x}}}]"
    )
    nodes = graph_of(body).nodes
    assert [node.inputs for node in nodes if node.layer.kind in ("concat", "relu")] == [
        ("1.x", "x"),
        ("x",),
    ]


def test_a_block_that_nobody_calls_may_ask_of_names_that_its_caller_will_have():
    body = "blocks: {v: [relu, linear: channels(tap), add: tap]}\nlayers: [relu]"
    assert not [one for one in findings(body) if one.severity == "error"]


GROWING = {
    "channels that double": ("input: [8, 8, 8]", "[repeat: {depth: 20000, layers: [crelu]}]"),
    "sizes that double": ("input: [8, 8, 8]", "[repeat: {depth: 20000, layers: [upsample: 2]}]"),
    "open sizes that double": (
        "input: [3, H, W]",
        "[repeat: {depth: 5000, layers: [upsample: 2]}]",
    ),
}


@pytest.mark.parametrize(("inputs", "layers"), GROWING.values(), ids=GROWING.keys())
def test_a_value_that_no_machine_can_hold_is_refused_where_it_is_made(inputs, layers):
    found = findings(f"layers: {layers}", f"archspec: 1\n{inputs}\n")
    assert [one.code for one in found] == ["A412"]


def test_names_in_merges_are_counted():
    merge = f"add: [{', '.join(['x'] * 1000)}]"
    found = findings(f"layers: [relu: {{name: x}}, repeat: {{depth: 3000, layers: [{merge}]}}]")
    assert [one.code for one in found] == ["A212"]


def test_of_many_missing_names_only_the_first_are_looked_for_among_those_that_exist():
    lines = [f"  - relu: {{name: layer{i}}}" for i in range(120)]
    lines += [f"  - add: leyer{i}" for i in range(120)]
    found = findings("layers:\n" + "\n".join(lines))
    assert {one.code for one in found} == {"A302"}
    assert len(found) == 120
    assert [help_.text for help_ in found[0].helps] == ["did you mean `layer0`?"]
    assert not found[-1].helps
    assert not found[-1].notes


def test_a_shortcut_is_not_fitted_to_channels_that_the_input_leaves_open():
    head = "archspec: 1\ninput: [3, H, W]\n"
    body = "residual: {body: [concat: f], shortcut: auto}"
    found = findings(f"layers: [flatten: {{name: f}}, {body}]", head)
    assert [one.code for one in found] == ["A403"]


def test_an_open_size_that_is_halved_often_is_not_taken_for_a_large_one():
    halved = (
        "repeat: {depth: 80, layers: [conv: {width: 3, kernel: 3, stride: 2, padding: 1}, relu]}"
    )
    assert findings(f"layers: [{halved}]", "archspec: 1\ninput: [3, H, W]\n") == []


def test_a_word_that_is_no_layer_by_itself_is_none_wherever_it_stands():
    found = findings("layers: [residual, residual, {sequence: [residual]}]")
    assert [one.code for one in found] == ["A213"] * 3
