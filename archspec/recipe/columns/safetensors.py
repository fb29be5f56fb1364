"""The shapes of the tensors in a safetensors file, read from its first bytes without torch.

Source: the format's description, https://github.com/huggingface/safetensors, "Format": eight bytes
say how long the JSON behind them is, which has type, shape and place of every tensor.
"""

import json
from pathlib import Path
from typing import Any, Final

from archspec.files import open_file

ENDING: Final = ".safetensors"
LONGEST: Final = 2**24
"""Bytes of a header that is looked at; that of a network with thousands of tensors takes fewer."""


def shapes_in(path: Path) -> dict[str, tuple[int, ...]]:
    """The shape of each tensor by its key; nothing where the file is no such one, or is damaged.

    What is wrong with a file is said by whoever reads its tensors.
    """
    if path.suffix != ENDING:
        return {}
    try:
        with open_file(path) as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length)) if length <= LONGEST else {}
    except (OSError, ValueError, RecursionError):
        return {}
    named = header.items() if isinstance(header, dict) else ()
    return {name: tuple(one["shape"]) for name, one in named if _is_tensor(one)}


def _is_tensor(value: Any) -> bool:
    shape = value.get("shape") if isinstance(value, dict) else None
    return isinstance(shape, list) and all(type(size) is int for size in shape)
