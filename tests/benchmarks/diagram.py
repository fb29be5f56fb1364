"""How the time and the size of a diagram grow with the network: a repeat, and no two layers alike.

And how long our own layout takes for networks that ship, beside Graphviz.

python tests/benchmarks/diagram.py
"""

import math
import tempfile
import time
from pathlib import Path

from archspec import load
from archspec.backends.diagram import Options, draw, to_dot, to_svg
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph

HEAD = "archspec: 1\nname: large\ninput: [8, 8, 8]\nlayers:\n"


def repeated(blocks: int) -> str:
    """Residual blocks that are all the same, of five layers each."""
    block = "residual: {width: 8, norm: batchnorm}"
    return f"{HEAD}  - repeat:\n      depth: {blocks}\n      layers: [{block}]\n"


def varied(layers: int) -> str:
    """Convolutions whose widths follow no short pattern."""
    widths = (4 + (i * i) % 13 for i in range(layers))
    return HEAD + "".join(f"  - conv: {{width: {w}, padding: same}}\n" for w in widths)


def graph(text: str) -> Graph:
    """The compiled network."""
    return compile_source(Source("large.yaml", text))[1]


def main() -> None:
    """Prints a line per size."""
    for name, make, sizes in (
        ("repeated", repeated, (20, 200, 2000)),
        ("varied", varied, (100, 1000, 10_000)),
    ):
        for size in sizes:
            network = graph(make(size))
            start = time.perf_counter()
            text = to_dot(network)
            seconds = time.perf_counter() - start
            measured = f"{seconds:7.3f} s {len(text):10,} characters"
            print(f"{name:9} {len(network.nodes):6,} nodes {measured}")
    for layers in (10, 100, 300, 3000):
        network = graph(varied(layers))
        print(f"svg       {layers:6,} boxes {timed(network, Options(depth=0)):7.3f} s")
    print("network        own layout   for a page   Graphviz")
    for name in ("net", "resnet50", "unet_small", "googlenet", "swin_t", "densenet121"):
        network = load(name).graph
        own, page = timed(network, Options()), timed(network, Options(page="text"))
        print(f"{name:14} {own:8.3f} s {page:10.3f} s {graphviz(network):8.3f} s")


def timed(network: Graph, options: Options) -> float:
    """Seconds until an SVG is there."""
    start = time.perf_counter()
    to_svg(network, options)
    return time.perf_counter() - start


def graphviz(network: Graph) -> float:
    """Seconds until Graphviz has drawn it; not a number where it is not installed."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        try:
            draw(network, Path(folder) / "net.svg", Options(engine="graphviz"))
        except Failure:
            return math.nan
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
