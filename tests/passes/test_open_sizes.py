"""Networks whose input leaves sizes open: what is inferred holds for every size, and in torch."""

import json
import re
import time
from html import unescape
from math import prod

import pytest
import torch
from click.testing import CliRunner

import archspec
from archspec.backends.table import as_dict, as_text
from archspec.cli import main
from archspec.compiler import advise, compile_source
from archspec.diagnostics import Failure, Source
from archspec.diagnostics.text import render
from archspec.lsp.documents import opened
from archspec.lsp.hover import hover
from archspec.lsp.positions import Text
from archspec.shapes import Size, at, open_names

SIZES = [{"H": 20, "W": 23}, {"H": 31, "W": 18}, {"H": 33, "W": 40}]

SAME = "conv: {width: 8, kernel: 3, padding: same}"
UNET = [
    "conv: {name: enc1, width: 4, kernel: 3, padding: same}",
    "maxpool: 2",
    "conv: {name: enc2, width: 8, kernel: 3, padding: same}",
    "maxpool: 2",
    SAME,
    "conv_transpose: {width: 8, kernel: 2, stride: 2}",
    "concat: {with: enc2}",
    "upsample: {scale: 2, mode: linear}",
    "concat: {with: enc1}",
    "conv: {width: 2, kernel: 1}",
]
LAYERS = {
    "strides": [
        "conv: {width: 4, kernel: 7, stride: 2, padding: 3}",
        "conv: {width: 4, stride: 3}",
    ],
    "dilation": ["conv: {width: 4, kernel: 3, dilation: 3}", "conv: {width: 2, stride: [1, 2]}"],
    "same": [SAME, "conv: {width: 4, kernel: 4, padding: same}", "conv: {width: 4, groups: 4}"],
    "pools": ["maxpool: {kernel: 3, stride: 2, padding: 1}", "avgpool: 2", "maxpool: 2"],
    "rounded up": [
        "maxpool: {kernel: 3, stride: 2, ceil_mode: true}",
        "avgpool: {kernel: 2, ceil_mode: true}",
        "maxpool: {kernel: 1, stride: 2, ceil_mode: true}",
    ],
    "transposed": [
        "conv: {width: 4, kernel: 3, stride: 2}",
        "conv_transpose: {width: 4, kernel: 3, stride: 2, output_padding: 1, dilation: 2}",
    ],
    "resampled": [
        "upsample: {scale: 2, mode: linear}",
        "upsample: 1.5",
        "upsample: {scale: 0.25, mode: bicubic}",
    ],
    "padded": [
        "pad: [1, [2, 3]]",
        "pad: {size: 2, mode: reflect}",
        "pad: -2",
        "pad: {channels: [1, 2]}",
    ],
    "shuffled": ["conv: {width: 16}", "pixel_shuffle: 2", "channel_shuffle: 2"],
    "project": [
        "residual: {body: [conv: {width: 6, stride: 2, padding: 1, norm: batchnorm}], "
        "shortcut: project}",
        "residual: {body: [conv: {width: 8, stride: 2, padding: 1}], shortcut: pad, act: relu}",
        "residual: {body: [conv: {width: 8, padding: 1}], shortcut: auto}",
    ],
    "branches": [
        "branches: {paths: [[conv: {width: 2, padding: same}], "
        "[maxpool: {kernel: 3, stride: 1, padding: 1}]]}",
        "dense: [conv: {width: 3, padding: same}]",
        "gate: [adaptive_avgpool: 1, conv: {width: 8, kernel: 1}, sigmoid]",
    ],
    "norms": [
        SAME,
        "layernorm",
        "groupnorm: 4",
        "instancenorm",
        "local_response_norm: 3",
        "dropout: {p: 0.5, mode: channel}",
        "prelu: channel",
        "crelu",
        "maxout: 2",
    ],
    "classified": [SAME, "maxpool: 2", "global_avgpool", "linear: 10"],
    "pooled to a size": [SAME, "adaptive_avgpool: [3, 2]", "flatten", "linear: 10"],
    "resampled to a size": [
        "conv: {width: 2, stride: 2}",
        "upsample: {size: 5}",
        "flatten",
        "linear: 3",
    ],
    "tokens": [SAME, "flatten: {start: 1}", "permute: [1, 0]", "linear: 6", "layernorm"],
    "rows": [SAME, "permute: [1, 2, 0]", "linear: 5", "relu"],
    "in a row": [SAME, "reshape: [8, -1]", "conv: 3"],
    "flat": ["relu", "flatten", "dropout: 0.1"],
    "stacked": ["relu: {name: a}", "tanh", "stack: {with: a}", "flatten: {start: 1, end: 2}"],
}


def text(layers, sizes="[3, H, W]"):
    return f"archspec: 1\ninput: {sizes}\nlayers:\n" + "".join(f"  - {one}\n" for one in layers)


def check(source):
    network = archspec.loads(source)
    assert any(n.output.open_names for n in network.graph.nodes)
    module = network.build().eval()
    # Sizes come out as they must, in torch too; only the last layers may have lost the names.
    for values in SIZES:
        bound = compile_source(Source("a.yaml", source), [(n, str(v)) for n, v in values.items()])[
            1
        ]
        shapes = [tuple(at(d, values) for d in n.output.dims) for n in network.graph.nodes]
        assert shapes == [n.output.dims for n in bound.nodes]
        assert at(network.graph.cost.macs, values) == bound.cost.macs
        assert at(network.graph.activation_bytes, values) == bound.activation_bytes
        assert network.graph.cost.params == bound.cost.params
        given = tuple(at(size, values) for size in network.graph.inputs[0].shape.dims)
        with torch.inference_mode():
            assert tuple(module(torch.zeros(2, *given)).shape[1:]) == shapes[-1]
        for one, other in zip(network.graph.nodes, bound.nodes, strict=True):
            sees = [at(n, values) for n in one.receptive_field.extent]
            assert all(a >= b for a, b in zip(sees, other.receptive_field.extent, strict=True))


@pytest.mark.parametrize("layers", LAYERS.values(), ids=LAYERS)
def test_what_is_inferred_holds_for_every_size(layers):
    check(text(layers))


def test_a_u_net_takes_multiples():
    check(text(UNET, "[3, 4*H, 4*W]"))
    with pytest.raises(Failure) as failure:
        archspec.loads(text(UNET))
    (found,) = failure.value.diagnostics
    assert found.code == "A403"
    assert [h.text for h in found.helps] == [
        "let the sizes of the input be multiples: write `4*H` for `H` and `4*W` for `W`",
        "or bring the value above to the size of `enc2`, whatever that is: "
        "`upsample: {like: enc2}`",
    ]


def test_one_axis_may_be_open_and_expressions_may_stand_for_it():
    check(text(["conv: {width: 4, stride: 2}", "maxpool: 2"], "[3, (H + W)//2 - 1, 40]"))
    graph = archspec.loads(text(["conv: {width: 4, stride: 2}"], "[3, 2*L + 1]")).graph
    assert str(graph.nodes[-1].output) == "4×L"


def test_several_inputs_share_their_names():
    source = (
        "archspec: 1\nparams: {k: 2}\n"
        "inputs: {left: [3, H, W], right: [2, H, W], third: [1, '${k}*H']}\n"
        "layers: [concat: {with: right}, conv: {width: 2}]"
    )
    network = archspec.loads(source)
    assert str(network.graph.nodes[0].output) == "5×H×W"
    assert str(network.graph.inputs[2].shape) == "1×2·H"


REFUSED = {
    "linear: 10": ("flatten", "linear", "`H` and `W`"),
    "layernorm: {over: all}": ("relu", "layernorm", "`H` and `W`"),
    "reshape: [3, 32, 32]": ("relu", "reshape", "`H` and `W`"),
    "reshape: [7, -1]": ("relu", "reshape", "`H` and `W`"),
    "upsample: 0.1": ("relu", "upsample", "`H` and `W`"),
    "pixel_unshuffle: 2": ("relu", "pixel_unshuffle", "`H` and `W`"),
    "batchnorm": ("flatten", "batchnorm", "`H` and `W`"),
    "conv: 4": ("permute: {order: [1, 0, 2], channels: 0}", "conv", "`H`"),
    "groupnorm: 2": ("permute: {order: [1, 0, 2], channels: 0}", "groups", "`H`"),
    "channel_shuffle: 2": ("permute: {order: [1, 0, 2], channels: 0}", "groups", "`H`"),
}


@pytest.mark.parametrize("layer", REFUSED)
def test_a_layer_that_needs_the_size_is_refused_at_its_place(layer):
    before, word, names = REFUSED[layer]
    with pytest.raises(Failure) as failure:
        archspec.loads(text([before, layer]))
    (found,) = failure.value.diagnostics
    assert (found.code, found.span.line) == ("A411", 5)
    value = "values" if " and " in names else "value"
    assert found.message == f"`{word}` needs the {value} of {names}, which the input leaves open"
    settings = names.replace("`", "").replace(" and ", "=… --set ")
    assert found.helps[-1].text.endswith(f"say how large the input is: `--set {settings}=…`")


def test_a_linear_layer_is_offered_a_pool():
    with pytest.raises(Failure) as failure:
        archspec.loads(text([SAME, "flatten", "linear: 10"]))
    assert "average each channel: `global_avgpool` in place of `flatten`" in render(
        failure.value.diagnostics
    )


def test_what_is_set_from_outside_is_written_into_the_file(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(text(["conv: {width: 4, stride: 2}"], "[3, 16*H, H//2 + W]"))
    network = archspec.load(path, H=8)
    assert "input: [3, 128, W + 4]" in network.text
    assert archspec.loads(network.text).graph.nodes[0].output == network.graph.nodes[0].output
    whole = archspec.load(path, H=8, W=9)
    assert "input: [3, 128, 13]" in whole.text
    assert network.build().archspec_text == network.text


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "[3]", "", "4294967296"])
def test_a_size_is_a_whole_number(value):
    with pytest.raises(Failure) as failure:
        compile_source(Source("a.yaml", text(["relu"])), [("H", value)])
    assert [d.message for d in failure.value.diagnostics] == [
        f"`H` is a size, and `--set H={value}` gives it none"
    ]


def test_every_view_shows_it(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(text([SAME, "maxpool: 2", SAME, "global_avgpool", "linear: 10"]))
    network = archspec.load(path)
    assert "8×⌊H/2⌋×⌊W/2⌋" in as_text(network.graph)
    assert "216·H·W + 576·⌊H/2⌋·⌊W/2⌋ + 80 MACs" in as_text(network.graph)
    data = as_dict(network.graph)
    assert data["input"] == [3, "H", "W"]
    assert data["macs"] == "216*H*W + 576*(H//2)*(W//2) + 80"
    assert json.loads(json.dumps(data)) == data
    for arguments in (
        ["show", "--ir"],
        ["build", "-o", str(tmp_path / "b")],
        ["check", "--strict"],
    ):
        result = CliRunner().invoke(main, [arguments[0], str(path), *arguments[1:]])
        assert result.exit_code == 0, result.output
    for ending in (".svg", ".mmd", ".dot"):
        network.diagram(tmp_path / f"net{ending}")
        drawn = (tmp_path / f"net{ending}").read_text()
        assert unescape(re.sub(r"#(\d+);", r"&#\1;", drawn)).count("⌊H/2⌋") > 1
    assert json.loads((tmp_path / "b" / "summary.json").read_text())["input"] == [3, "H", "W"]


def test_the_editor_shows_it():
    source = text([SAME, "maxpool: 2"])
    document = opened("file:///net.yaml", "net.yaml", Text(source))
    found = hover(document, source.index("maxpool") + 2)
    assert "8×H×W → 8×⌊H/2⌋×⌊W/2⌋" in found.text
    found = hover(document, source.index("conv") + 2)
    assert "224 parameters, 216·H·W MACs" in found.text


@pytest.mark.parametrize("layers", LAYERS.values(), ids=LAYERS)
def test_advice_has_nothing_odd_to_say(layers):
    found = advise(*compile_source(Source("a.yaml", text(layers))))
    assert not {d.code for d in found} - {"A703", "A705", "A712"}


EXPECTED = "expect: {output: [2, H//2, 8*W], macs: 18*(H//2)*W, receptive_field: [3, W]}\n"


def test_figures_may_be_expected_of_open_sizes():
    layers = ["conv: {width: 2, kernel: [3, 1], stride: [2, 1], padding: [1, 0]}"]
    good = "expect: {output: [2, (H + 1)//2, W], macs: 18*((H + 1)//2)*W, params: {max: 20}}\n"
    assert archspec.loads(text(layers) + good)
    with pytest.raises(Failure) as failure:
        archspec.loads(text(layers) + EXPECTED)
    output, macs, sees = failure.value.diagnostics
    assert output.message == "`output` is 2×⌈H/2⌉×W, and 2×⌊H/2⌋×8·W is expected"
    assert output.helps[0].text == "if that is right now, write `[2, (H + 1)//2, W]`"
    assert macs.message == "`macs` is 18·⌈H/2⌉·W, and 18·⌊H/2⌋·W is expected"
    assert sees.message == "`receptive_field` is 3×1, and 3×W is expected"


def test_training_needs_the_size(tmp_path):
    recipe = "train: {data: {dataset: digits}, epochs: 1}\n"
    path = tmp_path / "net.yaml"
    path.write_text(text([SAME, "global_avgpool", "linear: 10"], "[1, H, W]") + recipe)
    with pytest.raises(Failure) as failure:
        archspec.load(path).train(tmp_path / "run")
    (found,) = failure.value.diagnostics
    assert found.message == "training needs the size of a sample, and the input is 1×H×W"
    assert found.helps[0].text == "say how large the samples are: `--set H=8 --set W=8`"
    assert archspec.load(path, H=8, W=8).trainable


def test_no_size_reaches_torch():
    for layers in LAYERS.values():
        for node in archspec.loads(text(layers)).graph.nodes:
            values = [v if isinstance(v, tuple) else (v,) for v in node.call.args.values()]
            assert not any(open_names(v) for v in values)
            assert not any(
                isinstance(prod(s), Size) for s in node.layer.parameters(node.shapes).values()
            )


@pytest.mark.parametrize(
    ("layers", "sizes"),
    [
        (["upsample: 1.5"] * 60, "[3, H]"),
        (["upsample: 1.5"] * 60, "[3, A*(A + B)*(A + B)*(A + B), H]"),
        (["maxpool: 2"] * 300, "[3, H, W]"),
        (["relu"] * 50, "[3, (A + B)*(A + B)*(A + B), (A + B)*(A + B)*(A + B), (A + B)*(A + B)]"),
        (["maxpool: {kernel: 2, stride: 2, ceil_mode: true}"] * 300, "[3, (A + B)//7, H]"),
        (["flatten", "relu"], "[3, " + "+".join(f"a{i}" for i in range(24)) + ", H, W]"),
    ],
)
def test_no_file_makes_sizes_too_long_to_follow(layers, sizes):
    start = time.perf_counter()
    try:
        graph = archspec.loads(text(layers, sizes)).graph
        assert len(as_text(graph)) < 200_000
        found = set()
    except Failure as failure:
        found = {d.code for d in failure.diagnostics}
    assert found <= {"A411", "A401", "A412"}
    assert time.perf_counter() - start < 5
