"""Random fields for any kind of layer, drawn from its JSON Schema, and random shapes."""

from functools import cache, partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from archspec.kind import Layer, kinds
from archspec.kind.weighted import Weighted
from archspec.shapes import Shape

GENERAL = {field.alias or name for name, field in Weighted.model_fields.items()}
LAYERS = {"norm", "act", "dropout", "with", "context"}
"""Fields whose values are other layers, which this exam leaves out."""
NAMES = "abcd"

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


AXES = {"attention": 2, "class_token": 2, "relative_attention": 3, "window_attention": 3}
"""Kinds that take channels last, and the number of axes that they take."""


@st.composite
def inputs(draw: DrawFn, kind: str) -> Shape:
    """Shapes for that kind: mostly such as it takes, where few shapes are."""
    if kind not in AXES or draw(st.integers(0, 9)) == 0:
        return draw(shapes())
    sizes = st.sampled_from([1, 4, 9]) if kind == "relative_attention" else st.integers(1, 12)
    dims = draw(st.lists(sizes, min_size=AXES[kind] - 1, max_size=AXES[kind] - 1))
    return Shape((*dims, draw(st.sampled_from([1, 4, 6, 12]))), len(dims))


@st.composite
def patterns(draw: DrawFn) -> str:
    """Axes under few names, in groups, reordered; some lose a name or have one twice."""
    names = draw(
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=draw(st.booleans()))
    )
    other = draw(st.permutations(names)) if draw(st.integers(0, 9)) else names[1:]
    return f"{draw(sides(names))} -> {draw(sides(other))}"


@st.composite
def sides(draw: DrawFn, names: list[str]) -> str:
    """The names in order, some of them joined, and perhaps an axis of one."""
    groups: list[str] = ["1"] if draw(st.integers(0, 9)) == 0 else []
    at = 0
    while at < len(names):
        count = draw(st.sampled_from([1, 1, 2]))
        group = names[at : at + count]
        groups.append(group[0] if len(group) == 1 else f"({' '.join(group)})")
        at += count
    return " ".join(groups)


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
    if "properties" in schema:
        fields = {name: values(field) for name, field in schema["properties"].items()}
        drawn = st.fixed_dictionaries({}, optional=fields)
        return st.one_of(*(one.map(lambda v, n=n: {n: v}) for n, one in fields.items())) | drawn
    if schema["type"] == "object":
        return st.dictionaries(
            st.sampled_from(NAMES), values(schema["additionalProperties"]), max_size=2
        )
    if "string" in schema["type"]:
        return patterns() if schema.get("pattern") == "->" else st.sampled_from(NAMES)
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
    drawn = fields.map(partial(_validated, kinds()[kind])).filter(lambda layer: layer is not None)
    # Of some kinds most fields do not go together, which is soon known.
    return drawn.filter(lambda layer: layer.unfit() is None) | drawn


def _validated(cls: type[Layer], fields: dict[str, Any]) -> Layer | None:
    try:
        return cls.model_validate(fields)
    except ValueError:
        return None
