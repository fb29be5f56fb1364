"""Memory: what is held at once in evaluation, and what a step of training holds.

Before: shapes are known, and every node is lowered. Values are 32-bit numbers.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archspec.graph import Graph
from archspec.passes.gradients import with_gradients
from archspec.passes.memory.alive import peak_bytes
from archspec.passes.memory.kept import NUMBER, kept_by, made_weights

if TYPE_CHECKING:
    from archspec.recipe import Recipe

__all__ = ["TrainingMemory", "kept_bytes", "peak_bytes", "training_memory"]


@dataclass(frozen=True, slots=True)
class TrainingMemory:
    """What a step of training holds when the way back begins, in bytes.

    Args:
        sample: kept of each sample for the way back.
        weights: the parameters.
        gradients: of those that are learnt.
        state: the optimiser's, which is there from the second step on.
        batch: samples whose gradients are found at once.
        made: weights that are made of others, and kept for the way back.
    """

    sample: int
    weights: int
    gradients: int
    state: int
    batch: int = 1
    made: int = 0

    @property
    def fixed(self) -> int:
        """What does not grow with the batch."""
        return self.weights + self.gradients + self.state + self.made

    @property
    def total(self) -> int:
        """All of it for a batch."""
        return self.fixed + self.batch * self.sample


def training_memory(graph: Graph, recipe: "Recipe | None" = None) -> TrainingMemory:
    """By a recipe; without one, of one sample and without an optimiser's state."""
    learnt = NUMBER * graph.trainable_params
    weights = NUMBER * graph.cost.params
    flowing = with_gradients(graph)
    made = NUMBER * sum(made_weights(one) for one in graph.nodes if one.path in flowing)
    if recipe is None:
        return TrainingMemory(kept_bytes(graph), weights, learnt, 0, made=made)
    state = recipe.optimizer.states * learnt
    return TrainingMemory(kept_bytes(graph), weights, learnt, state, recipe.batch_size, made)


def kept_bytes(graph: Graph) -> int:
    """Bytes that are kept of one sample for the way back, each value once."""
    flowing = with_gradients(graph)
    sizes = {one.value: one.shape.elements for one in graph.inputs}
    roots = {value: value for value in sizes}
    kept: dict[str, int] = {}
    more = 0
    for node in graph.nodes:
        one, sizes[node.path] = kept_by(node), node.output.elements
        viewed = one.view and one.training
        root = roots[node.path] = roots[node.inputs[0]] if viewed else node.path
        if node.path not in flowing:
            continue
        # Of all that is frozen, this alone lets its input go.
        spared = node.frozen and node.call.target == "torch.nn.Linear"
        values = [roots[v] for v in node.inputs] * (one.inputs and not spared)
        kept |= {value: sizes[value] for value in values + [root] * one.output}
        more += one.more(node)
    return NUMBER * (sum(kept.values()) + more)
