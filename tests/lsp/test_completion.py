"""What is offered at `|`, in texts as they are while somebody types."""

import pytest

from archspec.diagnostics.pages import pages
from archspec.kind import kinds, of_role
from archspec.lsp.completion import Completion, completions
from archspec.recipe import DATASETS
from archspec.recipe.augmentations import AUGMENTATIONS
from archspec.recipe.fields import FIELDS
from archspec.recipe.generated import GENERATED
from archspec.recipe.metrics import METRICS
from archspec.recipe.published import PUBLISHED

HEAD = """\
archspec: 1
params: {width: 32, depth: 2}
input: [3, 32, 32]
blocks:
  convs:
    about: Two of them.
    params: {planes: required, k: 3}
    layers:
      - conv: {name: inner, width: $planes}
"""
LAYERS = HEAD + "layers:\n  - conv: {name: first, width: 3}\n  - "


def offered(text: str) -> list[Completion]:
    """The completions at the bar."""
    before, after = text.split("|")
    return completions(before + after, len(before))


def names(text: str) -> list[str]:
    """Their names."""
    return [found.option.name for found in offered(text)]


@pytest.mark.parametrize(
    "text",
    [
        LAYERS + "co|",
        LAYERS + "|",
        LAYERS + "residual:\n      body:\n        - |",
        LAYERS + "residual:\n      - |",
        LAYERS + "branches:\n      paths:\n        a:\n          - l|",
        LAYERS + "branches: {paths: {a: [|",
        LAYERS + "repeat: {depth: 3, layers: [tanh, {|",
        HEAD + "layers: [|",
        HEAD.replace("      - conv", "      - |\n      - conv"),
        LAYERS + "residual: {shortcut: {layers: [|",
    ],
)
def test_kinds_and_blocks_where_a_layer_belongs(text: str) -> None:
    assert names(text) == ["convs", *kinds()]


def test_a_layer_that_lacks_its_dash_gets_it() -> None:
    texts = {found.option.name: found.text for found in offered(HEAD + "layers:\n  |")}
    assert texts["tanh"] == "- tanh"
    assert texts["conv"] == "- conv: "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LAYERS + "maxpool: {kernel: 2, |}", "stride padding dilation ceil_mode name from when"),
        (LAYERS + "flatten:\n      s|", "start end name from when"),
        (LAYERS + "convs: {|", "planes k name from when inline share"),
        (LAYERS + "convs:\n      k: 3\n      |", "planes name from when inline share"),
        (LAYERS + "conv: {act: {leaky_relu: {|", "negative_slope name from when"),
        (LAYERS + "conv: {init: {kaiming: {m|", "distribution mode nonlinearity slope"),
        (LAYERS + "conv: {weight: {standardize: {g|", "eps gain gamma"),
        (LAYERS + "conv: {weight: {|", "weight_norm spectral_norm standardize"),
        (LAYERS + "residual: {shortcut: {|", "mode name layers"),
        (HEAD + "train: {early_stop: {|", "patience min_delta"),
        (HEAD + "train:\n  optimizer: {sgd: {lr: 1, |", "momentum dampening weight_decay nesterov"),
        (HEAD + "train: {data: {augment: [{flip: {|", "p axis"),
        (HEAD + "train: {data: {fields: {image: {|", " ".join(FIELDS.by_name)),
        (HEAD + "train: {data: {fields: {image: {numbers: {|", "of scale missing augment"),
        (HEAD + "train: {data: {fields: {|", ""),
        (HEAD + "train: {data: {table: {|", "train val test"),
        (HEAD + "train: {data: {pairs: {|", "of by alike"),
        (HEAD + "train: {data: {inputs: {|", "input"),
        (HEAD + "train: {targets: {|", "output"),
        (HEAD + "outputs: {price: a, kind: b}\ntrain: {targets: {|", "price kind"),
        (HEAD + "train: {targets: {price: {|", "loss to weight metrics"),
        (HEAD + "train: {targets: {price: {loss: {info_nce: {|", "against temperature"),
        (HEAD + "variants: {wide: {|", "width depth"),
        (HEAD + "expect: {|", "params trainable_params macs output receptive_field"),
        (HEAD + "  other:\n    |", "params inputs layers about"),
    ],
)
def test_fields_that_are_not_there_yet(text: str, expected: str) -> None:
    assert set(names(text)) == set(expected.split())


def test_fields_of_the_file() -> None:
    found = names(HEAD + "la|")
    assert "layers" in found
    assert "train" in found
    assert "params" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LAYERS + "conv: {padding: s|}", "same same_upper valid"),
        (LAYERS + "conv: {padding_mode: |", "zeros reflect replicate circular"),
        (LAYERS + "conv: {bias: |", "true false"),
        (LAYERS + "linear: {weight: |", "weight_norm spectral_norm standardize"),
        (LAYERS + "conv: {norm: |", " ".join(of_role("norm"))),
        (LAYERS + "conv: {act: |", " ".join(of_role("act"))),
        (LAYERS + "residual:\n      shortcut: |", "identity auto project pad optional"),
        (LAYERS + "repeat: {weights: |", "independent shared"),
        (HEAD + "train: {data: {dataset: |", " ".join((*DATASETS, *PUBLISHED, *GENERATED))),
        (HEAD + "train: {data: {dataset: cifar10, classes: [cat, |, dog]", ""),
        (HEAD + "train: {data: {augment: [|", " ".join(AUGMENTATIONS.by_name)),
        (HEAD + "train: {data: {normalize: |", "auto none values"),
        (HEAD + "train: {data: {val: |", "test"),
        (HEAD + "train: {watch: |", "loss accuracy"),
        (HEAD + "train: {targets: {price: |", "none"),
        (HEAD + "train: {targets: {price: {metrics: [|", " ".join(METRICS.by_name)),
        (HEAD + "train: {data: {fields: {a: {number: b}}, inputs: {input: |", "a"),
        (
            HEAD + "train: {data: {fields: {v: {image: {of: b, views: 2}}}, inputs: {input: |",
            "v_1 v_2",
        ),
        (HEAD + "train: {data: {folder: f}, targets: {output: {to: |", "image label"),
        (HEAD + "train: {data: {fields: {x: {number: {scale: |", "none standard minmax"),
        (HEAD + "train: {clip: |", "norm value"),
        (HEAD + "train:\n  data:\n    dataset: mnist\n    classes:\n      - |", ""),
    ],
)
def test_values_of_fields(text: str, expected: str) -> None:
    if "classes" in text:
        name = "cifar10" if "cifar10" in text else "mnist"
        left = [c for c in DATASETS[name].classes or () if c not in ("cat", "dog")]
        expected = " ".join(f'"{c}"' if c.isdigit() else c for c in left)
    assert names(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LAYERS + "conv: $|", ["width", "depth", "in", "sizes"]),
        (LAYERS + "conv: 2 * $wi|", ["width", "depth", "in", "sizes"]),
        (LAYERS + 'conv: {name: "c${wi|', ["width", "depth", "in", "sizes"]),
        (
            LAYERS + "repeat:\n      layers:\n        - conv: $|",
            ["i", "width", "depth", "in", "sizes"],
        ),
        (
            LAYERS + "repeat:\n      as: w\n      index: n\n      layers:\n        - conv: $|",
            ["w", "n", "width", "depth", "in", "sizes"],
        ),
        (HEAD + "      - conv: $|", ["planes", "k", "width", "depth", "in", "sizes"]),
        (HEAD + "train: {epochs: $|", ["width", "depth"]),
    ],
)
def test_parameters_in_expressions(text: str, expected: list[str]) -> None:
    assert sorted(names(text)) == sorted(expected)


@pytest.mark.parametrize("comment", ["ignore |", "ignore A7|", "ignore A701, |", "ignore A701 A7|"])
def test_codes_in_comments_that_silence(comment: str) -> None:
    offers = offered(f"{LAYERS}relu  # archspec: {comment}")
    assert {one.text for one in offers} == {
        code for code in pages() if code.startswith("A7") and code != "A799"
    }
    assert offers[0].option.detail


@pytest.mark.parametrize("text", ["relu  # A7|", "relu  # archspec: A7|", "relu  # ignore A7|"])
def test_no_codes_in_other_comments(text: str) -> None:
    assert not any(name.startswith("A7") for name in names(LAYERS + text))


def test_variants_where_they_are_expected_to_cost_something() -> None:
    text = HEAD + "variants: {big: {width: 9}, small: {width: 1}}\nexpect: {|"
    assert names(text)[-2:] == ["big", "small"]
    assert names(text.replace("|", "big: {|")) == names(HEAD + "expect: {|")


def test_the_version_of_the_language() -> None:
    assert names("archspec: |") == ["1"]


@pytest.mark.parametrize("field", ["concat: |", "concat: {with: [|", "relu: {from: |"])
def test_names_of_layers_above(field: str) -> None:
    assert names(LAYERS + field + "\n  - conv: {name: later, width: 1}") == ["first"]


def test_outputs_may_name_any_layer() -> None:
    text = "outputs: {a: |\nlayers:\n  - conv: {name: first, width: 3}"
    assert names(text) == ["first"]


@pytest.mark.parametrize(
    "text",
    ["# |", "about: a|", "about: >\n  some te|xt", "input: [|", "\n]|", "a:|", "-|", "'a b|"],
)
def test_nothing_where_nothing_is_known(text: str) -> None:
    assert names(text) == []


def test_what_is_inserted_replaces_what_was_typed() -> None:
    [found] = [f for f in offered(LAYERS + "conv: {ker|") if f.option.name == "kernel"]
    assert found.text == "kernel: "
    assert (LAYERS + "conv: {ker")[found.start : found.end] == "ker"


def test_a_key_that_has_its_colon_gets_no_second_one() -> None:
    [found] = [f for f in offered(LAYERS + "conv: {ker|: 3}") if f.option.name == "kernel"]
    assert found.text == "kernel"


def test_each_option_is_explained() -> None:
    [conv] = [f.option for f in offered(LAYERS + "|") if f.option.name == "conv"]
    assert conv.about.startswith("A convolution: each output channel")
    [kernel] = [f.option for f in offered(LAYERS + "conv: {|") if f.option.name == "kernel"]
    assert kernel.about == (
        "Size of the window.\n\n"
        "Takes a whole number of at least 1, or a list with one per axis; 3 by default."
    )
    [block] = [f.option for f in offered(LAYERS + "|") if f.option.name == "convs"]
    assert block.about == "Two of them.\n\nTakes `planes`, `k`."


TRAINED = HEAD + "layers: [flatten]\ntrain:\n  data: {dataset: cifar10}\n"


def test_schedules_in_a_list_and_parameters_by_words() -> None:
    assert "constant" in names(TRAINED + "  schedule: [|")
    assert names(TRAINED + "  schedule: [{cosine: {|")[:2] == ["epochs", "per"]
    assert names(TRAINED + "  start: {|") == ["weights", "except"]
    assert names(TRAINED + "  groups: [{of: [|") == ["biases", "norms"]
