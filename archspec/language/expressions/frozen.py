"""Lists as tuples, so that those of a file and those of an expression are alike."""

from typing import Any


def frozen(value: Any) -> Any:
    """Lists as tuples, all the way down, as the fields of layers hold them.

    Nothing is copied that is frozen already, so that a value which stands in others many times is
    one object in them all.

    >>> frozen([1, [2, {"sizes": [3]}]])
    (1, (2, {'sizes': (3,)}))
    >>> pair = (1, 2)
    >>> frozen([pair, pair])[1] is pair
    True
    """
    return _frozen(value, {})


def _frozen(value: Any, known: dict[int, Any]) -> Any:
    if not isinstance(value, (list, tuple, dict)):
        return value
    if id(value) not in known:
        items = list(value.values()) if isinstance(value, dict) else value
        parts = [_frozen(item, known) for item in items]
        same = all(part is item for part, item in zip(parts, items, strict=True))
        if isinstance(value, dict):
            known[id(value)] = value if same else dict(zip(value, parts, strict=True))
        else:
            known[id(value)] = value if same and type(value) is tuple else tuple(parts)
    return known[id(value)]
