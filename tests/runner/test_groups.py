"""Groups of parameters, frozen ones and rates by depth, against loops written by hand."""

import pytest
import torch
from torch import nn

import archspec
from archspec.catalog import shipped
from archspec.passes.depth import depths
from archspec.passes.parameters import keys_of
from archspec.recipe import RecipeFailure
from archspec.runner import resume, train
from archspec.runner.groups import keys_of as keys_of_module

from .conftest import recipe, small
from .processes import together
from .test_loop import by_hand
from .test_resume import Interrupt, Stop, assert_same_run

pytestmark = pytest.mark.usefixtures("no_curves")

SIZE = 433
GROUPS = (
    {"of": ("biases", "norms"), "weight_decay": 0.0},
    {"of": "6", "lr_factor": 0.5},
    {"of": "6.bias", "lr_factor": 2.0, "weight_decay": 0.3},
    {"of": ("0.*",), "frozen": 1},
)


def plain(seed: int = 0) -> nn.Module:
    """Without dropout, whose draws a loop by hand would have to make as well."""
    model = small(seed)
    model[5] = nn.Identity()
    return model


def as_torch_has_it(model: nn.Module, lr: float, decay: float) -> list[dict]:
    return [
        {"params": [model[6].weight], "lr": lr / 2, "weight_decay": decay},
        {"params": [model[6].bias], "lr": lr * 2, "weight_decay": 0.3},
        {"params": [model[0].weight], "lr": lr, "weight_decay": decay},
        {"params": [model[0].bias, *model[1].parameters()], "lr": lr, "weight_decay": 0.0},
    ]


def test_a_loop_by_hand_with_torchs_groups_and_a_frozen_epoch_has_the_same_weights(tmp_path):
    model, twin = plain(), plain()
    fields = {"epochs": 3, "batch_size": SIZE, "seed": 3, "groups": GROUPS}
    optimizer = {"sgd": {"lr": 0.1, "weight_decay": 0.1, "momentum": 0.9}}
    train(model, recipe(**fields, optimizer=optimizer), tmp_path / "run", input_shape=(1, 8, 8))

    hand = torch.optim.SGD(as_torch_has_it(twin, 0.1, 0.1), lr=0.1, momentum=0.9)

    class Thaw:
        """Told after each epoch, as a scheduler is."""

        def step(self, _):
            twin[0].requires_grad_(True)

    twin[0].requires_grad_(False)
    by_hand(twin, epochs=3, batch=SIZE, optimizer=hand, seed=3, schedule=Thaw())
    for name, value in twin.named_parameters():
        torch.testing.assert_close(model.get_parameter(name), value, atol=1e-4, rtol=0)


def test_what_is_frozen_for_good_never_changes_and_is_no_part_of_the_optimiser(tmp_path):
    model, before = small(), small().state_dict()
    wanted = recipe(epochs=1, batch_size=500, groups=({"of": ("0", "norms"), "frozen": True},))
    train(model, wanted, tmp_path / "run", input_shape=(1, 8, 8))
    after = model.state_dict()
    same = [key for key, _ in model.named_parameters() if torch.equal(after[key], before[key])]
    assert same == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_a_later_group_wins_in_what_it_says(tmp_path):
    groups = ({"of": "*", "frozen": True, "lr_factor": 0.1}, {"of": "6", "frozen": False})
    model, before = small(), small().state_dict()
    wanted = recipe(epochs=1, batch_size=500, groups=groups, optimizer={"sgd": {"lr": 1.0}})
    train(model, wanted, tmp_path / "run", input_shape=(1, 8, 8))
    moved = [k for k, one in model.named_parameters() if not torch.equal(one, before[k])]
    assert moved == ["6.weight", "6.bias"]


def test_rates_fall_with_the_distance_from_the_deepest_layer():
    from archspec.recipe.groups import settings

    graph = archspec.load("vit_b_16").graph
    known = depths(graph)
    assert max(known.values()) == 14  # patches, twelve blocks, the head
    found = settings((), 0.75, keys_of(graph), known)
    assert found["heads.head.weight"].lr_factor == 1.0
    assert found["conv_proj.weight"].lr_factor == found["class_token"].lr_factor == 0.75**13
    layer = "encoder.layers.encoder_layer_3"
    for key in (f"{layer}.self_attention.in_proj_weight", f"{layer}.mlp.0.bias"):
        assert found[key].lr_factor == pytest.approx(0.75**9)
    assert found["encoder.ln.weight"].lr_factor == 0.75


def test_a_rate_by_depth_reaches_the_optimiser_and_the_resumed_one(tmp_path):
    network = archspec.load("digits")
    fields = {"data": {"dataset": "digits"}, "epochs": 2, "batch_size": 500, "layer_decay": 0.5}
    made = {"optimizer": {"sgd": {"lr": 1.0}}, "tensorboard": False, "device": "cpu"}
    network.train(tmp_path / "run", {**fields, **made})
    model = network.build()
    result = resume(model, tmp_path / "run", changes={"epochs": 3})
    assert len(result.history) == 3
    record = archspec.open_run(tmp_path / "run").record
    assert record.depths["0.0.weight"] == 1
    assert record.depths["6.weight"] == 3


@pytest.mark.parametrize("name", [one for one in shipped() if "net" in one][:8])
def test_graph_and_module_mean_the_same_by_norms_and_biases(name):
    network = archspec.load(name)
    of_graph, of_module = keys_of(network.graph), keys_of_module(network.build("meta"))
    assert {*of_graph.all} == {*of_module.all}
    for word in ("norms", "biases"):
        assert of_graph.named(word) == of_module.named(word), word
    assert depths(network.graph).keys() == {*of_graph.all}


def test_a_run_that_was_cut_off_while_something_is_frozen_goes_on_to_the_same_bits(tmp_path):
    groups = (*GROUPS, {"of": "1", "frozen": 2})
    wanted = recipe(epochs=3, batch_size=100, groups=groups, save={"every": "3 steps"})
    train(small(), wanted, tmp_path / "whole", input_shape=(1, 8, 8))
    with pytest.raises(Stop):
        train(small(), wanted, tmp_path / "part", input_shape=(1, 8, 8), progress=Interrupt(1, 7))
    resume(small(9), tmp_path / "part")
    assert_same_run(tmp_path / "whole", tmp_path / "part")


WRONG = {
    "no such key": (({"of": "stem.*", "weight_decay": 0.0},), "A656", "a key like `stem.*`"),
    "no norms": (({"of": "biases", "lr_factor": 2.0}, {"of": "7"}), "A656", "a key like `7`"),
    "nothing said": (({"of": "biases"},), "A607", "says nothing"),
    "nothing left": (({"of": "*", "frozen": 2},), "A609", "freeze all weights"),
}


@pytest.mark.parametrize(("groups", "code", "words"), WRONG.values(), ids=WRONG)
def test_a_module_is_asked_as_a_graph_is(groups, code, words, tmp_path):
    with pytest.raises(RecipeFailure) as caught:
        train(small(), recipe(groups=groups), tmp_path / "run", input_shape=(1, 8, 8))
    assert code in [one.code for one in caught.value.problems]
    assert any(words in one.message for one in caught.value.problems)
    assert not (tmp_path / "run").exists()


def test_a_module_alone_does_not_say_how_deep_its_layers_are(tmp_path):
    with pytest.raises(RecipeFailure, match=r"how deep `0\.weight` stands"):
        train(small(), recipe(layer_decay=0.9), tmp_path / "run", input_shape=(1, 8, 8))


@pytest.mark.forks
def test_two_processes_freeze_as_one_does(tmp_path):
    class Double(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = plain().double()

        def forward(self, x):
            return self.body(x.double())

    def work(folder):
        groups = tuple({**one, "of": "body." + one["of"]} for one in GROUPS[1:3])
        groups += ({"of": "body.0", "frozen": 1}, {"of": "biases", "weight_decay": 0.0})
        wanted = recipe(epochs=2, batch_size=SIZE, groups=groups, optimizer={"sgd": {"lr": 0.1}})
        return train(Double(), wanted, folder, input_shape=(1, 8, 8)).history

    two = together(2, lambda: work(tmp_path / "two"), tmp_path / "results")[0]
    one = work(tmp_path / "one")
    for mine, its in zip(one, two, strict=True):
        assert mine.train_loss == pytest.approx(its.train_loss, rel=1e-12)
