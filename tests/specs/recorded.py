"""Every network that ships, node by node: what a change of the compiler must leave as it is.

`python tests/specs/recorded.py FOLDER` writes the whole of it, a file a network, to be compared.
"""

import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from archspec.catalog import shipped
from archspec.compiler import advise, compile_file, variant_names
from archspec.graph import Graph, Node
from archspec.syntax import read_file

RECORD = Path(__file__).parent / "recorded.json"


def networks() -> Iterator[tuple[Path, str | None]]:
    """The files that ship, each as it is written and in each of its variants."""
    for path in shipped().values():
        for variant in (None, *variant_names(read_file(path))):
            yield path, variant


def title(path: Path, variant: str | None) -> str:
    """The name of a network in the record."""
    return path.stem + (f":{variant}" if variant else "")


def aspects(path: Path, variant: str | None) -> dict[str, list[str]]:
    """All that is said of a network: an aspect, and a line for each node or scope."""
    spec, graph = compile_file(path, (), variant)
    lines = {name: [f"{n.path} {fact(n)}" for n in graph.nodes] for name, fact in FACTS.items()}
    lines["scopes"] = sorted(f"{s.path} {s.kind}" for s in graph.scopes.values())
    lines["outputs"] = [f"{n} {v} {graph.output_shapes[n]}" for n, v in graph.outputs.items()]
    lines["keys"] = list(keys(graph))
    lines["advice"] = [f"{found.code} {found.message}" for found in advise(spec, graph)]
    return lines


def keys(graph: Graph) -> Iterator[str]:
    """The keys of the weights, each with its shape."""
    for node in graph.nodes:
        shapes = node.layer.parameters(node.shapes)
        yield from (f"{key} {shapes[name]}" for name, key in node.keys.items())


FACTS: dict[str, Any] = {
    "wiring": lambda node: f"{node.layer.kind} {node.inputs} {node.labels} {node.weights}",
    "shapes": lambda node: f"{[str(s) for s in node.shapes]} {node.output}",
    "cost": lambda node: f"{node.cost.params} {node.cost.macs}",
    "sees": lambda node: str(dict(node.receptive_fields)),
    "calls": lambda node: str(node.call),
}


def places(node: Node) -> str:
    """Where a node was written."""
    calls = [call.span.line for call in node.origin.calls]
    return f"{node.path} {node.origin.span} {calls}"


def digest(lines: list[str]) -> str:
    """The lines as one short word."""
    return sha256("\n".join(lines).encode()).hexdigest()[:12]


def record() -> dict[str, dict[str, Any]]:
    """What is kept of every network: the number of its nodes, and a digest of each aspect."""
    found = {}
    for path, variant in networks():
        lines = aspects(path, variant)
        digests = {name: digest(one) for name, one in lines.items()}
        found[title(path, variant)] = {"nodes": len(lines["wiring"]), **digests}
    return found


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for path, variant in networks():
        _, graph = compile_file(path, (), variant)
        whole = aspects(path, variant) | {"places": list(map(places, graph.nodes))}
        text = "\n".join(f"{name}: {line}" for name, one in whole.items() for line in one)
        (folder / f"{title(path, variant)}.txt").write_text(text, encoding="utf-8")
    json.dump(record(), RECORD.open("w", encoding="utf-8"), indent=0, sort_keys=True)
