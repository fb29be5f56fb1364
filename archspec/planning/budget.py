"""What a design may cost, held against what it does cost."""

from collections.abc import Iterator

from archspec.diagnostics import Help
from archspec.graph import Graph
from archspec.kind.fields import MAX_SIZE
from archspec.planning.plan import Budget, Plan
from archspec.planning.sweep_plan import SweepPlan


def over_budget(graph: Graph, budget: Budget) -> str:
    """By what a network costs more than it may, in words; nothing where it does not."""
    words = {"params": "parameters", "macs": "multiply-adds"}
    above = _above(graph, budget)
    return next((f"{cost:,} {words[name]}, of at most {most:,}" for name, cost, most in above), "")


def enough(graph: Graph, plan: Plan | SweepPlan) -> tuple[Help, ...]:
    """How a budget is given that allows a network which is above it; nothing where none can."""
    costs = plan.budget.model_dump(exclude_none=True)
    costs |= {name: cost for name, cost, _ in _above(graph, plan.budget)}
    if max(costs.values(), default=0) > MAX_SIZE:
        return ()
    written = ", ".join(f"{name}: {cost}" for name, cost in costs.items())
    options = " ".join(f"--budget {name}={cost}" for name, cost in costs.items())
    given = f"budget: {{{written}}}" if "budget" in plan.places() else options
    return (Help(f"allow what that costs: `{given}`"),)


def _above(graph: Graph, budget: Budget) -> Iterator[tuple[str, int, int]]:
    """Each limit that a network is above, with what it costs and how much it may."""
    for name, cost in (("params", graph.cost.params), ("macs", graph.cost.macs)):
        most = getattr(budget, name)
        if most is not None and cost > most:
            yield name, cost, most
