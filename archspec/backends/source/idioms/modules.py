"""Modules without weights that are a few words in a forward."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from archspec.backends.source.idioms.form import Form
from archspec.backends.source.rearranging import permuted, rearranged
from archspec.graph import Node


def _flatten(_: Node, args: Mapping[str, Any]) -> Form:
    start, end = args.get("start_dim", 1), args.get("end_dim", -1)
    text = "v0.flatten(start)" if end == -1 else "v0.flatten(start, end)"
    return Form(text, {"start": start, "end": end})


def _pooled(method: str) -> Callable[[Node, Mapping[str, Any]], Form | None]:
    """A pool over all positions: `x.mean((2, 3))`."""

    def make(node: Node, args: Mapping[str, Any]) -> Form | None:
        channels = args.get("channel_axis", 1)
        axes = tuple(i for i in range(1, len(node.shapes[0].dims) + 1) if i != channels)
        if not axes:
            return None
        return Form(f"v0.{method}(axes)", {"axes": axes if len(axes) > 1 else axes[0]})

    return make


def _padded(node: Node, args: Mapping[str, Any]) -> Form:
    behind = len(node.shapes[0].dims) - args.get("channel_axis", 1)
    numbers = {word: args[word] for word in ("before", "after") if args[word]}
    sizes = ["0"] * 2 * behind + [word if word in numbers else "0" for word in ("before", "after")]
    return Form(f"nn.functional.pad(v0, ({', '.join(sizes)}))", numbers=numbers)


def _rectified(_: Node, args: Mapping[str, Any]) -> Form:
    return Form("torch.cat([v0, -v0], dim=axis).relu()", {"axis": args.get("channel_axis", 1)})


def _largest(_: Node, args: Mapping[str, Any]) -> Form:
    axis = args.get("channel_axis", 1)
    values = {"axis": axis, "sizes": (-1, args["pieces"]), "next": axis + 1}
    return Form("v0.unflatten(axis, sizes).amax(next)", values)


def _reshaped(_: Node, args: Mapping[str, Any]) -> Form:
    return Form(f"v0.reshape(v0.size(0), {_numbers(args['shape'])})")


def _numbers(values: Sequence[int]) -> str:
    """Whole numbers as arguments."""
    return ", ".join(str(int(one)) for one in values)


def _rearranged(_: Node, args: Mapping[str, Any]) -> Form | None:
    """Axes split, moved and joined; axes of one that come or go are left to a class of ours."""
    if not (all(args["split"]) and all(args["joined"])):
        return None
    text, numbers = rearranged(**args)
    return Form(text, numbers=numbers)


MODULES: Final[Mapping[str, Callable[[Node, Mapping[str, Any]], Form | None]]] = {
    "torch.nn.Flatten": _flatten,
    "torch.nn.Identity": lambda _, __: Form("v0"),
    "torch.nn.Unflatten": lambda _, args: Form("v0.unflatten(dim, unflattened_size)", args),
    "archspec.nn.CReLU": _rectified,
    "archspec.nn.ChannelPad": _padded,
    "archspec.nn.GlobalAvgPool": _pooled("mean"),
    "archspec.nn.GlobalMaxPool": _pooled("amax"),
    "archspec.nn.Maxout": _largest,
    "archspec.nn.Permute": lambda _, args: Form(f"v0{permuted(args['dims'])}"),
    "archspec.nn.Rearrange": _rearranged,
    "archspec.nn.Reshape": _reshaped,
}
"""Modules without weights that are a few words in a forward."""
