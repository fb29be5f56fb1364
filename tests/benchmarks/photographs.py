"""How many photographs a core decodes in a second, beside another archspec, and beside Pillow.

    python tests/benchmarks/photographs.py --against CHECKOUT

Pictures of 500×375 and 2000×1500 pixels are made, saved as JPEG and brought to 3×224×224, by one
thread. The checkouts take turns, each in a process of its own; a figure is the ratio of medians, in
seconds of the processor. Behind it stands how far the pixels are from those of the other checkout.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

SIZES = {"500×375": (500, 375, 24), "2000×1500": (2000, 1500, 6)}
ROUNDS = 5
DECODE = """
import json, sys, time
from pathlib import Path
import numpy as np, torch
from archspec.runner.data.folder import OnDisk
torch.set_num_threads(1)
paths = tuple(sorted(Path(sys.argv[1]).iterdir()))
disk, index = OnDisk(paths, (3, 224, 224), 1), torch.arange(len(paths))
disk.take(index[:2])
start = time.process_time()
for _ in range(2):
    found = disk.take(index)
print((time.process_time() - start) / 2 / len(paths))
np.save(sys.argv[2], found.numpy())
"""


def photograph(width: int, height: int, seed: int) -> Image.Image:
    """Noise of all scales, coarse ones stronger, as photographs have it."""
    draws, whole = np.random.default_rng(seed), np.zeros((height, width, 3))
    for scale in (2, 4, 8, 16, 32, 64, 128):
        small = draws.normal(size=(3, height // scale + 2, width // scale + 2)) * scale**0.8
        layers = [Image.fromarray(one.astype(np.float32)) for one in small]
        resized = [one.resize((width, height), Image.Resampling.BICUBIC) for one in layers]
        whole += np.stack([np.asarray(one) for one in resized], 2)
    whole = (whole - whole.min()) / np.ptp(whole) * 255
    return Image.fromarray(whole.astype(np.uint8))


def seconds(checkout: Path, folder: Path, into: Path) -> float:
    """Of the processor, for one photograph."""
    done = subprocess.run(
        [sys.executable, "-c", DECODE, str(folder), str(into)],
        capture_output=True,
        text=True,
        check=True,
        cwd=into.parent,
        env={**os.environ, "PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1"},
    )
    return float(json.loads(done.stdout))


def main() -> None:
    """Prints a line for each size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--against", type=Path, required=True)
    checkouts = (options.parse_args().against.absolute(), Path(__file__).parents[2])
    with tempfile.TemporaryDirectory() as home:
        for name, (width, height, count) in SIZES.items():
            folder = Path(home) / name
            folder.mkdir()
            for seed in range(count):
                photograph(width, height, seed).save(folder / f"{seed:02}.jpg", quality=90)
            into = [Path(home) / f"{number}.npy" for number in range(2)]
            times: list[list[float]] = [[], []]
            for _ in range(ROUNDS):
                for number, checkout in enumerate(checkouts):
                    times[number].append(seconds(checkout, folder, into[number]))
            before, after = (median(one) for one in times)
            pixels = [np.load(one).astype(float) for one in into]
            apart = np.abs(pixels[0] - pixels[1]).mean()
            print(
                f"{name:9} {before / after:.2f} times as many: {1 / before:,.0f} and "
                f"{1 / after:,.0f} a second; pixels {apart:.2f} of 255 apart"
            )


if __name__ == "__main__":
    main()
