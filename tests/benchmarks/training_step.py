"""What the runner costs in a step of training, beside loops written by hand.

    python tests/benchmarks/training_step.py                     # beside torch, and accelerate
    python tests/benchmarks/training_step.py --against CHECKOUT  # beside another archspec

Everything is done in turn, on one thread, and measured in the processor's time, as others may work
on the machine; figures are medians. The network is tiny, so that what is measured is what the loop
adds. accelerate is measured where it is installed: archspec does not need it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch
from torch import Tensor, nn
from torch.nn import functional

ROUNDS, STEPS = 15, 100
Step = Callable[[], None]


def network() -> nn.Module:
    """Two small linear layers on the digits."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def batch() -> tuple[Tensor, Tensor]:
    """64 images with labels."""
    return torch.randn(64, 1, 8, 8), torch.randint(0, 10, (64,))


def by_hand() -> Step:
    """A step as a person writes it, who wants no figures."""
    model, (images, labels) = network(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(model(images), labels).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return step


def by_accelerate() -> Step:
    """The same by accelerate."""
    from accelerate import Accelerator

    engine, (images, labels) = Accelerator(cpu=True), batch()
    plain = network()
    model, optimizer = engine.prepare(plain, torch.optim.SGD(plain.parameters(), lr=0.01))

    def step() -> None:
        optimizer.zero_grad()
        engine.backward(functional.cross_entropy(model(images), labels))
        engine.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return step


def by_archspec() -> Step:
    """A step of the runner, which also seeds, sums the losses and counts the classes."""
    from archspec.recipe import Recipe
    from archspec.runner.assembly import load_data, make_loop, make_record
    from archspec.runner.data import Batch
    from archspec.runner.place import find_place
    from archspec.runner.progress import Silent

    recipe = Recipe.model_validate(
        {
            "data": {"dataset": "digits"},
            "optimizer": {"sgd": {"lr": 0.01}},
            "clip": {"norm": 1.0},
            "device": "cpu",
        }
    )
    place, shape = find_place(recipe), (1, 8, 8)
    data = load_data(recipe, shape, place, Silent())
    record = make_record(recipe, data, shape, {})
    loop = make_loop(network(), recipe, record, data, place, Silent())
    tally, (images, labels) = loop.beginning().tally, batch()
    group = [Batch(0, images, labels, 64, 64)]
    return lambda: loop._step(1, group, tally)


def beside(steps: dict[str, Step]) -> dict[str, float]:
    """Median microseconds of each."""
    seen: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            start = time.process_time()
            for _ in range(STEPS):
                step()
            seen[name].append((time.process_time() - start) / STEPS * 1e6)
    return {name: median(values) for name, values in seen.items()}


EPOCHS = """
import json, sys, tempfile, time, torch
from torch import nn
from archspec.recipe import Recipe
from archspec.runner import Silent, train
torch.set_num_threads(1)
torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 16, 3, padding=1),
    nn.ReLU(), nn.Flatten(), nn.Dropout(0.1), nn.Linear(1024, 10),
)
recipe = Recipe.model_validate({
    "data": {"dataset": "digits", "augment": ({"crop": 1}, {"flip": 0.5})},
    "epochs": 12, "device": "cpu", "tensorboard": False, "threads": 1, "clip": {"norm": 1.0},
})
class Times(Silent):
    seen, start = [], 0.0

    def on_step(self, step):
        if step == 1:
            self.start = time.process_time()
        if step == 23:
            self.seen.append((time.process_time() - self.start) / 22 * 1e6)

times = Times()
with tempfile.TemporaryDirectory() as folder:
    train(net, recipe, folder + "/run", input_shape=(1, 8, 8), progress=times)
print(json.dumps(times.seen[2:]))
"""


def epochs(checkout: Path) -> list[float]:
    """Microseconds of a step in each epoch of a training by the archspec in that folder."""
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(
            [sys.executable, "-c", EPOCHS],
            capture_output=True,
            text=True,
            check=True,
            cwd=elsewhere,
            env={**os.environ, "PYTHONPATH": str(checkout)},
        )
    return list(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measures and prints."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--against", type=Path)
    other = options.parse_args().against
    torch.set_num_threads(1)
    if other:
        here = Path(__file__).parents[2]
        seen: dict[Path, list[float]] = {here: [], other.absolute(): []}
        for _ in range(5):
            for checkout, values in seen.items():
                values += epochs(checkout)
        for checkout, values in seen.items():
            print(f"{median(values):8.0f} us a step, at best {min(values):.0f}: {checkout}")
        return
    steps: dict[str, Callable[[], Step]] = {"by hand": by_hand, "archspec": by_archspec}
    try:
        import accelerate  # noqa: F401
    except ImportError:
        print("accelerate is not installed, and not measured")
    else:
        steps["accelerate"] = by_accelerate
    for name, found in beside({name: make() for name, make in steps.items()}).items():
        print(f"{found:8.0f} us a step: {name}")


if __name__ == "__main__":
    main()
