"""Keys as the network has them: without what training programs and old versions add."""

import re
from collections.abc import Collection, Mapping
from typing import Final, TypeVar

Value = TypeVar("Value")

PREFIXES: Final = {
    "module.": "as training on several devices adds it",
    "_orig_mod.": "as `torch.compile` adds it",
}

MOST: Final = 8
"""How often a prefix may be taken away; each tool adds one."""

COUNTER: Final = "n_averaged"
"""What `torch.optim.swa_utils.AveragedModel` counts its steps in, beside the weights."""

RENAMES: Final = (
    (re.compile(r"(\.denselayer\d+\.(?:norm|conv))\.([12]\.)"), r"\1\2"),
    (re.compile(r"\.mlp\.linear_1\."), ".mlp.0."),
    (re.compile(r"\.mlp\.linear_2\."), ".mlp.3."),
)
"""What torchvision renames in its published files: `_load_state_dict` of densenet.py and
`MLPBlock._load_from_state_dict` of vision_transformer.py."""

HOOKS: Final = (
    (re.compile(r"(^|\.)weight_g$"), r"\1parametrizations.weight.original0"),
    (re.compile(r"(^|\.)weight_v$"), r"\1parametrizations.weight.original1"),
    (re.compile(r"(^|\.)weight_orig$"), r"\1parametrizations.weight.original"),
    (re.compile(r"(^|\.)weight_u$"), r"\1parametrizations.weight.0._u"),
    (re.compile(r"(^|\.)weight_v$"), r"\1parametrizations.weight.0._v"),
)
"""What `torch.nn.utils.weight_norm` and `spectral_norm` call what their successors, the
parametrizations, call otherwise."""


def as_named(
    tensors: Mapping[str, Value], names: Collection[str]
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The same tensors under the network's names where only a known habit differs, and notes.

    >>> tensors, notes = as_named({"module.0.bias": (2,)}, ["0.bias"])  # or their shapes
    >>> list(tensors), notes[0]
    (['0.bias'], 'every key has the prefix `module.`, as training on several devices adds it')
    """
    result, notes = dict(tensors), list[str]()
    for _ in range(MOST):
        if not (prefix := _prefix(result, names)):
            break
        result = {k.removeprefix(prefix): v for k, v in result.items() if k != COUNTER}
        notes.append(f"every key has the prefix `{prefix}`, {PREFIXES[prefix]}")
    renamed = {key: new for key in result if (new := _renamed(key)) in names and key not in names}
    if renamed:
        result = {renamed.get(key, key): value for key, value in result.items()}
        notes.append(f"renamed {len(renamed)} keys of an old version, as torchvision does")
    hooked = {key: new for key in result if key not in names and (new := _unhooked(key, names))}
    if hooked:
        result = {hooked.get(key, key): value for key, value in result.items()}
        notes.append(f"renamed {len(hooked)} keys of weights that torch made of others by hooks")
    return result, tuple(notes)


def _prefix(tensors: Mapping[str, Value], names: Collection[str]) -> str | None:
    """The prefix that all keys have and no name of the network."""
    keys = tensors.keys() - {COUNTER}
    for prefix in PREFIXES:
        own = any(name.startswith(prefix) for name in names)
        if keys and not own and all(key.startswith(prefix) for key in keys):
            return prefix
    return None


def _unhooked(key: str, names: Collection[str]) -> str:
    """The name of the network that a key of torch's hooks is; empty where it is none."""
    found = (pattern.sub(new, key) for pattern, new in HOOKS if pattern.search(key))
    return next((name for name in found if name in names), "")


def _renamed(key: str) -> str:
    for pattern, replacement in RENAMES:
        key = pattern.sub(replacement, key)
    return key
