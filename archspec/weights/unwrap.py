"""From what a checkpoint holds to its tensors by key."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from archspec.diagnostics.suggest import listed
from archspec.weights.files import unreadable

WRAPPERS: Final = ("state_dict", "model_state_dict", "model", "model_ema")
"""Under which keys training programs keep the weights, the ones to take first."""

MAX_DEPTH: Final = 3
"""How many wrappers may stand around each other; a hostile file may hold itself."""


def unwrap(path: Path, content: Any) -> tuple[dict[str, Tensor], tuple[str, ...]]:
    """The tensors by key, and notes on where they stood.

    Raises:
        Failure: A520 if there are none, or none that a module could take.

    >>> import torch
    >>> tensors, notes = unwrap(Path("a.pt"), {"epoch": 3, "model": {"0.bias": torch.zeros(2)}})
    >>> list(tensors), notes
    (['0.bias'], ('the weights stand under `model` in the file',))
    """
    notes: list[str] = []
    for _ in range(MAX_DEPTH):
        found = [key for key in WRAPPERS if isinstance(content, Mapping) and _in(content, key)]
        if not found:
            break
        content = content[found[0]]
        others = f"; {listed(found[1:])} not used" if found[1:] else ""
        notes.append(f"the weights stand under `{found[0]}` in the file{others}")
    tensors = _tensors(content)
    if not tensors:
        raise unreadable(path, _instead(content))
    if rest := [str(key) for key in content if key not in tensors]:
        notes.append(f"left out, as they are no tensors: {listed(rest, 4)}")
    _check_plain(path, tensors)
    return tensors, tuple(notes)


def _in(content: Mapping[Any, Any], key: str) -> bool:
    inner = content.get(key)
    return isinstance(inner, Mapping) and bool(_tensors(inner) or any(k in inner for k in WRAPPERS))


def _tensors(content: Any) -> dict[str, Tensor]:
    if not isinstance(content, Mapping):
        return {}
    return {
        key: value.detach()
        for key, value in content.items()
        if isinstance(key, str) and isinstance(value, Tensor)
    }


def _instead(content: Any) -> str:
    if not isinstance(content, Mapping):
        return f"it holds a `{type(content).__name__}`, not tensors by their keys"
    keys = listed(map(str, content), 4)
    return f"there are no tensors under its keys {keys}" if content else "it holds nothing"


def _check_plain(path: Path, tensors: Mapping[str, Tensor]) -> None:
    for key, one in tensors.items():
        plain = one.layout == torch.strided and not one.is_nested and one.device.type == "cpu"
        if not (plain and _computable(one.dtype)):
            raise unreadable(path, f"`{key}` is sparse, nested, packed, or without its numbers")


@cache
def _computable(dtype: torch.dtype) -> bool:
    """Whether torch converts such numbers, which it does not where a byte holds several."""
    try:
        torch.empty(1, dtype=torch.complex128).copy_(torch.empty(1, dtype=dtype))
    except RuntimeError:
        return False
    return True
