"""Random containers, calls of blocks, and merges by name; each gives what it wrote and its shape.

Every function takes the writer, the shape that arrives, and how deep containers may still nest.
"""

from typing import Any

from part_writer import Fields, Made, PartWriter, fit

from archspec.shapes import Shape

INLINE = ("residual", "dense", "gate")


def made(writer: PartWriter, kind: str, fields: Fields, shape: Shape) -> Made:
    """A container under a name, under none, or inline; a single main field may stand alone."""
    # A second shortcut of one name could not stand in the list around.
    inline = kind in INLINE and "shortcut" not in fields and writer.random.random() < 0.2
    name = None if inline else writer.name(shape)
    fields = {"inline": True, **fields} if inline else fields
    main = {"sequence": "layers", "dense": "layers", "gate": "layers", "residual": "body"}
    if name is None and list(fields) == [main.get(kind)]:
        return {kind: next(iter(fields.values()))}, shape
    return {kind: {**({"name": name} if name else {}), **fields}}, shape


def inner(
    writer: PartWriter, shape: Shape, depth: int, target: Shape | None = None
) -> tuple[list[Any], Shape]:
    """The layers of a scope, brought to a shape where one is wanted."""
    with writer.scope():
        layers, found = writer.chain(shape, depth)
    return (layers, found) if target is None else ([*layers, *fit(found, target)], target)


def sequence(writer: PartWriter, shape: Shape, depth: int) -> Made:
    layers, found = inner(writer, shape, depth)
    return made(writer, "sequence", {"layers": layers}, found)


def residual(writer: PartWriter, shape: Shape, depth: int) -> Made:
    """The body comes back to the shape, or the shortcut comes to the body's."""
    if writer.random.random() < 0.5:
        body, _ = inner(writer, shape, depth, shape)
        fields: Fields = {"body": body}
        if writer.random.random() < 0.5:
            fields["shortcut"] = writer.random.choice(WORDS)
        return made(writer, "residual", fields | _act(writer, shape), shape)
    body, found = inner(writer, shape, depth)
    if writer.random.random() < 0.3:
        fields = {"body": body, "shortcut": "optional"}
        return made(writer, "residual", fields | _act(writer, found), found)
    shortcut: Any = fit(shape, found)
    if writer.random.random() < 0.5:
        shortcut = {"layers": shortcut, "name": "downsample"}
    fields = {"body": body, "shortcut": shortcut}
    return made(writer, "residual", fields | _act(writer, found), found)


WORDS: tuple[Any, ...] = ("identity", "auto", "optional", {"mode": "identity"})
"""Ways to meet a body that keeps the shape."""


def classic(writer: PartWriter, shape: Shape, depth: int) -> Made | None:
    """The block of convolutions, whose shortcut is fitted by its mode."""
    if not 1 <= shape.spatial <= 3 or shape.channel_axis:
        return None
    random = writer.random
    width, stride = random.choice((shape.channels, shape.channels + 2)), random.choice((1, 2))
    fields: Fields = {"width": width, "kernel": random.choice((1, 3)), "stride": stride}
    mode = random.choice(("pad", "project", "auto"))
    fields["shortcut"] = random.choice((mode, {"mode": mode, "name": "downsample"}))
    found = Shape((width, *(-(-size // stride) for size in shape.sizes)))
    if random.random() < 0.5:
        fields["norm"] = random.choice(
            ("batchnorm", {"groupnorm": 1}, {"batchnorm": {"eps": 1e-3}})
        )
    if random.random() < 0.4:
        fields["depth"] = random.randint(1, 3)
    fields = writer.expressions.some(fields)
    return made(writer, "residual", fields | _act(writer, found), found)


def _act(writer: PartWriter, shape: Shape) -> Fields:
    act = writer.random.choice(
        ("relu", "tanh", "softmax", {"leaky_relu": 0.1}, {"elu": None}, None)
    )
    return {} if act is None else {"act": act}


def dense(writer: PartWriter, shape: Shape, depth: int) -> Made:
    layers, _ = inner(writer, shape, depth, shape)
    return made(writer, "dense", {"layers": layers}, shape.with_channels(2 * shape.channels))


def gate(writer: PartWriter, shape: Shape, depth: int) -> Made:
    """One factor for each number, or one for each channel."""
    if 1 <= shape.spatial <= 3 and not shape.channel_axis and writer.random.random() < 0.5:
        small = Shape((shape.channels, *(1 for _ in shape.sizes)))
        layers, _ = inner(writer, shape, depth, small)
    else:
        layers, _ = inner(writer, shape, depth, shape)
    return made(writer, "gate", {"layers": [*layers, "sigmoid"]}, shape)


def branches(writer: PartWriter, shape: Shape, depth: int) -> Made:
    """Paths by name or in a list; an empty one is the value itself."""
    random = writer.random
    merge = random.choice(("concat", "add", "mul", "stack"))
    count = random.randint(1, 3)
    # With `paths` as a list or unnamed, names of layers inside would stand in the list around.
    with writer.scope(nameless=True):
        paths = [writer.chain(shape, depth) for _ in range(count)]
    bodies = [[*layers, *fit(found, shape)] for layers, found in paths]
    if random.random() < 0.2:
        bodies[0] = []
    found = {"concat": shape.with_channels(count * shape.channels), "stack": _stacked(shape, count)}
    result = found.get(merge, shape)
    words = ("left", "mid dle", "7x")
    table: Any = dict(zip(words, bodies, strict=False)) if random.random() < 0.5 else bodies
    fields = {"paths": table} if merge == "concat" else {"paths": table, "merge": merge}
    if isinstance(table, dict) and writer.nameless:
        return {"sequence": [{"branches": fields}]}, result
    if isinstance(table, dict):
        writer.count += 1
        return {"branches": {"name": f"fork{writer.count}", **fields}}, result
    return made(writer, "branches", fields, result)


def _stacked(shape: Shape, count: int) -> Shape:
    return Shape((count, *shape.dims))


def repeat(writer: PartWriter, shape: Shape, depth: int) -> Made:
    """Rounds that come back to their shape, since the next one begins with it."""
    random = writer.random
    rounds = random.choice((0, 1, 2, 3))
    with writer.scope(nameless=True):
        layers, found = writer.chain(shape, depth)
    layers = [*layers, *fit(found, shape)]
    fields: Fields = {"depth": rounds}
    if random.random() < 0.4:
        fields = {"each": [random.randint(1, 8) for _ in range(rounds)], "as": "item"}
        layers = [*layers, *_varied(writer, shape, "$item")]
    elif random.random() < 0.4:
        layers = [*layers, *_varied(writer, shape, "$i + 1")]
    elif random.random() < 0.5:
        fields["weights"] = random.choice(("shared", "independent"))
    return made(writer, "repeat", {**writer.expressions.some(fields), "layers": layers}, shape)


def _varied(writer: PartWriter, shape: Shape, width: str) -> list[Any]:
    """A layer that differs from round to round, and one that brings its shape back."""
    writer.count += 1
    name = f"wide{writer.count}_${{i}}"
    if shape.spatial == 0:
        return [{"linear": {"width": width, "name": name}}, {"linear": shape.channels}]
    if 1 <= shape.spatial <= 3 and not shape.channel_axis:
        plain = {"kernel": 1, "stride": 1, "padding": 0, "dilation": 1, "groups": 1}
        wide = {"conv": {"width": width, **plain, "name": name}}
        return [wide, {"conv": {"width": shape.channels, **plain}}]
    return [{"relu": {"name": name}}]


def call(writer: PartWriter, shape: Shape, depth: int) -> Made | None:
    """A block, with as many channels as it is asked for."""
    if not 1 <= shape.spatial <= 3 or shape.channel_axis or not writer.blocks:
        return None
    random = writer.random
    block = random.choice(sorted(writer.blocks))
    width = random.randint(1, 8)
    fields: Fields = writer.expressions.some({"width": width, **writer.blocks[block]})
    kind = f"${writer.expressions.param(block)}" if random.random() < 0.2 else block
    found = shape.with_channels(width)
    if len(fields) == 1 and random.random() < 0.3:
        return {kind: fields["width"]}, found
    return made(writer, kind, fields, found)


def absent(writer: PartWriter, shape: Shape, depth: int) -> Made:
    """A layer that is not there, whatever it says."""
    wrong: Any = writer.random.choice(
        (
            {"conv": {"width": 3, "kernel": 99}},
            {"linear": {"width": "$missing"}},
            {"repeat": {"depth": 2, "each": [1], "layers": ["relu"]}},
        )
    )
    [(kind, fields)] = wrong.items()
    return {kind: {**fields, "when": writer.expressions.truth(False)}}, shape


def skip(writer: PartWriter, shape: Shape, depth: int) -> Made | None:
    """A merge with values above, which are looked up by their names."""
    fitting = sorted(n for n, other in writer.names.items() if other == shape)
    if not fitting:
        return None
    kind = writer.random.choice(("add", "mul", "concat", "stack"))
    names = writer.random.sample(fitting, min(len(fitting), writer.random.randint(1, 2)))
    count = 1 + len(names)
    results = {
        "concat": shape.with_channels(count * shape.channels),
        "stack": _stacked(shape, count),
    }
    value: Any = names[0] if count == 2 and writer.random.random() < 0.5 else names
    return writer.random.choice(({kind: value}, {kind: {"with": value}})), results.get(kind, shape)


def shared(writer: PartWriter, shape: Shape, depth: int) -> Made | None:
    """A layer that uses the weights of one above, with the same fields."""
    fitting = sorted(n for n, (_, _, width) in writer.owners.items() if width == shape.channels)
    if not fitting:
        return None
    owner = writer.random.choice(fitting)
    kind, fields, _ = writer.owners[owner]
    fields = {key: item for key, item in fields.items() if key not in ("init", "freeze")}
    found = writer.outcome(kind, fields, shape)
    return None if found is None else ({kind: {**fields, "share": owner}}, found)


MAKERS = (
    *(sequence, residual, residual, classic, classic, dense, gate, branches, branches),
    *(repeat, repeat, call, call, absent, skip, skip, shared),
)
