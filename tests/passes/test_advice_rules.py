"""Each piece of advice: where it is given, in which words, and where it is not."""

import pytest

from archspec.compiler import advise, compile_source
from archspec.diagnostics import Source

HEAD = "archspec: 1\ninput: [3, 32, 32]\n"
VECTOR = "archspec: 1\ninput: [16]\n"
DIGITS = "archspec: 1\ninput: [1, 8, 8]\nlayers: [flatten, linear: 10"


def advice(text):
    return advise(*compile_source(Source("a.yaml", text)))


def said(text):
    """What is advised, but for the word that the data of no example is there."""
    return [(found.code, found.message) for found in advice(text) if found.code != "A721"]


def image(*layers):
    return f"{HEAD}layers: [{', '.join(layers)}]"


def vector(*layers):
    return f"{VECTOR}layers: [{', '.join(layers)}]"


def digits(*layers, **train):
    recipe = ", ".join(f"{name}: {value}" for name, value in train.items())
    last = "".join(f", {layer}" for layer in layers)
    return f"{DIGITS}{last}]\ntrain: {{data: {{dataset: digits}}, {recipe}}}"


def own(*layers, **train):
    return digits(*layers, **train).replace("digits", "npz, root: x.npz, val: 0.1")


def sharing(text):
    """The same with rounds that share their weights by what holds of every repeat."""
    return text.replace("layers:", "defaults: {repeat: {weights: shared}}\nlayers:", 1)


CONV = "conv: {width: 8, kernel: 3, padding: 1}"
RELU_CONV = "conv: {width: 8, kernel: 3, padding: 1, act: relu}"

WEIGHED = "{{cross_entropy: {{class_weights: {}}}}}"

GIVEN = [
    ("A701", "the `batchnorm` after this `conv` takes its bias away", image(CONV, "batchnorm")),
    ("A701", "the `instancenorm` after this `conv` takes", image(CONV, "instancenorm")),
    ("A701", "the `batchnorm` after this `linear` takes", vector("linear: 8", "batchnorm")),
    ("A701", "takes its bias", image("conv: {width: 8, bias: true, norm: batchnorm}")),
    ("A702", "takes raw scores, and the network ends in `softmax`", digits("softmax")),
    ("A702", "and the network ends in `log_softmax`", digits("log_softmax", "identity")),
    ("A702", "takes scores of either sign, and the network ends in `relu`", digits("relu")),
    ("A702", "ends in `relu`", digits("relu", loss="bce_with_logits")),
    (
        "A702",
        "compares the scores of classes, and the network gives one number",
        own("relu", "linear: 1"),
    ),
    ("A702", "ends in `sigmoid`", digits("sigmoid", loss="bce_with_logits")),
    ("A702", "takes logarithms of probabilities, and the network ends", digits(loss="nll")),
    ("A702", "`nll` takes logarithms", digits("softmax", loss="nll")),
    ("A703", "between this `linear` and the one before", vector("linear: 16", "linear: 4")),
    ("A703", "between this `linear`", vector("linear: 16", "dropout", "linear: 4")),
    ("A703", "nothing non-linear stands between this `conv`", image(CONV, CONV)),
    ("A703", "this `conv`", image("conv: {width: 8, kernel: 1}", "conv: {width: 8, kernel: 1}")),
    ("A704", "`batchnorm` remembers a variance", image(RELU_CONV, "dropout: 0.2", "batchnorm")),
    ("A705", "for a kernel of 4×4", image("conv: {width: 8, kernel: 4, padding: same}")),
    (
        "A705",
        "a kernel of 3×4",
        image("conv: {width: 8, kernel: [3, 2], dilation: [1, 3], padding: same}"),
    ),
    (
        "A706",
        "reaches the last row and the last column of 9×9",
        image("adaptive_avgpool: 9", "maxpool: 2"),
    ),
    ("A706", "the last 2 columns of 8×8", image("adaptive_avgpool: 8", "maxpool: [2, 3]")),
    (
        "A706",
        "this `conv` reaches",
        image("adaptive_avgpool: 8", "conv: {width: 8, kernel: 3, stride: 2}"),
    ),
    (
        "A706",
        "reaches the last 2 rows of 15×8",
        image("adaptive_avgpool: [15, 8]", "conv: {width: 8, kernel: [4, 1], stride: [3, 1]}"),
    ),
    (
        "A708",
        "this `linear` has 99% of all",
        image(RELU_CONV, "flatten", "linear: 512", "relu", "linear: 2"),
    ),
    (
        "A713",
        "on this `linear`",
        vector("linear: {name: a, width: 4}", "relu", "linear: 2", "tanh: {from: a}"),
    ),
    (
        "A711",
        "no layer of the repeat uses its item `w`",
        vector("repeat: {each: [1, 2], as: w, layers: [linear: 16, tanh]}"),
    ),
    (
        "A718",
        "every round of the repeat uses the weights of one `linear`",
        sharing(vector("repeat: {depth: 3, layers: [linear: 16, tanh]}")),
    ),
    ("A702", "takes scores of any size, and the network ends in `tanh`", digits("tanh")),
    ("A702", "ends in `softsign`", digits("softsign", loss="bce_with_logits")),
    ("A702", "the network ends in `dropout`, so that outputs", digits("dropout: 0.5")),
    ("A702", "ends in `dropout`", own("dropout: 0.5", loss="mse")),
    ("A716", "a learning rate of 1e-12 changes no weight", digits(optimizer="{adam: {lr: 1e-12}}")),
    (
        "A716",
        "a decay of 20 at a rate of 0.1 takes every weight away",
        digits(optimizer="{sgd: {lr: 0.1, weight_decay: 20.0}}"),
    ),
    ("A722", "a momentum of 0.99 leaves little", image("batchnorm: {momentum: 0.99}", RELU_CONV)),
    ("A722", "a momentum of 0.9 ", image("conv: {width: 8, norm: {batchnorm: {momentum: 0.9}}}")),
    ("A714", "drops 0.9 of what it takes, and keeps 0.1", vector("dropout: 0.9")),
    ("A714", "`drop_connect` drops 0.95", vector("drop_connect: {width: 4, p: 0.95}")),
    ("A715", "this `relu` follows a `relu`", image(RELU_CONV, "relu")),
    ("A715", "this `batchnorm` follows", image("batchnorm", "batchnorm")),
    ("A715", "this `dropout` follows", vector("dropout: 0.2", "dropout: 0.2")),
    ("A716", "`adam` moves each weight by about 1 ", digits(optimizer="{adam: {lr: 1.0}}")),
    ("A716", "steps of 100 times the gradient", digits(optimizer="{sgd: {lr: 100.0}}")),
    ("A716", "a learning rate of 0 changes no", digits(optimizer="{sgd: {lr: 0.0}}")),
    ("A716", "a momentum of 1 forgets no step", digits(optimizer="{sgd: {momentum: 1.0}}")),
    (
        "A716",
        "`adamw` moves each weight by about 0.5",
        digits(optimizer="adamw", schedule="{onecycle: {max_lr: 0.5}}"),
    ),
    (
        "A717",
        "training never stops early: the recipe has 5 epochs",
        digits(epochs=5, early_stop="{}"),
    ),
    ("A717", "`step` never lowers the rate", digits(epochs=5, schedule="{step: {step_size: 5}}")),
    ("A717", "`plateau` never lowers the rate", digits(epochs=5, schedule="plateau")),
    (
        "A717",
        "this milestone is never",
        digits(epochs=5, schedule="{multistep: {milestones: [3, 7]}}"),
    ),
    (
        "A717",
        "`cosine` never reaches its end: the recipe has 4 epochs",
        digits(epochs=4, schedule="{cosine: {T_max: 10}}"),
    ),
    (
        "A717",
        "`linear` never reaches its end: the recipe has 1 epoch",
        digits(epochs=1, schedule="linear"),
    ),
    ("A717", "the learning rate never ends its climb", digits(epochs=5, warmup="5 epochs")),
    (
        "A717",
        "these parameters are never trained: the recipe has 5 epochs",
        digits(epochs=5, groups="[{of: biases, frozen: 5}]"),
    ),
    (
        "A717",
        "`cosine` never begins",
        digits(epochs=5, warmup=2, schedule="[{constant: {epochs: 3}}, cosine]"),
    ),
    (
        "A717",
        "this milestone is never",
        digits(epochs=5, warmup=2, schedule="{multistep: {milestones: [2, 3]}}"),
    ),
    (
        "A723",
        "draws all classes alike often, and",
        digits(sampler="{balanced: label}", loss=WEIGHED.format("balanced")),
    ),
    (
        "A723",
        "draws all classes alike often, and",
        digits(
            sampler="{balanced: label}",
            targets=f"{{output: {{to: label, loss: {WEIGHED.format('balanced')}}}}}",
        ),
    ),
]


@pytest.mark.parametrize(("code", "words", "text"), GIVEN)
def test_it_is_given(code, words, text):
    [(found, message)] = said(text)
    assert found == code
    assert words in message


SILENT = {
    # A701: no bias; a normalisation that keeps the mean; one whose groups share a mean; a value
    # that something else takes too; nothing linear before.
    "no bias": image("conv: {width: 8, bias: false}", "batchnorm"),
    "norm in the line": image("conv: {width: 8, norm: batchnorm}"),
    "groupnorm": image("conv: 8", "groupnorm: 4"),
    "layernorm": image("conv: 8", "layernorm"),
    "activation between": image("conv: {width: 8, act: relu}", "batchnorm"),
    "norm of fixed averages": image("conv: 8", "batchnorm: {freeze: all}"),
    "taken elsewhere": image("conv: {name: a, width: 3, kernel: 1}", "batchnorm", "add: {with: a}"),
    "shared with one that has no norm": image(
        "conv: {name: a, width: 3, kernel: 1}",
        "batchnorm",
        "conv: {width: 3, kernel: 1, share: a}",
        "relu",
    ),
    # A702
    "raw scores": digits(loss="cross_entropy"),
    "log_softmax for nll": digits("log_softmax", loss="nll"),
    "softmax and no recipe": vector("linear: 10", "softmax"),
    "relu at the end and no recipe": vector("linear: 10", "relu"),
    "relu before numbers": own("relu", loss="mse"),
    # A703
    "activation between two": vector("linear: 8", "relu", "linear: 4"),
    "bottleneck": vector("linear: 4", "linear: 16"),
    "factorised": vector("linear: 7", "linear: 12"),
    "norm between": vector("linear: {width: 8, bias: false}", "batchnorm", "linear: 4"),
    "depthwise and pointwise": image("conv: {width: 3, groups: 3}", "conv: {width: 8, kernel: 1}"),
    "kernels along rows and columns": image(
        "conv: {width: 8, kernel: [1, 3]}", "conv: {width: 8, kernel: [3, 1]}"
    ),
    "squeezed, then convolved": image("conv: {width: 2, kernel: 1}", "conv: {width: 8}"),
    "set by hand": image(
        "conv: {width: 3, freeze: true, init: 0.1}", "conv: {width: 3, freeze: true, init: 0.1}"
    ),
    "taken by a shortcut too": image(
        "conv: {width: 3, padding: 1}", "residual: [conv: {width: 3, padding: 1}, tanh]"
    ),
    # A704
    "norm before dropout": image("batchnorm", "dropout: 0.2"),
    "layernorm after dropout": image("dropout: 0.2", "layernorm"),
    "batch figures in evaluation": image("dropout: 0.2", "batchnorm: {track_running_stats: false}"),
    "nothing dropped": image("dropout: 0", "batchnorm"),
    # A705
    "odd": image("conv: {width: 8, kernel: 3, padding: same}"),
    "even, dilated by two": image("conv: {width: 8, kernel: 2, dilation: 2, padding: same}"),
    "even, padded by hand": image("conv: {width: 8, kernel: 4, stride: 2, padding: 1}"),
    # A706
    "even sizes": image("maxpool: 2"),
    "left over, but ceil": image("adaptive_avgpool: 9", "maxpool: {kernel: 2, ceil_mode: true}"),
    "covered by padding": image(
        "adaptive_avgpool: 9", "maxpool: {kernel: 3, stride: 2, padding: 1}"
    ),
    "skipping on purpose": image("adaptive_avgpool: 8", "conv: {width: 4, kernel: 1, stride: 3}"),
    "one row of many": image("upsample: {size: 225}", "maxpool: 2"),
    "same": image("conv: {width: 8, kernel: 3, padding: same}"),
    "transposed": image("conv_transpose: {width: 8, kernel: 2, stride: 2}"),
    # A708
    "all linear": image("flatten", "linear: 512", "relu", "linear: 2"),
    "averaged": image(RELU_CONV, "global_avgpool", "linear: 512", "relu", "linear: 2"),
    "few parameters": image(RELU_CONV, "maxpool: 8", "flatten", "linear: 32", "relu", "linear: 2"),
    # A713
    "named in with": vector(
        "linear: {name: a, width: 16}", "tanh: {from: input}", "add: {with: a}"
    ),
    "shared by one that is used": vector(
        "linear: {name: a, width: 4}", "linear: {width: 4, share: a, from: input}"
    )
    .replace("layers", "outputs: {one: a, two: b}\nlayers")
    .replace("share: a", "name: b, share: a"),
    # A718: who writes it means it
    "shared on purpose": vector("repeat: {depth: 3, weights: shared, layers: [linear: 16, tanh]}"),
    # A702
    "a bounded output that is compared with numbers": own("tanh", loss="mse"),
    "dropout before the last layer": digits("relu", "dropout: 0.5", "linear: 10"),
    "dropout that drops nothing": digits("dropout: 0.0"),
    # A722
    "torch's own momentum": image("batchnorm: {momentum: 0.1}", RELU_CONV),
    "momentum of a cumulative average": image("batchnorm: {momentum: 0.5}", RELU_CONV),
    # A714, A715
    "half": vector("dropout: 0.5"),
    "always": vector("dropout: 0.89"),
    "another activation": vector("relu", "tanh"),
    "a layer between": vector("relu", "linear: 4", "relu"),
    # A716, A717
    "usual rate": digits(optimizer="{adam: {lr: 0.1}}"),
    "plain descent": digits(optimizer="{sgd: {lr: 1.0}}"),
    "decay that is large, at a small rate": digits(
        optimizer="{adamw: {lr: 0.001, weight_decay: 10.0}}"
    ),
    "no rate of its own": digits(
        optimizer="{sgd: {lr: 0.0}}", schedule="{onecycle: {max_lr: 0.1}}"
    ),
    "time enough": digits(epochs=11, early_stop="{}", schedule="plateau"),
    "a warm-up whose epochs nobody knows": digits(epochs=5, warmup="500 steps"),
    "a fall that ends in time": digits(epochs=5, warmup=2, schedule="{cosine: {T_max: 3}}"),
    "schedules in time": digits(epochs=5, schedule="[{constant: {epochs: 4}}, cosine]"),
    "frozen for a while, or for good": digits(
        epochs=5, groups="[{of: '*.bias', frozen: 4}, {of: '*.bias', frozen: true}]"
    ),
    # A723
    "classes drawn alike often": digits(sampler="{balanced: label}"),
    "classes weighed": digits(sampler="{count: 9}", loss=WEIGHED.format("balanced")),
    "weights of one's own": digits(
        sampler="{balanced: label}", loss=WEIGHED.format([1.0] * 9 + [2.0])
    ),
    "a milestone in time": digits(epochs=5, schedule="{multistep: {milestones: [3, 4]}}"),
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_it_is_not_given(text):
    assert said(text) == []


def growing(layers, **fields):
    rest = "".join(f", {name}: {value}" for name, value in fields.items())
    return image(f"residual: {{body: [{layers}]{rest}}}")


TOKENS = "rearrange: c h w -> (h w) c"
NEW = {
    "attention between linear layers": image(
        TOKENS, "linear: 32", "attention: 4", "linear: 8", "attention: 2", "attention: 2"
    ),
    "a token for all, its place, and its scores": image(
        TOKENS, "linear: 8", "class_token", "position_embedding", "attention: 2", "select: 0"
    ),
    "the two residuals of a transformer": image(
        TOKENS,
        "residual: [layernorm, attention: 3]",
        "residual: [layernorm, linear: 4 * $in, gelu, linear: $in // 4]",
    ),
    "windows of which every other is shifted": image(
        "rearrange: c h w -> h w c",
        "window_attention: {heads: 3, window: 4}",
        "window_attention: {heads: 3, window: 4, shift: 2}",
    ),
    "bodies that are dropped at random": image(
        "residual: {inline: true, body: [conv: {width: 3, padding: 1}, stochastic_depth: 0.1]}",
        "residual: {inline: true, body: [conv: {width: 3, padding: 1}, stochastic_depth: 0.2]}",
    ),
    "sums that are left out": image(
        "residual: {shortcut: optional, body: [conv: {width: 8, kernel: 1}, relu, conv: 8]}"
    ),
    "two halves that meet again": image(
        "conv: {name: x, width: 8}",
        "slice: {name: a, part: 0, of: 2}",
        "sigmoid: {name: b}",
        "slice: {from: x, part: 1, of: 2}",
        "mul: b",
    ),
    "a head that only training has, and its switch": (
        f"{HEAD}params: {{aux: true}}\n"
        "layers: [conv: {name: a, width: 4}, "
        "sequence: {name: x, layers: [global_avgpool, linear: 3]}, relu: {name: m, from: a}]\n"
        "outputs: {m: m, x: {from: x, when: \"'training' if $aux else false\"}}"
    ),
}
"""What came after the rules, and is no reason for any of them."""


@pytest.mark.parametrize("text", NEW.values(), ids=NEW.keys())
def test_none_is_given_for_what_is_usual(text):
    assert said(text) == []


KEEPS = "conv: {width: 3, padding: 1}"


@pytest.mark.parametrize("end", ["relu", "sigmoid", "softplus", "relu6", "relu, dropout: 0.1"])
def test_a_body_that_ends_above_zero_can_only_add(end):
    kind = end.partition(",")[0]
    assert said(growing(f"{KEEPS}, {end}")) == [
        ("A712", f"the body of this residual ends in `{kind}`, so its sum can only grow")
    ]


@pytest.mark.parametrize(
    "text",
    [
        growing(f"relu, {KEEPS}"),
        growing(KEEPS, act="relu"),
        growing(f"{KEEPS}, tanh"),
        growing(f"{KEEPS}, leaky_relu"),
        growing("conv: {width: 6, padding: 1}, relu", shortcut="project"),
        image(f"gate: [{KEEPS}, sigmoid]"),
        image(f"dense: [{KEEPS}, relu]"),
        image(f"branches: {{paths: [[{KEEPS}, relu], [{KEEPS}, relu]], merge: add}}"),
    ],
)
def test_other_bodies_may_take_away(text):
    assert said(text) == []


def stack(*layers):
    return image(*layers, "global_avgpool", "linear: 2")


def test_what_is_beyond_the_input_is_said_once_with_its_price():
    wide = "conv: {width: 8, kernel: 33, padding: 16, act: relu}"
    [found] = advice(stack(wide, wide, RELU_CONV, RELU_CONV))
    assert found.code == "A707"
    assert "where all of the input is seen already" in found.message
    assert found.label == "what it takes sees 65×65, and the input is 32×32"
    assert found.notes == ("it and 1 below have 1,168 of 97,034 parameters",)


@pytest.mark.parametrize(
    "layers",
    [
        ["conv: {width: 8, kernel: 33, padding: 16, act: relu}", RELU_CONV],
        ["conv: {width: 8, kernel: 65, padding: 32, act: relu}", "conv: {width: 8, kernel: 1}"],
        ["conv: {width: 8, kernel: [65, 1], padding: [32, 0], act: relu}", RELU_CONV],
        [
            RELU_CONV,
            "repeat: {depth: 40, layers: [residual: {width: 8, act: relu}]}",
        ],
    ],
)
def test_a_field_near_the_input_or_a_shortcut_around_it_is_fine(layers):
    assert said(stack(*layers)) == []


def test_shared_averages():
    rounds = "conv: {width: 3, padding: 1, bias: false}, batchnorm, relu"
    repeat = f"repeat: {{depth: 3, weights: %s, layers: [{rounds}]}}"
    everywhere = repeat.replace("weights: %s, ", "")
    [found] = advice(image(repeat % "shared"))
    assert (found.code, found.notes[-1]) == ("A709", "in 2 layers that stand here")
    assert found.message.startswith("one `batchnorm` keeps one running average")
    assert said(image(repeat % "independent")) == []
    for other in ("groupnorm: 1", "batchnorm: {track_running_stats: false}"):
        [(code, _)] = said(sharing(image(everywhere.replace("batchnorm", other))))
        assert code == "A718"


def test_shared_rounds_are_one_finding_a_round_of_layers():
    rounds = "repeat: {depth: 5, layers: [linear: 16, tanh, linear: 16, tanh]}"
    [found] = advice(sharing(vector(rounds)))
    assert (found.code, found.notes[-1]) == ("A718", "in 4 layers that stand here")
    assert said(vector(rounds)) == []
    assert (
        said(vector("linear: {name: a, width: 16}", "tanh", "linear: {width: 16, share: a}")) == []
    )


def test_an_input_that_nothing_uses():
    text = "archspec: 1\ninputs: {image: [4], age: [1]}\nlayers: [linear: 2]"
    assert said(text) == [("A713", "nothing uses the input `age`")]
    assert said(text.replace("linear: 2", "linear: 1, add: {with: age}")) == []


TRAIN = "train: {data: {dataset: cifar10}, epochs: $a}"


def _inputs(layers):
    """A block that takes three values, called where `level` is 1."""
    params = "params: {level: 1}\n" if "level" in layers else ""
    block = f"{{inputs: [f0, f1, other], layers: {layers}}}"
    call = "one: {f0: input, f1: input, other: input}"
    return f"{HEAD}{params}blocks:\n  one: {block}\nlayers: [{call}]"


BLOCKS = f"{HEAD}params: {{kind: one, w: 8}}\nblocks:\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{BLOCKS}  one: [conv: $w]\nlayers: [$kind]", []),
        (f"{BLOCKS}  one: [conv: $w]\n  two: [one]\nlayers: [two, tanh, $kind: ]", []),
        (f"{HEAD}blocks:\n  one: [relu]\nlayers: [tanh]", ["nothing calls the block `one`"]),
        (
            f"{HEAD}blocks:\n  one: [one: {{when: false}}]\nlayers: [tanh]",
            ["nothing calls the block `one`"],
        ),
        (f"{HEAD}params: {{a: 1}}\nlayers: [tanh]", ["nothing uses the parameter `a`"]),
        (f"{HEAD}params: {{a: 1, b: $a}}\nlayers: [conv: $b]", []),
        (f"{HEAD}params: {{a: 1}}\nlayers: [conv: {{width: $a, when: false}}, tanh]", []),
        (f"{HEAD}params: {{a: x}}\nlayers: [tanh: {{name: 'n${{a}}'}}]", []),
        (f"{HEAD}params: {{a: &a 4}}\nlayers: [conv: *a]", []),
        (f"{HEAD}params: {{a: 4}}\nlayers: [flatten, linear: 10]\n{TRAIN}", []),
        (
            f"{HEAD}blocks:\n  one: {{params: {{a: 1, b: 2}}, layers: [conv: $a]}}\nlayers: [one]",
            ["nothing uses the parameter `b` of the block `one`"],
        ),
        (
            f"{HEAD}params: {{a: 1}}\nblocks:\n"
            "  one: {params: {a: 1}, layers: [conv: $a]}\nlayers: [one]",
            ["nothing uses the parameter `a`"],
        ),
        (
            f"{HEAD}blocks:\n  one: {{params: {{a: 1, b: $a}}, layers: [conv: $b]}}\nlayers: [one]",
            [],
        ),
        (
            f"{HEAD}params: {{a: 1}}\nblocks:\n"
            "  one: {params: {a: $a}, layers: [conv: $a]}\nlayers: [one]",
            [],
        ),
        (
            f"{HEAD}params: {{a: 1}}\nblocks:\n"
            "  one: {params: {a: $a}, layers: [tanh]}\nlayers: [one]",
            ["nothing uses the parameter `a` of the block `one`"],
        ),
        (_inputs("[add: 'f${level}']"), ["no layer of the block `one` takes its input `other`"]),
        (
            _inputs("""[add: "${['f' + str(k) for k in range(2)]}"]"""),
            ["no layer of the block `one` takes its input `other`"],
        ),
        (_inputs("[add: f0, mul: f1, sub: other]"), []),
    ],
)
def test_names_that_nothing_uses(text, found):
    assert [message for _, message in said(text)] == found


CHOSEN = """archspec: 1
params: {block: %s}
input: [3, 32, 32]
blocks:
  plain:
    params: {width: required, expand: 4}
    layers: [conv: {width: $width, kernel: 3, padding: same, act: relu}]
  wide:
    params: {width: required, expand: 4}
    layers: [conv: {width: $expand * $width, kernel: 3, padding: same, act: relu}]
layers:
  - %s: {width: 8}
  - wide: {width: 8}
"""


def test_blocks_among_which_an_expression_chooses_have_parameters_in_common():
    assert said(CHOSEN % ("plain", "$block")) == []
    assert said(CHOSEN % ("plain", "'${block}'")) == []
    each = (CHOSEN % ("1", "plain")).replace("- plain: {width: 8}", "- conv: $block")
    each = each.replace(
        "  - wide:",
        "  - repeat:\n      each: [{kind: plain}, {kind: wide}]\n      as: one\n"
        "      layers: [$one.kind: {width: 8}]\n"
        "  - wide:",
    )
    assert said(each) == []


def test_a_block_that_is_called_by_its_name_needs_its_parameters():
    [(code, message)] = said((CHOSEN % ("3", "plain")).replace("kernel: 3", "kernel: $block"))
    assert code == "A711"
    assert "`expand` of the block `plain`" in message


def test_only_the_axis_on_which_rows_are_lost_is_padded():
    [found] = advice(
        image("adaptive_avgpool: [15, 8]", "conv: {width: 8, kernel: [4, 1], stride: [3, 1]}")
    )
    assert found.helps[0].text == "pad more, so that the end is seen: `padding: [1, 0]`"


def test_an_input_that_says_which_axis_counts_channels_is_in_order():
    text = "archspec: 1\ninput: {shape: [32, 32, 3], channels: %d}\nlayers: [relu]"
    assert [code for code, _ in said(text % 0)] == ["A719"]
    assert said(text % 2) == []
