"""Time to check a spec against its number of layers, and of the command as a whole process.

python tests/benchmarks/check_scaling.py
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from archspec.catalog import shipped
from archspec.compiler import compile_source
from archspec.diagnostics import Source

HEAD = "archspec: 1\ninput: [3, 32, 32]\nlayers:\n"
LAYER = "  - conv: {width: 8, kernel: 3, padding: same}\n"
ROUNDS = 5


def seconds_for(layers: int) -> float:
    """The median time to compile a chain of that many convolutions."""
    source = Source("chain.yaml", HEAD + LAYER * layers)
    return median(_timed(lambda: compile_source(source)) for _ in range(ROUNDS))


def process_seconds(*arguments: str) -> float:
    """The median time of the command as a whole process."""
    command = [sys.executable, "-m", "archspec", *arguments]
    return median(_timed(lambda: subprocess.run(command, check=True)) for _ in range(ROUNDS))


def _timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def main() -> None:
    """Prints both tables."""
    seconds_for(100)
    small = seconds_for(1_000)
    for layers in (1_000, 2_000, 5_000, 10_000):
        taken = seconds_for(layers)
        print(f"{layers:>6,} layers {taken:6.2f} s  {taken / small:5.1f} times 1,000")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain.yaml"
        path.write_text(HEAD + LAYER * 10_000, encoding="utf-8")
        print(f"process, 10,000 layers {process_seconds('check', str(path)):6.2f} s")
    specs = {name: process_seconds("check", str(path)) for name, path in shipped().items()}
    slowest = max(specs, key=lambda name: specs[name])
    print(f"process, {len(specs)} shipped specs: median {median(specs.values()):.2f} s")
    print(f"  the slowest, {slowest}: {specs[slowest]:.2f} s")


if __name__ == "__main__":
    main()
