"""A layer written as a call in Python, `nn.Conv2d(3, 8, 3)`, as it is written here."""

import ast
import re
from collections.abc import Mapping
from typing import Final

from archspec.kind import Layer, find
from archspec.language.fields.expected import fields_of
from archspec.language.suggestions.other_frameworks import UNNEEDED, field_for
from archspec.patterns import compile_later

LONGEST: Final = 200
"""Characters of a call that is looked into."""

POSITIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "conv": ("width", "kernel", "stride", "padding"),
    "conv_transpose": ("width", "kernel", "stride", "padding"),
    "linear": ("width",),
    "dropout": ("p",),
    "maxpool": ("kernel", "stride", "padding"),
    "avgpool": ("kernel", "stride", "padding"),
    "embedding": ("vocabulary", "width"),
    "groupnorm": ("groups",),
    "leaky_relu": ("negative_slope",),
}
"""The fields that positions of a call stand for, by our kind, behind the channels that come in."""

NOTHING: Final[Mapping[str, str]] = {}
SIZE: Final = compile_later(r"-?\d+")

TORCH: Final = compile_later(r"^(torch\.)?nn\.|[a-z][123]d$|^Linear$")
"""How the classes of torch are called, whose first argument is what comes in."""
TAKES_INPUT: Final = ("conv", "conv_transpose", "linear")
IGNORED: Final = ("batchnorm", "layernorm", "instancenorm", "rmsnorm")
"""Kinds whose positions say nothing but what comes in."""


def as_layer(text: str, called: str, kind: str, said: Mapping[str, str] = NOTHING) -> str:
    """The layer as a file has it; empty where it cannot be told.

    Args:
        text: the call.
        called: what is called, as it was written.
        kind: ours.
        said: fields that the other framework's word says besides, as a file has them.

    >>> as_layer("nn.Conv2d(3, 8, 3, padding=1)", "nn.Conv2d", "conv")
    'conv: {width: 8, kernel: 3, padding: 1}'
    >>> as_layer("nn.ReLU(inplace=True)", "nn.ReLU", "relu")
    'relu'
    >>> as_layer("nn.Dropout2d(p=0.4)", "nn.Dropout2d", "dropout", {"mode": "channel"})
    'dropout: {p: 0.4, mode: channel}'
    >>> as_layer("x.view(-1, 512)", "x.view", "reshape")
    'flatten'
    """
    call, cls = _parsed(text), find(kind)
    if call is None or cls is None:
        return ""
    if kind == "reshape":
        return _reshaped(call)
    fields = _fields(call, cls, kind, torch=bool(TORCH.search(called)))
    if fields is None or not {*_required(cls)} <= fields.keys():
        return ""
    fields |= said
    main = cls.model_fields[cls.main].alias or cls.main if cls.main else ""
    if not fields:
        return kind
    if [*fields] == [main]:
        return f"{kind}: {fields[main]}"
    return f"{kind}: {{{', '.join(f'{name}: {value}' for name, value in fields.items())}}}"


def _parsed(text: str) -> ast.Call | None:
    if len(text) > LONGEST:
        return None
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    return tree if isinstance(tree, ast.Call) else None


def _fields(call: ast.Call, cls: type[Layer], kind: str, *, torch: bool) -> dict[str, str] | None:
    """Our fields with values as a file has them; None where one of them is not known."""
    names, found = [*fields_of(cls)], dict[str, str]()
    given = call.args[1:] if torch and kind in TAKES_INPUT else call.args
    given = [] if kind in IGNORED else given
    positions = POSITIONS.get(kind, ())
    if len(given) > len(positions):
        return None
    for name, node in zip(positions, given, strict=False):
        found[name] = _value(node)
    for keyword in call.keywords:
        word = keyword.arg or ""
        ours = word if word in names else field_for(word, names)
        if ours is None and word not in UNNEEDED:
            return None
        if ours is not None:
            found[ours] = _value(keyword.value)
    return found if all(found.values()) else None


def _reshaped(call: ast.Call) -> str:
    """`view(-1, 512)`, whose first size is that of the batch; empty for any other."""
    sizes = [ast.unparse(one) for one in call.args]
    if len(sizes) < 2 or sizes[0] != "-1" or not all(map(SIZE.fullmatch, sizes[1:])):
        return ""
    return "flatten" if len(sizes) == 2 else f"reshape: [{', '.join(sizes[1:])}]"


def _value(node: ast.expr) -> str:
    """A number, a truth value, a word or a tuple of numbers; empty for anything else."""
    if isinstance(node, ast.Tuple | ast.List):
        items = [_value(item) for item in node.elts]
        return f"[{', '.join(items)}]" if items and all(items) else ""
    if not isinstance(node, ast.Constant):
        return ""
    value = node.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return value if isinstance(value, str) and re.fullmatch(r"[a-z_]+", value) else ""


def _required(cls: type[Layer]) -> list[str]:
    return [name for name, field in fields_of(cls).items() if field.is_required()]
