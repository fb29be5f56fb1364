"""A long run: random specs and damaged ones through the whole front half, many of them built.

    ARCHSPEC_FUZZ_EXAMPLES=20000 ARCHSPEC_FUZZ_SEED=0 python tests/fuzz/campaign.py

Prints what it counted; a finding is printed with its text, and the run goes on.
"""

import os
import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import spec_writer
import text_mutations
import tree_mutations
import yaml
from message_agreement import check_diagnostic, check_failure
from torch_agreement import check_module, is_small
from view_agreement import accepted, check_overrides, check_views

from archspec.compiler import advise, compile_source
from archspec.diagnostics import Failure, Source
from archspec.network import Network

SECONDS = 1.0
"""How long a text may take, plus a moment for each layer that it stands for."""

SHIPPED = tuple(
    path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[2] / "specs").glob("*.yaml"))
)


@dataclass
class Campaign:
    """What was tried, and what came of it."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[str, str]] = field(default_factory=list)
    slowest: float = 0.0

    def one(self, seed: int) -> None:
        """One example of any sort, wholly made from its number."""
        random = Random(seed)  # noqa: S311  no secret depends on it
        sort = random.choice(("valid", "valid", "text", "text", "tree"))
        text = written(random, sort)
        self.counts[sort] += 1
        self.counts["inputs"] += 1
        self.counts["bytes"] += len(text.encode("utf-8", "surrogatepass"))
        try:
            self.compiled(random, text, sort)
        except (Exception, RecursionError):
            last = traceback.format_exc().strip()
            self.findings.append((f"seed {seed} ({sort}): {last}", text))

    def compiled(self, random: Random, text: str, sort: str) -> None:
        """A graph or findings, in time; a graph of a fair size is built and shown."""
        began = time.process_time()
        try:
            network = Network(*compile_source(Source("spec.yaml", text)))
        except Failure as failure:
            self.counts[f"refused {sort}"] += 1
            self.on_time(began, 0)
            check_failure(failure)
            return
        self.counts[f"accepted {sort}"] += 1
        self.on_time(began, len(network.graph.nodes))
        for found in advise(network.spec, network.graph):
            check_diagnostic(found)
        self.built(random, network, text, sort)

    def on_time(self, began: float, layers: int) -> None:
        taken = time.process_time() - began
        self.slowest = max(self.slowest, taken)
        assert taken < SECONDS + layers / 500, f"took {taken:.1f} s for {layers} layers"

    def built(self, random: Random, network: Network, text: str, sort: str) -> None:
        """Torch agrees; a valid spec is also shown in every way."""
        if not is_small(network.graph) or random.random() < 0.6:
            return
        cheap = sort != "valid" or random.random() < 0.5
        check_module(network, "meta" if cheap else "cpu")
        self.counts["built on meta" if cheap else "built and trained"] += 1
        if random.random() < 0.3:
            check_views(network, text)
            # Of damaged specs, editors may refuse what does no harm, such as a number for a text.
            assert sort != "valid" or accepted(text)
            self.counts["shown"] += 1
            self.counts["overridden"] += check_overrides(random, network, text)

    def report(self) -> str:
        """The counts and the findings."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        lines = [f"{count:>12,}  {name}" for name, count in sorted(self.counts.items())]
        lines += [
            f"{self.slowest:>12.2f}  seconds for the slowest",
            f"{memory:>12.0f}  MiB at most",
        ]
        return "\n".join([*lines, f"{len(self.findings):>12,}  findings"])


def written(random: Random, sort: str) -> str:
    """A valid spec, one with a few slips in its text, or one with other data in it."""
    data = spec_writer.spec(random)
    if sort == "valid":
        return spec_writer.as_text(random, data)
    shipped = random.random() < 0.4
    if sort == "tree":
        data = yaml.safe_load(random.choice(SHIPPED)) if shipped else data
        return tree_mutations.as_text(random, tree_mutations.mutated(random, data))
    text = random.choice(SHIPPED) if shipped else spec_writer.as_text(random, data)
    return text_mutations.mutated(random, text)


def main() -> None:
    """Runs as many examples as the environment asks for."""
    examples = int(os.environ.get("ARCHSPEC_FUZZ_EXAMPLES", "20000"))
    first = int(os.environ.get("ARCHSPEC_FUZZ_SEED", "0")) * 10_000_000
    warnings.simplefilter("ignore")
    campaign, began = Campaign(), time.monotonic()
    for number in range(examples):
        before = len(campaign.findings)
        campaign.one(first + number)
        for why, text in campaign.findings[before:]:
            print(f"\n{why[-1500:]}\n--- the text\n{text[:1500]}", flush=True)
        if number % 1000 == 999:
            print(f"{number + 1:,} after {time.monotonic() - began:,.0f} s", flush=True)
    print(campaign.report())
    sys.exit(bool(campaign.findings))


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    # Python and torch map several GiB before they use any; this stops only a runaway.
    resource.setrlimit(resource.RLIMIT_AS, (12 * 2**30, 12 * 2**30))
    main()
