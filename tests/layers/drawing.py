"""Random fields for any kind of layer, drawn from its JSON Schema, and random shapes."""

from functools import cache, partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from archspec.kind import Layer, kinds
from archspec.kind.weighted import Weighted
from archspec.shapes import Shape

GENERAL = {field.alias or name for name, field in Weighted.model_fields.items()}
LAYERS = {"norm", "act", "dropout", "with"}
"""Fields whose values are other layers, which this exam leaves out."""

integers = st.integers(-2, 9) | st.sampled_from([16, 2**31 - 1])
numbers = (
    st.integers(-30, 30).map(lambda tenths: tenths / 10)
    | st.integers(-1, 4)
    | st.sampled_from([1e-9, 1e30])
)


@st.composite
def shapes(draw: DrawFn, largest: int = 12) -> Shape:
    """One to four axes, and channels on any of them but mostly the first."""
    dims = draw(st.lists(st.integers(1, largest), min_size=1, max_size=4))
    axis = draw(st.just(0) | st.integers(0, len(dims) - 1))
    return Shape(tuple(dims), axis)


def values(schema: dict[str, Any]) -> SearchStrategy[Any]:
    """Values of about that schema; some miss its bounds, which validation then says."""
    if "anyOf" in schema:
        return st.one_of(*map(values, schema["anyOf"]))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "array":
        least = schema.get("minItems", 0)
        most = schema.get("maxItems", 4)
        return st.lists(values(schema["items"]), min_size=least, max_size=most).map(tuple)
    simple = {"integer": integers, "number": numbers, "boolean": st.booleans(), "null": st.none()}
    return simple[schema["type"]]


@cache
def layers(kind: str) -> SearchStrategy[Layer]:
    """Layers of that kind with fields that validation accepts."""
    schema = kinds()[kind].model_json_schema(by_alias=True)
    own = {n: s for n, s in schema["properties"].items() if n not in GENERAL | LAYERS}
    strategies = {name: values(field) for name, field in own.items()}
    required = {name: strategies.pop(name) for name in schema.get("required", ())}
    fields = st.fixed_dictionaries(required, optional=strategies)
    return fields.map(partial(_validated, kinds()[kind])).filter(lambda layer: layer is not None)


def _validated(cls: type[Layer], fields: dict[str, Any]) -> Layer | None:
    try:
        return cls.model_validate(fields)
    except ValueError:
        return None
