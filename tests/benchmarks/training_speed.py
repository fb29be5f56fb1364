"""How fast the book's network is trained in memory, beside the book's own loop and other trainers.

    python tests/benchmarks/training_speed.py                  # beside the book's loop
    python tests/benchmarks/training_speed.py --others PYTHON  # beside pytorch-lightning and Keras
    python tests/benchmarks/training_speed.py --against CHECKOUT  # beside another archspec

Each trainer is a process of its own, as each would be. They train the same network from the same
weights on the same batches in the same order, in float32 and on one thread, and take turns: an
epoch of one, then an epoch of the next. A figure is a ratio of medians, in seconds of the
processor, as others may work on the machine; what archspec does around an epoch, such as saving it,
counts as well. The losses of every epoch are compared. PYTHON is that of an environment in which
archspec, lightning and keras can be imported: archspec itself needs neither of the two. What a
processor is good at decides what can be gained over the book's loop; another archspec beside it
tells what of that is new.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

COUNT, BATCH, RATE = 10_000, 64, 0.01
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)


class Turns:
    """Lets an epoch begin when the benchmark says so, and tells what it took."""

    def wait(self) -> None:
        """Until it is this process's turn."""
        if not sys.stdin.readline():
            sys.exit()
        self.start = time.process_time()

    def done(self, loss: float) -> None:
        """An epoch is over, and another begins when it may."""
        seconds = time.process_time() - self.start
        print(json.dumps([seconds, loss]), flush=True)
        self.wait()


def pictures() -> tuple[np.ndarray, np.ndarray]:
    """As many small images of two classes as the book has, whose brightness tells them apart."""
    draws = np.random.default_rng(0)
    labels = draws.integers(2, size=COUNT)
    noise = draws.integers(160, size=(COUNT, 3, 32, 32))
    return (noise + 60 * labels[:, None, None, None]).astype(np.uint8), labels


def normalised(images: np.ndarray) -> Any:
    """As the book's transform leaves them: of zero mean and unit deviation."""
    import torch

    shape = (1, 3, 1, 1)
    mean, std = torch.tensor(MEAN).view(shape), torch.tensor(STD).view(shape)
    return (torch.from_numpy(images) / 255 - mean) / std


def network() -> Any:
    """The book's network as the book writes it (section 8.3.1), the same each time."""
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv1 = nn.Conv2d(3, 16, kernel_size=3, padding=1)
            self.conv2 = nn.Conv2d(16, 8, kernel_size=3, padding=1)
            self.fc1 = nn.Linear(8 * 8 * 8, 32)
            self.fc2 = nn.Linear(32, 2)

        def forward(self, x: torch.Tensor) -> Any:
            out = nn.functional.max_pool2d(torch.tanh(self.conv1(x)), 2)
            out = nn.functional.max_pool2d(torch.tanh(self.conv2(out)), 2)
            return self.fc2(torch.tanh(self.fc1(out.view(-1, 8 * 8 * 8))))

    torch.manual_seed(0)
    return Net()


class InOrder:
    """A sampler of archspec's order, epoch by epoch."""

    epoch = 0

    def __iter__(self) -> Iterator[int]:
        from archspec.runner.data.order import epoch_order

        self.epoch += 1
        return iter(epoch_order(COUNT, 0, self.epoch).tolist())

    def __len__(self) -> int:
        return COUNT


def loader() -> Any:
    """The book's DataLoader over the book's list of pairs."""
    from torch.utils.data import DataLoader

    images, labels = pictures()
    pairs = list(zip(normalised(images), labels.tolist(), strict=True))
    return DataLoader(pairs, BATCH, sampler=InOrder())  # type: ignore[arg-type]


def by_the_book(turns: Turns, _: str) -> None:
    """The book's loop (section 8.4)."""
    import torch
    from torch import nn

    model, loss_fn, batches = network(), nn.CrossEntropyLoss(), loader()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    turns.wait()
    while True:
        total = 0.0
        for imgs, labels in batches:
            loss = loss_fn(model(imgs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(imgs)
        turns.done(total / COUNT)


def by_archspec(turns: Turns, rewrites: str) -> None:
    """A run of archspec."""
    import archspec
    from archspec.recipe import Recipe
    from archspec.runner import Silent, train

    class Taking(Silent):
        def on_start(self, *_: object) -> None:
            turns.wait()

        def on_epoch(self, epoch: Any, best: bool) -> None:
            turns.done(epoch.train_loss)

    net = archspec.load("net")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "pictures.npz"
        images, labels = pictures()
        np.savez(data, x_train=images, y_train=labels, x_test=images[:64], y_test=labels[:64])
        normalize = {"values": {"mean": MEAN, "std": STD}}
        fields = {
            "data": {"dataset": "npz", "root": str(data), "normalize": normalize},
            "optimizer": {"sgd": {"lr": RATE}},
            "batch_size": BATCH,
            "epochs": 1000,
            "device": "cpu",
            "threads": 1,
            "tensorboard": False,
            "rewrites": rewrites,
        }
        # An older archspec has less to say.
        known = {name: one for name, one in fields.items() if name in Recipe.model_fields}
        recipe = Recipe.model_validate(known)
        model = net.build_for(recipe) if hasattr(net, "build_for") else net.build()
        model.load_state_dict(network().state_dict())
        train(model, recipe, f"{folder}/run", input_shape=(3, 32, 32), progress=Taking())


def by_lightning(turns: Turns, _: str) -> None:
    """pytorch-lightning, with everything off that it does around a loop."""
    import lightning
    import torch
    from torch.nn import functional

    class Module(lightning.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=RATE)

        def training_step(self, batch: Any, _: int) -> Any:
            loss = functional.cross_entropy(self.net(batch[0]), batch[1])
            self.total += loss.detach() * len(batch[0])
            return loss

        def on_train_epoch_start(self) -> None:
            self.total = torch.zeros(())

        def on_train_epoch_end(self) -> None:
            turns.done(float(self.total) / COUNT)

    off = ("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary")
    trainer = lightning.Trainer(max_epochs=1000, accelerator="cpu", **dict.fromkeys(off, False))
    batches = loader()
    turns.wait()
    trainer.fit(Module(), batches)


def by_keras(turns: Turns, _: str) -> None:
    """Keras on torch, by `fit` on arrays in memory; it draws weights and orders of its own."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras
    from keras import layers

    images, labels = pictures()
    convolution = {"padding": "same", "activation": "tanh", "data_format": "channels_first"}
    model = keras.Sequential(
        [
            layers.Input((3, 32, 32)),
            layers.Conv2D(16, 3, **convolution),
            layers.MaxPooling2D(2, data_format="channels_first"),
            layers.Conv2D(8, 3, **convolution),
            layers.MaxPooling2D(2, data_format="channels_first"),
            layers.Flatten(),
            layers.Dense(32, activation="tanh"),
            layers.Dense(2),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(RATE), loss)

    class Taking(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            turns.done(logs["loss"])

    given = np.ascontiguousarray(normalised(images).numpy())
    turns.wait()
    model.fit(given, labels, BATCH, 1000, verbose=0, callbacks=[Taking()])


TRAINERS: dict[str, tuple[Callable[[Turns, str], None], str]] = {
    "the book's loop": (by_the_book, ""),
    "archspec": (by_archspec, "exact"),
    "archspec, any_tie": (by_archspec, "any_tie"),
    "another archspec": (by_archspec, "exact"),
    "pytorch-lightning": (by_lightning, ""),
    "keras": (by_keras, ""),
}
OTHERS = ("pytorch-lightning", "keras")
ANOTHER = "another archspec"


def begun(name: str, python: str, checkout: str) -> subprocess.Popen[str]:
    """A process that trains when it is told to."""
    return subprocess.Popen(
        [python, __file__, "--trainer", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": checkout},
    )


def turn(process: subprocess.Popen[str]) -> tuple[float, float]:
    """Seconds and mean loss of one epoch."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("go\n")
    process.stdin.flush()
    while not (line := process.stdout.readline()).startswith("["):
        if not line:
            raise SystemExit("a trainer has ended")
    seconds, loss = json.loads(line)
    return seconds, loss


def main() -> None:
    """Prints a line for each trainer."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--others", help="the Python of an environment with their packages")
    options.add_argument("--against", help="the folder of another archspec")
    options.add_argument("--trainer", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.trainer:
        trainer, rewrites = TRAINERS[given.trainer]
        trainer(Turns(), rewrites)
        return
    absent = {*([] if given.others else OTHERS), *([] if given.against else [ANOTHER])}
    here = str(Path(__file__).parents[2])
    processes = {
        name: begun(
            name,
            given.others if name in OTHERS else sys.executable,
            given.against if name == ANOTHER else here,
        )
        for name in TRAINERS
        if name not in absent
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in processes}
    for _ in range(given.rounds + 1):
        for name, process in processes.items():
            found[name].append(turn(process))
    for process in processes.values():
        process.kill()
    # The first epoch is a warm-up.
    seconds = {name: median(one for one, _ in each[1:]) for name, each in found.items()}
    first = next(iter(processes))
    for name, each in found.items():
        pairs = zip(each, found[first], strict=True)
        apart = max(abs(mine[1] - its[1]) for mine, its in pairs)
        print(
            f"{name:18} {seconds[first] / seconds[name]:5.2f} times as fast: "
            f"{COUNT / seconds[name]:6,.0f} images a second, losses within {apart:.0e}"
        )


if __name__ == "__main__":
    main()
