"""What was done to a graph, and the graph, as text."""

from collections.abc import Iterator, Sequence

from archspec.diagnostics.readable import printable
from archspec.graph.printer import print_graph
from archspec.passes.optimise.rewrite import Optimised, Rewrite

SHOWN = 4
"""So many layers of a rewrite are named; of more, the first ones and their number."""


def print_optimised(optimised: Optimised) -> str:
    """Each rewrite as a comment with its reason, then the graph as `print_graph` has it."""
    lines = map(printable, _lines(optimised))
    return "".join(f"# {line}\n" for line in lines) + print_graph(optimised.graph)


def _lines(optimised: Optimised) -> Iterator[str]:
    rewrites = optimised.rewrites
    count = len(rewrites)
    yield f"{count or 'no'} rewrite{'' if count == 1 else 's'} for {optimised.purpose}"
    for alike in _alike(rewrites):
        first = alike[0]
        yield f"{_layers(alike)} {first.what if len(alike) == 1 else _several(first.what)}"
        yield f"  {first.reason}"
        yield f"  the same to the bit: {_kept(first)}"


def _alike(rewrites: Sequence[Rewrite]) -> list[list[Rewrite]]:
    """The rewrites, those together that differ in their places alone."""
    found: dict[tuple[str, str], list[Rewrite]] = {}
    for one in rewrites:
        found.setdefault((one.what, one.reason), []).append(one)
    return list(found.values())


def _layers(alike: Sequence[Rewrite]) -> str:
    named = [" and ".join(map(_place, one.paths, one.lines)) for one in alike[:SHOWN]]
    more = [f"{len(alike) - SHOWN:,} more"] if len(alike) > SHOWN else []
    return ", ".join(named + more)


def _place(path: str, line: int) -> str:
    return f"`{path}` (line {line})" if line else f"`{path}`"


def _several(what: str) -> str:
    """The words for several layers: is → are."""
    return what.replace("is left out", "are left out")


def _kept(rewrite: Rewrite) -> str:
    kept = "values and gradients" if rewrite.keeps == "gradients" else "values"
    return f"{kept}; done in training too" if rewrite.training else f"{kept}; not done in training"
