"""How far exported files are from the networks that ship: the table of docs/export.md.

Each network has random weights and random running averages, so that a normalisation that is folded
in wrongly shows. Each spec is done in both forms and in a process of its own, which is given ten
minutes a form. Rows are put into the page as they are found: without SPEC it does those that have
none, the cheapest first, and so goes on where it was stopped; a row of SPEC is replaced.

    python tests/benchmarks/export_differences.py [SPEC…]
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

import archspec
from archspec.catalog import shipped
from archspec.diagnostics import Failure

PAGE = Path(__file__).parents[2] / "docs" / "export.md"
HEAD = "| spec | `.pt2` | `.onnx` |\n|---|---|---|\n"
FORMS = ("pt2", "onnx")
LIMIT = 600
"""Seconds that an export may take."""


def weights(network: archspec.Network, path: Path) -> None:
    """Writes weights of a seed, with running averages that are not those of the beginning."""
    torch.manual_seed(0)
    module = network.build()
    for one in module.modules():
        if isinstance(one, nn.modules.batchnorm._BatchNorm) and one.running_mean is not None:
            one.running_mean.normal_(std=0.1)
            one.running_var.uniform_(0.5, 2)
    state = {name: value.clone() for name, value in module.state_dict().items()}
    save_file(state, path)


def difference(name: str, form: str, folder: Path) -> str:
    """The largest of one export, or the code of what was in its way."""
    network = archspec.load(name)
    try:
        weights(network, folder / "weights.safetensors")
        done = network.export(folder / f"it.{form}", weights=folder / "weights.safetensors")
    except Failure as failure:
        print(name, form, failure, [d.notes for d in failure.diagnostics], file=sys.stderr)
        return failure.diagnostics[0].code
    return f"{done.difference:.0e}" if done.difference else "0"


def rows() -> dict[str, str]:
    """The rows that the page has, by the names of specs."""
    table = PAGE.read_text(encoding="utf-8").partition(HEAD)[2].partition("\n\n")[0]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    return {line.split("`")[1]: line for line in lines}


def put(name: str, row: str) -> None:
    """Puts the row of a spec into the page."""
    before, head, rest = PAGE.read_text(encoding="utf-8").partition(HEAD)
    after = rest.partition("\n\n")[2]
    every = "\n".join(line for _, line in sorted((rows() | {name: row}).items()))
    PAGE.write_text(f"{before}{head}{every}\n\n{after}", encoding="utf-8")


def cost(name: str) -> int:
    """What an export takes, roughly: nodes count most."""
    graph = archspec.load(name).graph
    return len(graph.nodes) * 10**8 + graph.cost.macs + graph.cost.params * 10


def alone(name: str, form: str) -> str:
    """What a process of its own finds, or that it took too long."""
    call = [sys.executable, __file__, name, form]
    try:
        done = subprocess.run(call, stdout=subprocess.PIPE, text=True, timeout=LIMIT, check=True)
    except subprocess.TimeoutExpired:
        return f"not in {LIMIT // 60} minutes"
    return done.stdout.strip()


def main() -> None:
    """Does the specs that are named, or those that ship and have no row; one form for itself."""
    names = sys.argv[1:] or sorted(shipped().keys() - rows().keys(), key=cost)
    if names[-1:] and names[-1] in FORMS:
        torch.set_num_threads(1)
        with tempfile.TemporaryDirectory() as folder:
            print(difference(names[0], names[1], Path(folder)))
        return
    for name in names:
        found = [alone(name, form) for form in FORMS]
        put(name, f"| `{name}` | {found[0]} | {found[1]} |")
        print(name, *found, flush=True)


if __name__ == "__main__":
    main()
