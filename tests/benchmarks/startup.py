"""CPU time of short commands as processes, as ratios to one that loads the same libraries.

python tests/benchmarks/startup.py

The floor imports yaml and click and makes one pydantic model. Rounds are interleaved, and medians
taken, so that a busy machine changes all alike. All code is compiled beforehand, into a folder of
its own, as it is where archspec is installed: some machines let Python write no bytecode.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROUNDS = 15
FLOOR = """
import yaml, click
from pydantic import BaseModel
class Model(BaseModel):
    field: int
Model(field=1)
"""
ONE_LAYER = "archspec: 1\ninput: [3, 8, 8]\nlayers: [conv: 4]\n"


def processes(folder: Path) -> dict[str, list[str]]:
    """What is measured, by what it is called."""
    (folder / "one.yaml").write_text(ONE_LAYER, encoding="utf-8")
    command = [sys.executable, "-m", "archspec"]
    return {
        "floor": [sys.executable, "-c", FLOOR],
        "--help": [*command, "--help"],
        "check, one layer": [*command, "check", str(folder / "one.yaml")],
        "check net": [*command, "check", "net"],
        "show resnet50": [*command, "show", "resnet50"],
    }


def cpu_seconds(command: list[str], bytecode: Path) -> float:
    """Of a process and its children, in user and system mode."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Prints the median of each, and its ratio to the floor."""
    with tempfile.TemporaryDirectory() as folder:
        measured, bytecode = processes(Path(folder)), Path(folder) / "bytecode"
        for command in measured.values():
            cpu_seconds(command, bytecode)
        times: dict[str, list[float]] = {name: [] for name in measured}
        for _ in range(ROUNDS):
            for name, command in measured.items():
                times[name].append(cpu_seconds(command, bytecode))
    floor = median(times["floor"])
    for name, taken in times.items():
        print(f"{name:18} {median(taken):.3f} s  {median(taken) / floor:.2f} of the floor")


if __name__ == "__main__":
    main()
