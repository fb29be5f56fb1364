"""A layer with its norm, act and dropout, and what containers make of leaves."""

import pytest

from archspec.kind import Chain, Leaf, Scope, leaves, make
from archspec.shapes import Shape

COMPOSITES = ["conv", "conv_transpose"]


@pytest.mark.parametrize("kind", COMPOSITES)
def test_alone_it_is_one_node(kind):
    assert make(kind, width=8).layer.expand() is None


@pytest.mark.parametrize("kind", COMPOSITES)
def test_a_scope_of_layer_norm_act_and_dropout_in_this_order(kind):
    fields = {"dropout": make("dropout"), "act": make("relu"), "norm": make("batchnorm")}
    scope = make(kind, width=8, name="stem", **fields).layer.expand()
    assert isinstance(scope, Scope)
    assert isinstance(scope.part, Chain)
    assert scope.name == "stem"
    inner = [leaf.layer for leaf in leaves(scope)]
    assert [layer.kind for layer in inner] == [kind, "batchnorm", "relu", "dropout"]
    assert inner[0].name is None


@pytest.mark.parametrize("kind", COMPOSITES)
@pytest.mark.parametrize(
    ("fields", "bias"),
    [
        ({"act": "relu"}, True),
        ({"norm": "batchnorm"}, False),
        ({"norm": "batchnorm", "bias": True}, True),
        ({"act": "relu", "bias": False}, False),
    ],
)
def test_a_norm_drops_the_bias_unless_it_is_written(kind, fields, bias):
    made = {k: make(v) if isinstance(v, str) else v for k, v in fields.items()}
    [first, *_] = leaves(make(kind, width=8, **made).layer.expand())
    assert first.layer.bias is bias


def test_a_composite_may_have_any_activation():
    part = make("conv", width=8, act=make("maxout", pieces=4)).layer.expand()
    [_, act] = leaves(part)
    assert isinstance(act, Leaf)
    assert act.layer.infer((Shape((8, 5, 5)),)) == Shape((2, 5, 5))
