"""Built modules: native, wired as the file says, and free to be copied, saved and compiled."""

import copy
import pickle

import pytest
import torch
from torch import Tensor, nn

import archspec
from archspec.graph.names import RESERVED


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def network(layers: str, head: str = "input: [3, 8, 8]") -> archspec.Network:
    return archspec.loads(f"archspec: 1\nname: small\n{head}\nlayers:\n{layers}")


RESIDUALS = """\
  - conv: {name: stem, width: 4, padding: same}
  - repeat:
      name: blocks
      depth: 3
      layers:
        - residual:
            - conv: {name: conv, width: 4, padding: same, bias: false}
            - batchnorm: {name: norm}
            - relu
  - global_avgpool
  - linear: {name: head, width: 2}
"""


def test_a_chain_is_a_sequential_and_can_be_sliced() -> None:
    module = network("  - conv: 4\n  - relu\n  - flatten\n  - linear: 2\n").build()
    assert type(module) is nn.Sequential
    x = torch.randn(2, 3, 8, 8)
    assert torch.equal(module[2:](module[:2](x)), module(x))


def test_a_residual_adds_its_input() -> None:
    module = network(RESIDUALS).build().eval()
    x = torch.randn(2, 4, 8, 8)
    block = module.blocks[1]
    expected = torch.relu(block.norm(block.conv(x))) + x
    assert torch.equal(block(x), expected)


def test_blocks_that_are_alike_have_weights_of_their_own() -> None:
    module = network(RESIDUALS).build()
    first, second = module.blocks[0], module.blocks[1]
    assert first is not second
    assert first.conv is not second.conv
    assert not torch.equal(first.conv.weight, second.conv.weight)
    hooked: list[nn.Module] = []
    second.register_forward_hook(lambda module, *_: hooked.append(module))
    module(torch.randn(2, 3, 8, 8))
    assert hooked == [second]


def test_a_module_survives_copies_pickles_and_its_state() -> None:
    module = network(RESIDUALS).build().eval()
    x = torch.randn(2, 3, 8, 8)
    expected = module(x)
    twin = copy.deepcopy(module)
    assert torch.equal(twin(x), expected)
    assert twin.blocks[0].conv.weight is not module.blocks[0].conv.weight
    assert torch.equal(pickle.loads(pickle.dumps(module))(x), expected)  # noqa: S301  our own
    other = network(RESIDUALS).build().eval()
    other.load_state_dict(module.state_dict(), strict=True)
    assert torch.equal(other(x), expected)


def test_a_module_exports_to_the_same_numbers() -> None:
    module = network(RESIDUALS).build().eval()
    x = torch.randn(2, 3, 8, 8)
    exported = torch.export.export(module, (x,)).module()
    torch.testing.assert_close(exported(x), module(x))


def test_a_module_is_captured_whole_by_the_compiler() -> None:
    module = network(RESIDUALS).build().eval()
    x = torch.randn(2, 3, 8, 8)
    assert torch.equal(torch.compile(module, backend="eager", fullgraph=True)(x), module(x))


def test_a_skip_may_leave_one_scope_and_enter_another() -> None:
    module = network(
        "  - sequence:\n"
        "      name: down\n"
        "      layers:\n"
        "        - conv: {name: first, width: 4, padding: same}\n"
        "        - conv: {name: second, width: 6, padding: same}\n"
        "  - sequence:\n"
        "      name: up\n"
        "      layers:\n"
        "        - conv: {name: third, width: 4, padding: same}\n"
        "        - concat: {with: [down.first, input]}\n"
        "        - conv: {name: last, width: 2, kernel: 1}\n"
    ).build()
    x = torch.randn(2, 3, 8, 8)
    first = module.down.first(x)
    third = module.up.third(module.down.second(first))
    expected = module.up.last(torch.cat([third, first, x], 1))
    assert torch.equal(module(x), expected)


def test_several_inputs_and_outputs() -> None:
    module = network(
        "  - flatten: {name: pixels}\n"
        "  - concat: {name: both, with: age}\n"
        "  - linear: {name: score, width: 2}\n"
        "outputs: {score: score, features: both}\n",
        head="inputs: {image: [3, 8, 8], age: [1]}",
    ).build()
    image, age = torch.randn(2, 3, 8, 8), torch.randn(2, 1)
    features = torch.cat([image.flatten(1), age], 1)
    outputs = module(image, age)
    assert outputs.keys() == {"score", "features"}
    assert torch.equal(outputs["features"], features)
    assert torch.equal(outputs["score"], module.score(features))


def test_branches_take_the_same_value() -> None:
    module = network(
        "  - branches:\n"
        "      paths:\n"
        "        a: [conv: {width: 4, kernel: 1}]\n"
        "        b: [conv: {width: 5, padding: same}, relu]\n"
        "        same: []\n"
    ).build()
    x = torch.randn(2, 3, 8, 8)
    assert torch.equal(module(x), torch.cat([module.a(x), module.b(x), x], 1))
    assert set(dict(module.named_children())) == {"a", "b"}


def test_a_gate_scales_its_input() -> None:
    module = network(
        "  - gate:\n"
        "      - adaptive_avgpool: 1\n"
        "      - conv: {name: squeeze, width: 3, kernel: 1}\n"
        "      - sigmoid\n"
    ).build()
    x = torch.randn(2, 3, 8, 8)
    gate = torch.sigmoid(module[0].squeeze(x.mean((2, 3), keepdim=True)))
    torch.testing.assert_close(module(x), x * gate)


@pytest.mark.parametrize(
    ("mode", "shortcut"),
    [
        ("project", lambda m, x: m.shortcut(x)),
        ("auto", lambda m, x: m.shortcut(x)),
        ("pad", lambda m, x: nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, 3))),
    ],
)
def test_every_shortcut_meets_the_body(mode: str, shortcut: object) -> None:
    module = network(
        "  - residual:\n"
        "      body: [conv: {name: conv, width: 6, stride: 2, padding: 1}]\n"
        f"      shortcut: {mode}\n"
        "      act: relu\n"
    ).build()
    x = torch.randn(2, 3, 8, 8)
    block = module[0]
    expected = torch.relu(block.conv(x) + shortcut(block, x))  # type: ignore[operator]
    assert torch.equal(module(x), expected)


def test_a_named_shortcut_has_keys_as_torchvision_writes_them() -> None:
    module = network(
        "  - residual:\n"
        "      body:\n"
        "        - conv: {name: conv1, width: 6, stride: 2, padding: 1, bias: false}\n"
        "        - batchnorm: {name: bn1}\n"
        "      shortcut: {mode: project, name: downsample}\n"
    ).build()
    keys = {key for key in module.state_dict() if "num_batches" not in key and "running" not in key}
    assert keys == {
        "0.conv1.weight",
        "0.bn1.weight",
        "0.bn1.bias",
        "0.downsample.0.weight",
        "0.downsample.1.weight",
        "0.downsample.1.bias",
    }


def test_shared_weights_are_one_tensor_under_two_names() -> None:
    module = network(
        "  - conv: {name: a, width: 3, padding: same}\n"
        "  - conv: {name: b, width: 3, padding: 2, dilation: 2, share: a}\n"
    ).build()
    assert module.b.weight is module.a.weight
    assert module.b.dilation == (2, 2)
    x = torch.randn(1, 3, 8, 8)
    expected = nn.functional.conv2d(
        module.a(x), module.a.weight, module.a.bias, padding=2, dilation=2
    )
    assert torch.equal(module(x), expected)


def test_frozen_weights_do_not_learn() -> None:
    built = network("  - conv: {name: a, width: 3, freeze: true}\n  - conv: {name: b, width: 3}\n")
    module = built.build()
    assert [p.requires_grad for p in module.parameters()] == [False, False, True, True]
    trainable = sum(p.numel() for p in module.parameters() if p.requires_grad)
    assert built.graph.trainable_params == trainable


@pytest.mark.parametrize(
    ("init", "holds"),
    [
        ("0.5", lambda w: bool((w == 0.5).all())),
        ("{constant: -1}", lambda w: bool((w == -1).all())),
        (
            "orthogonal",
            lambda w: torch.allclose(w.flatten(1) @ w.flatten(1).T, torch.eye(4), atol=1e-5),
        ),
        ("kaiming", lambda w: 0.5 < float(w.std()) / (2 / 27) ** 0.5 < 1.5),
        ("{kaiming: {mode: fan_out}}", lambda w: 0.5 < float(w.std()) / (2 / 36) ** 0.5 < 1.5),
        ("xavier", lambda w: float(w.abs().max()) <= (6 / 63) ** 0.5),
        ("{uniform: {low: 2, high: 3}}", lambda w: bool(((w >= 2) & (w < 3)).all())),
        (
            "{values: [[1, 0, -1], [2, 0, -2], [1, 0, -1]]}",
            lambda w: w[3, 2, 1].tolist() == [2, 0, -2],
        ),
    ],
)
def test_weights_begin_as_the_file_says(init: str, holds: object) -> None:
    module = network(f"  - conv: {{width: 4, init: {init}}}\n").build()
    assert holds(module[0].weight.detach())  # type: ignore[operator]


def test_the_meta_device_allocates_nothing() -> None:
    layers = "  - flatten\n" + "  - linear: 200000\n" * 3
    module = network(layers).build("meta")
    assert all(parameter.is_meta for parameter in module.parameters())


def test_a_module_carries_its_spec() -> None:
    built = archspec.load("net_width", width=8)
    module = built.build()
    again = archspec.loads(module.archspec_text)  # type: ignore[arg-type]
    assert again.graph.cost == built.graph.cost
    again.build().load_state_dict(module.state_dict(), strict=True)


def test_every_attribute_of_torchs_modules_is_reserved() -> None:
    traced = torch.fx.GraphModule({}, torch.fx.Graph())
    built = network("  - residual: [relu]\n").build()
    attributes = {*dir(nn.Module()), *dir(nn.Sequential()), *dir(traced), *dir(built)}
    assert {name for name in attributes if not name.startswith("__")} <= RESERVED


def test_gradients_reach_every_parameter() -> None:
    module = network(RESIDUALS).build()
    module(torch.randn(4, 3, 8, 8)).square().sum().backward()
    for name, parameter in module.named_parameters():
        gradient: Tensor | None = parameter.grad
        assert gradient is not None, name
