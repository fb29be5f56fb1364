"""Groups of parameters, frozen ones and rates by depth, against loops written by hand."""

import pytest
import torch
from torch import nn

import archspec
from archspec.catalog import shipped
from archspec.passes.depth import depths
from archspec.passes.parameters import keys_of
from archspec.recipe import RecipeFailure
from archspec.recipe.groups import Group, group_problems, settings
from archspec.recipe.keys import Keys
from archspec.runner import train
from archspec.runner.groups import keys_of as keys_of_module
from archspec.runner.groups import settings_of
from archspec.runner.progress import Silent
from archspec.runner.record import read_record

from .conftest import recipe, small
from .test_loop import by_hand

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


def test_a_rate_by_depth_reaches_the_optimiser_and_is_known_to_the_run(tmp_path):
    known = {"0": 1, "1": 1, "6": 2}
    model, twin = plain(), plain()
    by_name = {name: known[name[0]] for name, _ in model.named_parameters()}
    fields = {
        "epochs": 1,
        "batch_size": SIZE,
        "layer_decay": 0.5,
        "optimizer": {"sgd": {"lr": 0.2}},
    }
    train(model, recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8), depths=by_name)
    assert read_record(tmp_path / "run").depths == by_name
    early = [*twin[0].parameters(), *twin[1].parameters()]
    rates = [{"params": early, "lr": 0.1}, {"params": twin[6].parameters(), "lr": 0.2}]
    by_hand(twin, epochs=1, batch=SIZE, optimizer=torch.optim.SGD(rates), seed=0)
    for name, value in twin.named_parameters():
        torch.testing.assert_close(model.get_parameter(name), value, atol=1e-4, rtol=0)


SHARED = """
archspec: 1
name: shared
input: [1, 8, 8]
layers:
  - flatten
  - linear: {name: a, width: 64}
  - relu
  - linear: {name: b, width: 64, share: a}
  - relu
  - linear: {name: head, width: 10}
train:
  data: {dataset: digits}
  epochs: 1
  batch_size: 512
  optimizer: {sgd: {lr: 0.5}}
  groups: GROUPS
"""


@pytest.mark.parametrize(
    "groups",
    [
        "[{of: a, frozen: true}, {of: b, lr_factor: 0.5}]",
        "[{of: '*', lr_factor: 0.5}, {of: b, frozen: true}]",
        "[{of: [a, b], frozen: true}, {of: '*', weight_decay: 0.1}]",
    ],
)
def test_a_shared_weight_that_is_frozen_by_any_of_its_names_stays_so(groups, tmp_path):
    network = archspec.loads(SHARED.replace("GROUPS", groups), "shared")
    network.train(tmp_path / "run")
    run = archspec.open_run(tmp_path / "run")
    torch.manual_seed(0)
    begun, ended = network.build().state_dict(), run.module.state_dict()
    moved = [key for key in begun if not torch.equal(begun[key], ended[key])]
    assert moved == ["head.weight", "head.bias"]


def test_a_shared_weight_has_the_rate_of_its_first_place_whatever_else_is_said_of_it():
    model = archspec.loads(SHARED.replace("GROUPS", "[]"), "shared").build()
    known = {f"{name}.{one}": n for n, name in enumerate("ab", 1) for one in ("weight", "bias")}
    wanted = recipe(layer_decay=0.1, groups=({"of": "biases", "weight_decay": 0.0},))
    found = settings_of(model, wanted, known | {"head.weight": 3, "head.bias": 3})
    assert found.keys() == {name for name, _ in model.named_parameters()}
    assert {key: one.lr_factor for key, one in found.items()} == {
        "a.weight": pytest.approx(0.01),
        "a.bias": pytest.approx(0.01),
        "head.weight": 1.0,
        "head.bias": 1.0,
    }
    assert [key for key, one in found.items() if one.weight_decay == 0] == ["a.bias", "head.bias"]


@pytest.mark.parametrize(
    "groups", ["[{of: [a, head], frozen: true}]", "[{of: [b, head], frozen: 1}]"]
)
def test_where_all_is_frozen_a_file_is_told_so_by_any_name(groups):
    (found,) = archspec.check(text=SHARED.replace("GROUPS", groups))
    assert found.code == "A609"


SOME = [*[one for one in shipped() if "net" in one][:8], "gpt2", "siamese", "net_res_deep_shared"]


@pytest.mark.parametrize("name", SOME)
def test_graph_and_module_mean_the_same_by_norms_and_biases(name):
    network = archspec.load(name)
    of_graph, of_module = keys_of(network.graph), keys_of_module(network.build("meta"))
    assert {*of_graph.all} == {*of_module.all}
    assert of_graph.first == of_module.first
    for word in ("norms", "biases"):
        assert of_graph.named(word) == of_module.named(word), word
    assert depths(network.graph).keys() == {*of_graph.all}


def test_patterns_beyond_any_use_are_not_compared():
    keys = Keys(tuple(f"layer{n}.weight" for n in range(10_000)))
    groups = tuple(Group(of=("*a" * 90,) * 10, lr_factor=1.0) for _ in range(10))
    (found,) = group_problems(groups, keys, set(keys.all))
    assert found.message == "100 patterns are too many to be compared with 10,000 keys"


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


class Heard(Silent):
    def __init__(self):
        self.notes = []

    def on_note(self, text: str) -> None:
        self.notes.append(text)


def test_what_is_frozen_is_told_once_with_its_epochs(tmp_path):
    heard, groups = Heard(), ({"of": "0.*", "frozen": 1}, {"of": "1.*", "frozen": True})
    fields = {"epochs": 2, "groups": groups, "sampler": {"count": 40}}
    train(small(), recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8), progress=heard)
    assert [note for note in heard.notes if "frozen" in note] == [
        "frozen in epoch 1, 2 of 6 parameters: 0.weight, 0.bias",
        "frozen throughout, 2 of 6 parameters: 1.weight, 1.bias",
    ]


@pytest.mark.parametrize(("steps", "told"), [("4 steps", True), ("3 step", False)])
def test_a_climb_of_more_steps_than_there_are_is_told(tmp_path, steps, told):
    heard = Heard()
    fields = {"epochs": 2, "warmup": steps, "sampler": {"count": 40}, "batch_size": 20}
    train(small(), recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8), progress=heard)
    fact = "careful: the learning rate never ends its climb of 4 steps: the run has 4"
    assert (fact in heard.notes) is told
