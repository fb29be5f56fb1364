"""Kinds that compute along a chosen axis, or with matrices, against torch and by hand."""

import pytest
import torch
from layer_cases import GRID, TOKENS, case
from torch import nn
from torch_modules import make, make_module

import archspec.nn as ours
from archspec.diagnostics import Problem
from archspec.nn.functional import crop_like, for_each, upsample_like
from archspec.shapes import Shape

IMAGE = (2, 4, 6, 5)


def applied(one, *inputs):
    return make(one.layer, *one.inputs)(*inputs)


def test_a_number_for_all_of_an_axis():
    x = torch.randn(IMAGE)
    assert torch.equal(applied(case("reduce", IMAGE[1:], by="mean"), x), x.mean(1))
    largest = case("reduce", IMAGE[1:], by="max", axis=(1, 2), keep=True)
    assert torch.equal(applied(largest, x), x.amax((2, 3), keepdim=True))
    length = applied(case("reduce", IMAGE[1:], by="norm", axis=2), x)
    torch.testing.assert_close(length, (x**2).sum(3).sqrt())


def test_where_the_channels_go():
    def after(inputs, **fields):
        return case("reduce", inputs, by="sum", **fields).layer.infer((inputs,))

    assert after(Shape((4, 6, 5)), axis=0) == Shape((6, 5))
    assert after(GRID, axis=(0, 1)) == Shape((8,))
    assert after(GRID, axis=0) == Shape((7, 8), 1)
    assert after(GRID, axis=2) == Shape((5, 7))
    assert after(GRID, keep=True) == Shape((5, 7, 1), 2)


def test_softmax_over_an_axis_sums_to_one_along_it():
    x = torch.randn(2, 6, 8)
    assert torch.equal(applied(case("softmax", TOKENS, axis=0), x), x.softmax(1))


def test_attention_by_hand_is_that_of_torch():
    query, key, value = torch.randn(3, 2, 6, 8)
    scores = applied(case("matmul", TOKENS, Shape((8, 6), 1), **{"with": "k"}), query, key.mT)
    weights = (scores / 8**0.5).softmax(-1)
    given = applied(case("matmul", Shape((6, 6), 1), TOKENS, **{"with": "v"}), weights, value)
    expected = nn.functional.scaled_dot_product_attention(query, key, value)
    torch.testing.assert_close(given, expected)


def test_groups_of_attention_do_not_see_each_other():
    module, x = ours.Attention(8, 2).eval(), torch.randn(2, 3, 6, 8)
    alone = torch.stack([module(group) for group in x.unbind(1)], 1)
    torch.testing.assert_close(module(x), alone)


def test_what_is_learnt_is_the_same_for_every_sample():
    numbers = torch.randn(1, 6, 8)
    given = for_each(torch.randn(3, 2), numbers)
    assert given.shape == (3, 6, 8)
    assert all(torch.equal(sample, numbers[0]) for sample in given)
    assert torch.equal(for_each(torch.randn(3, 2), numbers[0], leading=0), given)


def test_normalisations_without_a_mean():
    x = torch.randn(IMAGE)
    normal = ours.ChannelRMSNorm(4)(x)
    torch.testing.assert_close(normal.square().mean(1), torch.ones(2, 6, 5), atol=1e-3, rtol=0)
    torch.testing.assert_close(normal, nn.RMSNorm(4, 1e-6)(x.movedim(1, 3)).movedim(3, 1))
    affine = ours.Affine(4, value=2.0, behind=2)
    nn.init.constant_(affine.bias, 3.0)
    assert torch.equal(affine(x), 2 * x + 3)


def test_words_become_their_vectors_whatever_the_type_of_their_numbers():
    module = make_module(case("embedding", (3,), width=4, vocabulary=9).layer, Shape((3,)))
    words = torch.tensor([[0, 8, 3]])
    assert torch.equal(module(words), module.weight[words])
    assert torch.equal(module(words.float()), module(words))


def test_samples_have_the_mean_and_the_variance_in_training_alone():
    torch.manual_seed(0)
    mean, log_variance = torch.full((100_000,), 3.0), torch.full((100_000,), 2.0).log() * 2
    module = ours.Sample().train()
    drawn = module(mean, log_variance)
    assert drawn.mean().item() == pytest.approx(3, abs=0.05)
    assert drawn.std().item() == pytest.approx(2, abs=0.05)
    assert module.eval()(mean, log_variance) is mean


def test_sizes_of_another_value():
    x = torch.arange(25.0).view(1, 1, 5, 5)
    assert crop_like(x, torch.empty(1, 9, 3, 2)).tolist() == [[[[6, 7], [11, 12], [16, 17]]]]
    assert upsample_like(x, torch.empty(1, 9, 10, 15)).shape == (1, 1, 10, 15)
    same = case("crop", (1, 5, 5), size=(3, 2))
    assert torch.equal(applied(same, x), crop_like(x, torch.empty(1, 1, 3, 2)))


REFUSED = [
    (case("reduce", (4, 6), by="mean", axis=2), "A407", "`axis` is 2, but the last axis is 1"),
    (
        case("reduce", (4, 6), by="mean", axis=(0, 1)),
        "A407",
        "no axis of 4×6 is left: `keep: true` leaves one position",
    ),
    (case("softmax", (4, 6), axis=2), "A407", "`axis` is 2, but the last axis is 1"),
    (
        case("concat", (4, 6), (4, 6), **{"with": ("x",)}, axis=2),
        "A407",
        "`axis` is 2, but the last axis is 1",
    ),
    (
        case("concat", TOKENS, Shape((6, 9), 1), **{"with": ("x",)}, axis=0),
        "A403",
        "cannot concatenate 6×8 and 6×9: channels differ",
    ),
    (
        case("matmul", TOKENS, TOKENS, **{"with": "x"}),
        "A403",
        "cannot multiply 6×8 with 6×8: 8 columns meet 6 rows",
    ),
    (
        case("matmul", GRID, Shape((4, 8, 7), 2), **{"with": "x"}),
        "A403",
        "cannot multiply 5×7×8 with 4×8×7: the axes in front differ",
    ),
    (
        case("matmul", GRID, TOKENS, **{"with": "x"}),
        "A403",
        "cannot multiply 5×7×8 with 6×8 as matrices",
    ),
    (
        case("matmul", TOKENS, Shape((8, 6), 1), **{"with": "x"}, channels=2),
        "A407",
        "`channels` is axis 2, but the last axis is 1",
    ),
    (
        case("learnt", (3,), shape=(6, 8), channels=2),
        "A407",
        "`channels` is axis 2, but the last axis of `shape` is 1",
    ),
    (case("crop", (3, 4, 4), size=5), "A407", "5×5 cannot be cropped from 4×4"),
    (
        case("crop", (3, 4, 4), (3, 4, 5), like="x"),
        "A407",
        "4×5 cannot be cropped from 4×4",
    ),
    (
        case("upsample", (3, 4, 4), (3, 4), like="x"),
        "A404",
        "`like` names a series, but this receives an image",
    ),
    (
        case("pad", (3, 4, 4), width=2),
        "A407",
        "`width` is 2, fewer than the 3 channels there are",
    ),
    (
        case("pad", (3, 4, 4), width=4, value=1.0),
        "A407",
        "`value` says nothing about `width`, which adds zeros",
    ),
    (
        case("sample", (4,), (5,), log_variance="x"),
        "A403",
        "cannot draw from 4 and 5: channels differ",
    ),
    (
        case("attention", GRID, heads=2),
        "A404",
        "`attention` needs tokens, but it receives a channels-last array",
    ),
    (
        case("attention", GRID, Shape((4, 3, 8), 2), heads=2, groups=True, context="x"),
        "A403",
        "the groups of 5×7×8 and of its context, 4×3×8, differ",
    ),
]


@pytest.mark.parametrize(("one", "code", "message"), REFUSED, ids=str)
def test_refused_in_these_words(one, code, message):
    found = one.layer.infer(one.inputs)
    assert isinstance(found, Problem), found
    assert (found.code, found.message) == (code, message)


@pytest.mark.parametrize("fields", [{}, {"size": 3, "like": "x"}], ids=["neither", "both"])
def test_a_crop_has_one_size(fields):
    assert case("crop", (3, 4, 4), **fields).layer.unfit().code == "A213"
