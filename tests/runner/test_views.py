"""Several views of an image: their draws, and the loss that tells them from others."""

from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

import archspec
from archspec.recipe import RecipeFailure
from archspec.runner.data import Batch
from archspec.runner.data.share import Share
from archspec.runner.objective import SampleObjective
from archspec.runner.place import Place
from archspec.runner.task.contrast import Contrast

from .processes import together
from .view_tasks import VIEWS, make_shapes


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    make_shapes(tmp_path)
    monkeypatch.chdir(tmp_path)


def by_hand(one: np.ndarray, other: np.ndarray, temperature: float) -> float:
    """The mean over samples and both ways of minus the log of the share of the right pair."""
    one, other = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (one, other))
    found = []
    for i in range(len(one)):
        for a, b in ((one, other), (other, one)):
            weights = np.exp([a[i] @ b[j] / temperature for j in range(len(b))])
            found.append(-np.log(weights[i] / weights.sum()))
    return float(np.mean(found))


def contrast(temperature: float) -> Contrast:
    loss = archspec.loads(VIEWS).spec.recipe.targets["left_code"].loss
    return Contrast("a", SampleObjective(loss, 0), against="b", temperature=temperature)


def batch(total: int, share: Share) -> Batch:
    return Batch(0, {}, {}, total, share.count(total))


@pytest.mark.parametrize("temperature", [0.05, 0.5, 3.0])
def test_the_loss_is_minus_the_log_of_the_share_of_the_right_pair(temperature):
    one, other = torch.randn(2, 7, 5, dtype=torch.float64)
    said = contrast(temperature).said(
        {"a": one, "b": other}, batch(7, Share()), Place(torch.device("cpu"))
    )
    assert said.loss.item() / 7 == pytest.approx(by_hand(one.numpy(), other.numpy(), temperature))


@pytest.mark.forks
@pytest.mark.parametrize(("world", "total"), [(2, 7), (3, 7), (3, 2)])
def test_gradients_of_several_processes_are_those_of_one(world, total, tmp_path):
    """Each process has a share of the batch, or none of it, and negatives from all shares."""
    ranks = count()

    def work():
        import os

        from torch import distributed

        rank, size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
        if size > 1:
            distributed.init_process_group("gloo", rank=rank, world_size=size)
        torch.manual_seed(0)
        net, x, y = nn.Linear(4, 3), torch.randn(total, 4), torch.randn(total, 4)
        place = Place(torch.device("cpu"), rank, size)
        outputs = {"a": net(place.share.of(x)), "b": net(place.share.of(y))}
        said = contrast(0.3).said(outputs, batch(total, place.share), place)
        (said.loss if place.share.count(total) else said.loss * 0.0).backward()
        return place.sum(net.weight.grad).tolist(), place.sum(said.loss.detach()).item()

    folder = tmp_path / f"{next(ranks)}"
    [(weight, loss)] = together(1, work, folder / "one")
    for found, other in together(world, work, folder / "several"):
        assert found == pytest.approx(np.array(weight), rel=1e-4, abs=1e-6)
        assert other == pytest.approx(loss, rel=1e-5)


def split_of(text: str, tmp_path: Path):
    """The loader and the training samples of a recipe."""
    from archspec.runner.assembly import load_data, make_loader, make_record
    from archspec.runner.progress import Silent

    network = archspec.loads(text)
    recipe, place = network.spec.recipe, Place(torch.device("cpu"))
    shapes = {one.name: one.shape.dims for one in network.graph.inputs}
    outputs = {name: one.dims for name, one in network.graph.output_shapes.items()}
    data = load_data(recipe, shapes, place, Silent(), outputs)
    return make_loader(recipe, make_record(recipe, data, shapes, {}), place), data


def test_views_are_drawn_apart_in_training_and_in_the_same_way_whenever_measured(tmp_path):
    loader, data = split_of(VIEWS, tmp_path)
    [first, *_] = loader.shuffled(data.parts["train"], (), 0, 1)
    [again, *_] = loader.shuffled(data.parts["train"], (), 0, 1)
    [later, *_] = loader.shuffled(data.parts["train"], (), 0, 2)
    left, right = first.inputs["left"], first.inputs["right"]
    assert (left != right).flatten(1).any(1).all()
    assert torch.equal(left, again.inputs["left"])
    assert not torch.equal(left, later.inputs["left"])
    [shown, *_], [same, *_] = (loader.in_order(data.parts["val"]) for _ in range(2))
    assert torch.equal(shown.inputs["left"], same.inputs["left"])
    assert not torch.equal(shown.inputs["left"], shown.inputs["right"])
    # One image is decoded and kept once.
    inputs = data.parts["val"].inputs
    assert inputs["left"] is inputs["right"]


def test_what_is_measured_does_not_depend_on_the_seed(tmp_path):
    text = VIEWS.replace("epochs: 12", "epochs: 1\n  seed: 5")
    (one, data), (other, _) = split_of(VIEWS, tmp_path), split_of(text, tmp_path)
    for a, b in zip(
        one.in_order(data.parts["val"]), other.in_order(data.parts["val"]), strict=True
    ):
        assert torch.equal(a.inputs["right"], b.inputs["right"])


def test_accumulated_batches_have_samples_of_their_own_to_tell_from(tmp_path):
    """Each batch is a sum over its samples, and a step the mean over all of them."""
    text = VIEWS.replace("batch_size: 16", "batch_size: 8\n  accumulate: 2")
    text = text.replace("epochs: 12", "epochs: 1").replace("lr: 0.005", "lr: 0.0")
    network = archspec.loads(text)
    torch.manual_seed(network.spec.recipe.seed)
    net = network.build().eval()
    loader, data = split_of(text, tmp_path)
    sums = []
    for one in loader.shuffled(data.parts["train"], (), 0, 1):
        with torch.no_grad():
            found = net(one.inputs["left"], one.inputs["right"])
        sums.append(by_hand(*(found[n].numpy() for n in ("left_code", "right_code")), 0.2))
    result = network.train(tmp_path / "run")
    assert result.history[0].train_loss == pytest.approx(np.mean(sums), rel=1e-4)


def test_a_run_gives_the_codes_of_new_images(tmp_path):
    network = archspec.loads(VIEWS)
    network.train(tmp_path / "run", network.spec.recipe.model_copy(update={"epochs": 1}))
    run = archspec.open_run(tmp_path / "run")
    paths = sorted(map(str, Path("shapes/light").glob("*.png")))[:3]
    found = run.predict(paths)
    assert {name: np.shape(one) for name, one in found.items()} == {
        "left_code": (3, 12),
        "right_code": (3, 12),
    }
    # Nothing is drawn for them: both branches are one network and see one picture.
    np.testing.assert_allclose(found["left_code"], found["right_code"], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", augment: [flip, {crop: 1}, {color_jitter: {hue: 0.02}}]", "", "A603 the 2 views of"),
        ("batch_size: 16", "batch_size: 1", "A606 `info_nce` tells a sample from the others"),
        ("against: right_code", "against: rihgt_code", "A653 the network has no output"),
        ("against: right_code", "against: left_code", "A653 `left_code` is compared with itself"),
        (
            "temperature: 0.2}}",
            "temperature: 0.2}}, metrics: [f1]",
            "A606 `f1` is no figure of `info_nce`",
        ),
        ("epochs: 12", "watch: left_code.f1", "A606 `f1` is no figure of `info_nce`"),
        ("epochs: 12", "watch: left_code.retreival", "A653 there is no figure `retreival`"),
        (
            "- seen: {from: right, name: b, share: a}",
            "- flatten: {from: right}\n  - linear: {width: 13, name: b}",
            "A652 `left_code` is 12, and `right_code` is 13",
        ),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_read(old, new, said):
    from archspec.passes.recipe import recipe_faults

    assert old in VIEWS
    network = archspec.loads(VIEWS.replace(old, new))
    found = recipe_faults(network.graph, network.spec.recipe, network.spec.train)
    [text] = [f"{one.code} {one.message}" for one in found]
    assert text.startswith(said)


def test_a_run_that_is_bound_by_another_recipe_is_refused_in_words(tmp_path):
    network = archspec.loads(VIEWS)
    network.train(tmp_path / "run", network.spec.recipe.model_copy(update={"epochs": 1}))
    from archspec.runner.record import read_record
    from archspec.runner.task.making import make_task

    other = network.spec.recipe.model_copy(update={"targets": {}})
    with pytest.raises(RecipeFailure, match="does not compare"):
        make_task(other, read_record(tmp_path / "run"))
