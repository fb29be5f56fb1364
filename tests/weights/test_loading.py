"""Weights of torchvision's own models, as training programs and old versions write them."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
import torchvision
from safetensors.torch import save_file
from torch import nn

import archspec
from archspec.weights import LoadReport, load_weights

from .networks import RESNET18, assert_equal, save, small, state


@pytest.fixture(scope="module")
def resnet() -> nn.Module:
    torch.manual_seed(0)
    model = torchvision.models.resnet18()
    model(torch.randn(2, 3, 64, 64))  # so that no statistic is at its initial value
    return model.eval()


@pytest.mark.parametrize("ending", [".pt", ".pth", ".safetensors"])
def test_a_resnet_of_torchvision_computes_the_same_bits(resnet, ending, tmp_path):
    path = tmp_path / f"resnet18{ending}"
    (save_file if ending == ".safetensors" else torch.save)(resnet.state_dict(), path)
    network = archspec.loads(RESNET18)
    module = network.build()
    report = network.load_weights(module, path)
    assert str(report) == f"loaded 122 of 122 tensors (11,689,512 parameters) from resnet18{ending}"
    x = torch.randn(2, 3, 64, 64)
    assert torch.equal(module.eval()(x), resnet(x))


def test_build_takes_weights_too_and_keeps_what_is_frozen_frozen(tmp_path):
    text = "archspec: 1\ninput: [4]\nlayers: [linear: {width: 2, freeze: true, init: 0}]\n"
    path = save(tmp_path / "a.pt", {"0.weight": torch.ones(2, 4), "0.bias": torch.ones(2)})
    module = archspec.loads(text).build(weights=str(path))
    assert_equal(module, torch.load(path))
    assert not any(one.requires_grad for one in module.parameters())


def test_a_link_to_a_file_is_that_file(tmp_path):
    save(tmp_path / "a.pt", state())
    (tmp_path / "link.pt").symlink_to("a.pt")
    assert_equal(small().build(weights=tmp_path / "link.pt"), state())


WRAPPED = {
    "state_dict": lambda own: {"epoch": 3, "state_dict": own, "optimizer": {"state": {}}},
    "model_state_dict": lambda own: {"model_state_dict": own},
    "model": lambda own: {"model": own, "args": None},
    "model_ema": lambda own: {"model_ema": own},
}


@pytest.mark.parametrize("key", WRAPPED)
def test_a_checkpoint_of_a_training_is_unwrapped_and_that_is_said(key, tmp_path):
    module = small().build()
    path = save(tmp_path / "a.pt", WRAPPED[key](state()))
    report = small().load_weights(module, path)
    assert_equal(module, state())
    assert report.notes == (f"the weights stand under `{key}` in the file",)


def test_of_several_weights_the_plain_ones_are_taken_and_that_is_said(tmp_path):
    path = save(tmp_path / "a.pt", {"model_ema": state(2), "model": state(1)})
    module = small().build()
    report = small().load_weights(module, path)
    assert_equal(module, state(1))
    assert report.notes == ("the weights stand under `model` in the file; `model_ema` not used",)


PREFIXED = {
    "DataParallel": (nn.DataParallel, ("module.",)),
    "AveragedModel": (torch.optim.swa_utils.AveragedModel, ("module.",)),
    "compile": (torch.compile, ("_orig_mod.",)),
    "both": (lambda one: torch.compile(nn.DataParallel(one)), ("_orig_mod.", "module.")),
}


@pytest.mark.parametrize("name", PREFIXED)
def test_the_prefix_of_torchs_own_wrappers_is_left_out_and_that_is_said(name, tmp_path):
    wrap, prefixes = PREFIXED[name]
    torch.manual_seed(1)
    path = save(tmp_path / "a.pt", wrap(small().build()).state_dict())
    module = small().build()
    report = small().load_weights(module, path)
    assert_equal(module, state(1))
    assert [note.split(",")[0] for note in report.notes] == [
        f"every key has the prefix `{prefix}`" for prefix in prefixes
    ]


def test_a_network_with_a_scope_called_module_keeps_its_names(tmp_path):
    text = "archspec: 1\ninput: [4]\nlayers: [sequence: {name: module, layers: [linear: 2]}]\n"
    first = archspec.loads(text).build()
    path = save(tmp_path / "a.pt", first.state_dict())
    assert_equal(archspec.loads(text).build(weights=path), dict(first.state_dict()))


@pytest.mark.parametrize(("dtype", "name"), [(torch.half, "float16"), (torch.double, "float64")])
def test_another_precision_is_converted_and_that_is_said(dtype, name, tmp_path):
    stored = {k: v.to(dtype) if v.is_floating_point() else v for k, v in state().items()}
    module = small().build()
    report = small().load_weights(module, save(tmp_path / "a.pt", stored))
    assert_equal(module, {k: v.to(state()[k].dtype) for k, v in stored.items()})
    assert report.notes == (f"converted 8 tensors from {name} to float32",)


def test_a_file_from_before_there_were_counters_is_whole(tmp_path):
    stored = {k: v for k, v in state().items() if "num_batches" not in k}
    report = small().load_weights(small().build(), save(tmp_path / "a.pt", stored))
    assert (len(report.matched), report.left) == (8, ("norm.num_batches_tracked",))
    assert report.notes[0].startswith("the file lacks counters")


def legacy(own: dict[str, Any], *changes: tuple[str, str]) -> dict[str, Any]:
    renamed = {}
    for key, value in own.items():
        for new, old in changes:
            key = key.replace(new, old)
        renamed[key] = value
    return renamed


def test_published_files_of_an_old_densenet_have_other_names(tmp_path):
    first, second = (torchvision.models.DenseNet(4, (1, 1, 1, 1)) for _ in range(2))
    changes = [(f".{what}{i}.", f".{what}.{i}.") for what in ("norm", "conv") for i in (1, 2)]
    path = save(tmp_path / "a.pt", legacy(first.features.state_dict(), *changes))
    report = load_weights(second.features, path)
    assert_equal(second.features, dict(first.features.state_dict()))
    assert report.notes == ("renamed 48 keys of an old version, as torchvision does",)


def test_published_files_of_a_vision_transformer_have_other_names(tmp_path):
    first, second, third = (
        torchvision.models.VisionTransformer(8, 4, 2, 2, 8, 8, num_classes=2) for _ in range(3)
    )
    changes = [(".mlp.0.", ".mlp.linear_1."), (".mlp.3.", ".mlp.linear_2.")]
    stored = legacy(first.state_dict(), *changes)
    third.load_state_dict(stored)  # torchvision's own renaming
    load_weights(second, save(tmp_path / "a.pt", stored))
    assert_equal(second, dict(third.state_dict()))


def test_with_partial_what_fits_is_loaded_and_the_rest_is_named(resnet, tmp_path):
    path = save(tmp_path / "resnet18.pt", resnet.state_dict())
    network = archspec.loads(RESNET18.replace("classes: 1000", "classes: 10"))
    module = network.build()
    head = module.fc.weight.detach().clone()
    report = network.load_weights(module, path, partial=True)
    assert torch.equal(module.fc.weight, head)
    assert torch.equal(module.layer4[1].bn2.running_var, resnet.layer4[1].bn2.running_var)
    assert str(report).splitlines() == [
        "loaded 120 of 122 tensors (11,176,512 parameters) from resnet18.pt",
        "  2 kept their initial values: fc.weight, fc.bias",
        "  2 of the file not used: fc.weight, fc.bias",
    ]


def test_many_names_are_cut_with_a_count():
    names = tuple(f"{i}.weight" for i in range(100))
    text = str(LoadReport(Path("a.pt"), ("x",), names, (), 1))
    assert text.splitlines()[1].endswith("6.weight, 7.weight and 92 more")


def test_a_report_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        LoadReport(Path("a.pt"), (), (), (), 0).path = Path("b.pt")  # type: ignore[misc]


SHARED = """\
archspec: 1
input: [4]
layers:
  - repeat: {depth: 3, weights: shared, layers: [linear: 4]}
"""


@pytest.mark.parametrize("stored", [("0",), ("2",), ("0", "1", "2")])
def test_shared_weights_are_taken_from_whichever_of_their_names_the_file_has(stored, tmp_path):
    weight, bias = torch.randn(4, 4), torch.randn(4)
    content = {f"{i}.weight": weight for i in stored} | {f"{i}.bias": bias for i in stored}
    module = archspec.loads(SHARED).build()
    report = archspec.loads(SHARED).load_weights(module, save(tmp_path / "a.pt", content))
    assert report.matched == ("0.weight", "0.bias")
    assert report.parameters == 20
    assert module[0] is module[2]
    assert torch.equal(module[2].weight, weight)


@pytest.mark.filterwarnings("ignore:.*is deprecated")
@pytest.mark.parametrize("way", ["weight_norm", "spectral_norm"])
def test_weights_that_torch_made_by_hooks_are_those_of_its_parametrizations(way, tmp_path):
    theirs = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.ConvTranspose2d(4, 2, 2))
    for one in (theirs[0], theirs[2]):
        getattr(torch.nn.utils, way)(one)
    with torch.no_grad():
        theirs.train()(torch.randn(2, 3, 8, 8))
    path = save(tmp_path / "old.pt", theirs.state_dict())
    text = f"""archspec: 1
input: [3, 8, 8]
layers:
  - conv: {{width: 4, weight: {way}}}
  - relu
  - conv_transpose: {{width: 2, kernel: 2, weight: {way}}}
"""
    network = archspec.loads(text)
    module = network.build().eval()
    report = network.load_weights(module, path)
    assert not report.left
    count = {"weight_norm": 4, "spectral_norm": 6}[way]
    assert report.notes == (f"renamed {count} keys of weights that torch made of others by hooks",)
    x = torch.randn(2, 3, 8, 8)
    assert torch.allclose(module(x), theirs.eval()(x), atol=1e-6)
