"""Graph to graph: each pass attaches what the next ones need."""

from collections.abc import Callable

from archspec.graph import Graph
from archspec.passes.advice import find_advice
from archspec.passes.cost import count_costs
from archspec.passes.expectations import check_expectations
from archspec.passes.lower import lower
from archspec.passes.receptive_field import measure_receptive_fields
from archspec.passes.recipe import check_recipe, check_sized
from archspec.passes.series import spread_rates

PASSES: tuple[Callable[[Graph], Graph], ...] = (
    spread_rates,
    count_costs,
    measure_receptive_fields,
    lower,
)

__all__ = [
    "PASSES",
    "check_expectations",
    "check_recipe",
    "check_sized",
    "count_costs",
    "find_advice",
    "lower",
    "measure_receptive_fields",
    "spread_rates",
]
