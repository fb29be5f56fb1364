"""What only a GPU can show of named fields and of rewritten networks."""

import pytest
import torch
from safetensors.torch import load_file

import archspec
from archspec.network import seeded
from archspec.runner import evaluate, resume

from .named_tasks import TASKS, TWO_HEADS, make_files
from .test_cuda import repeatable
from .test_named import Stop, rows
from .test_rewritten import NETWORKS, network

__all__ = ["repeatable"]

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="a machine without CUDA"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("named")
    make_files(folder)
    return folder


@pytest.fixture(autouse=True)
def here(files, monkeypatch):
    monkeypatch.chdir(files)


@pytest.mark.parametrize(("text", "least"), TASKS.values(), ids=TASKS)
def test_every_sort_of_field_is_learnt_from_and_measured_on_a_cpu(text, least, tmp_path):
    one = archspec.loads(text.replace("device: cpu", "device: cuda"))
    result = one.train(tmp_path / "run")
    found = result.evaluations["val"]
    missed = {name: found[name] for name, value in least.items() if not found[name] > value}
    assert missed == {}
    again = evaluate(one.build(), tmp_path / "run", "val", device="cpu")
    assert again.loss == pytest.approx(found.loss, rel=0.02, abs=1e-4)
    assert again.figures == pytest.approx(found.figures, rel=0.02, abs=0.01)


def test_a_run_of_fields_that_was_cut_off_goes_on_to_the_same_figures(tmp_path, repeatable):
    text = TWO_HEADS.replace("device: cpu", "device: cuda")
    one = archspec.loads(text.replace("epochs: 1", "save: {every: 1 steps}\n  epochs: 1"))
    assert one.spec.recipe
    recipe = one.spec.recipe.model_copy(update={"epochs": 3})
    whole = one.train(tmp_path / "whole", recipe)
    steps = len(range(0, 240, recipe.batch_size))
    with pytest.raises(KeyboardInterrupt):
        one.train(tmp_path / "cut", recipe, progress=Stop(steps + 3))
    result = resume(seeded(one, 5), tmp_path / "cut")
    assert rows(tmp_path / "cut") == rows(tmp_path / "whole")
    assert result.evaluations["val"].figures == whole.evaluations["val"].figures


@pytest.mark.parametrize("layers", NETWORKS.values(), ids=NETWORKS)
def test_a_rewritten_network_has_the_bits_of_the_plain_one(layers, tmp_path, repeatable):
    for name in ("exact", "none"):
        # Torch cannot repeat the gradient of an adaptive maximum on a GPU.
        more = {"data": {"dataset": "digits"}, "epochs": 2, "rewrites": name, "device": "cuda"}
        network(layers.replace("adaptive_maxpool: 2", "maxpool: 3")).train(
            tmp_path / name, more | {"tensorboard": False}
        )
    one, two = (load_file(tmp_path / name / "last.safetensors") for name in ("exact", "none"))
    assert one.keys() == two.keys()
    assert {key for key in one if not torch.equal(one[key], two[key])} == set()
