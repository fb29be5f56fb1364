"""Random networks with names of layers, scopes, inputs and outputs that no file may give."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import yaml

import archspec
from archspec.graph import Graph

CANARY = "archspec_canary"
"""What the code in names would put among Python's builtins, if it ever ran."""
CODE = f'setattr(__import__("builtins"), "{CANARY}", 1)'
NAMES = (
    CODE,
    f'a" if {CODE} else "a',
    f"a' if {CODE.replace(chr(34), chr(39))} else 'a",
    f'x)\n    {CODE}\n    ("',
    f"{{{CODE}}}",
    f"x={CODE}",
    f"x: {CODE}",
    *('"', "'", '"""', "\\", "\\'", '\\"', "#", "`", "{}", "{0!r}", "%s", "$x", "%(x)s"),
    *(" ", "a b", "\t", "\n", "\r\n", "\0", "\x1b[31m", "\u2028", "\u202e", "\U0010ffff", "\u200b"),
    *("ﬁ", "fi", "𝐱", "x", "\u212a", "K", "ſ", "s", "\xe9", "e\u0301", "Ⅳ", "IV", "ª", "²", "١"),
    *("self", "inputs", "named", "plan", "_Wired__plan", "archspec_text", "torch", "nn", "getattr"),
    *("class", "lambda", "None", "True", "0", "00", "-1", "__x__", "__", "_", "__getattribute"),
    *("m0", "m1", "p0", "v1", "x0", "x1", "skip1", "*inputs", "**named", "/", "a-b", "a=b", "a,b"),
    *("(?P<x>a*)", "[a-z]+", "^", "$", "a|b", "\\1", "*", "?", ")", "(", "L['self']", "a:b"),
)
"""Names of layers; one with a dot would be two, and one with `@` in front an input."""


@dataclass
class Writer:
    """Writes networks of vectors of four numbers, with harmless names."""

    random: Random
    written: int = 0
    kinds: dict[str, str] = field(default_factory=dict)

    def network(self) -> dict[str, Any]:
        """A spec with two inputs and one or more outputs, some of them of training alone."""
        layers, names = self.layers(3, ["in0", "in1"], self.random.randint(3, 7))
        outputs: dict[str, Any] = {"out0": layers[-1][next(iter(layers[-1]))]["name"]}
        for i in range(1, self.random.randint(1, 4)):
            when = self.random.choice(["training", True])
            outputs[f"out{i}"] = {"from": self.random.choice(names), "when": when}
        inputs = {"in0": [4], "in1": [4]}
        return {"archspec": 1, "inputs": inputs, "layers": layers, "outputs": outputs}

    def layers(
        self, depth: int, above: list[str], count: int
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """Layers for a scope, and the names under which they can be found there."""
        layers, names = [], list[str]()
        for _ in range(count):
            kinds = [self.leaf, self.leaf, self.merge, *[self.scope] * (depth > 0)]
            layer, new = self.random.choice(kinds)(depth, [*above, *names])
            layers.append(layer)
            names += new
        return layers, names

    def leaf(self, depth: int, above: list[str]) -> tuple[dict[str, Any], list[str]]:
        kinds = {"linear": {"width": 4}, "tanh": {}, "layer_scale": {"value": 0.5}, "sigmoid": {}}
        kind = self.random.choice(list(kinds))
        start = {"from": self.random.choice(above)} if self.random.random() < 0.5 else {}
        owners = [name for name in above if kind == self.kinds.get(name) == "linear"]
        if owners and self.random.random() < 0.3:
            start["share"] = self.random.choice(owners)
        return self.named(kind, {**kinds[kind], **start})

    def merge(self, depth: int, above: list[str]) -> tuple[dict[str, Any], list[str]]:
        kind = self.random.choice(["add", "mul", "sub", "maximum"])
        others = [self.random.choice(above) for _ in range(self.random.randint(1, 2))]
        return self.named(kind, {"with": others})

    def scope(self, depth: int, above: list[str]) -> tuple[dict[str, Any], list[str]]:
        layers, inner = self.layers(depth - 1, above, self.random.randint(1, 4))
        kind, field = self.random.choice([("sequence", "layers"), ("residual", "body")])
        if self.random.random() < 0.3:
            merged = self.named("concat", {"with": self.random.choice(above)})[0]
            layers += [merged, self.named("linear", {"width": 4})[0]]
        layer, [name] = self.named(kind, {field: layers})
        return layer, [name, *(f"{name}.{one}" for one in inner)]

    def named(self, kind: str, fields: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        self.written += 1
        name = f"n{self.written}"
        self.kinds[name] = kind
        return {kind: {"name": name, **fields}}, [name]


def hostile_graph(random: Random) -> Graph:
    """The graph of a random network, with other names in the place of its own."""
    graph = archspec.loads(yaml.safe_dump(Writer(random).network(), sort_keys=False)).graph
    inside = sorted({n for one in graph.nodes for n in one.path.split(".")})
    outside = [*(one.name for one in graph.inputs), *graph.outputs]
    names = random.sample(NAMES, len(inside)), random.sample([*NAMES, "", "a.b"], len(outside))
    pairs = (zip(old, new, strict=True) for old, new in zip((inside, outside), names, strict=True))
    return renamed(graph, *map(dict, pairs))


def renamed(graph: Graph, inside: Mapping[str, str], outside: Mapping[str, str]) -> Graph:
    """A graph with other names: of layers and scopes inside, of inputs and outputs outside."""

    def new(value: str) -> str:
        if value.startswith("@"):
            return f"@{outside.get(value[1:], value[1:])}"
        return ".".join(inside.get(name, name) for name in value.split("."))

    nodes = (
        n._replace(path=new(n.path), inputs=tuple(map(new, n.inputs)), weights=new(n.weights))
        for n in graph.nodes
    )
    return replace(
        graph,
        inputs=tuple(replace(one, name=outside.get(one.name, one.name)) for one in graph.inputs),
        nodes=tuple(nodes),
        scopes={new(path): replace(one, path=new(path)) for path, one in graph.scopes.items()},
        outputs={outside.get(name, name): new(value) for name, value in graph.outputs.items()},
        training=frozenset(outside.get(name, name) for name in graph.training),
    )
