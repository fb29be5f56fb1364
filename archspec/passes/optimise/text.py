"""What was done to a graph, and the graph, as text."""

from collections import Counter
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


def in_short(rewrites: Sequence[Rewrite]) -> str:
    """What was done, in a line for a log; nothing where nothing was.

    >>> from archspec.compiler import compile_file
    >>> from archspec.catalog import find
    >>> from archspec.passes.optimise import optimise
    >>> in_short(optimise(compile_file(find("net")[0])[1], "inference").rewrites)
    'rewritten to the same values: `maxpool` before `tanh` (2 times)'
    """
    if not rewrites:
        return ""
    kept = "bits" if all(one.keeps == "gradients" for one in rewrites) else "values"
    counts = Counter(one.short for one in rewrites)
    named = [f"{short} ({n:,} times)" if n > 1 else short for short, n in counts.items()]
    return f"rewritten to the same {kept}: {', '.join(named)}"


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
