"""The sums below a table: parameters, work, memory, and what an output sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from archspec.backends.table.grid import in_bytes, wrapped
from archspec.diagnostics.readable import as_name, printable
from archspec.graph import Graph
from archspec.graph.seen import output_sees
from archspec.passes.gradients import training_macs
from archspec.passes.memory import peak_bytes, training_memory

if TYPE_CHECKING:
    from archspec.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Work:
    """How the work of a network is counted.

    Args:
        word: the unit.
        each: how many of them a multiply-add is.
        convention: what is counted, in a sentence.
    """

    word: str
    each: int
    convention: str


MACS: Final = Work(
    "MACs", 1, "MACs: multiply-adds of convolutions, linear layers and attention, per sample"
)
FLOPS: Final = Work(
    "FLOPs", 2, "FLOPs: two for each multiply-add of convolutions, linear layers and attention"
)


def title(graph: Graph) -> str:
    """The name of a network, what it takes and what it gives."""
    inputs = ", ".join(
        f"{as_name(i.name)} {i.shape}" if len(graph.inputs) > 1 else str(i.shape)
        for i in graph.inputs
    )
    return f"{as_name(graph.name)}: {inputs} → {printable(graph.given)}"


def sums(graph: Graph, recipe: "Recipe | None" = None, work: Work = MACS) -> Iterator[str]:
    """The lines of figures about the whole network."""
    frozen = graph.cost.params - graph.trainable_params
    trainable = f" ({graph.trainable_params:,} trainable)" if frozen else ""
    done = f"{work.each * graph.cost.macs:,} {work.word}"
    taught = f"{work.each * training_macs(graph):,} to train on a sample"
    yield from wrapped(f"{graph.cost.params:,} parameters{trainable}", done, taught)
    yield from _memory(graph, recipe)
    for sees in output_sees(graph):
        yield from wrapped(sees)
    yield work.convention


def _memory(graph: Graph, recipe: "Recipe | None") -> Iterator[str]:
    memory = training_memory(graph, recipe)
    peak, kept = in_bytes(peak_bytes(graph)), in_bytes(memory.sample)
    yield from wrapped(f"memory for a sample: {peak} in evaluation", f"{kept} kept in training")
    if recipe is None:
        weights, gradients = in_bytes(memory.weights), in_bytes(memory.gradients)
        made = f", weights made of others {in_bytes(memory.made)}" if memory.made else ""
        yield from wrapped(f"weights {weights}, gradients {gradients}{made}, in 32-bit numbers")
    else:
        state = f", gradients and {recipe.optimizer.kind}'s state"
        beside = f"weights{state if memory.state else ' and gradients'}"
        total = in_bytes(memory.total)
        yield from wrapped(f"training in batches of {memory.batch:,}: {total} with {beside}")
