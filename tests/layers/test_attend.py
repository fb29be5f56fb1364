"""Attention of parts: to formulas written by hand."""

import pytest
import torch
from torch import nn
from torchvision.models.swin_transformer import ShiftedWindowAttention

import archspec.nn as ours
from archspec.nn.functional import (
    add_first,
    add_sinusoids,
    distance_bias,
    scale,
    shift,
    signed_bias,
)

IMAGE = (2, 8, 5, 7)


def by_hand(queries, keys, values, bias=0.0, scale=None):
    """Attention of (N, H, T, D) as its paper writes it."""
    scale = queries.size(-1) ** -0.5 if scale is None else scale
    return ((queries @ keys.mT) * scale + bias).softmax(-1) @ values


def per_head(x, heads):
    return x.reshape(*x.shape[:-1], heads, -1).movedim(-2, -3)


def joined(x):
    return x.movedim(-3, -2).flatten(-2)


def test_attend_takes_queries_keys_and_values_of_one_input_or_of_several():
    q, k, v = torch.randn(3, 2, 6, 8).unbind(0)
    expected = joined(by_hand(*(per_head(x, 2) for x in (q, k, v)), scale=0.3))
    one = ours.Attend(2, scale=0.3)(torch.cat([q, k, v], -1))
    two = ours.Attend(2, parts=(1, 2), scale=0.3)(q, torch.cat([k, v], -1))
    three = ours.Attend(2, parts=(1, 1, 1), scale=0.3)(q, k, v)
    for found in (one, two, three):
        torch.testing.assert_close(found, expected)


def test_attend_adds_a_bias_to_each_group_and_hides_what_follows():
    x, bias = torch.randn(2, 5, 6, 12), torch.randn(1, 2, 6, 6)
    q, k, v = (per_head(part, 2) for part in x.chunk(3, -1))
    later = torch.full((6, 6), -torch.inf).triu(1)
    expected = joined(by_hand(q, k, v, bias + later))
    found = ours.Attend(2, bias=True, causal=True)(x, bias.expand(2, -1, -1, -1))
    torch.testing.assert_close(found, expected)


def test_heads_of_keys_serve_neighbouring_heads_of_queries():
    x = torch.randn(2, 6, 16)
    q, k, v = (per_head(part, n) for part, n in zip(x.split([8, 4, 4], -1), (4, 2, 2), strict=True))
    expected = joined(by_hand(q, k.repeat_interleave(2, 1), v.repeat_interleave(2, 1)))
    torch.testing.assert_close(ours.Attend(4, key_heads=2)(x), expected)


def test_attend_drops_weights_in_training_alone():
    torch.manual_seed(0)
    module, x = ours.Attend(2, dropout=0.5), torch.randn(2, 6, 12)
    assert not torch.equal(module.train()(x), module(x))
    assert torch.equal(module.eval()(x), module(x))


@pytest.mark.parametrize("neighbours", [False, True])
def test_turned_queries_and_keys_know_only_how_far_apart_they_are(neighbours):
    turn = ours.Rotary(2, neighbours=neighbours)
    q, k = (torch.randn(1, 1, 8).expand(1, 7, 8) for _ in range(2))
    products = per_head(turn(q), 2) @ per_head(turn(k), 2).mT
    for offset in range(-6, 7):
        diagonal = products.diagonal(offset, -2, -1)
        torch.testing.assert_close(diagonal, diagonal[..., :1].expand_as(diagonal))
    assert products.flatten().unique().numel() > 13


def test_pairs_turn_as_complex_numbers_do():
    x = torch.randn(1, 5, 4)
    angles = torch.arange(5.0)[:, None] / 100.0 ** torch.tensor([0.0, 0.5])
    turned = torch.view_as_complex(x.reshape(1, 5, 2, 2)) * torch.polar(torch.ones(5, 2), angles)
    found = ours.Rotary(1, base=100.0, neighbours=True)(x)
    torch.testing.assert_close(found, torch.view_as_real(turned).flatten(2))
    halves = ours.Rotary(1, base=100.0)(x.reshape(1, 5, 2, 2).mT.flatten(2))
    torch.testing.assert_close(halves.reshape(1, 5, 2, 2).mT.flatten(2), found)


def test_positions_of_an_image_turn_by_row_and_by_column():
    x = torch.randn(1, 1, 8).expand(1, 7, 8)
    found = ours.Rotary(1, neighbours=True, size=(2, 3), skip=1)(x)
    assert torch.equal(found[:, 0], x[:, 0])
    grid = found[0, 1:].reshape(2, 3, 8)
    torch.testing.assert_close(grid[0, :, :4], grid[:1, 0, :4].expand(3, 4))
    torch.testing.assert_close(grid[0, :, 4:], grid[1, :, 4:])
    rows = ours.Rotary(1, neighbours=True)(x[:, :2, :4])
    torch.testing.assert_close(grid[:, 0, :4], rows[0])


@pytest.mark.parametrize("act", ["silu", "gelu", "relu", "tanh", "sigmoid"])
def test_a_gated_unit_acts_on_the_half_that_is_the_gate(act):
    x = torch.randn(IMAGE)
    one, two = x.chunk(2, 1)
    function = getattr(nn.functional, act)
    assert torch.equal(ours.GatedUnit(act)(x), one * function(two))
    assert torch.equal(ours.GatedUnit(act, first=True)(x), function(one) * two)
    assert torch.equal(ours.GatedUnit("identity")(x), one * two)


def test_biases_of_offsets_are_those_of_torchvision():
    window = ShiftedWindowAttention(8, [3, 3], [0, 0], 2)
    nn.init.normal_(window.relative_position_bias_table)
    found = signed_bias(torch.zeros(2, 1), window.relative_position_bias_table, 3, 3, 0)
    assert torch.equal(found, window.get_relative_position_bias().expand(2, -1, -1, -1))


def test_tokens_in_front_share_three_biases():
    table = torch.randn(9 + 3, 4)
    found = signed_bias(torch.zeros(1, 1), table, 2, 2, 2)[0].movedim(0, -1)
    plain = signed_bias(torch.zeros(1, 1), table[:9], 2, 2, 0)[0].movedim(0, -1)
    assert torch.equal(found[2:, 2:], plain)
    assert torch.equal(found[:2, 2:], table[-3].expand(2, 4, 4))
    assert torch.equal(found[2:, :2], table[-2].expand(4, 2, 4))
    assert torch.equal(found[:2, :2], table[-1].expand(2, 2, 4))


def test_biases_of_distances():
    table = torch.arange(6.0)[None]
    found = distance_bias(torch.zeros(1, 1), table, 2, 3, 1)[0, 0]
    places = [(row, column) for row in range(2) for column in range(3)]
    expected = [[abs(a - c) * 3 + abs(b - d) for c, d in places] for a, b in places]
    assert found.tolist() == expected
    asks = [i for i, (row, column) in enumerate(places) if row % 2 == column % 2 == 0]
    fewer = distance_bias(torch.zeros(1, 1), table, 2, 3, 2)[0, 0]
    assert torch.equal(fewer, found[asks])


def test_numbers_per_channel_stand_before_the_axes_behind():
    x, numbers = torch.randn(IMAGE), torch.randn(8)
    assert torch.equal(scale(x, numbers, 2), x * numbers[:, None, None])
    assert torch.equal(shift(x, numbers, 2), x + numbers[:, None, None])


def test_sines_and_cosines_of_positions():
    found = add_sinusoids(torch.ones(1, 4, 6), 100.0, neighbours=True)[0] - 1
    for position in range(4):
        for pair in range(3):
            angle = torch.tensor(position / 100.0 ** (2 * pair / 6))
            torch.testing.assert_close(found[position, 2 * pair], angle.sin())
            torch.testing.assert_close(found[position, 2 * pair + 1], angle.cos())
    halves = add_sinusoids(torch.zeros(1, 4, 6), 100.0, neighbours=False)[0]
    torch.testing.assert_close(halves, torch.cat([found[:, ::2], found[:, 1::2]], 1))


def test_the_first_of_more_positions_are_added():
    x, numbers = torch.randn(2, 4, 8), torch.randn(9, 8)
    assert torch.equal(add_first(x, numbers, 0), x + numbers[:4])
    assert torch.equal(add_first(x, numbers[None], 1), x + numbers[:4])


@pytest.mark.parametrize("causal", [False, True])
def test_what_a_mask_hides_might_as_well_not_be_there(causal):
    x, kept = torch.randn(2, 6, 12), 4
    mask = torch.tensor([1.0] * kept + [0.0] * 2).expand(2, 6)
    whole = ours.Attend(2, causal=causal, mask=True)(x, mask)
    alone = ours.Attend(2, causal=causal)(x[:, :kept])
    torch.testing.assert_close(whole[:, :kept], alone)


def test_each_sample_has_a_mask_of_its_own_beside_a_bias():
    x, bias = torch.randn(2, 6, 12), torch.randn(2, 2, 6, 6)
    mask = torch.tensor([[1, 1, 1, 1, 1, 1], [1, 0, 1, 0, 1, 1]])
    queries, keys, values = (per_head(part, 2) for part in x.chunk(3, -1))
    hidden = torch.zeros(2, 1, 1, 6).masked_fill(mask[:, None, None] == 0, -torch.inf)
    expected = joined(by_hand(queries, keys, values, bias + hidden))
    torch.testing.assert_close(ours.Attend(2, bias=True, mask=True)(x, bias, mask), expected)
    each = mask[:, None].expand(2, 6, 6)
    torch.testing.assert_close(ours.Attend(2, bias=True, mask=True)(x, bias, each), expected)


@pytest.mark.parametrize("causal", [False, True])
def test_masked_attention_is_that_of_torch_with_padding_that_is_left_out(causal):
    x, mask = torch.randn(2, 6, 8), torch.tensor([[1, 1, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0]])
    module = ours.Attention(8, 2, causal=causal, mask=True)
    later = nn.Transformer.generate_square_subsequent_mask(6) if causal else None
    expected, _ = nn.MultiheadAttention.forward(
        module, x, x, x, key_padding_mask=(mask == 0).float() * -1e9, attn_mask=later
    )
    torch.testing.assert_close(module(x, mask), expected)
    torch.testing.assert_close(module(x, mask[:, None].expand(2, 6, 6)), expected)
    assert torch.isfinite(module(x, torch.zeros(2, 6))).all()


def test_masked_attention_hides_tokens_of_a_context():
    x, context, mask = torch.randn(2, 6, 8), torch.randn(2, 5, 12), torch.ones(2, 5)
    mask[:, 3:] = 0
    module = ours.Attention(8, 2, context_dim=12, mask=True)
    seen = context[:, :3]
    expected, _ = nn.MultiheadAttention.forward(module, x, seen, seen)
    torch.testing.assert_close(module(x, context, mask), expected)


@pytest.mark.parametrize(
    ("buckets", "distance", "both"),
    [(32, 128, True), (32, 128, False), (8, 20, True), (16, 64, False), (64, 300, True)],
)
def test_biases_by_bucket_are_those_of_t5(buckets, distance, both):
    from transformers.models.t5.modeling_t5 import T5Attention, T5Config  # takes a second

    config = T5Config(
        d_model=8,
        d_kv=4,
        num_heads=2,
        relative_attention_num_buckets=buckets,
        relative_attention_max_distance=distance,
        is_decoder=not both,
    )
    theirs = T5Attention(config, has_relative_attention_bias=True, layer_idx=0)
    own = ours.BucketBias(buckets, 2, distance, bidirectional=both)
    own.load_state_dict(theirs.relative_attention_bias.state_dict())
    for tokens in (1, 7, 400):
        found = own(torch.zeros(2, tokens, 8))
        assert torch.equal(found, theirs.compute_bias(tokens, tokens).expand(2, -1, -1, -1))
