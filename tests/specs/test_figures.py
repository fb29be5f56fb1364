"""The figures of every shipped spec, at its defaults and with its knobs turned."""

from math import prod

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

import archspec
from archspec.graph import print_graph
from archspec.passes import check_recipe

from .networks import SPECS, TWINS, built, compiled

BOOK = [
    # name, knobs, parameters, multiply-adds; the latter None where the source gives none
    ("fully_connected", {}, 3_737_474, None),
    ("fully_connected_small", {}, 1_574_402, None),
    ("net", {}, 18_090, 753_728),
    ("net", {"classes": 10}, 18_354, None),
    ("net_width", {}, 38_386, 2_097_216),
    ("net_width", {"width": 16}, 18_090, 753_728),
    ("net_l2", {}, 18_090, 753_728),
    ("net_l1", {}, 18_090, 753_728),
    ("net_dropout", {}, 38_386, 2_097_216),
    ("net_batchnorm", {}, 38_482, 2_097_216),
    ("net_depth", {}, 16_130, 2_220_096),
    ("net_res", {}, 16_130, 2_220_096),
    ("net_res_deep", {"depth": 100}, 994_530, 236_879_936),
    ("net_res_deep", {"depth": 100, "weights": "independent"}, 994_530, 236_879_936),
    ("net_res_deep", {"depth": 100, "weights": "shared"}, 75_810, 236_879_936),
    ("net_res_deep", {"depth": 10, "weights": "shared"}, 75_810, None),
    ("net_res_deep", {"depth": 10}, 159_330, None),
    ("net_res_deep", {"depth": 3}, 94_370, None),
    ("net_kernel5", {}, 20_906, None),
    ("net_kernel5", {"padding": 1}, 13_738, None),
    ("net_kernel_1x3", {}, 17_034, None),
    ("net_kernel_1x3", {"padding": 1}, 19_082, None),
    ("net_res_deep_shared", {"depth": 3}, 76_074, None),
    ("perceptron", {}, 6_252, None),
]

IMAGE = ("channels", "size")
KNOBS = {
    "fully_connected": {"classes", *IMAGE},
    "fully_connected_small": {"classes", *IMAGE},
    "net": {"classes", *IMAGE},
    "net_l2": {"classes", *IMAGE},
    "net_l1": {"classes", *IMAGE},
    "net_kernel5": {"padding", "classes", *IMAGE},
    "net_kernel_1x3": {"padding", "classes", *IMAGE},
    "net_width": {"width", "classes", *IMAGE},
    "net_dropout": {"width", "classes", *IMAGE},
    "net_batchnorm": {"width", "classes", *IMAGE},
    "net_depth": {"width", "classes", *IMAGE},
    "net_res": {"width", "classes", *IMAGE},
    "net_res_deep": {"width", "depth", "weights", "classes", *IMAGE},
}


@pytest.mark.parametrize("name", sorted(path.stem for path in SPECS.glob("*.yaml")))
def test_a_shipped_spec_has_nothing_wrong_and_says_what_it_is(name):
    spec, graph = compiled(name)
    assert spec.name == name
    assert spec.about
    if spec.recipe is not None:
        check_recipe(graph, spec.recipe, spec.train)


@pytest.mark.parametrize("name", sorted(TWINS))
def test_the_file_itself_states_its_figures(name):
    expected = {one.figure for one in compiled(name)[0].expect}
    assert expected >= {"params", "macs", "output"}


@pytest.mark.parametrize(("name", "knobs", "params", "macs"), BOOK, ids=str)
def test_the_books_networks_have_the_books_figures(name, knobs, params, macs):
    graph = compiled(name, **knobs)[1]
    assert graph.cost.params == params
    assert macs is None or graph.cost.macs == macs
    assert sum(weight.numel() for weight in built(name, **knobs).parameters()) == params


@pytest.mark.parametrize("name", KNOBS)
def test_the_books_networks_have_the_books_knobs(name):
    params = compiled(name)[0].params
    assert params.keys() == KNOBS[name]
    assert params["classes"] == 2
    assert params.get("weights", "independent") == "independent"


@pytest.mark.parametrize("name", KNOBS)
def test_the_knob_sets_the_classes_of_the_network_and_of_the_recipe(name):
    spec, graph = compiled(name, classes=10)
    (output,) = graph.output_shapes.values()
    assert output.dims == (10,)
    assert spec.recipe.data.classes is None
    check_recipe(graph, spec.recipe, spec.train)


@pytest.mark.parametrize("name", KNOBS)
def test_the_books_networks_take_images_of_other_sizes(name):
    spec, graph = compiled(name, classes=10, channels=1, size=28)
    assert graph.inputs[0].shape.dims == (1, 28, 28)
    if name == "net":
        assert graph.cost.params == compiled("net_fashion")[1].cost.params
    assert spec.params["size"] == 28


@pytest.mark.parametrize("name", sorted(TWINS))
def test_figures_are_those_of_a_network_written_by_hand(name):
    """Torch's counter has two operations in every multiply-add."""
    graph = compiled(name)[1]
    twin = TWINS[name]().eval()
    sample = torch.zeros(1, *graph.inputs[0].shape.dims)
    with FlopCounterMode(display=False) as counter:
        output = twin(sample)
    assert graph.cost.macs == counter.get_total_flops() / 2
    assert graph.trainable_params == sum(weight.numel() for weight in twin.parameters())
    assert [shape.dims for shape in graph.output_shapes.values()] == [tuple(output.shape[1:])]


def test_fixed_kernels_are_parameters_that_nobody_trains():
    graph = compiled("fixed_kernels")[1]
    assert (graph.cost.params, graph.trainable_params) == (3 * 9, 0)


def test_the_parameters_of_net_one_by_one():
    sizes = [prod(weight.shape) for weight in built("net").parameters()]
    assert sizes == [432, 16, 1152, 8, 16384, 32, 64, 2]


@pytest.mark.parametrize("name", ["net_l1", "net_l2"])
def test_a_penalty_is_a_recipe_of_the_same_network(name):
    (_, graph), (_, net) = compiled(name), compiled("net")
    assert print_graph(graph).splitlines()[1:] == print_graph(net).splitlines()[1:]


def test_recipes_are_the_books():
    published = {name: compiled(name)[0].recipe for name in KNOBS}
    rates = {name: recipe.optimizer.lr for name, recipe in published.items()}
    assert rates == dict.fromkeys(KNOBS, 0.01) | {"net_res_deep": 0.003}
    for recipe in published.values():
        assert recipe.optimizer.kind == "sgd"
        assert recipe.optimizer.momentum == recipe.optimizer.weight_decay == 0
        assert (recipe.batch_size, recipe.epochs, recipe.loss.kind) == (64, 100, "cross_entropy")
        assert (recipe.data.dataset, recipe.data.classes) == ("cifar10", ("airplane", "bird"))
        assert recipe.data.normalize.mean == (0.4914, 0.4822, 0.4465)
        assert recipe.data.normalize.std == (0.2023, 0.1994, 0.2010)
    penalties = {name: (r.regularize.l1, r.regularize.l2) for name, r in published.items()}
    none = dict.fromkeys(KNOBS, (0, 0))
    assert penalties == none | {"net_l1": (0.001, 0), "net_l2": (0, 0.001)}


@pytest.mark.parametrize(
    "name", ["resnet18", "vgg11", "densenet121", "mobilenet_v3_small", "repvgg"]
)
def test_networks_of_convolutions_take_images_of_another_size(name):
    usual, small = archspec.load(name), archspec.load(name, size=64)
    assert (usual.inputs["input"], small.inputs["input"]) == ((3, 224, 224), (3, 64, 64))
    assert small.outputs == usual.outputs
    assert small.params == usual.params
    assert small.macs < usual.macs / 8
