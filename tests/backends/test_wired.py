"""Modules that run a plan: inputs by name, notes on errors, what they show, keep and free."""

import gc
import pickle
import types
import weakref
from dataclasses import replace

import pytest
import torch
from small_networks import RESIDUALS, SEVERAL, SKIPS, TENSORS, TRAINING, built, network, samples
from torch import Tensor, nn

from archspec.backends.module import assemble, build_module
from archspec.network import loads

WIRED = {"skips": SKIPS, "several": SEVERAL, "training": TRAINING, "tensors": TENSORS}


class Failing(nn.Module):
    """A layer that goes wrong."""

    def __init__(self, error: BaseException):
        super().__init__()
        self.error = error

    def forward(self, x: Tensor) -> Tensor:
        raise self.error


@pytest.mark.parametrize("text", WIRED.values(), ids=WIRED)
def test_inputs_are_given_in_order_or_by_name(text):
    module, inputs = built(text), samples(text)
    torch.testing.assert_close(module(**inputs), module(*inputs.values()), rtol=0, atol=0)


def test_some_may_be_given_in_order_and_the_rest_by_name_in_any_order():
    module, inputs = built(SEVERAL), samples(SEVERAL)
    expected = module(*inputs.values())["features"]
    assert torch.equal(module(inputs["image"], age=inputs["age"])["features"], expected)
    assert torch.equal(module(**dict(reversed(inputs.items())))["features"], expected)


@pytest.mark.parametrize(
    ("values", "names", "fault"),
    [
        (0, [], "`image` is missing, `age` is missing"),
        (1, [], "`age` is missing"),
        (0, ["age"], "`image` is missing"),
        (2, ["age"], "`age` is given twice"),
        (1, ["image"], "`age` is missing, `image` is given twice"),
        (1, ["age", "ages"], "`ages` is none of them"),
        (3, [], "3 values are given"),
    ],
)
def test_what_does_not_fit_the_inputs_is_said_by_their_names(values, names, fault):
    module, x = built(SEVERAL), torch.zeros(1, 1)
    with pytest.raises(TypeError) as caught:
        module(*[x] * values, **dict.fromkeys(names, x))
    assert str(caught.value) == f"the inputs are `image`, `age`: {fault}"


def test_an_inner_scope_can_be_called_alone():
    module, x = built(SKIPS), torch.randn(2, 3, 8, 8)
    last, first, second = module.down(x)
    assert torch.equal(first, module.down.first(x))
    assert torch.equal(second, module.down.second(first))
    assert torch.equal(last, second.relu())
    assert torch.equal(module.up(last, first, second, x), module(x))
    with pytest.raises(TypeError, match=r"the inputs are `x`, `skip1`, .* `skip3` is missing"):
        module.up(last, first, second)


@pytest.mark.parametrize("names", [("class", "0"), ("a b", "x"), ("self", "inputs"), ("", "a.b")])
def test_inputs_may_be_called_anything(names, monkeypatch):
    graph = network(SEVERAL).graph
    values = {f"@{old.name}": f"@{new}" for old, new in zip(graph.inputs, names, strict=True)}
    nodes = (n._replace(inputs=tuple(values.get(v, v) for v in n.inputs)) for n in graph.nodes)
    inputs = (replace(one, name=name) for one, name in zip(graph.inputs, names, strict=True))
    monkeypatch.setattr(assemble, "check_names", lambda graph: None)
    module = build_module(replace(graph, inputs=tuple(inputs), nodes=tuple(nodes)))
    image, age = samples(SEVERAL).values()
    expected = torch.cat([image.flatten(1), age], 1)
    assert torch.equal(module(image, age)["features"], expected)
    # Torch's own `__call__` has an argument called `self`.
    named = module.forward if "self" in names else module
    assert torch.equal(named(**dict(zip(names, (image, age), strict=True)))["features"], expected)


def test_an_error_says_which_layer_it_was_in_and_where_that_was_written():
    module = built(RESIDUALS)
    module.blocks[1].norm = Failing(ZeroDivisionError("no"))
    with pytest.raises(ZeroDivisionError) as caught:
        module(torch.zeros(1, 3, 8, 8))
    assert caught.value.__notes__ == ["in blocks.1.norm (small.yaml:12)"]


def test_the_innermost_scope_says_it_alone():
    text = "\ninput: [4]\nlayers:\n  - residual:\n      - residual:\n          - linear: 4\n"
    module = built(text)
    assert module(torch.zeros(1, 4)).shape == (1, 4)
    with pytest.raises(RuntimeError) as caught:
        module(torch.zeros(1, 5))
    assert caught.value.__notes__ == ["in 0.0.0 (small.yaml:7)"]


def test_a_function_that_fails_is_named_too():
    module, inputs = built(SEVERAL), samples(SEVERAL)
    with pytest.raises(RuntimeError, match="Sizes of tensors must match") as caught:
        module(inputs["image"], inputs["age"][:1])
    assert caught.value.__notes__ == ["in both (small.yaml:6)"]


def test_of_a_sum_of_three_the_step_that_fails_is_still_that_layer():
    module = built(SKIPS)
    last, first, second = module.down(torch.randn(2, 3, 8, 8))
    with pytest.raises(RuntimeError) as caught:
        module.up(last, first[:, :3], second, last)
    assert caught.value.__notes__ == ["in up.1 (small.yaml:15)"]


def test_notes_of_others_stay_and_an_interruption_gets_none():
    module = built(RESIDUALS)
    error = ValueError("no")
    error.add_note("seen before")
    module.blocks[0].conv = Failing(error)
    with pytest.raises(ValueError, match="no"):
        module(torch.zeros(1, 3, 8, 8))
    assert error.__notes__ == ["seen before", "in blocks.0.conv (small.yaml:11)"]
    module.blocks[0].conv = Failing(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt) as caught:
        module(torch.zeros(1, 3, 8, 8))
    assert not hasattr(caught.value, "__notes__")


def test_it_shows_its_children_under_the_word_for_what_it_is():
    assert repr(built(SKIPS)) == (
        "Small(\n"
        "  (down): Sequence(\n"
        "    (first): Conv2d(3, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))\n"
        "    (second): Conv2d(4, 6, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))\n"
        "    (last): ReLU()\n"
        "  )\n"
        "  (up): Sequence(\n"
        "    (third): Conv2d(6, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))\n"
        "    (last): Conv2d(19, 2, kernel_size=(1, 1), stride=(1, 1))\n"
        "  )\n"
        ")"
    )
    assert "(0): Residual(\n" in repr(built(RESIDUALS).blocks)


def test_a_child_may_be_replaced():
    module, x = built(SKIPS), torch.randn(2, 3, 8, 8)
    module.up.last = nn.Identity()
    assert module(x).shape == (2, 19, 8, 8)
    module.down.first = nn.Conv2d(3, 4, 1)
    assert torch.equal(module.down(x)[1], module.down.first(x))


def test_a_value_is_freed_after_the_step_that_uses_it_last():
    text = """
input: [4]
layers:
  - residual: [linear: 4, tanh, linear: 4, tanh, linear: {name: last, width: 4}]
"""
    module, alive = built(text), {}
    seen: list[list[str]] = []

    def made(name: str):
        def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
            seen.append([key for key, value in alive.items() if value() is not None])
            alive[name] = weakref.ref(output)

        return keep

    for name, child in module[0].named_children():
        child.register_forward_hook(made(name))
    with torch.no_grad():
        module(torch.zeros(1, 4))
    # When a layer has made its value, only that of the layer before is still there.
    assert seen == [[], ["0"], ["1"], ["2"], ["3"]]


def test_the_same_seed_gives_the_weights_of_one_written_by_hand():
    torch.manual_seed(0)
    layers: list[nn.Module] = [nn.Conv2d(3, 4, 3, padding=1)]
    for _ in range(3):
        layers += [nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4)]
    layers.append(nn.Linear(256, 2))
    expected = [parameter for layer in layers for parameter in layer.parameters()]
    pairs = zip(built(RESIDUALS).parameters(), expected, strict=True)
    assert all(torch.equal(given, own) for given, own in pairs)


def test_neither_it_nor_its_copies_hold_on_to_the_file():
    module = built(TRAINING)
    for one in (module, pickle.loads(pickle.dumps(module))):  # noqa: S301  our own
        kinds = {f"{type(x).__module__}.{type(x).__name__}" for x in reachable(one)}
        ours = {kind for kind in kinds if kind.startswith("archspec.")}
        assert ours == {
            "archspec.backends.module.plan.Plan",
            "archspec.backends.module.wired.Wired",
        }


def reachable(start: object) -> list[object]:
    """All objects that one holds, but for what stands in the modules of Python."""
    found, todo = {id(start): start}, [start]
    outside = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType)
    while todo:
        for one in gc.get_referents(todo.pop()):
            if id(one) not in found and not isinstance(one, outside):
                found[id(one)] = one
                todo.append(one)
    return list(found.values())


def test_a_scope_that_gives_two_values_hands_both_to_the_next():
    """`nn.Sequential` would hand on a tuple."""
    model = loads("""
archspec: 1
input: [3, 8, 8]
layers:
  - sequence:
      name: encoder
      layers: [conv: {name: p, width: 4, kernel: 1}, conv: {name: q, width: 4, kernel: 1}]
  - sequence:
      name: decoder
      layers: [conv: {name: b, width: 4, kernel: 1}, add: encoder.p]
""").build()
    images = torch.randn(2, 3, 8, 8)
    p = model.encoder.p(images)
    assert torch.equal(model(images), model.decoder.b(model.encoder.q(p)) + p)
