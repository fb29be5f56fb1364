"""What torch's operations hold: until they are done, and for the way back.

As torch 2 does on a CPU, in 32-bit numbers; `tests/passes/test_memory.py` measures every kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any, Final, TypeAlias

from archspec.graph import Node
from archspec.kind import Function
from archspec.passes.memory.tokens import (
    attend,
    attend_beside,
    attention,
    attention_beside,
    in_grid,
    in_grid_beside,
    in_windows,
    in_windows_beside,
    in_windows_by_angle,
    recurrent,
    weighs,
)

NUMBER: Final = 4
"""Bytes of a number of 32 bits."""
Numbers: TypeAlias = Callable[[Node], int]
"""How many numbers of 4 bytes for one sample."""


def none(node: Node) -> int:  # noqa: ARG001  it is the same for all
    """No numbers."""
    return 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What one operation holds beside its parameters, for one sample.

    Args:
        inputs: whether its inputs are kept for the way back.
        output: whether its output is.
        more: numbers that are kept beside these.
        beside: numbers that are there while it computes in evaluation, beside input and output.
        view: whether its output is memory of its first input; in evaluation, at least.
        training: whether that is so in training too.
    """

    inputs: bool = False
    output: bool = False
    more: Numbers = none
    beside: Numbers = none
    view: bool = False
    training: bool = True


def given(node: Node) -> int:
    """As many as it gives."""
    return node.output.elements


def taken(node: Node) -> int:
    """As many as it takes."""
    return node.shapes[0].elements


def twice(node: Node) -> int:
    """A place of 8 bytes for each number that it gives."""
    return 2 * node.output.elements


def by_position(node: Node) -> int:
    """A mean and a deviation for each position, or for all of them together."""
    if isinstance(node.call.args.get("normalized_shape"), tuple):
        return 2
    return 2 * node.shapes[0].elements // node.shapes[0].channels


def by_channel(node: Node) -> int:
    """A mean and a deviation for each channel."""
    return 2 * node.shapes[0].channels


def padded(node: Node) -> int:
    """A copy of the input with its padding, which is as large as the windows need."""
    window = node.layer.window(node.shapes)
    if window is None:
        return 0
    sizes = (
        max((count - 1) * step + reach, size)
        for count, step, reach, size in zip(
            node.output.sizes, window.stride, window.extent, node.shapes[0].sizes, strict=True
        )
    )
    return node.shapes[0].channels * prod(sizes)


def padded_and_places(node: Node) -> int:
    """The same, and the place of each number that is taken."""
    return padded(node) + twice(node)


def _evened(node: Node) -> int:
    """A copy with one position more along axes of which both sides cannot be padded alike."""
    window = node.layer.window(node.shapes)
    reach = window.extent if window else ()
    sizes = (n + 1 - span % 2 for n, span in zip(node.shapes[0].sizes, reach, strict=True))
    return node.shapes[0].channels * prod(sizes)


def _neighbours(node: Node) -> int:
    """The squares of all channels, with those that are added at either end."""
    channels = node.shapes[0].channels
    return taken(node) * (channels + int(node.call.args["size"]) - 1) // channels


def _dropped(node: Node) -> int:
    """The factor of each number, or of each channel."""
    by_channels = node.call.target[-1] == "d"
    return node.shapes[0].channels if by_channels else node.shapes[0].elements


def _normalised(node: Node) -> int:
    """A root for each position, and with a scale what is scaled."""
    roots = by_position(node) // 2
    return roots + given(node) * bool(node.layer.parameters(node.shapes))


def _masks(node: Node) -> int:
    """What is merged two by two comes between."""
    return given(node) * (len(node.inputs) - 2)


def made_weights(node: Node) -> int:
    """Numbers of weights that are made of others, and kept, no matter how many samples there are.

    What drops weights keeps those that are left, and which they are.
    """
    target, drops = node.call.target, node.call.target == f"{_N}DropConnect"
    made = getattr(node.call, "parametrization", None) or target.startswith(f"{_N}Standardized")
    if not (made or drops):
        return 0
    weight = max(map(prod, node.layer.parameters(node.shapes).values()))
    return weight * (bool(made) + 2 * drops)


def _pairs(node: Node) -> int:
    """A place of 8 bytes for each pair of positions, whichever the head."""
    return twice(node) // node.output.dims[0]


NOTHING: Final = Kept()
INPUTS: Final = Kept(inputs=True)
OUTPUT: Final = Kept(output=True)
BOTH: Final = Kept(inputs=True, output=True)
VIEW: Final = Kept(view=True)
UNKNOWN: Final = Kept(inputs=True, output=True, beside=given)
"""Of an operation that is not listed, as those of other packages: more rather than less."""

_T: Final = "torch.nn."
_N: Final = "archspec.nn."
_NAMES: Final[Mapping[Kept, tuple[str, ...]]] = {
    INPUTS: (
        f"{_N}DropConnect",
        *(f"{_T}{name}" for name in ("ReLU6", "SELU", "SiLU", "Mish", "Hardsigmoid", "ELU")),
        *(f"{_T}{name}" for name in ("Hardswish", "CELU", "GELU", "LeakyReLU", "Hardtanh", "GLU")),
        *(f"{_T}{name}" for name in ("Hardshrink", "Softshrink", "Softplus", "PReLU", "Threshold")),
        *(f"{_T}{name}{n}d" for name in ("Conv", "ConvTranspose", "AvgPool") for n in (1, 2, 3)),
        *(f"{_T}{name}{n}d" for name in ("ReflectionPad", "ReplicationPad") for n in (1, 2, 3)),
        *(f"{_T}AdaptiveAvgPool{n}d" for n in (1, 2, 3)),
        *(f"torch.{name}" for name in ("abs", "log", "sin", "cos", "pow", "clamp", "var")),
        *("torch.matmul", "operator.mul", "operator.truediv", "torch.nn.functional.grid_sample"),
        *(f"{_N}StandardizedConv{n}d" for n in (1, 2, 3)),
        f"{_N}StandardizedLinear",
        *(f"{_T}Linear", f"{_N}functional.scale"),
    ),
    OUTPUT: (
        *(f"{_T}{name}" for name in ("ReLU", "Sigmoid", "Tanh", "Softmax", "LogSoftmax")),
        "torch.exp",
        "torch.sqrt",
    ),
    BOTH: (
        *(f"torch.{name}" for name in ("amax", "amin", "std", "logsumexp", "linalg.vector_norm")),
        f"{_N}Maxout",
        f"{_N}GlobalMaxPool",
    ),
    VIEW: (
        *(f"{_T}{name}" for name in ("Flatten", "Unflatten", "Identity")),
        *(f"{_N}{name}" for name in ("Permute", "Reshape", "Constant")),
        f"{_N}functional.crop_like",
        "torch.narrow",
        "torch.select",
    ),
    Kept(inputs=True, more=twice, beside=twice): (
        *(f"{_T}{name}{n}d" for name in ("MaxPool", "AdaptiveMaxPool") for n in (1, 2, 3)),
    ),
    Kept(inputs=True, more=by_channel): tuple(f"{_T}BatchNorm{n}d" for n in (1, 2, 3)),
    Kept(inputs=True, more=by_channel, beside=by_channel): (
        *(f"{_T}InstanceNorm{n}d" for n in (1, 2, 3)),
        f"{_T}GroupNorm",
    ),
    Kept(more=by_channel, beside=given): (f"{_N}FrozenBatchNorm",),
    Kept(inputs=True, more=by_position, beside=by_position): (
        f"{_T}LayerNorm",
        f"{_N}ChannelLayerNorm",
    ),
    Kept(inputs=True, more=_normalised, beside=_normalised): (
        f"{_T}RMSNorm",
        f"{_N}ChannelRMSNorm",
    ),
    Kept(more=_dropped, view=True, training=False): (
        f"{_T}Dropout",
        *(f"{_T}Dropout{n}d" for n in (1, 2, 3)),
    ),
    Kept(view=True, training=False): ("torchvision.ops.StochasticDepth",),
    Kept(more=taken, view=True, training=False): (f"{_N}Sample",),
    Kept(more=padded, beside=padded): (
        *(f"{_N}{way}Conv{n}dSame" for way in ("", "Standardized") for n in (1, 2, 3)),
        f"{_N}AvgPoolSame",
    ),
    Kept(more=padded_and_places, beside=padded_and_places): (f"{_N}MaxPoolSame",),
    Kept(inputs=True, more=given, beside=given): (
        *(f"{_T}{name}" for name in ("LogSigmoid", "Softsign", "RReLU")),
        f"{_N}GatedUnit",
    ),
    Kept(more=given, beside=given): (f"{_T}Tanhshrink",),
    Kept(output=True, beside=given): (f"{_T}Softmin", f"{_N}CReLU"),
    Kept(inputs=True, beside=given): (f"{_N}Affine",),
    Kept(inputs=True, more=_masks, beside=_masks): ("torch.maximum", "torch.minimum"),
    Kept(
        inputs=True,
        more=lambda n: 2 * taken(n) + _neighbours(n),
        beside=lambda n: taken(n) // 2 + _neighbours(n),
    ): (f"{_T}LocalResponseNorm",),
    Kept(more=lambda n: 2 * taken(n), beside=lambda n: 2 * taken(n)): (f"{_N}Embedding",),
    Kept(beside=given): (
        *(f"{_N}functional.{name}" for name in ("add_sinusoids", "add_first")),
        f"{_N}Rescale",
    ),
    Kept(beside=_pairs): (
        *(f"{_N}functional.{name}" for name in ("signed_bias", "distance_bias")),
        f"{_N}BucketBias",
    ),
    Kept(more=by_position, beside=twice): (f"{_N}Rotary",),
    Kept(inputs=True, more=attention, beside=attention_beside): (f"{_N}Attention",),
    Kept(inputs=True, output=True, more=attend, beside=attend_beside): (f"{_N}Attend",),
    Kept(more=in_windows, beside=in_windows_beside): (
        "torchvision.models.swin_transformer.ShiftedWindowAttention",
    ),
    Kept(more=in_windows_by_angle, beside=in_windows_beside): (
        "torchvision.models.swin_transformer.ShiftedWindowAttentionV2",
    ),
    Kept(inputs=True, more=in_grid, beside=in_grid_beside): (
        "torchvision.models.maxvit.RelativePositionalMultiHeadAttention",
    ),
    Kept(inputs=True, more=recurrent, beside=recurrent): tuple(
        f"{_N}{name}" for name in ("LSTM", "GRU", "RNN")
    ),
    NOTHING: (
        "torch.flip",
        *(f"{_T}{name}" for name in ("Upsample", "PixelShuffle", "PixelUnshuffle")),
        *(
            f"{_T}{name}{n}d"
            for name in ("ZeroPad", "ConstantPad", "CircularPad")
            for n in (1, 2, 3)
        ),
        *(f"torch.{name}" for name in ("cat", "stack", "mean", "sum", "argmax")),
        *(f"{_N}functional.{n}" for n in ("prepend", "shift", "for_each")),
        *(f"{_N}functional.affine_grid{like}" for like in ("", "_like")),
        *("operator.add", "operator.sub", f"{_T}ChannelShuffle", f"{_N}ChannelPad"),
        *(f"{_N}GlobalAvgPool", f"{_N}functional.upsample_like"),
    ),
}
ROWS: Final = {name: kept for kept, names in _NAMES.items() for name in names}
"""What each operation holds, by its path in torch or here."""


def kept_by(node: Node) -> Kept:
    """What the operation of a node holds.

    Raises:
        ValueError: where the node is not lowered yet.
    """
    call, args = node.call, node.call.args
    if not call.target:
        raise ValueError(f"`{node.path}` is not lowered")
    if call.target == f"{_N}Rearrange":
        return VIEW if _in_place(args["order"], args["joined"]) else NOTHING
    folded = isinstance(call, Function) and call.takes in ("pairs", "backwards")
    if args.get("p") == 0 or (folded and len(node.inputs) == 1):
        # What is merged with nothing is given as it is.
        return VIEW
    if call.target.startswith((f"{_T}Conv", f"{_N}StandardizedConv")) and call.target[-1] == "d":
        return _convolved(args)
    if call.target == f"{_N}Attention" and node.shapes[0].spatial > 1:
        return Kept(more=attention, beside=attention_beside)
    if call.target == f"{_N}Attend" and weighs(node):
        return Kept(more=attend, beside=attend_beside)
    if call.target == f"{_N}GatedUnit" and args.get("act") == "identity":
        return INPUTS
    if call.target.startswith(f"{_T}AdaptiveAvgPool") and set(node.output.sizes) == {1}:
        return NOTHING
    return ROWS.get(call.target, UNKNOWN)


def _convolved(args: Mapping[str, Any]) -> Kept:
    """What a convolution keeps, which copies its input where torch pads it apart."""
    mode = args.get("padding_mode", "zeros")
    if mode != "zeros":
        return Kept(inputs=mode in ("reflect", "replicate"), more=padded, beside=padded)
    return Kept(more=_evened, beside=_evened) if args.get("padding") == "same" else INPUTS


def _in_place(order: tuple[int, ...], joined: tuple[int, ...]) -> bool:
    """Whether axes are joined only with those that stand behind them already."""
    axes, at = list(order[1:]), 0
    for count in joined:
        group = axes[at : at + count]
        at += count
        if not group or any(b != a + 1 for a, b in pairwise(group)):
            return False
    return True
