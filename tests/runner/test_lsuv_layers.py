"""`init: lsuv` on every kind of layer that has weights of two axes, however they lie in memory."""

import pytest
import torch

import archspec
from archspec.kind import kinds
from archspec.kind.weighted import Weighted
from archspec.runner import lsuv, train
from archspec.runner.layout import choose_layout

from .conftest import recipe

IMAGE = "[3, 12, 12]"
LAYERS = {
    "conv 16 to 16": (IMAGE, "[conv: 16, conv: {width: 16, kernel: 3, init: lsuv}, flatten]"),
    "conv with all": (
        IMAGE,
        "[conv: {width: 8, kernel: 3, norm: batchnorm, act: relu, init: lsuv}]",
    ),
    "conv grouped": (IMAGE, "[conv: 16, conv: {width: 32, kernel: 3, groups: 4, init: lsuv}]"),
    "conv depthwise": (IMAGE, "[conv: 16, conv: {width: 16, groups: 16, init: lsuv}]"),
    "conv 1×1": (IMAGE, "[conv: {width: 40, kernel: 1, init: lsuv}]"),
    "conv dilated": (IMAGE, "[conv: {width: 4, kernel: 3, dilation: 2, init: lsuv}]"),
    "conv of a series": ("[5, 40]", "[conv: {width: 9, kernel: 3, init: lsuv}]"),
    "conv of a volume": ("[2, 8, 8, 8]", "[conv: {width: 9, kernel: 3, init: lsuv}]"),
    "conv_transpose": (IMAGE, "[conv_transpose: {width: 8, kernel: 2, stride: 2, init: lsuv}]"),
    "conv_transpose grouped": (
        IMAGE,
        "[conv: 8, conv_transpose: {width: 8, groups: 4, init: lsuv}]",
    ),
    "linear": ("[20]", "[linear: {width: 40, init: lsuv}, tanh, linear: {width: 3, init: lsuv}]"),
    "linear of positions": ("[20, 6]", "[rearrange: c l -> l c, linear: {width: 40, init: lsuv}]"),
    "drop_connect": ("[20]", "[drop_connect: {width: 8, p: 0.5, init: lsuv}]"),
    "embedding": ("[7]", "[embedding: {width: 12, vocabulary: 50, init: lsuv}]"),
    "a shared conv": (
        IMAGE,
        "[conv: 8, conv: {name: a, width: 8, init: lsuv}, conv: {width: 8, share: a}]",
    ),
}


def network(name: str) -> archspec.Network:
    shape, layers = LAYERS[name]
    return archspec.loads(f"archspec: 1\ninput: {shape}\nlayers: {layers}\n")


def batch_for(shape: tuple[int, ...], name: str) -> torch.Tensor:
    torch.manual_seed(0)
    return torch.randint(50, (64, *shape)) if name == "embedding" else torch.randn(64, *shape) * 3


@pytest.mark.parametrize("last", [False, True], ids=["as it is", "channels last"])
@pytest.mark.parametrize("name", LAYERS)
def test_its_output_has_variance_one(name, last):
    found = network(name)
    module, shape = found.build(), found.graph.inputs[0].shape.dims
    if last and len(shape) == 3:
        module = module.to(memory_format=torch.channels_last)
    batch = batch_for(shape, name)
    paths = found.data_dependent
    assert paths
    assert all(abs(v - 1) <= 0.1 for v in lsuv(module, batch, paths).values())
    seen = {}
    for path in paths:
        layer = module.get_submodule(path)
        layer.register_forward_hook(
            lambda _m, _i, out, path=path: seen.setdefault(path, []).append(out)
        )
    with torch.no_grad():
        module.eval()(batch)
    for path in paths:
        assert torch.cat([one.flatten() for one in seen[path]]).var().item() == pytest.approx(
            1, abs=0.101
        )
        weight = module.get_submodule(path).weight.detach().flatten(1)
        weight = weight if len(weight) <= weight.shape[1] else weight.T
        gram = weight @ weight.T
        assert torch.allclose(
            gram, gram[0, 0] * torch.eye(len(gram)), atol=1e-4 * gram[0, 0].item()
        )


# fmt: off
REFUSED = {
    "affine", "attention", "batchnorm", "class_token", "groupnorm", "instancenorm", "layer_scale",
    "layernorm", "learnt", "position_embedding", "prelu", "relative_attention", "relative_bias",
    "rmsnorm", "shift", "window_attention", "lstm", "gru", "rnn",
}
# fmt: on
"""Kinds whose `weight` has one axis, or none that is a module's own: A410 says so."""


def test_every_kind_with_weights_is_tried_or_refused():
    tried = {name.split()[0] for name in LAYERS} - {"a"}
    assert {word for word, kind in kinds().items() if issubclass(kind, Weighted)} == tried | REFUSED


def test_a_run_begins_with_it_where_images_lie_channels_last(tmp_path):
    text = (
        "archspec: 1\ninput: [1, 8, 8]\nlayers: [conv: {width: 16, kernel: 3, padding: same},"
        " conv: {width: 16, kernel: 3, padding: same, init: lsuv}, flatten, linear: 10]\n"
    )
    found = archspec.loads(text)
    module = found.build()
    assert choose_layout(module, (1, 8, 8)) == torch.channels_last
    train(
        found.build(),
        recipe(epochs=1),
        tmp_path / "run",
        input_shape=(1, 8, 8),
        lsuv=found.data_dependent,
    )
