"""Fields that are made of layers."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from archspec.kind import Layer
from archspec.kind.fields import Holds


@cache
def layer_fields(cls: type[Layer]) -> Mapping[str, Holds]:
    """The fields of a kind that are made of layers, by the name they have in a file."""
    found = {}
    for name, info in cls.model_fields.items():
        markers = [*info.metadata, *_metadata(info.annotation)]
        holds = next((m for m in markers if isinstance(m, Holds)), None)
        if holds:
            found[info.alias or name] = holds
    return found


def _metadata(annotation: Any) -> list[Any]:
    inner = [m for a in get_args(annotation) for m in _metadata(a)]
    return [*getattr(annotation, "__metadata__", ()), *inner]
