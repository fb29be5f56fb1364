"""Bytes through the reader, the front half and the findings, led by coverage.

    pip install atheris
    mkdir corpus; python tests/fuzz/byte_fuzz.py -max_total_time=300 corpus specs

What it finds new goes into `corpus`. Nothing else needs atheris, which has no wheel for every
Python; the tests send random bytes through `tried`.
"""

import contextlib
import os
import sys
import time

with contextlib.ExitStack() as instrumented:
    if __name__ == "__main__":
        import atheris

        instrumented.enter_context(atheris.instrument_imports(include=["archspec"]))
    from message_agreement import check_failure, check_span

    from archspec.compiler import compile_source
    from archspec.diagnostics import Failure, Source
    from archspec.syntax import Tree, read
    from archspec.syntax.tree import Mapping, Scalar

SECONDS = 1.0
COUNTS = {"inputs": 0, "bytes": 0, "trees": 0, "compiled": 0, "slowest": 0.0}


def tried(data: bytes) -> None:
    """A tree whose places lie in the text, or findings; then the rest of the front half."""
    source = Source("spec.yaml", data.decode("utf-8", "replace"))
    began = time.process_time()
    COUNTS["inputs"] += 1
    COUNTS["bytes"] += len(data)
    try:
        tree = read(source)
    except Failure as failure:
        check_failure(failure)
    else:
        COUNTS["trees"] += 1
        check_places(tree)
        compiled(source)
    taken = time.process_time() - began
    COUNTS["slowest"] = max(COUNTS["slowest"], taken)
    assert taken < SECONDS, f"took {taken:.1f} s"


def compiled(source: Source) -> None:
    """A graph, or findings."""
    try:
        spec, _ = compile_source(source)
        COUNTS["compiled"] += 1
        if spec.faults:
            check_failure(Failure(spec.faults))
    except Failure as failure:
        check_failure(failure)


def check_places(tree: Tree) -> None:
    """Every key and value lies in the text."""
    trees: list[Tree] = [tree]
    for one in trees[:2000]:
        check_span(one.span)
        if isinstance(one, Mapping):
            trees += [part for entry in one for part in (entry.key, entry.value)]
        elif not isinstance(one, Scalar):
            trees += one.items


def main() -> None:
    """Hands over to atheris, which never comes back; so the counts are printed on the way."""

    def one(data: bytes) -> None:
        tried(data)
        if COUNTS["inputs"] % 20000 == 0:
            print(COUNTS, file=sys.stderr, flush=True)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
