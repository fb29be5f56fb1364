"""What is refused, in which words, and that torch refuses it too."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from layer_cases import GRID, TOKENS, Case, case
from torch import nn
from torchvision.models.maxvit import RelativePositionalMultiHeadAttention
from torchvision.models.swin_transformer import ShiftedWindowAttention

from archspec.diagnostics import Problem
from archspec.nn import Attend, Attention, Rotary
from archspec.nn.functional import add_first, add_sinusoids, affine_grid
from archspec.shapes import Shape


def in_torch(module: Callable[[], nn.Module], *dims: int) -> Callable[[], Any]:
    return lambda: module().train()(torch.randn(2, *dims))


REFUSED: list[tuple[Case, str, str, Callable[[], Any] | str]] = [
    (
        case("attend", Shape((6, 12), 1), (5,), heads=2, mask="m"),
        "A403",
        "`mask` is 5, but it needs 6, a number for each key",
        lambda: Attend(2, mask=True)(torch.randn(2, 6, 12), torch.ones(2, 5)),
    ),
    (
        case("lstm", (4, 8, 8), width=2),
        "A404",
        "`lstm` needs tokens, but it receives an image",
        lambda: nn.LSTM(4, 2, batch_first=True)(torch.randn(2, 4, 8, 8)),
    ),
    (
        case("maxpool", (4, 8, 8), kernel=3, stride=2, padding="same"),
        "A407",
        "`padding: same` keeps the size, which a stride of 2×2 cannot",
        "torch's pools have no words for padding",
    ),
    (
        case("avgpool", (4, 8, 8), kernel=3, padding="same_upper", ceil_mode=True),
        "A407",
        "`ceil_mode` says nothing about `padding: same_upper`",
        "torch's pools have no words for padding",
    ),
    (
        case("avgpool", (4, 8, 8), kernel=3, padding="same_upper", divisor_override=2),
        "A407",
        "`divisor_override` does not go with `padding: same_upper`",
        "torch's pools have no words for padding",
    ),
    (
        case("conv", (4, 8, 8), width=2, padding="same_upper", stride=2, padding_mode="reflect"),
        "A407",
        "`same_upper` pads with zeros, and `padding_mode` is `reflect`",
        "torch has no such word",
    ),
    (
        case("reduce", (4, 8, 8), by="argmax", axis=(1, 2)),
        "A407",
        "`argmax` gives a position along one axis, and `axis` names several",
        lambda: torch.argmax(torch.randn(2, 4, 8, 8), dim=(2, 3)),  # type: ignore[call-overload]
    ),
    (
        case("reduce", (1, 8, 8), by="std"),
        "A407",
        "`std` of one number is not a number",
        "torch gives NaN with a warning",
    ),
    (
        case("clamp", (4,), min=2, max=1),
        "A407",
        "`min` is 2, above `max`, which is 1",
        "torch gives the upper bound everywhere",
    ),
    (
        case("attend", Shape((6, 10), 1), heads=2),
        "A405",
        "10 channels are not the queries, keys and values of 2 heads",
        in_torch(lambda: Attend(2), 6, 10),
    ),
    (
        case("attend", Shape((6, 12), 1), (3, 6, 6), heads=2, bias="b"),
        "A403",
        "`bias` is 3×6×6, but heads, queries and keys are 2×6×6",
        lambda: Attend(2, bias=True)(torch.randn(2, 6, 12), torch.randn(2, 3, 6, 6)),
    ),
    (
        case("attend", TOKENS, Shape((4, 12), 1), heads=2, context="x"),
        "A405",
        "a head has 4 channels of queries, and 3 of keys",
        lambda: Attend(2, parts=(1, 2))(torch.randn(2, 6, 8), torch.randn(2, 4, 12)),
    ),
    (
        case("attend", TOKENS, Shape((4, 8), 1), Shape((5, 8), 1), heads=2, keys="k", values="v"),
        "A403",
        "there are 4 keys, but 5 values",
        "on processors, torch attends without a word",
    ),
    (
        case(
            "attend",
            TOKENS,
            Shape((4, 8), 1),
            Shape((4, 8), 1),
            heads=2,
            keys="k",
            values="v",
            causal=True,
        ),
        "A403",
        "`causal` needs as many keys as queries, not 4 and 6",
        "a token has no place among those of another sequence",
    ),
    (
        case("rotary", Shape((6, 6), 1), heads=2),
        "A405",
        "3 channels of a head are no multiple of 2, which turning needs",
        in_torch(lambda: Rotary(2), 6, 6),
    ),
    (
        case("rotary", TOKENS, heads=1, size=2),
        "A408",
        "`size` and `skip` make 4 tokens, but there are 6",
        in_torch(lambda: Rotary(1, size=(2, 2)), 6, 8),
    ),
    (
        case("sinusoids", Shape((6, 7), 1)),
        "A405",
        "`sinusoids` pairs the channels, and 7 is odd",
        lambda: add_sinusoids(torch.randn(2, 6, 7), 10.0, neighbours=True),
    ),
    (
        case("position_embedding", TOKENS, positions=5),
        "A407",
        "there are 6 positions, but numbers for 5",
        lambda: add_first(torch.randn(2, 6, 8), torch.randn(1, 5, 8), 1),
    ),
    (
        case("shift", TOKENS, leading=3),
        "A407",
        "`leading` is 3, and 2 axes stand before the tensor's own",
        "torch would give the result another axis",
    ),
    (
        case("relative_bias", TOKENS, heads=2, size=(2, 2, 2)),
        "A407",
        "`size` has 3 numbers, but an image has rows and columns",
        "torch has no such table",
    ),
    (
        case("relative_bias", TOKENS, heads=2),
        "A213",
        "`relative_bias` by offset needs `size`",
        "torch has no such table",
    ),
    (
        case("relative_bias", TOKENS, heads=2, size=3, buckets=8),
        "A213",
        "`buckets` is for `by: bucket`",
        "torch has no such table",
    ),
    (
        case("relative_bias", TOKENS, heads=2, size=3, by="bucket"),
        "A213",
        "`size` says nothing about `by: bucket`",
        "torch has no such table",
    ),
    (
        case("relative_bias", TOKENS, heads=2, by="bucket", buckets=6),
        "A213",
        "6 buckets cannot be halved twice",
        "two directions with near and far offsets each",
    ),
    (
        case("relative_bias", TOKENS, heads=2, by="bucket", buckets=5, bidirectional=False),
        "A213",
        "5 buckets cannot be halved",
        "near and far offsets",
    ),
    (
        case("relative_bias", TOKENS, heads=2, by="bucket", distance=8),
        "A213",
        "`distance` is 8, but offsets below 8 have a bucket each",
        "T5 would divide by the logarithm of 1",
    ),
    (
        case("relative_bias", (8, 5, 7), heads=2, by="bucket"),
        "A404",
        "`relative_bias` needs tokens, but it receives an image",
        "the rows of an image are no tokens",
    ),
    (
        case("grid_sample", (8,), (5, 7, 2), grid="g"),
        "A404",
        "`grid_sample` reads images and volumes, but it receives a vector",
        lambda: nn.functional.grid_sample(torch.randn(2, 8), torch.randn(2, 5, 7, 2)),
    ),
    (
        case("grid_sample", (3, 5, 7), (2, 5, 7), grid="g"),
        "A403",
        "`grid` is 2×5×7, but it needs rows×columns×2",
        lambda: nn.functional.grid_sample(torch.randn(2, 3, 5, 7), torch.randn(2, 2, 5, 7)),
    ),
    (
        case("grid_sample", (3, 4, 5, 7), (4, 5, 7, 2), grid="g"),
        "A403",
        "`grid` is 4×5×7×2, but it needs planes×rows×columns×3",
        lambda: nn.functional.grid_sample(torch.randn(2, 3, 4, 5, 7), torch.randn(2, 4, 5, 7, 2)),
    ),
    (
        case("grid_sample", (3, 4, 5, 7), (4, 5, 7, 3), grid="g", mode="bicubic"),
        "A407",
        "`mode: bicubic` reads images, but it receives a volume",
        lambda: nn.functional.grid_sample(
            torch.randn(2, 3, 4, 5, 7), torch.randn(2, 4, 5, 7, 3), mode="bicubic"
        ),
    ),
    (
        case("affine_grid", (7,), size=(5, 7)),
        "A404",
        "the map of an image is 6 numbers, or 2×3",
        lambda: affine_grid(torch.randn(2, 7), (5, 7), align_corners=False),
    ),
    (
        case("affine_grid", (6,), size=(4, 5, 7)),
        "A404",
        "the map of a volume is 12 numbers, or 3×4",
        lambda: affine_grid(torch.randn(2, 6), (4, 5, 7), align_corners=False),
    ),
    (
        case("affine_grid", (6,), size=(7,)),
        "A406",
        "`size` has 1 number, but images have 2 axes and volumes 3",
        lambda: affine_grid(torch.randn(2, 2), (7,), align_corners=False),
    ),
    (
        case("affine_grid", (6,), (6,), like="x"),
        "A404",
        "`like` names a vector, and places are in images and volumes",
        lambda: nn.functional.affine_grid(torch.randn(2, 2, 3), [2, 6]),
    ),
    (
        case("affine_grid", (6,)),
        "A213",
        "`affine_grid` needs one of `size` and `like`, and has none",
        lambda: affine_grid(torch.randn(2, 6), (), align_corners=False),
    ),
    (
        case("conv", (3, 4, 4), width=8, kernel=5),
        "A401",
        "the kernel (5×5) is larger than its input (4×4)",
        in_torch(lambda: nn.Conv2d(3, 8, 5), 3, 4, 4),
    ),
    (
        case("conv", (3, 4, 4), width=8, kernel=9, padding="same", padding_mode="reflect"),
        "A401",
        "`reflect` padding of 4×4 needs a larger input than 4×4",
        in_torch(lambda: nn.Conv2d(3, 8, 9, padding="same", padding_mode="reflect"), 3, 4, 4),
    ),
    (
        case("conv", (3, 4, 4), width=8, stride=2, padding="same"),
        "A407",
        "`padding: same` keeps the size, which a stride of 2×2 cannot",
        in_torch(lambda: nn.Conv2d(3, 8, 3, stride=2, padding="same"), 3, 4, 4),
    ),
    (
        case("conv", (64, 4, 4), width=63, groups=2),
        "A405",
        "2 groups do not divide the 63 output channels",
        in_torch(lambda: nn.Conv2d(64, 63, 3, groups=2), 64, 4, 4),
    ),
    (
        case("conv", (8,), width=8),
        "A404",
        "`conv` needs positions to slide over, but it receives a vector",
        in_torch(lambda: nn.Conv1d(8, 8, 3), 8),
    ),
    (
        case("conv", (3, 4), width=8, kernel=(1, 3)),
        "A406",
        "`kernel` has 2 numbers, but the input has 1 spatial axis",
        in_torch(lambda: nn.Conv1d(3, 8, (1, 3)), 3, 4),
    ),
    (
        case("conv", TOKENS, width=8),
        "A404",
        "`conv` needs positions to slide over, but it receives a sequence",
        "torch would take the positions for channels",
    ),
    (
        case("conv_transpose", (3, 4, 4), width=8, stride=2, output_padding=2),
        "A407",
        "`output_padding` of 2×2 reaches beyond the next window",
        in_torch(lambda: nn.ConvTranspose2d(3, 8, 3, stride=2, output_padding=2), 3, 4, 4),
    ),
    (
        case("conv_transpose", (3, 1, 1), width=8, kernel=3, padding=2),
        "A407",
        "`padding` of 2×2 leaves nothing of the output (3×3)",
        in_torch(lambda: nn.ConvTranspose2d(3, 8, 3, padding=2), 3, 1, 1),
    ),
    (
        case("maxpool", (3, 4, 4), kernel=3, padding=2),
        "A407",
        "padding of 2×2 is more than half the kernel (3×3)",
        in_torch(lambda: nn.MaxPool2d(3, padding=2), 3, 4, 4),
    ),
    (
        case("maxpool", (3, 1, 1), kernel=2),
        "A401",
        "the kernel (2×2) is larger than its input (1×1)",
        in_torch(lambda: nn.MaxPool2d(2), 3, 1, 1),
    ),
    (
        case("avgpool", (3, 6), kernel=2, divisor_override=3),
        "A407",
        "`divisor_override` works on images and volumes, but this is a series",
        lambda: nn.AvgPool1d(2, divisor_override=3),
    ),
    (
        case("avgpool", (3, 1, 4, 4), kernel=2, padding=1),
        "A401",
        "the kernel (2×2×2) is larger than its input (1×4×4)",
        in_torch(lambda: nn.AvgPool3d(2, padding=1), 3, 1, 4, 4),
    ),
    (
        case("adaptive_avgpool", (3, 4, 4), size=(1, 2, 3)),
        "A406",
        "`size` has 3 numbers, but the input has 2 spatial axes",
        in_torch(lambda: nn.AdaptiveAvgPool2d((1, 2, 3)), 3, 4, 4),
    ),
    (
        case("global_avgpool", (8,)),
        "A404",
        "`global_avgpool` needs positions to pool, but it receives a vector",
        "the mean over no axes would be the input",
    ),
    (
        case("linear", (3, 4, 4), width=8),
        "A402",
        "`linear` needs a vector, but it receives an image",
        "torch would act on the last axis, here the columns",
    ),
    (
        case("drop_connect", (3, 4, 4), width=8),
        "A402",
        "`drop_connect` needs a vector, but it receives an image",
        "torch would act on the last axis, here the columns",
    ),
    (
        case("flatten", (3, 4, 4), start=3),
        "A407",
        "`start` is axis 3, but the last axis of the input is 2",
        in_torch(lambda: nn.Flatten(4), 3, 4, 4),
    ),
    (
        case("flatten", (3, 4, 4), start=2, end=1),
        "A407",
        "`start` is axis 2, behind `end`, which is 1",
        in_torch(lambda: nn.Flatten(3, 2), 3, 4, 4),
    ),
    (
        case("reshape", (64, 8, 8), shape=(32, 128, 2)),
        "A408",
        "the input has 4,096 numbers, and 32×128×2 has 8,192",
        lambda: torch.randn(2, 64, 8, 8).reshape(2, 32, 128, 2),
    ),
    (
        case("reshape", (10,), shape=(3, -1)),
        "A408",
        "the input has 10 numbers, which 3×−1 cannot hold: 3 does not divide them",
        lambda: torch.randn(2, 10).reshape(2, 3, -1),
    ),
    (
        case("reshape", (10,), shape=(5, 2), channels=2),
        "A407",
        "`channels` is axis 2, but the last axis of `shape` is 1",
        "torch does not know which axis counts channels",
    ),
    (
        case("permute", (3, 4, 4), order=(1, 0)),
        "A406",
        "`order` has 2 axes, but the input has 3 axes",
        lambda: torch.randn(2, 3, 4, 4).permute(0, 2, 1),
    ),
    (
        case("permute", (3, 4), order=(1, 0), channels=2),
        "A407",
        "`channels` is axis 2, but the last axis is 1",
        "torch does not know which axis counts channels",
    ),
    (
        case("upsample", (3, 4, 4)),
        "A407",
        "`upsample` needs one of `scale`, `size` and `like`, and has none",
        in_torch(nn.Upsample, 3, 4, 4),
    ),
    (
        case("upsample", (3, 4, 4), scale=2, size=8),
        "A407",
        "`upsample` needs one of `scale`, `size` and `like`, and has `scale` and `size`",
        in_torch(lambda: nn.Upsample(size=8, scale_factor=2), 3, 4, 4),
    ),
    (
        case("upsample", (3, 4, 4), scale=2, align_corners=True),
        "A407",
        "`align_corners` says nothing about `mode: nearest`",
        in_torch(lambda: nn.Upsample(scale_factor=2, align_corners=True), 3, 4, 4),
    ),
    (
        case("upsample", (3, 4), scale=2, mode="bicubic"),
        "A407",
        "`mode: bicubic` resamples images, but it receives a series",
        in_torch(lambda: nn.Upsample(scale_factor=2, mode="bicubic"), 3, 4),
    ),
    (
        case("upsample", (3, 4, 4), scale=0.2),
        "A407",
        "a scale of 0.2×0.2 leaves nothing of 4×4",
        in_torch(lambda: nn.Upsample(scale_factor=0.2), 3, 4, 4),
    ),
    (
        case("pad", (3, 4, 4)),
        "A407",
        "`pad` needs one of `size`, `width` and `channels`, and has none",
        "there would be nothing to do",
    ),
    (
        case("pad", (3, 4, 4), size=4, mode="reflect"),
        "A401",
        "`reflect` padding needs a larger input than 4×4",
        in_torch(lambda: nn.ReflectionPad2d(4), 3, 4, 4),
    ),
    (
        case("pad", (3, 4, 4), size=-2),
        "A407",
        "`size` crops everything: nothing is left of 4×4",
        "torch gives an empty tensor, which no layer after it can use",
    ),
    (
        case("pad", (3, 4, 4), size=1, mode="reflect", value=1.0),
        "A407",
        "`value` says nothing about `mode: reflect`",
        lambda: nn.functional.pad(torch.randn(2, 3, 4, 4), (1, 1, 1, 1), "reflect", 1.0),
    ),
    (
        case("pad", (3, 4), size=(1, 2)),
        "A406",
        "`size` has 2 numbers, but the input has 1 spatial axis",
        "torch would take them for the two sides; here that is [[1, 2]]",
    ),
    (
        case("pixel_shuffle", (6, 4, 4), factor=2),
        "A405",
        "a factor of 2 needs a multiple of 4 channels",
        in_torch(lambda: nn.PixelShuffle(2), 6, 4, 4),
    ),
    (
        case("pixel_unshuffle", (6, 5, 4), factor=2),
        "A407",
        "a factor of 2 does not divide 5×4",
        in_torch(lambda: nn.PixelUnshuffle(2), 6, 5, 4),
    ),
    (
        case("pixel_shuffle", (8, 4), factor=2),
        "A404",
        "`pixel_shuffle` needs an image, but it receives a series",
        "torch would take the batch for channels",
    ),
    (
        case("channel_shuffle", (6, 4, 4), groups=4),
        "A405",
        "4 groups do not divide the 6 input channels",
        in_torch(lambda: nn.ChannelShuffle(4), 6, 4, 4),
    ),
    (
        case("groupnorm", (6, 4, 4), groups=4),
        "A405",
        "4 groups do not divide the 6 input channels",
        in_torch(lambda: nn.GroupNorm(4, 6), 6, 4, 4),
    ),
    (
        case("batchnorm", TOKENS),
        "A404",
        "`batchnorm` needs channels first, but it receives a sequence",
        in_torch(lambda: nn.BatchNorm1d(8), 6, 8),
    ),
    (
        case("batchnorm", (6, 4, 4), eps=0.0),
        "A213",
        "`eps: 0` divides by zero where a channel is the same in all of a batch",
        "torch gives NaN for such a batch",
    ),
    (
        case("instancenorm", (6, 1, 1)),
        "A407",
        "`instancenorm` needs more than one position, and one is left here",
        in_torch(lambda: nn.InstanceNorm2d(6), 6, 1, 1),
    ),
    (
        case("local_response_norm", (6,), size=3),
        "A404",
        "`local_response_norm` needs positions beside its channels, but it receives a vector",
        in_torch(lambda: nn.LocalResponseNorm(3), 6),
    ),
    (
        case("dropout", GRID, mode="channel"),
        "A404",
        "`mode: channel` drops whole channels, but a channels-last array has none",
        "torch would drop rows",
    ),
    (
        case("maxout", (6,), pieces=4),
        "A405",
        "4 pieces do not divide the 6 input channels",
        lambda: torch.randn(2, 6).unflatten(1, (-1, 4)),
    ),
    (
        case("glu", (63, 4)),
        "A405",
        "`glu` halves the channels, and 63 is odd",
        in_torch(lambda: nn.GLU(1), 63, 4),
    ),
    (
        case("prelu", TOKENS, slopes="channel"),
        "A404",
        "`slopes: channel` needs channels first, but it receives a sequence",
        in_torch(lambda: nn.PReLU(8), 6, 8),
    ),
    (
        case("hardtanh", (6,), min_val=1.0),
        "A407",
        "`min_val` is 1, not below `max_val`, which is 1",
        lambda: nn.Hardtanh(1.0, 1.0),
    ),
    (
        case("rrelu", (6,), lower=0.5),
        "A407",
        "`lower` is 0.5, above `upper`, which is 0.333333",
        in_torch(lambda: nn.RReLU(0.5), 6),
    ),
    (
        case("concat", (3, 4, 4), (3, 4, 5), **{"with": ("x",)}),
        "A403",
        "cannot concatenate 3×4×4 and 3×4×5: sizes differ",
        lambda: torch.cat([torch.randn(2, 3, 4, 4), torch.randn(2, 3, 4, 5)], 1),
    ),
    (
        case("add", (3, 4, 4), (3, 1, 1), **{"with": ("x",)}),
        "A403",
        "cannot add 3×4×4 and 3×1×1: sizes differ",
        "torch would stretch one of them, which is seldom meant",
    ),
    (
        case("attention", (8, 5, 7), heads=2),
        "A404",
        "`attention` needs tokens, but it receives an image",
        in_torch(lambda: nn.MultiheadAttention(8, 2, batch_first=True), 8, 5, 7),
    ),
    (
        case("attention", TOKENS, heads=3),
        "A405",
        "3 heads do not divide the 8 channels",
        in_torch(lambda: nn.MultiheadAttention(8, 3, batch_first=True), 6, 8),
    ),
    (
        case("attention", TOKENS, (4, 12), heads=2, context="x"),
        "A404",
        "the `context` of `attention` must be tokens, and it is a series",
        "torch would take positions for channels",
    ),
    (
        case("attention", TOKENS, TOKENS, heads=2, context="x", causal=True),
        "A213",
        "`causal` is for tokens that attend to each other, and this has a `context`",
        "tokens of two values have no order in common",
    ),
    (
        case("attention", TOKENS, (5,), heads=2, mask="m"),
        "A403",
        "`mask` is 5, but it needs 6, a number for each key",
        lambda: Attention(8, 2, mask=True)(torch.randn(2, 6, 8), torch.ones(2, 5)),
    ),
    (
        case("attention", GRID, (7,), heads=2, mask="m", groups=True),
        "A213",
        "a `mask` is for one row of tokens, and `groups` makes several",
        "torch would take the rows for samples",
    ),
    (
        case("relative_attention", Shape((3, 8, 8), 2), heads=2),
        "A404",
        "the 8 positions of a group are no square",
        "torchvision would round the side of the square down",
    ),
    (
        case("relative_attention", TOKENS, heads=2),
        "A404",
        "`relative_attention` needs groups of positions, but it receives a sequence",
        in_torch(lambda: RelativePositionalMultiHeadAttention(8, 4, 9), 6, 8),
    ),
    (
        case("window_attention", (8, 5, 7), heads=2, window=2),
        "A404",
        "`window_attention` needs channels last, but it receives an image",
        in_torch(lambda: ShiftedWindowAttention(8, [2, 2], [0, 0], 2), 8, 5, 7),
    ),
    (
        case("window_attention", GRID, heads=2, window=2, shift=2),
        "A407",
        "a shift of 2×2 moves past the whole window",
        "torchvision would mask too little",
    ),
    (
        case("window_attention", GRID, heads=2, window=(3, 1), cosine=True),
        "A407",
        "`cosine` needs windows of more than one position",
        "torchvision would divide by zero",
    ),
    (
        case("class_token", (8, 5)),
        "A404",
        "`class_token` needs tokens, but it receives a series",
        "torch would set positions beside each other",
    ),
    (
        case("position_embedding", (8,)),
        "A404",
        "`position_embedding` needs positions, but it receives a vector",
        "torch would add a bias",
    ),
    (
        case("select", (4, 6), index=4),
        "A407",
        "`index` is 4, but the positions are 0 to 3",
        lambda: torch.randn(2, 4, 6).select(1, 4),
    ),
    (
        case("select", (4, 6), axis=2),
        "A407",
        "`axis` is 2, but the last axis is 1",
        lambda: torch.randn(2, 4, 6).select(3, 0),
    ),
    (
        case("slice", (6, 5)),
        "A213",
        "`slice` needs `start` or `end`, or else `part` and `of`, and has neither",
        "there would be nothing to take",
    ),
    (
        case("slice", (6, 5), part=1),
        "A213",
        "a part of equal ones needs `of` as well",
        "torch has no such thing",
    ),
    (
        case("slice", (6, 5), part=1, of=4),
        "A405",
        "an axis of 6 has no 4 equal parts",
        lambda: torch.randn(2, 6, 5).unflatten(1, (4, -1)),
    ),
    (
        case("slice", (6, 5), start=2, end=9),
        "A407",
        "from 2 to 9 is no stretch of an axis of 6",
        lambda: torch.randn(2, 6, 5).narrow(1, 2, 7),
    ),
    (
        case("rearrange", (6, 5), pattern="c h w -> h w c"),
        "A406",
        "the pattern begins with 3 axes, but the input has 2",
        lambda: torch.randn(2, 6, 5).permute(0, 2, 3, 1),
    ),
    (
        case("select", (6,)),
        "A407",
        "`select` takes an axis away, and a vector has only one",
        "torch would leave a sample without an axis",
    ),
    (
        case("slice", (6, 5), part=3, of=3),
        "A407",
        "there is no part 3 of 3: parts count from 0",
        lambda: torch.randn(2, 6, 5).chunk(3, 1)[3],
    ),
    *(
        (case("rearrange", (6, 5), pattern=pattern), code, message, "einops is not at hand")
        for pattern, code, message in (
            ("c l", "A407", "the pattern needs one `->` between what comes in and what goes out"),
            ("c l -> l", "A407", "the pattern has `c` only before the arrow"),
            ("c l -> l c b", "A407", "the pattern has `b` only after the arrow"),
            ("c c -> c", "A407", "the pattern has `c` twice before the arrow"),
            (
                "c, l -> l, c",
                "A407",
                "the pattern has commas, and its names stand apart by spaces alone",
            ),
            (
                "c ... -> ... c",
                "A407",
                "the pattern has `...`, and every axis has a name of its own here",
            ),
            ("c l -> (c l", "A407", "the pattern has a parenthesis that is not closed"),
            ("c (l 2) -> c l 2", "A407", "the pattern names an axis `2`, which is no word"),
            ("c % -> c", "A407", "the pattern cannot be read at `%`"),
            ("-> c", "A407", "the pattern has nothing on one side of the arrow"),
            ("1 l -> l", "A408", "the pattern has an axis of 1 where the input has 6"),
            (
                "c (l p) -> c l p",
                "A408",
                "the pattern splits (l p) = 5, and needs the size of one of `l` and `p`",
            ),
        )
    ),
    (
        case("rearrange", (6, 5), pattern="c l -> l c", sizes={"l": 4}),
        "A408",
        "the pattern takes l for 4, and the input has 5 there",
        "einops is not at hand",
    ),
    (
        case("rearrange", (6, 5), pattern="c (l p) -> l (p c)", sizes={"p": 2}),
        "A408",
        "the pattern cannot split (l p) = 5 into parts of 2",
        lambda: torch.randn(2, 6, 5).unflatten(2, (-1, 2)),
    ),
    (
        case("rescale", (3, 4, 4), scale=(1, 2)),
        "A406",
        "`scale` has 2 numbers for 3 channels",
        lambda: torch.randn(2, 3, 4, 4) * torch.ones(2, 1, 1),
    ),
]


@pytest.mark.parametrize(
    ("case", "code", "message"),
    [row[:3] for row in REFUSED],
    ids=lambda value: str(value) if isinstance(value, Case) else "",
)
def test_refused_in_these_words(case, code, message):
    found = case.layer.unfit() or case.layer.infer(case.inputs)
    assert isinstance(found, Problem), found
    assert (found.code, found.message) == (code, message)


@pytest.mark.parametrize(
    ("case", "attempt"),
    [(case, attempt) for case, _, _, attempt in REFUSED if callable(attempt)],
    ids=lambda value: str(value) if isinstance(value, Case) else "",
)
def test_torch_refuses_it_too(case, attempt):
    with pytest.raises((RuntimeError, ValueError, AssertionError, TypeError, IndexError)):
        attempt()


def test_the_fix_of_an_image_before_a_linear_layer():
    found = case("linear", (64, 8, 8), width=10).layer.infer((Shape((64, 8, 8)),))
    assert [(fix.text, fix.before) for fix in found.fixes] == [
        ("keep every position by `flatten`: 4,096 features, 40,970 parameters here", ("flatten",)),
        (
            "or average each channel by `global_avgpool`: 64 features, 650 parameters here",
            ("global_avgpool",),
        ),
    ]


def test_groups_that_would_fit_divide_both_sides():
    found = case("conv", (64, 8, 8), width=48, groups=3).layer.infer((Shape((64, 8, 8)),))
    assert [fix.text for fix in found.fixes] == ["groups that would fit: 1, 2, 4"]
    huge = case("channel_shuffle", (2**60, 1), groups=7).layer
    assert huge.infer((Shape((2**60, 1)),)).fixes[0].text == "groups that would fit: 2, 4, 8"
