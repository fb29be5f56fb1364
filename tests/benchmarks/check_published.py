"""How long `archspec check` takes as a process for large published networks.

Each beside a process that only imports click, yaml and pydantic, in turn; medians.

    python tests/benchmarks/check_published.py
"""

import subprocess
import sys
import time
from statistics import median

ROUNDS = 7
IMPORTS = [sys.executable, "-c", "import click, yaml; from pydantic import BaseModel"]
CHECK = [sys.executable, "-m", "archspec", "check"]
NETWORKS = {
    "net": ["net"],
    "resnet50": ["resnet50"],
    "densenet201": ["densenet201"],
    "efficientnet_b7": ["efficientnet_b7"],
    "regnet_y_128gf": ["regnet_y_128gf"],
    "vit_h_14": ["vit_h_14"],
    "1,000 blocks": ["net_res_deep", "--set", "depth=1000"],
}


def seconds(command: list[str]) -> float:
    """How long a process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Prints the medians."""
    for name, arguments in NETWORKS.items():
        pairs = [(seconds(CHECK + arguments), seconds(IMPORTS)) for _ in range(ROUNDS)]
        checks, imports = (median(times) for times in zip(*pairs, strict=True))
        print(f"{name:16} {checks:.3f} s, imports alone {imports:.3f} s")


if __name__ == "__main__":
    main()
