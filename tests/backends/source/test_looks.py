"""How source looks: as Python's formatters have it, and as people write networks."""

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from agreement import formatted

from archspec.backends.source.python.layout import lay_out
from archspec.catalog import shipped, shipped_variants
from archspec.network import load_with, loads

MODULES = (
    *("channels", "dropping", "functional", "init", "norm", "pooling", "recurrent", "same"),
    *("shape", "tokens"),
)
ENDLESS = 10**6
LINES = {
    "resnet50": 60,
    "googlenet": 100,
    "mobilenet_v2": 90,
    "densenet121": 62,
    "maxvit_t": 190,
    "regnet_y_400mf": 105,
    "vit": 60,
    "net": 18,
    "net_res_deep": 32,
    "unet_small": 32,
}
"""The most lines that are not blank."""


def without_texts(tree: ast.Module) -> ast.Module:
    """A module without docstrings, whose lines are their writers'."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:]
    return tree


@pytest.mark.parametrize("name", MODULES)
def test_code_is_laid_out_as_ruff_does_it(name):
    """From one line for each statement, ruff comes to the same lines."""
    tree = without_texts(ast.parse(inspect.getsource(import_module(f"archspec.nn.{name}"))))
    assert lay_out(tree) == formatted(lay_out(tree, width=ENDLESS))


@pytest.mark.parametrize("name", ["resnet50", "maxvit", "densenet", "inception_v3", "swin"])
def test_source_is_broken_where_ruff_breaks_it(name):
    tree = without_texts(ast.parse(load_with(name).source()))
    assert lay_out(tree) == formatted(lay_out(tree, width=ENDLESS))


@pytest.mark.parametrize(
    "given",
    [
        "a, b",
        ", ".join(f"value{i}" for i in range(30)),
        f"a + {'b' * 40}({'c' * 20}, {'d' * 20}), e",
        f"{' + '.join('a' * 20 for _ in range(6))}, b",
    ],
)
def test_several_values_are_given_in_parentheses_where_they_take_several_lines(given):
    text = lay_out(ast.parse(f"def f():\n    return {given}"))
    assert text == formatted(text)
    assert ast.unparse(ast.parse(text)) == f"def f():\n    return ({given})"


@pytest.mark.parametrize("name", LINES)
def test_networks_are_short(name):
    lines = [line for line in load_with(name).source().splitlines() if line.strip()]
    assert len(lines) <= LINES[name]


def defined(name: str) -> dict[str, ast.ClassDef | ast.FunctionDef]:
    tree = ast.parse(load_with(name).source())
    return {one.name: one for one in tree.body if isinstance(one, (ast.ClassDef, ast.FunctionDef))}


def signature(node: ast.ClassDef | ast.FunctionDef) -> str:
    if isinstance(node, ast.ClassDef):
        [node] = [one for one in node.body if getattr(one, "name", "") == "__init__"]
    return ast.unparse(node.args)


def test_a_bottleneck_is_that_of_the_paper():
    found = defined("resnet50")
    assert list(found) == ["Bottleneck", "layer", "ResNet50"]
    expected = "self, in_channels: int, planes: int, stride: int=1"
    assert signature(found["Bottleneck"]) == expected
    assert "in_channels != 4 * planes" in ast.unparse(found["Bottleneck"])


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("net", ["Net"]),
        ("densenet121", ["Layer", "Transition", "denseblock", "DenseNet121"]),
        ("mobilenet_v2", ["conv", "Inverted", "MobileNetV2"]),
        ("vit", ["EncoderLayer", "Encoder", "ViT"]),
        ("net_res_deep", ["Residual", "NetResDeep"]),
        ("crelu", ["looks_linear_", "CReLUNet"]),
    ],
)
def test_scopes_that_are_alike_are_one_class(name, classes):
    assert list(defined(name)) == classes


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("net_res_deep", "nn.Sequential(*(Residual(32) for _ in range(100)))"),
        ("vit", 'OrderedDict((f"encoder_layer_{i}", EncoderLayer(768)) for i in range(12))'),
        (
            "densenet121",
            '(f"denselayer{i + 1}", Layer(in_channels + 32 * i)) for i in range(depth)',
        ),
        ("resnet50", "*(Bottleneck(4 * planes, planes) for _ in range(1, depth))"),
        ("resnet50", "self.layer3 = layer(512, 256, depth=6)"),
        ("regnet_y_400mf", '(f"block3-{i}", Block(208, 208)) for i in range(1, 6)'),
        ("vit", "self.heads = nn.Sequential(OrderedDict(head=nn.Linear(768, 1000)))"),
        ("convnext_tiny", "drop_rates = [0.1 * i / 17 for i in range(18)]"),
        ("convnext_tiny", "*(Block(384, drop=rate) for rate in drop_rates[6:15])"),
        ("swin_t", "Block(384, heads=12, drop=drop_rates[9], shift_size=[3, 3])"),
        ("efficientnet_b0", "Gate(inner, in_channels // 4)"),
        ("maxvit_t", "x.unflatten(3, (-1, self.p)).unflatten(2, (-1, self.p))"),
        ("maxvit_t", "if self.grid: x = x.transpose(1, 2)"),
        ("vit", "nn.Linear(width, 4 * width)"),
        ("shufflenet_v2_x0_5", "x1, x2 = x.chunk(2, dim=1)"),
        ("shufflenet_v2_x0_5", "torch.cat([x1, self.branch2(x2)], dim=1)"),
        (
            "tcn",
            "if in_channels != 25: "
            "self.shortcut = nn.Sequential(nn.Conv1d(in_channels, 25, 1, bias=False))",
        ),
        ("tcn", "nn.ZeroPad1d((6 * dilation, 0))"),
        ("tcn", "Residual(25, dilation=128)"),
        ("tcn", "x = self.blocks(x)[:, :, -1]"),
        ("unet", "x = self.merge3(torch.cat([crop_like(down3, x), x], dim=1))"),
        ("net_dense", "torch.cat([x, self.conv(self.relu(self.norm(x)))], dim=1)"),
        ("siamese", "self.other = self.one"),
        ("siamese", "return self.sigmoid(self.score((right - one).abs()))"),
        ("vit", "torch.cat([self.class_token.expand(x.size(0), -1, -1), x], dim=1)"),
        ("vit", "self.self_attention(out, out, out, need_weights=False)[0]"),
        ("densenet121", "torch.cat([x, self.conv2(out)], dim=1)"),
        ("mobilenet_v2", "return x + out if self.residual else out"),
        ("mobilenet_v2", "self.residual = stride == 1 and in_channels == width"),
        ("mobilenet_v2", "conv(320, 1280, kernel_size=1)"),
        ("shufflenet_v2_x1_0", "self.branch2 = branch(in_channels, hidden_channels, stride=2)"),
        ("inception_v3", "self.branch3x3dbl_3 = Unit(96, 96, kernel=3, stride=2)"),
        ("regnet_y_400mf", "if stride != 1 or in_channels != width:"),
        ("regnet_y_400mf", "nn.Conv2d(in_channels, width, 1, stride=stride, bias=False)"),
        ("maxvit_t", "nn.AvgPool2d(3, stride=stride, padding=1)"),
        ("resnet_cifar", "self.shortcut = Shortcut(in_channels, stride=stride)"),
        ("shortcuts", "Residual(8, 16, stride=2)"),
        ("pyramidnet", "if stride == 2: self.avgpool = nn.AvgPool2d(2)"),
        ("pyramidnet", "*(Block(16 + i, 17 + i) for i in range(8))"),
        ("mlp_mixer", "for _ in range(12) for module in (TokenMixing(768), ChannelMixing(768))"),
        (
            "convmixer",
            "(Residual(1536), nn.Conv2d(1536, 1536, 1), nn.GELU(), nn.BatchNorm2d(1536))",
        ),
        ("convmixer", "def forward(self, x: Tensor) -> Tensor: return x.mean((2, 3))"),
        ("googlenet", "Unit(in_channels, ch3x3red), Unit(ch3x3red, ch3x3, kernel=3)"),
        ("unet_small", 'torch.cat([self["8"](x), down1], dim=1)'),
        ("googlenet_aux", "if self.training: aux1 = self.aux1(x)"),
        ("bert", "super().__init__(Layer(768) for _ in range(12))"),
        ("bert", "for layer in self: x = layer(x, attention_mask)"),
        ("bert", "x = self.embeddings(input_ids, token_type_ids)"),
        ("t5_encoder", "super().__init__([Block2(), *(Block3(512) for _ in range(5))])"),
        ("t5_encoder", "x, relative_attention_bias = self[0](x, attention_mask)"),
        ("t5_encoder", "for layer in self[1:]:"),
        ("t5_encoder", "return self.layer(x, attention_mask)"),
        ("ghostnet", "stride: int = 2"),
        ("wavenet", "( x, y, y2, y3,"),
        ("hrnet", "def forward(self, x: Tensor, skip: Tensor, skip1: Tensor, skip2: Tensor)"),
    ],
)
def test_people_write_it_so(name, line):
    text = load_with(name).source()
    assert squeezed(line) in squeezed(text)


@pytest.mark.parametrize("name", ["convnext_tiny", "resnet_cifar"])
def test_every_function_says_what_it_gives(name):
    """Those that are copied too: the whole is in one hand."""
    tree = ast.parse(load_with(name).source())
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    assert [one.name for one in functions if one.returns is None] == []


def squeezed(text: str) -> str:
    """A text without spaces and the commas before brackets that close on lines of their own."""
    return "".join(text.split()).replace(",)", ")").replace(",]", "]")


OPTIONAL = """
archspec: 1
input: [3, 16, 16]
blocks:
  optional:
    params: {w: required, extra: false, drop: 0, groups: 1}
    layers:
      - conv: {name: c, width: $w, padding: same, groups: $groups}
      - residual:
          name: e
          when: $extra
          body:
            - conv: {name: inner, width: $in, padding: same}
            - dropout: {p: $drop, when: $drop > 0}
      - conv: {name: last, when: $groups == 1, width: $in, padding: same}
layers:
  - optional: {w: 4}
  - optional: {w: 6, extra: true}
  - optional: {w: 6, extra: true, drop: 0.2}
  - optional: {w: 8, groups: 2}
  - optional: {w: 8}
"""


@pytest.mark.parametrize(
    "line",
    [
        "if extra: self.e = OptionalE(w, drop=drop)",
        "if groups == 1: self.last = nn.Conv2d(",
        "if drop > 0: self.dropout = nn.Dropout(drop)",
        "Optional(6, 6, drop=0.2, extra=True)",
    ],
)
def test_what_hangs_on_a_parameter_of_the_file_asks_for_it(line):
    text = loads(OPTIONAL).source()
    assert squeezed(line) in squeezed(text)
    assert "w !=" not in text


def test_weights_that_rounds_share_are_one_module_many_times():
    text = load_with("net_res_deep", [("weights", "shared"), ("depth", "9")]).source()
    assert "nn.Sequential(*(9 * [Residual()]))" in text


def test_layers_without_weights_that_do_the_same_are_one():
    text = loads(
        "archspec: 1\ninput: [4]\nlayers: [linear: {name: a, width: 4}, relu, "
        "linear: {name: b, width: 4}, relu, leaky_relu]"
    ).source()
    assert text.count("nn.ReLU()") == text.count("nn.LeakyReLU()") == 1


def test_the_class_has_the_name_of_the_variant_and_says_what_it_is():
    text = load_with("resnext50_32x4d").source()
    assert '__all__ = ["ResNeXt50_32x4d"]' in text
    assert '    """Residual networks (He et al. 2016' in text


def test_a_layer_without_a_name_begins_by_a_tensor_that_checkers_of_types_know():
    """What an `nn.ModuleDict` gives is to them any module, whose attributes may be anything."""
    text = load_with("crelu").source()
    assert 'nn.init.orthogonal_(self.get_parameter("1.weight"))' in text


@pytest.mark.parametrize("name", ["stem.0", "stem.a", "stem.keys"])
def test_so_does_one_in_a_container(name):
    text = f"""archspec: 1
input: [4, 8, 8]
layers:
  - conv: {{name: {name}, width: 4, kernel: 1, init: orthogonal}}
  - relu
  - conv: {{name: stem.z, width: 4, kernel: 1}}
"""
    assert f'nn.init.orthogonal_(self.get_parameter("{name}.weight"))' in loads(text).source()


@pytest.mark.slow
def test_types_are_right(tmp_path):
    """By mypy's own defaults, for every spec that ships and its variants."""
    for name in {*shipped(), *shipped_variants()}:
        (tmp_path / f"{name}_.py").write_text(load_with(name).source(), encoding="utf-8")
    mypy = Path(sys.executable).with_name("mypy")
    asked = [mypy, "--config-file", "", "--cache-dir", tmp_path / "cache", tmp_path]
    found = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert found.returncode == 0, found.stdout


def test_a_loop_over_all_rates_takes_the_list_itself():
    text = """archspec: 1
input: [4]
blocks:
  part:
    params: {drop: required}
    layers: [residual: [linear: 4, relu, stochastic_depth: $drop]]
layers:
  - repeat: {name: stage, depth: 5, layers: [part: {drop: 0.3 * ($i + 1) / 5}]}
  - linear: 2
"""
    assert "for rate in drop_rates)" in loads(text).source()
