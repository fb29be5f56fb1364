"""Modules with weights that are torch's own, made and called in another way than ours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from archspec.backends.source.idioms.form import Form
from archspec.graph import Node
from archspec.kind import Module

OURS: Final = "archspec.nn."
ATTENTION: Final = "archspec.nn.Attention"
RECURRENT: Final = tuple(f"{OURS}{name}" for name in ("LSTM", "GRU", "RNN"))


def _attention(_: Node, args: Mapping[str, Any]) -> Module:
    """Torch's attention, with the batch first."""
    names = {"context_dim": "kdim", "causal": "", "mask": ""}
    found = {names.get(name, name): value for name, value in args.items()}
    found.pop("", None)
    if "kdim" in found:
        found["vdim"] = found["kdim"]
    return Module("torch.nn.MultiheadAttention", found | {"batch_first": True})


def _attended(node: Node, args: Mapping[str, Any]) -> Sequence[Form]:
    """The call of torch's attention, of which the first result is meant."""
    tokens, masked = len(node.shapes[0].dims) == 2, bool(args.get("mask"))
    query = "v0" if tokens else "made"
    alone = len(node.inputs) == 1 + masked
    keys = query if alone else "v1" if tokens else "v1.flatten(0, -3)"
    options, later = "need_weights=False", ""
    if args.get("causal"):
        size = f"{query}.size(1), device=v0.device, dtype=v0.dtype"
        later = f"nn.Transformer.generate_square_subsequent_mask({size})"
    if masked:
        return _masked(node, f"own(v0, {keys}, {keys}, {options}", later)
    if later:
        options += f", attn_mask={later}, is_causal=True"
    text = f"own({query}, {keys}, {keys}, {options})[0]"
    if tokens:
        return [Form(text)]
    return [Form("v0.flatten(0, -3)"), Form(text, before="tokens"), Form("made.reshape(v0.shape)")]


def _masked(node: Node, begun: str, later: str) -> Sequence[Form]:
    """The call with a mask, which is the last value; `later` hides what follows a token."""
    mask = f"v{len(node.inputs) - 1}"
    added = f"({mask} == 0).to(v0.dtype) * torch.finfo(v0.dtype).min"
    if len(node.shapes[-1].dims) == 1:
        rest = f", attn_mask={later}" if later else ""
        text = f"{begun}, key_padding_mask=made{rest})[0]"
    else:
        rest = f" + {later}" if later else ""
        text = f"{begun}, attn_mask=made.repeat_interleave(own.num_heads, 0){rest})[0]"
    return [Form(added), Form(text, before="unseen")]


def _recurrent(target: str) -> Callable[[Node, Mapping[str, Any]], Module]:
    """Torch's own, with the batch first; what is taken of it is said in the forward."""

    def make(_: Node, args: Mapping[str, Any]) -> Module:
        own = {name: value for name, value in args.items() if name != "last"}
        return Module(f"torch.nn.{target.removeprefix(OURS)}", own | {"batch_first": True})

    return make


def _stepped(node: Node, args: Mapping[str, Any]) -> Sequence[Form]:
    """What it gives at each step, or its state at the end."""
    if not args.get("last"):
        return [Form("own(v0)[0]")]
    call = node.call
    state = (
        "own(v0)[1][0]"
        if isinstance(call, Module) and call.target == RECURRENT[0]
        else "own(v0)[1]"
    )
    both = f"{state}[-2:].transpose(0, 1).flatten(1)"
    return [Form(both if args.get("bidirectional") else f"{state}[-1]")]


CONSTRUCTIONS: Final[Mapping[str, Callable[[Node, Mapping[str, Any]], Module]]] = {
    ATTENTION: _attention,
    "archspec.nn.Embedding": lambda _, args: Module("torch.nn.Embedding", args),
    **{target: _recurrent(target) for target in RECURRENT},
}
"""Modules with weights that are torch's own, called in another way."""
CALLS: Final[Mapping[str, Callable[[Node, Mapping[str, Any]], Sequence[Form]]]] = {
    ATTENTION: _attended,
    "archspec.nn.Embedding": lambda _, __: [Form("own(v0.long())")],
    **dict.fromkeys(RECURRENT, _stepped),
}
