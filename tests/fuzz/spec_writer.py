"""Random specs, of which most are valid, as data and as text."""

from random import Random
from typing import Any

import yaml
from container_writer import MAKERS
from expression_writer import Expressions
from part_writer import PartWriter, fit

from archspec.shapes import Shape

DEFAULTS = (
    {"conv": {"bias": False}},
    {"conv": {"padding": "same"}, "linear": {"l2": 0.01}},
    {"conv": {"act": "relu"}, "conv_transpose": {"norm": "batchnorm"}},
    {"conv": {"norm": {"batchnorm": {"momentum": 0.2}}, "init": "kaiming"}},
    {"batchnorm": {"momentum": None, "eps": 1e-3}, "dropout": {"p": 0.2}},
    {"linear": {"init": {"weight": "xavier"}}, "maxpool": {"stride": 1}},
)
KEEP = {"kernel": 3, "padding": "same", "stride": 1, "dilation": 1, "groups": 1}
CONV = {"conv": {"width": "$width", **KEEP}}
BLOCKS: dict[str, tuple[Any, dict[str, Any]]] = {
    "plain": ({"params": {"width": "required"}, "layers": [CONV]}, {}),
    "pair": ({"params": {"width": 4}, "layers": [CONV, {"$act": None}]}, {}),
    "named": (
        {
            "about": "Two layers under their own names.",
            "params": {"width": "required", "kernel": 1, "padding": "$kernel // 2"},
            "layers": [
                {"conv": {"name": "first", **KEEP, "width": "$width", "kernel": "$kernel"}},
                {"batchnorm": {"name": "bn"}},
                {"add": "first"},
            ],
        },
        {"kernel": 3},
    ),
    "again": (
        {
            "params": {"width": "required", "rest": 2},
            "layers": [
                CONV,
                {"again": {"width": "$width", "rest": "$rest - 1", "when": "$rest > 0"}},
            ],
        },
        {"rest": 1},
    ),
    "outer": (
        {
            "params": {"width": "required"},
            "layers": [{"residual": {"body": [{"plain": "$width"}], "shortcut": "auto"}}, "relu"],
        },
        {},
    ),
}


def spec(random: Random) -> dict[str, Any]:
    """A whole file as data; its lists may be shared, which a writer shows as aliases."""
    shape = _shape(random)
    defaults = random.choice(DEFAULTS) if random.random() < 0.25 else {}
    expressions = Expressions(random, often=random.choice((0.0, 0.1, 0.4)))
    blocks = random.sample(sorted(BLOCKS), 2) if random.random() < 0.4 else []
    blocks += ["plain"] if "outer" in blocks and "plain" not in blocks else []
    writer = PartWriter(random, defaults, expressions, makers=MAKERS)
    writer.blocks = {name: BLOCKS[name][1] for name in blocks}
    found: dict[str, Any] = {"archspec": 1, "name": random.choice(("net", "Netz 2", "3", "ネット"))}
    found |= _inputs(writer, shape)
    layers, result = writer.chain(shape, depth=random.choice((0, 1, 2, 3)), length=None)
    layers, result = _longer(writer, layers, result)
    found["layers"] = layers
    found |= _outputs(writer, result)
    if blocks:
        found["blocks"] = {name: BLOCKS[name][0] for name in blocks}
        expressions.params.setdefault("act", random.choice(("relu", "selu", "softsign")))
    optional = {"defaults": defaults, "params": expressions.params}
    return found | {name: value for name, value in optional.items() if value}


def _longer(writer: PartWriter, layers: list[Any], shape: Shape) -> tuple[list[Any], Shape]:
    more, shape = writer.chain(shape, depth=writer.random.choice((0, 1, 2)))
    if writer.random.random() < 0.3:
        return [*layers, *more, *fit(shape, Shape((3,)))], Shape((3,))
    return [*layers, *more], shape


def _shape(random: Random) -> Shape:
    """Mostly images; also vectors, series, volumes and more."""
    axes = random.choice((0, 1, 2, 2, 2, 3))
    sizes = (random.randint(1, 12 if axes < 3 else 6) for _ in range(axes))
    return Shape((random.randint(1, 8), *sizes))


def _inputs(writer: PartWriter, shape: Shape) -> dict[str, Any]:
    dims: Any = writer.expressions.of(list(shape.dims)) if writer.expressions.often else None
    dims = dims or (
        list(shape.dims) if shape.spatial or writer.random.random() < 0.5 else shape.dims[0]
    )
    if writer.random.random() < 0.8:
        writer.names["input"] = shape
        return {"input": dims}
    other = shape if writer.random.random() < 0.5 else _shape(writer.random)
    writer.names |= {"image": shape, "mask": other}
    return {"inputs": {"image": dims, "mask": list(other.dims)}}


def _outputs(writer: PartWriter, shape: Shape) -> dict[str, Any]:
    names = sorted(writer.names)
    if not names or writer.random.random() < 0.8:
        return {}
    chosen = writer.random.sample(names, min(len(names), writer.random.randint(1, 3)))
    found: dict[str, Any] = {f"out{i}": name for i, name in enumerate(chosen)}
    if len(found) > 1 and writer.random.random() < 0.5:
        found["out0"] = {"from": found["out0"], "when": "training", "weight": 0.3}
    if writer.random.random() < 0.2:
        found["none"] = {"from": "nobody", "when": writer.expressions.truth(False)}
    return {"outputs": found}


def as_text(random: Random, data: Any) -> str:
    """The file in one of the many layouts that YAML allows."""
    return yaml.safe_dump(
        data,
        sort_keys=random.random() < 0.1,
        default_flow_style=random.choice((None, None, False, True)),
        width=random.choice((40, 100, 10**6)),
        indent=random.choice((2, 4, 7)),
        allow_unicode=random.random() < 0.8,
        line_break=random.choice((None, None, "\r\n")),
        explicit_start=random.random() < 0.1,
    )
