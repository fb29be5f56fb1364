"""torchvision's published weights, with a folder of its files in the place of its server."""

import hashlib
from pathlib import Path

import pytest
import torch
import torchvision
from torchvision.models import ResNet18_Weights

import archspec
from archspec.diagnostics import Failure
from archspec.diagnostics.text import render

from .networks import RESNET18, save, small, state

PUBLISHED = ResNet18_Weights.IMAGENET1K_V1


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """The folder of torch's own downloads; there is no network."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def said(network: archspec.Network, weights: str) -> str:
    with pytest.raises(Failure) as caught:
        network.build(weights=weights)
    return render(caught.value.diagnostics)


@pytest.mark.parametrize(
    "weights", ["torchvision", "torchvision:IMAGENET1K_V1", "torchvision:DEFAULT"]
)
def test_a_cached_file_is_used_by_the_name_of_the_spec(cache, weights):
    reference = torchvision.models.resnet18().eval()
    save(cache / "resnet18-f37072fd.pth", reference.state_dict())
    module = archspec.loads(RESNET18).build(weights=weights).eval()
    x = torch.randn(1, 3, 64, 64)
    assert torch.equal(module(x), reference(x))


def test_the_variant_is_the_name_where_one_was_chosen(cache, tmp_path):
    path = tmp_path / "nets.yaml"
    path.write_text(
        RESNET18.replace("name: resnet18", "name: nets\nvariants: {resnet18: {}, resnet81: {}}")
    )
    save(cache / "resnet18-f37072fd.pth", torchvision.models.resnet18().state_dict())
    assert archspec.load(f"{path}:resnet18").build(weights="torchvision")
    assert "has no model `resnet81`" in said(archspec.load(f"{path}:resnet81"), "torchvision")
    assert "has no model `nets`" in said(archspec.load(path), "torchvision")


def test_another_name_lists_those_there_are(cache):
    text = said(archspec.loads(RESNET18.replace("resnet18", "resnet81")), "torchvision")
    fact, why, names, meant = text.splitlines()
    assert fact == "error[A523]: torchvision has no model `resnet81`"
    assert why.endswith("under the variant that was chosen, or else the name of the spec")
    assert "its models, the nearest first: `resnet18`, `resnet101`, `resnet34`," in names
    assert meant == "  = help: did you mean `resnet18`?"


def test_other_weights_list_those_there_are(cache):
    network = archspec.loads(RESNET18.replace("name: resnet18", "name: resnet50"))
    assert said(network, "torchvision:IMAGENET1K_V3") == (
        "error[A523]: torchvision has no weights `IMAGENET1K_V3` of `resnet50`\n"
        "  = note: there are `IMAGENET1K_V1`, `IMAGENET1K_V2`, `DEFAULT`\n"
        "  = help: did you mean `torchvision:IMAGENET1K_V1`?"
    )


def test_without_a_network_the_address_and_the_place_are_named(cache):
    assert said(archspec.loads(RESNET18), "torchvision") == (
        "error[A524]: the weights `IMAGENET1K_V1` of torchvision could not be downloaded\n"
        f"  = note: {PUBLISHED.url}: [Errno 111] Connection refused\n"
        f"  = help: fetch {PUBLISHED.url} elsewhere and put it at"
        f" `{cache / 'resnet18-f37072fd.pth'}`"
    )
    assert not list(cache.iterdir())


def serve(monkeypatch, path: Path) -> None:
    monkeypatch.setattr(PUBLISHED.value, "url", path.as_uri())


def test_a_download_is_kept_if_its_name_has_its_checksum(cache, tmp_path, monkeypatch):
    path = save(tmp_path / "a.pth", torchvision.models.resnet18().state_dict())
    digits = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    path = path.rename(tmp_path / f"resnet18-{digits}.pth")
    serve(monkeypatch, path)
    assert archspec.loads(RESNET18).build(weights="torchvision")
    path.unlink()
    assert archspec.loads(RESNET18).build(weights="torchvision")


def test_a_download_with_another_checksum_is_not_kept(cache, tmp_path, monkeypatch):
    serve(monkeypatch, save(tmp_path / "resnet18-00000000.pth", state()))
    assert "A524" in said(archspec.loads(RESNET18), "torchvision")
    assert not list(cache.iterdir())


def test_a_file_of_that_name_is_meant_by_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "A520]: there is no file `torchvision`" in said(small(), "./torchvision")
    assert "A520]: there is no file `torchvision`" in said(small(), Path("torchvision"))
