"""Lists as tuples, so that those of a file and those of an expression are alike."""

from typing import Any


def frozen(value: Any) -> Any:
    """Lists as tuples, all the way down, as the fields of layers hold them.

    >>> frozen([1, [2, {"sizes": [3]}]])
    (1, (2, {'sizes': (3,)}))
    """
    if isinstance(value, (list, tuple)):
        return tuple(frozen(item) for item in value)
    return {k: frozen(v) for k, v in value.items()} if isinstance(value, dict) else value
