"""What only a GPU can show: equal bits, number formats, resuming, memory."""

import json

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from archspec.runner import evaluate, resume, train

from .conftest import recipe, small
from .test_resume import FIELDS, Interrupt, Stop, figures

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="a machine without CUDA"),
]


def wanted(**more):
    return recipe(**FIELDS | {"device": "cuda", "save": {"every": "3 steps"}} | more)


@pytest.fixture
def repeatable(monkeypatch):
    """Torch's algorithms that add in a fixed order."""
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True)
    yield
    torch.use_deterministic_algorithms(False)


def test_the_same_run_twice_has_the_same_bits(tmp_path, repeatable):
    for name in ("one", "two"):
        train(small(), wanted(), tmp_path / name, input_shape=(1, 8, 8))
    assert figures(tmp_path / "one") == figures(tmp_path / "two")
    one, two = (load_file(tmp_path / name / "state.safetensors") for name in ("one", "two"))
    assert all(torch.equal(one[key], two[key]) for key in one)


def test_a_run_that_was_cut_off_within_an_epoch_goes_on_to_the_same_bits(tmp_path, repeatable):
    train(small(), wanted(), tmp_path / "whole", input_shape=(1, 8, 8))
    progress = Interrupt(1, steps=8)
    with pytest.raises(Stop):
        train(small(), wanted(), tmp_path / "run", input_shape=(1, 8, 8), progress=progress)
    resume(small(seed=99), tmp_path / "run")
    assert figures(tmp_path / "run") == figures(tmp_path / "whole")
    one, two = (load_file(tmp_path / name / "best.safetensors") for name in ("whole", "run"))
    assert all(torch.equal(one[key], two[key]) for key in one)


@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
def test_number_formats_come_to_about_the_losses_of_a_cpu(tmp_path, precision):
    if precision == "bf16" and not torch.cuda.is_bf16_supported():
        pytest.skip("a GPU without bfloat16")
    model = small()
    model[5] = nn.Identity()
    result = train(model, wanted(precision=precision), tmp_path / "gpu", input_shape=(1, 8, 8))
    model = small()
    model[5] = nn.Identity()
    other = train(model, wanted(device="cpu"), tmp_path / "cpu", input_shape=(1, 8, 8))
    for one, two in zip(result.history, other.history, strict=True):
        assert one.train_loss == pytest.approx(two.train_loss, rel=0.03)


def test_a_run_of_a_gpu_is_measured_on_a_cpu(tmp_path):
    result = train(small(), wanted(precision="bf16"), tmp_path / "run", input_shape=(1, 8, 8))
    found = evaluate(small(), tmp_path / "run", "test", device="cpu")
    assert found.loss == pytest.approx(result.evaluations["test"].loss, rel=0.03)
    segments = json.loads((tmp_path / "run" / "segments.json").read_text())["segments"]
    assert segments[0]["device"].startswith("cuda")


def test_a_long_run_takes_no_more_memory_than_a_short_one(tmp_path):
    def most(name: str, epochs: int) -> int:
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        options = wanted(epochs=epochs)
        train(small(), options, tmp_path / name, input_shape=(1, 8, 8))
        return torch.cuda.max_memory_allocated()

    most("first", 1)
    short = most("short", 1)
    assert most("long", 6) <= 1.02 * short
