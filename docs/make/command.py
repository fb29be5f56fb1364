"""`python -m docs.make`: writes what is out of date, or names it with `--check`."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from .made import Files, differences, write
from .makers import MAKERS

CALM = {"NO_COLOR": "1", "OMP_NUM_THREADS": "1"}
"""So that what is printed is text alone, and figures are those of one thread."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes what is asked for; 1 where `--check` finds something out of date."""
    asked = _asked(arguments)
    os.environ |= CALM
    found, made = False, set[str]()
    for name, files in _made(asked.names or list(MAKERS), asked.jobs):
        if twice := made & files.keys():
            raise ValueError(f"{name} makes what another makes: {sorted(twice)}")
        made |= files.keys()
        for path in differences(MAKERS[name], files):
            found = True
            if not asked.check:
                write(path, files.get(path))
            print(f"{name}: {_did(asked.check, path in files)} {path}", flush=True)
    return int(found and asked.check)


def _asked(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m docs.make", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(MAKERS)}; else all"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; 1 if there is something to"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in MAKERS]:
        parser.error(f"there is no {unknown[0]!r}; there are {', '.join(MAKERS)}")
    return asked


def _made(names: Sequence[str], jobs: int) -> Iterator[tuple[str, Files]]:
    """What each gives, in the order of their names; each is made in a process of its own."""
    spawn = get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn, max_tasks_per_child=1) as pool:
        yield from zip(names, pool.map(_make, names), strict=True)


def _make(name: str) -> Files:
    return dict(MAKERS[name].make())


def _did(check: bool, there: bool) -> str:
    if check:
        return "out of date:" if there else "left of what is gone:"
    return "wrote" if there else "removed"
