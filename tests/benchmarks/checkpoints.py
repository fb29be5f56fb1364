"""What it takes to keep an epoch that is the best so far: weights, weights again, and the state.

    python tests/benchmarks/checkpoints.py --against CHECKOUT  # beside another archspec

The network is ResNet-50, trained by Adam, so that the state is three times as large as the weights.
Both take turns, each in a process of its own; figures are medians, in seconds of the processor and
in seconds of the clock, which wait for the disk as well.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROUNDS = 5
KEEP = """
import json, sys, time, torch, torchvision
from pathlib import Path
from archspec.recipe import Recipe
from archspec.runner import Silent
from archspec.runner.assembly import load_data, make_loop, make_record
from archspec.runner.place import find_place
from archspec.runner.progress import Epoch
from archspec.runner.session import Session
torch.set_num_threads(1)
recipe = Recipe.model_validate(
    {"data": {"dataset": "digits"}, "optimizer": {"adam": {}}, "device": "cpu"}
)
model, place = torchvision.models.resnet50(), find_place(recipe)
data = load_data(recipe, (1, 8, 8), place, Silent())
loop = make_loop(model, recipe, make_record(recipe, data, (1, 8, 8), {}), data, place, Silent())
for one in model.parameters():
    one.grad = torch.ones_like(one)
loop.optimizer.step()
loop.optimizer.zero_grad()
session = Session(Path(sys.argv[1]), loop, "")
for number in (1, 2, 3):
    epoch = Epoch(number, 1 / number, 0.5, None, None, 0.1, 1.0)
    session.history.append(epoch)
    session.standing.best = number
    (session.folder / "metrics.csv").touch()
    start, clock = time.process_time(), time.perf_counter()
    session._keep(epoch, None)
    print(json.dumps([time.process_time() - start, time.perf_counter() - clock]), flush=True)
"""


def kept(checkout: Path) -> list[tuple[float, float]]:
    """Seconds of the processor and of the clock for each of two epochs, after a first one."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", KEEP, folder],
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1"},
        )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()[1:]]


def main() -> None:
    """Prints a line for each checkout, and the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--against", type=Path, required=True)
    checkouts = (options.parse_args().against.absolute(), Path(__file__).parents[2])
    seen: dict[Path, list[tuple[float, float]]] = {one: [] for one in checkouts}
    for _ in range(ROUNDS):
        for checkout, values in seen.items():
            values += kept(checkout)
    medians = {one: [median(column) for column in zip(*seen[one], strict=True)] for one in seen}
    for checkout, (cpu, wall) in medians.items():
        print(f"{cpu:5.2f} s of the processor, {wall:5.2f} s of the clock: {checkout}")
    before, after = medians.values()
    print(f"ratios {after[0] / before[0]:.2f} and {after[1] / before[1]:.2f}")


if __name__ == "__main__":
    main()
