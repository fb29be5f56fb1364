"""What every kind of layer is examined on: fields, and the shapes it takes.

A new kind adds its rows here. The exam makes the module of torch that `lower` names and compares.
"""

from dataclasses import dataclass
from typing import Any

from archspec.kind import Layer, kinds
from archspec.shapes import Shape

TOKENS = Shape((6, 8), channel_axis=1)
OTHER_TOKENS = Shape((4, 12), channel_axis=1)
GRID = Shape((5, 7, 8), channel_axis=2)
MIDDLE = Shape((5, 8, 7), channel_axis=1)


@dataclass(frozen=True)
class Case:
    kind: str
    inputs: tuple[Shape, ...]
    fields: dict[str, Any]

    @property
    def layer(self) -> Layer:
        return kinds()[self.kind].model_validate(self.fields)

    def __str__(self) -> str:
        fields = ",".join(f"{name}={value}" for name, value in self.fields.items())
        return f"{self.kind}({fields})-{'+'.join(map(str, self.inputs))}"


def case(kind: str, *inputs: tuple[int, ...] | Shape, **fields: Any) -> Case:
    shapes = tuple(i if isinstance(i, Shape) else Shape(i) for i in inputs)
    return Case(kind, shapes, fields)


ELEMENTWISE = (
    *("relu", "relu6", "selu", "silu", "mish", "sigmoid", "log_sigmoid", "tanh", "tanhshrink"),
    *("hardsigmoid", "hardswish", "softsign", "softmax", "softmin", "log_softmax", "glu"),
    *("elu", "celu", "gelu", "leaky_relu", "rrelu", "hardtanh", "hardshrink", "softshrink"),
    *("softplus", "prelu", "crelu", "maxout", "identity", "layernorm", "dropout", "abs"),
    *("exp", "log", "sqrt", "sin", "cos"),
)
"""Kinds that take any shape and need no field."""

CASES = [
    *(case(kind, (8,)) for kind in ELEMENTWISE),
    *(case(kind, (8, 5, 7)) for kind in ELEMENTWISE),
    *(case(kind, TOKENS) for kind in ELEMENTWISE),
    case("leaky_relu", (8, 5), negative_slope=0.2),
    case("rrelu", (8, 5), lower=0.1, upper=0.2),
    case("hardtanh", (8, 5), min_val=0.0, max_val=6.0),
    case("threshold", (8, 5), threshold=0.1, value=20),
    case("gelu", (8, 5), approximate="tanh"),
    case("softplus", (8, 5), beta=2.0, threshold=3.0),
    case("pow", (8, 5), exponent=3),
    case("pow", TOKENS, exponent=0.5),
    case("clamp", (8, 5), min=-0.5, max=1),
    case("clamp", TOKENS, max=0),
    case("softmax", MIDDLE),
    case("prelu", (8,), slopes="channel"),
    case("prelu", (8, 5, 7), slopes="channel"),
    case("crelu", GRID),
    case("maxout", (12, 5, 7), pieces=3),
    case("maxout", GRID, pieces=4),
    # Weights made of weights
    *(
        case(kind, shape, width=6, weight=way, **fields)
        for way in ("weight_norm", "spectral_norm")
        for kind, shape, fields in (
            ("conv", (4, 16), {"kernel": 3, "bias": False}),
            ("conv", (4, 9, 8), {"kernel": 3, "stride": 2, "padding": "same_upper"}),
            ("conv", (4, 6, 7, 5), {"kernel": (1, 3, 2), "groups": 2}),
            ("conv_transpose", (4, 5, 7), {"kernel": 3, "stride": 2}),
            ("linear", (8,), {}),
            ("linear", TOKENS, {"bias": False}),
            ("drop_connect", (8,), {}),
            ("embedding", (5,), {"vocabulary": 7}),
        )
    ),
    case("conv", (4, 9, 8), width=6, weight={"weight_norm": {"dim": 1}}),
    case("conv", (4, 9, 8), width=6, weight={"weight_norm": {"dim": None}}),
    case("conv_transpose", (4, 9, 8), width=6, weight={"spectral_norm": {"dim": 0}}),
    *(
        case(kind, shape, width=6, weight={"standardize": {"gain": gain}}, **fields)
        for gain in (False, True)
        for kind, shape, fields in (
            ("conv", (4, 16), {"kernel": 3, "bias": False}),
            ("conv", (4, 9, 8), {"kernel": 3, "padding": "same", "groups": 2}),
            ("conv", (4, 6, 7, 5), {"kernel": (1, 3, 2)}),
            ("conv", (4, 9), {"kernel": 4, "stride": 3, "padding": "same_upper"}),
            ("conv", (4, 9, 8), {"kernel": 3, "stride": 2, "padding": "same_upper"}),
            ("conv", (4, 6, 7, 5), {"kernel": 3, "stride": 2, "padding": "same_upper"}),
            ("linear", (8,), {}),
            ("linear", TOKENS, {"bias": False}),
        )
    ),
    # Convolutions
    case("conv", (4, 16), width=6, kernel=3),
    case("conv", (4, 16, 15), width=6, kernel=3, stride=2, padding=1),
    case("conv", (4, 9, 8, 7), width=6, kernel=3, bias=False),
    case("conv", (4, 16, 15), width=6, kernel=(1, 3), stride=(1, 2), padding=(0, 1)),
    case("conv", (4, 16, 15), width=8, kernel=3, dilation=2, groups=4, padding="same"),
    case("conv", (4, 16, 15), width=8, kernel=4, padding="same"),
    case("conv", (4, 16, 15), width=8, kernel=3, padding=2, padding_mode="reflect"),
    case("conv", (4, 16, 15), width=8, kernel=(4, 3), padding="same", padding_mode="circular"),
    case("conv", (4, 16, 15), width=8, kernel=3, stride=2, padding="same_upper"),
    case("conv", (4, 9), width=8, kernel=4, stride=3, padding="same_upper", groups=2, bias=False),
    case("conv", (4, 6, 7, 5), width=2, kernel=(1, 3, 2), stride=(2, 1, 2), padding="same_upper"),
    case("conv", (4, 16, 15), width=8, kernel=5, dilation=2, stride=2, padding="same_upper"),
    case("conv", (4, 16, 15), width=8, kernel=4, padding="same_upper"),
    case("conv", (4, 5, 6), width=8, kernel=1, stride=2, padding="same_upper"),
    case("conv_transpose", (4, 6), width=6, kernel=2, stride=2),
    case("conv_transpose", (4, 6, 5), width=6, kernel=3),
    case("conv_transpose", (4, 6, 5), width=6, kernel=3, stride=2, padding=1, output_padding=1),
    case("conv_transpose", (4, 6, 7), width=6, kernel=(3, 2), dilation=2, groups=2, bias=False),
    case("conv_transpose", (4, 5, 6), width=6, kernel=4, stride=(1, 2), padding=(0, 1)),
    case("conv_transpose", (4, 3, 4, 5), width=2, kernel=2, stride=3, dilation=2),
    # Fully connected
    case("linear", (8,), width=5),
    case("linear", TOKENS, width=5, bias=False),
    case("linear", GRID, width=5),
    case("drop_connect", (8,), width=5),
    case("drop_connect", TOKENS, width=5, p=0.2, bias=False),
    # Pools
    case("maxpool", (4, 16), kernel=2),
    case("maxpool", (4, 16, 15), kernel=3, stride=2, padding=1, dilation=2),
    case("maxpool", (4, 14, 15), kernel=3, stride=2, ceil_mode=True),
    case("maxpool", (4, 2, 2), kernel=3, stride=2, ceil_mode=True),
    case("maxpool", (4, 6, 8, 4), kernel=(1, 2, 2)),
    case("maxpool", (4, 9), kernel=3, stride=1, padding="same"),
    case("maxpool", (4, 9, 8), kernel=(2, 3), stride=1, padding="same"),
    case("maxpool", (4, 9, 8), kernel=3, stride=2, padding="same_upper", dilation=(1, 2)),
    case("maxpool", (4, 5, 6, 7), kernel=2, padding="same_upper"),
    case("avgpool", (4, 9, 8), kernel=3, stride=1, padding="same", count_include_pad=False),
    case("avgpool", (4, 9), kernel=2, stride=1, padding="same", count_include_pad=False),
    case("avgpool", (4, 9, 8), kernel=3, stride=2, padding="same_upper"),
    case("avgpool", (4, 5, 6, 7), kernel=3, stride=2, padding="same_upper"),
    case("avgpool", (4, 16), kernel=2),
    case("avgpool", (4, 16, 15), kernel=3, stride=2, padding=1, count_include_pad=False),
    case("avgpool", (4, 14, 15), kernel=(3, 2), stride=2, ceil_mode=True, divisor_override=2),
    case("avgpool", (4, 6, 8, 4), kernel=2),
    *(
        case(kind, *rest, **fields)
        for kind in ("adaptive_avgpool", "adaptive_maxpool")
        for rest, fields in (
            (((4, 16),), {"size": 4}),
            (((4, 10, 13),), {"size": (4, 5)}),
            (((4, 1, 1),), {"size": 7}),
            (((4, 6, 8, 4),), {"size": 1}),
        )
    ),
    *(
        case(kind, shape)
        for kind in ("global_avgpool", "global_maxpool")
        for shape in ((4, 6), (4, 6, 5), (4, 6, 5, 3), TOKENS, GRID, MIDDLE)
    ),
    # Shapes
    case("flatten", (8,)),
    case("flatten", (4, 6, 5)),
    case("flatten", TOKENS),
    case("flatten", (4, 6, 5), start=1),
    case("flatten", (4, 6, 5), end=1),
    case("flatten", GRID, end=1),
    case("flatten", MIDDLE, start=1, end=1),
    case("reshape", (24,), shape=(2, 3, 4)),
    case("reshape", (24,), shape=(2, -1), channels=1),
    case("reshape", (4, 6, 5), shape=(8, -1)),
    case("reshape", (4, 6, 5), shape=-1),
    case("permute", (4, 6, 5), order=(1, 2, 0)),
    case("permute", GRID, order=(2, 0, 1)),
    case("permute", TOKENS, order=(1, 0), channels=1),
    case("upsample", (4, 6), scale=2),
    case("upsample", (4, 6), scale=2, mode="linear"),
    case("upsample", (4, 6, 5), scale=(2, 3), mode="linear", align_corners=False),
    case("upsample", (4, 6, 5), size=(12, 10), mode="linear", align_corners=True),
    case("upsample", (4, 6, 5), size=11, mode="nearest-exact"),
    case("upsample", (4, 6, 5), scale=1.5, mode="bicubic"),
    case("upsample", (4, 8, 8), scale=0.5),
    case("upsample", (4, 3, 4, 5), scale=2, mode="linear"),
    case("pad", (4, 6), size=2),
    case("pad", (4, 6, 5), size=1, value=float("-inf")),
    case("pad", (4, 6), size=((1, 2),), mode="circular"),
    case("pad", (4, 6, 5), size=(1, 2), value=1.5),
    case("pad", (4, 6, 5), size=((0, 1), (2, 3)), mode="reflect"),
    case("pad", (4, 6, 5), size=(0, (-1, 2))),
    case("pad", (4, 3, 4, 5), size=2, mode="replicate"),
    case("pad", (4, 6, 5), size=((-2, 1), 0), mode="replicate"),
    case("pad", (4,), channels=(1, 2)),
    case("pad", (4, 6, 5), channels=(0, 4)),
    case("pad", TOKENS, channels=(2, 0)),
    case("pixel_shuffle", (12, 3, 5), factor=2),
    case("pixel_unshuffle", (3, 6, 8), factor=2),
    case("channel_shuffle", (8, 5), groups=2),
    case("channel_shuffle", (8, 5, 7), groups=4),
    case("channel_shuffle", (8, 5, 7, 3), groups=4),
    # Normalisations
    *(case("batchnorm", shape) for shape in ((8,), (8, 5), (8, 5, 7), (8, 5, 7, 3))),
    case("batchnorm", (8, 5), affine=False, momentum=None, track_running_stats=False),
    *(case("batchnorm", shape, freeze="all", eps=0.1) for shape in ((8,), (8, 5), (8, 5, 7))),
    case("batchnorm", (8, 5, 7), freeze="all", eps=0.0),
    case("layernorm", MIDDLE),
    case("layernorm", GRID, bias=False),
    case("layernorm", (8, 5, 7), over="all"),
    case("layernorm", (8, 5, 7), affine=False),
    case("groupnorm", (8,), groups=2),
    case("groupnorm", (8, 5, 7), groups=4),
    case("groupnorm", (8, 5, 7, 3), groups=8, affine=False),
    case("instancenorm", (8, 5)),
    case("instancenorm", (8, 5, 7), affine=True, track_running_stats=True),
    case("instancenorm", (8, 5, 7, 3), eps=1e-3),
    *(case("local_response_norm", s, size=5) for s in ((8, 5), (8, 5, 7), (8, 5, 7, 3))),
    case("local_response_norm", (2, 5, 7), size=7, alpha=1.0, beta=0.5, k=2.0),
    # Dropout and merges
    *(case("dropout", s, p=0.2, mode="channel") for s in ((8, 5), (8, 5, 7), (8, 5, 7, 3))),
    case("add", (4, 6, 5), (4, 6, 5), **{"with": ("x",)}),
    case("mul", (4, 6, 5), (4, 1, 1), **{"with": ("x",)}),
    *(
        case(kind, (4, 1, 5), (1, 6, 5), stretch=True, **{"with": ("x",)})
        for kind in ("add", "sub", "maximum", "minimum")
    ),
    case("concat", (4, 6, 5), (3, 6, 5), **{"with": ("x",)}),
    case("concat", TOKENS, TOKENS, TOKENS, **{"with": ("x", "y")}),
    case("stack", (4, 6), (4, 6), **{"with": ("x",)}),
]

CASES += [
    case("concat", TOKENS, Shape((3, 8), 1), **{"with": ("x",)}, axis=0),
    case("concat", (4, 6, 5), (4, 6, 2), **{"with": ("x",)}, axis=2),
    case("sub", (4, 6, 5), (4, 6, 5), **{"with": ("x",)}),
    case("minimum", (4, 6), (4, 6), (4, 6), **{"with": ("x", "y")}),
    case("maximum", (4, 6), (4, 6), (4, 6), **{"with": ("x", "y")}),
    case("div", (4, 6, 5), (1, 6, 5), **{"with": ("x",)}),
    case("matmul", TOKENS, Shape((8, 3), 1), **{"with": "x"}),
    case("matmul", GRID, Shape((5, 8, 4), 2), **{"with": "x"}),
    case("matmul", (3, 3), (3, 9), **{"with": "x"}, channels=0),
    # Numbers along an axis
    case("reduce", (4, 6, 5), by="mean"),
    case("reduce", (4, 6, 5), by="max", keep=True),
    case("reduce", (4, 6, 5), by="norm", axis=(1, 2), keep=True),
    case("reduce", (4, 6, 5), by="sum", axis=(1, 2)),
    case("reduce", TOKENS, by="min", axis=0),
    case("reduce", (3, 4, 6, 5), by="sum", axis=0),
    case("reduce", (4, 6, 5), by="std", axis=(1, 2)),
    case("reduce", (4, 6, 5), by="var", axis=2, keep=True, correction=0),
    case("reduce", TOKENS, by="logsumexp", axis=(0, 1), keep=True),
    case("reduce", (4, 6, 5), by="argmax"),
    case("reduce", TOKENS, by="argmax", axis=0, keep=True),
    case("softmax", TOKENS, axis=0),
    case("softmin", (4, 1, 5), axis=1),
    case("log_softmax", GRID, axis=1),
    # Sizes
    case("crop", (4, 9), size=4),
    case("crop", (4, 9, 8), size=(4, 8)),
    case("crop", (4, 9, 8, 7), size=3),
    case("pad", (4, 6, 5), width=7),
    case("pad", TOKENS, width=8),
    # Learnt numbers
    case("rmsnorm", (8,), eps=1e-5),
    case("rmsnorm", (8, 5, 7)),
    case("rmsnorm", GRID, affine=False),
    case("rmsnorm", MIDDLE),
    *(case("affine", shape) for shape in ((8,), (8, 5, 7), TOKENS, MIDDLE)),
    case("affine", (8, 5), value=0.5, bias=False),
    *(case("glu", MIDDLE, act=act) for act in ("silu", "gelu", "relu", "tanh", "identity")),
    case("glu", TOKENS, act="sigmoid", gate="first"),
    case("glu", (8, 5, 7), act="silu", gate="first"),
    case("layer_scale", (8, 5, 7), per="all"),
    case("constant", (3, 5), values=((1, 2, 3), (4, 5, 6.5))),
    case("constant", TOKENS, values=0.5, shape=(2, 3, 4), channels=2),
    case("learnt", (3, 5), shape=(6, 8)),
    case("learnt", TOKENS, shape=4),
    case("learnt", (3, 5), shape=(6, 8), leading=0),
    case("learnt", (3, 5), shape=(6, 8, 2), channels=0),
    case("embedding", (6,), width=4, vocabulary=10),
    case("embedding", (6, 3), width=4, vocabulary=10),
    case("sample", (8,), (8,), log_variance="x"),
    case("attention", GRID, heads=2, groups=True),
    case("attention", TOKENS, heads=2, groups=True, causal=True),
    case("attention", GRID, Shape((5, 3, 6), 2), heads=2, groups=True, context="x"),
    *(
        case("stochastic_depth", s, p=0.2, mode=m)
        for s, m in (((8, 5, 7), "row"), (TOKENS, "batch"))
    ),
    case("stochastic_depth", (8,), p=0.2, decay="linear"),
    *(case(kind, TOKENS, width=5) for kind in ("lstm", "gru", "rnn")),
    *(
        case(kind, TOKENS, width=5, layers=2, bidirectional=True, dropout=0.3, output="last")
        for kind in ("lstm", "gru", "rnn")
    ),
    case("lstm", TOKENS, width=5, layers=3, bias=False),
    case("gru", TOKENS, width=5, bidirectional=True),
    case("rnn", TOKENS, width=5, nonlinearity="relu", output="last"),
    # Attention
    case("attention", TOKENS, heads=2),
    case("attention", TOKENS, heads=8, bias=False, dropout=0.1),
    case("attention", TOKENS, heads=4, causal=True),
    case("attention", TOKENS, OTHER_TOKENS, heads=2, context="x"),
    case("attention", TOKENS, TOKENS, heads=1, context="x", bias=False),
    case("attention", TOKENS, Shape((9, 8), 1), heads=1, context="x", dropout=0.5),
    case("attention", TOKENS, (6,), heads=2, mask="m"),
    case("attention", TOKENS, (6, 6), heads=4, mask="m", causal=True),
    case("attention", TOKENS, OTHER_TOKENS, (4,), heads=2, context="x", mask="m"),
    case("attend", Shape((6, 12), 1), heads=2),
    case("attend", Shape((6, 12), 1), heads=4, causal=True, dropout=0.5),
    case("attend", Shape((6, 16), 1), heads=4, key_heads=2, scale=0.3),
    case("attend", Shape((5, 6, 12), 2), heads=2, groups=True),
    case("attend", TOKENS, Shape((4, 16), 1), heads=2, context="x"),
    case("attend", TOKENS, Shape((4, 8), 1), heads=4, key_heads=2, context="x"),
    case("attend", TOKENS, TOKENS, Shape((6, 4), 1), heads=2, keys="k", values="v", causal=True),
    case("attend", TOKENS, Shape((4, 8), 1), Shape((4, 12), 1), heads=2, keys="k", values="v"),
    case("attend", Shape((6, 12), 1), (2, 6, 6), heads=2, bias="b"),
    case("attend", Shape((6, 12), 1), (1, 6, 6), heads=2, bias="b", causal=True),
    case("attend", Shape((5, 6, 12), 2), (2, 6, 6), heads=2, bias="b", groups=True),
    case("attend", Shape((5, 6, 12), 2), (5, 1, 6, 6), heads=2, bias="b", groups=True),
    case("attend", Shape((6, 12), 1), (6,), heads=2, mask="m"),
    case("attend", Shape((6, 12), 1), (6, 6), heads=2, mask="m", causal=True),
    case("attend", TOKENS, Shape((4, 16), 1), (4,), heads=2, context="x", mask="m"),
    case("attend", Shape((6, 12), 1), (2, 6, 6), (6,), heads=2, bias="b", mask="m"),
    case("relative_bias", TOKENS, heads=2, size=3),
    case("relative_bias", TOKENS, heads=2, size=1, extra=3),
    case("relative_bias", TOKENS, heads=3, size=(2, 4), extra=2),
    case("relative_bias", (8,), heads=3, size=(2, 4), by="distance"),
    case("relative_bias", (8,), heads=2, size=5, by="distance", step=2),
    case("relative_bias", TOKENS, heads=2, by="bucket"),
    case("relative_bias", TOKENS, heads=3, by="bucket", buckets=8, distance=5),
    case("relative_bias", TOKENS, heads=2, by="bucket", buckets=6, bidirectional=False),
    case("affine_grid", (6,), size=(5, 7)),
    case("affine_grid", Shape((2, 3), 1), (4, 5, 7), like="x", align_corners=True),
    case("affine_grid", (12,), size=4),
    case("affine_grid", (3, 4), size=(2, 3, 4)),
    case("grid_sample", (4, 5, 7), Shape((3, 6, 2), 2), grid="g"),
    case("grid_sample", (4, 5, 7), (5, 7, 2), grid="g", mode="bicubic", padding_mode="border"),
    case("grid_sample", (4, 5, 7), (2, 3, 2), grid="g", mode="nearest", align_corners=True),
    case("grid_sample", (4, 3, 5, 7), (2, 3, 4, 3), grid="g", padding_mode="reflection"),
    case("rotary", TOKENS, heads=2),
    case("sinusoids", TOKENS),
    case("sinusoids", TOKENS, base=100.0, pairs="halves"),
    case("position_embedding", TOKENS, positions=9, leading=0),
    case("position_embedding", GRID, positions=9),
    case("position_embedding", TOKENS, positions=6),
    case("rotary", Shape((7, 8), 1), heads=2, size=(2, 3), skip=1, pairs="neighbours", base=100.0),
    case("relative_attention", Shape((3, 9, 8), 2), heads=2),
    case("relative_attention", Shape((1, 4, 8), 2), heads=4),
    case("window_attention", GRID, heads=2, window=3),
    case("window_attention", GRID, heads=4, window=(2, 4), shift=(1, 2), bias=False),
    case("window_attention", GRID, heads=4, window=4, shift=2, cosine=True),
    case("window_attention", GRID, heads=1, window=(2, 3), cosine=True, bias=False),
    case("window_attention", GRID, heads=2, window=9, shift=4, dropout=0.1, attention_dropout=0.2),
    case("class_token", TOKENS),
    case("class_token", TOKENS, tokens=3),
    *(case("position_embedding", shape) for shape in ((4, 6), (4, 6, 5), TOKENS, GRID, MIDDLE)),
    *(case("layer_scale", shape) for shape in ((8,), (8, 5, 7), TOKENS, GRID, MIDDLE)),
    case("layer_scale", (8, 5), value=0.1),
    case("layer_scale", (8, 5, 7), per="scalar"),
    case("shift", TOKENS, per="scalar", value=0.5),
    case("layer_scale", (8, 5, 7), behind=False),
    case("layer_scale", TOKENS, leading=2),
    *(case("shift", shape) for shape in ((8,), (8, 5, 7), TOKENS, GRID, MIDDLE)),
    case("shift", (8, 5), value=0.1, behind=False),
    case("shift", TOKENS, leading=2),
    case("shift", (8, 5, 7), per="all", behind=False),
    # Axes
    case("flip", TOKENS, axis=(0,)),
    case("flip", (8,), axis=(0,)),
    case("flip", (4, 6, 5), axis=(2,)),
    case("flip", (4, 6, 5, 3), axis=(0, 1, 3)),
    case("select", TOKENS),
    case("select", TOKENS, index=-1, axis=1),
    case("select", (4, 6, 5), index=3, axis=0),
    case("select", MIDDLE, index=-5, axis=0),
    case("select", MIDDLE, index=7, axis=1),
    case("select", GRID, index=6, axis=1),
    case("slice", (8, 5, 7), start=2),
    case("slice", (8, 5, 7), end=-2),
    case("slice", GRID, start=-3, end=7),
    case("slice", MIDDLE, part=1, of=2),
    case("slice", TOKENS, part=-1, of=3, axis=0),
    case("slice", (8,), part=0, of=1),
    case("slice", (4, 6, 5), start=1, end=2, axis=2),
    case("rearrange", (4, 6, 5), pattern="c h w -> (h w) c"),
    case("rearrange", (4, 6, 5), pattern="c h w -> h w c"),
    case("rearrange", (4, 6, 5), pattern="c h w -> (c h) w"),
    case("rearrange", (4, 6), pattern="c (l p) -> l (p c)", sizes={"p": 3}),
    case("rearrange", (4, 6, 8), pattern="c (h p) (w q) -> (h w) (p q) c", sizes={"p": 2, "q": 4}),
    case("rearrange", (12, 3, 4), pattern="(p q c) h w -> c (h p) (w q)", sizes={"p": 2, "q": 2}),
    case(
        "rearrange",
        Shape((8, 6, 7), 2),
        pattern="(h a) (w b) c -> h w (b a c)",
        sizes={"a": 2, "b": 2},
    ),
    case("rearrange", (1, 6, 5), pattern="1 h w -> h w 1"),
    case("rearrange", (8,), pattern="(n c) -> n c", sizes={"c": 2}, channels="c"),
    case("rearrange", TOKENS, pattern="n c -> c n", channels="n"),
    case("rearrange", (4, 6, 5), pattern="c h w -> () (h w c)"),
    *(case("rescale", shape, scale=2.0, offset=-1) for shape in ((8,), (8, 5, 7), TOKENS)),
    case("rescale", (3, 5, 7), scale=(0.5, 1, 2.0), offset=(1, 2, 3)),
    case("rescale", Shape((5, 7, 3), 2), scale=(0.5, 1, 2.0)),
    case("rescale", Shape((5, 3, 7), 1), offset=(0.5, 1, 2.0)),
]
"""Values along an axis, products, sizes of others, and learnt numbers."""
