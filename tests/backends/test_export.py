"""Exported files: they run without archspec, under the file's names, and give the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from small_networks import NETWORKS, network, samples
from torch import Tensor, nn

import archspec
from archspec.backends.export import FORMATS
from archspec.backends.export.fold import fold
from archspec.diagnostics import Failure
from archspec.passes.optimise import find_folds

OPEN = """
inputs: {image: [3, H, W]}
layers:
  - conv: {name: conv, width: 4, norm: batchnorm, act: tanh}
  - maxpool: 2
  - global_avgpool
  - dropout
  - linear: 2
"""
ALONE = """
import json, sys, torch
sys.modules["archspec"] = None
program = torch.export.load(sys.argv[1]).module()
inputs = {name: torch.tensor(value) for name, value in json.loads(sys.argv[2]).items()}
given = program(**inputs)
given = given if isinstance(given, dict) else {"": given}
print(json.dumps({name: value.tolist() for name, value in given.items()}))
"""


def open_network() -> archspec.Network:
    return network(OPEN)


def varied(module: nn.Module) -> nn.Module:
    """The module with running averages that are not those of the beginning."""
    for one in module.modules():
        if isinstance(one, nn.modules.batchnorm._BatchNorm) and one.running_mean is not None:
            one.running_mean.normal_()
            one.running_var.uniform_(0.5, 2)
    return module


def alone(path: Path, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
    """What a file gives in a process that has no archspec."""
    texts = json.dumps({name: value.tolist() for name, value in inputs.items()})
    run = subprocess.run(
        [sys.executable, "-c", ALONE, str(path), texts], capture_output=True, text=True, check=True
    )
    return {name: torch.tensor(value) for name, value in json.loads(run.stdout).items()}


@pytest.mark.parametrize("text", NETWORKS.values(), ids=NETWORKS.keys())
def test_a_network_of_every_wiring_gives_the_same_from_its_file(text, tmp_path):
    net = network(text)
    module = varied(net.build().eval())
    done = net.export(tmp_path / "net.pt2", module=module)
    program = torch.export.load(done.path)
    assert program.graph_signature.user_inputs == tuple(one.name for one in net.graph.inputs)
    inputs = samples(text)
    given, expected = program.module()(**inputs), module(*inputs.values())
    assert isinstance(given, dict) == isinstance(expected, dict)
    several = isinstance(given, dict)
    for name in given if several else [""]:
        one, other = (given[name], expected[name]) if several else (given, expected)
        assert torch.allclose(one, other, rtol=1e-5, atol=1e-6)


def test_a_file_runs_where_there_is_no_archspec(tmp_path):
    text = NETWORKS["several inputs and outputs"]
    net = network(text)
    module = net.build().eval()
    path = net.export(tmp_path / "net.pt2", module=module).path
    inputs = samples(text)
    expected = module(**inputs)
    for name, value in alone(path, inputs).items():
        assert torch.allclose(value, expected[name], atol=1e-6)


def test_batches_and_open_sizes_are_free_and_keys_are_the_spec_s(tmp_path):
    net = open_network()
    module = varied(net.build().eval())
    program = torch.export.load(net.export(tmp_path / "net.pt2", module=module).path)
    for dims in ((1, 3, 64, 64), (5, 3, 40, 71)):
        images = torch.randn(*dims)
        assert torch.allclose(program.module()(image=images), module(images), atol=1e-6)
    kept = {key for key in module.state_dict() if not key.startswith("conv.1")}
    assert set(program.state_dict) == kept | {"conv.0.bias"}


def test_a_file_has_its_spec(tmp_path):
    net = network(OPEN)
    files = {"spec.yaml": "", "archspec": ""}
    torch.export.load(net.export(tmp_path / "net.pt2").path, extra_files=files)
    assert archspec.loads(files["spec.yaml"]).graph.cost == net.graph.cost


def test_weights_are_those_that_are_given(tmp_path):
    net = archspec.load("net")
    module = net.build()
    torch.save(module.state_dict(), tmp_path / "net.pt")
    path = net.export(tmp_path / "net.pt2", weights=tmp_path / "net.pt").path
    images = torch.randn(3, 3, 32, 32)
    assert torch.allclose(torch.export.load(path).module()(input=images), module(images), atol=1e-6)


def test_a_module_that_is_given_stays_as_it_was(tmp_path):
    net = open_network()
    module = net.build()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    net.export(tmp_path / "net.pt2", module=module)
    assert module.training
    assert module.state_dict().keys() == before.keys()
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("options", ["", ", affine: false", ", eps: 0.1"])
def test_folding_gives_the_same_but_for_rounding(axes, options):
    text = f"""
input: [2{", 7" * axes}]
layers: [conv: {{width: 4, groups: 2}}, batchnorm: {{eps: 0.001{options}}}, relu]
""".replace("eps: 0.001, eps: 0.1", "eps: 0.1")
    net = network(text)
    module = varied(net.build().eval()).double()
    inputs = torch.randn(2, 2, *(7,) * axes, dtype=torch.float64)
    expected = module(inputs)
    fold(module, find_folds(net.graph))
    assert type(module[1]) is nn.Identity
    assert torch.allclose(module(inputs), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "layers",
    [
        "[conv: {name: c, width: 4}, batchnorm: {track_running_stats: false}]",
        "[conv: {name: c, width: 4}, relu, batchnorm]",
        "[conv: {name: c, width: 4}, batchnorm, add: {with: c}]",
        "[repeat: {depth: 2, weights: shared, layers: [conv: {width: 3, kernel: 1}, batchnorm]}]",
        "[avgpool: 2, batchnorm]",
    ],
)
def test_what_is_needed_apart_is_not_folded(layers):
    assert not find_folds(network(f"\ninput: [3, 8, 8]\nlayers: {layers}\n").graph)


def test_what_differs_gets_no_file_and_leaves_none(tmp_path):
    net = archspec.load("net")
    module = net.build()
    calls = iter(range(1, 100))
    module.fc2.register_forward_hook(lambda layer, taken, given: given * next(calls))
    path = tmp_path / "net.pt2"
    path.write_text("what was there")
    with pytest.raises(Failure, match=r"A541\]: the exported network differs"):
        net.export(path, module=module)
    assert [one.read_text() for one in tmp_path.iterdir()] == ["what was there"]


def test_what_cannot_be_exported_is_named_with_its_line(tmp_path):
    net = archspec.load("unet_small")
    module = net.build()
    inner = module.get_submodule("down2.1.0")
    inner.register_forward_hook(lambda layer, taken, given: given if given.sum() > 0 else -given)
    with pytest.raises(Failure) as caught:
        net.export(tmp_path / "net.pt2", module=module)
    found = caught.value.diagnostics[0]
    assert found.code == "A540"
    assert "`down2.1.0`" in found.message
    assert (
        found.span.line
        == next(n for n in net.graph.nodes if n.path == "down2.1.0").origin.span.line
    )
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_and_an_unknown_ending_are_said(tmp_path):
    with pytest.raises(Failure, match=r"A501\]: cannot write"):
        archspec.load("net").export(tmp_path / "none" / "net.pt2")
    with pytest.raises(Failure, match=r"A501\]: .* is no form of an export"):
        archspec.load("net").export(tmp_path / "net.jpg")


@pytest.mark.parametrize("number", ["nan", "inf"])
def test_weights_that_are_no_numbers_are_exported_as_they_are(number, tmp_path):
    net = network("\ninput: [3]\nlayers: [linear: {name: score, width: 2}]\n")
    module = net.build()
    with torch.no_grad():
        module.score.bias[0] = float(number)
    assert net.export(tmp_path / "net.pt2", module=module).difference < 1e-6


def test_what_is_in_the_way_stays_and_is_said(tmp_path):
    (tmp_path / "net.pt2").mkdir()
    (tmp_path / "file").write_text("kept")
    for path, why in (
        (tmp_path / "net.pt2", "is a directory"),
        (tmp_path / "file" / "n.pt2", ""),
        (tmp_path / "none" / "n.pt2", "no such file or directory"),
    ):
        stages: list[str] = []
        with pytest.raises(Failure, match=rf"(?i)A501\]: cannot write .*{why}"):
            archspec.load("net").export(path, say=stages.append)
        assert not stages, "minutes pass before it is said"
    assert {one.name for one in tmp_path.iterdir()} == {"net.pt2", "file"}
    assert (tmp_path / "file").read_text() == "kept"


FULL = """
import resource, signal, sys, archspec
from archspec.diagnostics import Failure
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
try:
    archspec.load("net").export(sys.argv[1])
except Failure as failure:
    print(failure)
"""


@pytest.mark.parametrize("form", ["pt2", pytest.param("onnx", marks=pytest.mark.slow)])
def test_a_full_disk_is_said_and_leaves_no_file(form, tmp_path):
    if form == "onnx":
        pytest.importorskip("onnxruntime")
    call = [sys.executable, "-c", FULL, str(tmp_path / f"net.{form}")]
    run = subprocess.run(call, capture_output=True, text=True, check=True)
    assert "A501]: cannot write" in run.stdout
    assert not list(tmp_path.iterdir())


def test_names_that_python_has_not_become_words(tmp_path):
    net = network("\ninputs: {a-b: [3], a_b: [2]}\nlayers: [concat: {with: a_b}]\n")
    program = torch.export.load(net.export(tmp_path / "net.pt2").path)
    inputs = {"a_b_": torch.rand(4, 3), "a_b": torch.rand(4, 2)}
    assert program.graph_signature.user_inputs == tuple(inputs)
    assert torch.equal(program.module()(**inputs), torch.cat(list(inputs.values()), dim=1))


WORDS = """
input: [12]
layers:
  - embedding: {name: few, vocabulary: 3, width: 8}
  - reshape: {shape: [3, 4], from: input}
  - flatten
  - embedding: {vocabulary: 30, width: 8}
  - add: few
  - attention: {heads: 4}
"""


@pytest.mark.parametrize("form", ["pt2", "onnx"])
def test_what_embeddings_look_up_are_whole_numbers_that_the_least_of_them_has(form, tmp_path):
    if form == "onnx":
        pytest.importorskip("onnxruntime")
    net = network(WORDS)
    module = net.build().eval()
    path = net.export(tmp_path / f"net.{form}", module=module).path
    tokens = torch.randint(3, (5, 12))
    given = FORMATS[form].read(path)({"input": tokens})[0]
    assert torch.allclose(given, module(tokens), atol=1e-5)


def test_numbers_that_are_looked_up_and_computed_with_are_fractions_by_type(tmp_path):
    layers = """
  - embedding: {name: words, vocabulary: 9, width: 2}
  - flatten: {name: flat}
  - linear: {width: 4, from: x}
  - add: flat
"""
    net = network(f"\ninputs: {{x: [2]}}\nlayers:{layers}")
    module = net.build().eval()
    path = net.export(tmp_path / "net.pt2", module=module).path
    numbers = torch.tensor([[0.0, 8.0]])
    assert torch.allclose(torch.export.load(path).module()(x=numbers), module(numbers))


def test_an_embedding_of_what_was_computed_is_named_with_its_line(tmp_path):
    layers = """
 - constant: {name: ones, values: [1, 1]}
 - add: ones
 - embedding: {name: words, vocabulary: 2, width: 8}
"""
    net = network(f"\ninput: [4]\nlayers:{layers}")
    with pytest.raises(Failure) as caught:
        net.export(tmp_path / "net.pt2")
    found = caught.value.diagnostics[0]
    assert (found.code, found.message) == ("A540", "torch cannot export the layer `words`")
    assert "fails on random inputs" in found.notes[0]
    assert found.span.line == 7
    assert not list(tmp_path.iterdir())


TAKEN = ("getattr", "torch", "batch", "args", "kwargs", "pytree", "fx_pytree")


@pytest.mark.parametrize("form", ["pt2", "onnx"])
def test_inputs_called_as_torch_s_own_words_get_others_and_every_script_is_one(form, tmp_path):
    if form == "onnx":
        pytest.importorskip("onnxruntime")
    names = [*TAKEN, "日本", "größe"]
    inputs = ", ".join(f"{name}: [2, T]" for name in names)
    layers = f"[add: {{name: sum, with: [{', '.join(names[1:])}]}}]"
    net = network(f"\ninputs: {{{inputs}}}\nlayers: {layers}\noutputs: {{結果: sum}}\n")
    path = net.export(tmp_path / f"net.{form}").path
    given = {f"{one}_" if one in TAKEN else one: torch.rand(2, 2, 70) for one in names}
    (total,) = FORMATS[form].read(path)(given)
    assert torch.allclose(total, sum(given.values()), atol=1e-5)


@pytest.mark.parametrize(
    "layers",
    [
        "[maxpool: 2]",
        "[maxpool: {kernel: 3, stride: 2, padding: 1, dilation: 2, ceil_mode: true}, rrelu]",
    ],
)
def test_a_series_of_open_length_is_pooled_as_it_was(layers, tmp_path):
    net = network(f"\ninputs: {{x: [3, 2 * T]}}\nlayers: {layers}\n")
    done = net.export(tmp_path / "net.pt2")
    assert done.difference == 0
    series = torch.randn(2, 3, 46)
    assert torch.equal(torch.export.load(done.path).module()(x=series), net.build().eval()(series))


@pytest.mark.slow
def test_a_layer_that_torch_has_for_one_size_alone_is_named_and_so_is_the_size(tmp_path):
    text = """
inputs: {a-b: {shape: [2 * T, 4], channels: 1}}
layers:
  - linear: 3
  - gru: {name: read, width: 4, output: last}
  - linear: {name: fc, width: 2}
"""
    with pytest.raises(Failure) as caught:
        network(text).export(tmp_path / "net.pt2")
    [found] = caught.value.diagnostics
    assert found.message == "torch cannot export the layer `read`"
    [note] = found.notes
    assert note == "torch writes it down for one number of `T` only, which the file leaves open"
    assert [one.text for one in found.helps] == ["export it for one size: `--set T=64`"]


class TestOnnx:
    @pytest.fixture(autouse=True)
    def _installed(self):
        for name in ("onnx", "onnxscript", "onnxruntime"):
            pytest.importorskip(name)

    def test_names_axes_and_values_are_the_network_s(self, tmp_path):
        import onnxruntime

        net = open_network()
        module = varied(net.build().eval())
        path = net.export(tmp_path / "net.onnx", module=module).path
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        assert [(i.name, i.shape) for i in session.get_inputs()] == [
            ("image", ["batch", 3, "H", "W"])
        ]
        assert [(o.name, o.shape) for o in session.get_outputs()] == [("output", ["batch", 2])]
        images = torch.randn(4, 3, 50, 70)
        (given,) = session.run(None, {"image": images.numpy()})
        assert torch.allclose(torch.from_numpy(given), module(images), atol=1e-5)
        assert [one.name for one in tmp_path.iterdir()] == ["net.onnx"]

    def test_it_passes_onnx_s_own_checker_and_has_its_spec(self, tmp_path):
        import onnx

        net = network(NETWORKS["several inputs and outputs"])
        model = onnx.load(net.export(tmp_path / "net.onnx").path)
        onnx.checker.check_model(model, full_check=True)
        assert [one.name for one in model.graph.input] == ["image", "age"]
        assert [one.name for one in model.graph.output] == ["score", "features"]
        kept = {one.key: one.value for one in model.metadata_props}
        assert archspec.loads(kept["spec.yaml"]).graph.cost == net.graph.cost

    def test_an_operation_that_onnx_lacks_is_named_with_its_layer_and_line(self, tmp_path):
        net = archspec.load("net")
        module = net.build()
        module.fc1.register_forward_hook(lambda *call: torch.special.bessel_j0(call[2]))
        with pytest.raises(Failure) as caught:
            net.export(tmp_path / "net.onnx", module=module)
        found = caught.value.diagnostics[0]
        assert found.message == "torch cannot export the layer `fc1`"
        assert "bessel_j0" in found.notes[0]
        assert found.span.line == 15
        assert not list(tmp_path.iterdir())

    def test_an_open_number_of_tokens_may_grow_between_attentions(self, tmp_path):
        layers = """
  - rearrange: c t -> t c
  - attention: {heads: 2}
  - class_token
  - attention: {heads: 2}
"""
        net = network(f"\ninput: [4, T]\nlayers:{layers}")
        module = net.build().eval()
        path = net.export(tmp_path / "net.onnx", module=module).path
        series = torch.randn(3, 4, 21)
        (given,) = FORMATS["onnx"].read(path)({"input": series})
        assert torch.allclose(given, module(series), atol=1e-5)

    def test_attention_whose_bias_is_looked_up_in_weights_is_written_for_any_length(self, tmp_path):
        layers = """
  - embedding: {name: words, vocabulary: 9, width: 8}
  - relative_bias: {name: table, heads: 2, by: bucket, buckets: 8, distance: 9}
  - linear: {from: words, width: 24, bias: false}
  - attend: {heads: 2, bias: table}
  - linear: {width: 8, bias: false}
"""
        net = network(f"\ninput: {{shape: [T], values: 9}}\nlayers:{layers}")
        module = net.build().eval()
        path = net.export(tmp_path / "net.onnx", module=module).path
        words = torch.randint(9, (3, 21))
        (given,) = FORMATS["onnx"].read(path)({"input": words})
        assert torch.allclose(given, module(words), atol=1e-5)

    @pytest.mark.parametrize("layer", ["silu", "log_sigmoid", "rrelu: {lower: 0.1, upper: 0.4}"])
    def test_activations_whose_parts_have_a_shape_in_common_are_written(self, layer, tmp_path):
        net = network(f"\ninputs: {{x: [3, T]}}\nlayers: [{layer}]\n")
        assert net.export(tmp_path / "net.onnx").difference < 1e-6

    def test_outputs_may_be_called_as_torch_calls_values_within(self, tmp_path):
        import onnx

        text = """
inputs: {x: [4]}
layers: [relu: {name: relu}, linear: {name: linear, width: 3}, relu: {name: last}]
outputs: {relu: last, linear: relu}
"""
        path = network(text).export(tmp_path / "net.onnx").path
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        assert [one.name for one in model.graph.output] == ["relu", "linear"]

    @pytest.mark.parametrize(
        ("layer", "note"),
        [
            ("adaptive_avgpool: 7", "its windows would be those of one size"),
            ("adaptive_maxpool: 7", "No ONNX function found"),
            ("avgpool: {kernel: 2, divisor_override: 3}", "ONNX has no `divisor_override`"),
        ],
    )
    def test_a_pool_that_onnx_lacks_is_named_and_the_other_form_has_it(self, layer, note, tmp_path):
        net = network(f"\ninputs: {{x: [4, H, W]}}\nlayers:\n - relu\n - {layer}\n")
        with pytest.raises(Failure) as caught:
            net.export(tmp_path / "net.onnx")
        found = caught.value.diagnostics[0]
        assert found.message == "torch cannot export the layer `1`"
        assert note in found.notes[0]
        assert found.span.line == 6
        assert found.helps[0].text == "write a `.pt2` file, which has torch's operations"
        assert not list(tmp_path.iterdir())
        assert net.export(tmp_path / "net.pt2").difference < 1e-6

    def test_a_name_of_an_input_and_an_output_is_refused(self, tmp_path):
        net = network("\ninputs: {x: [4]}\nlayers: [relu: {name: a}]\noutputs: {x: a, y: a}\n")
        with pytest.raises(Failure, match="A540") as caught:
            net.export(tmp_path / "net.onnx")
        assert "an input and an output are called `x`" in caught.value.diagnostics[0].notes[0]
        assert net.export(tmp_path / "net.pt2").difference == 0

    def test_a_file_that_nothing_runs_is_said_and_leaves_none(self, tmp_path, monkeypatch):
        import onnxruntime

        def fail(*_, **__):
            raise onnxruntime.capi.onnxruntime_pybind11_state.Fail("no such operation")

        monkeypatch.setattr(onnxruntime, "InferenceSession", fail)
        with pytest.raises(Failure, match=r"A540\]: torch cannot export the network") as caught:
            archspec.load("net").export(tmp_path / "net.onnx")
        note = "the file was written, but does not run: no such operation"
        assert caught.value.diagnostics[0].notes == (note,)
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["pt2", "onnx"])
def test_weights_made_of_weights_are_in_a_file_as_they_come_to(form, tmp_path):
    one = network("""
input: [3, 12, 12]
layers:
  - conv: {name: a, width: 4, weight: spectral_norm, norm: batchnorm, act: relu}
  - conv: {name: b, width: 4, weight: {standardize: {gain: true}}, norm: batchnorm, act: relu}
  - conv: {name: c, width: 4, stride: 2, padding: same_upper, weight: standardize, act: relu}
  - conv: {name: d, width: 4, kernel: 1, weight: weight_norm, act: relu}
  - conv: {name: e, width: 4, kernel: 1, stride: 2, weight: weight_norm, share: d.0}
  - conv_transpose: {name: f, width: 2, kernel: 2, weight: spectral_norm}
  - flatten
  - linear: {name: g, width: 3, weight: {standardize: {gamma: 2}}}
""")
    module = varied(one.build())
    keys = set(module.state_dict())
    exported = one.export(tmp_path / f"net.{form}", module=module)
    assert exported.difference < 1e-5
    assert set(module.state_dict()) == keys
    if form == "pt2":
        program = torch.export.load(exported.path)
        assert not [key for key in program.state_dict if "parametrizations" in key]
        called = [str(node.target) for node in program.graph.nodes]
        assert not [name for name in called if "norm" in name]
