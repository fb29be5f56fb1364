"""Graph to graph: each pass attaches what the next ones need."""

from archspec.graph.facts import shaped
from archspec.passes.advice import find_advice
from archspec.passes.contract import Pass
from archspec.passes.cost import costed, count_costs
from archspec.passes.expectations import check_expectations
from archspec.passes.lower import lower, lowered
from archspec.passes.receptive_field import measure_receptive_fields, measured
from archspec.passes.recipe import (
    check_recipe,
    check_sized,
    check_start,
    check_there,
    fits,
    named_binding,
    ports_of,
    recipe_faults,
)
from archspec.passes.series import spread_rates

PASSES: tuple[Pass, ...] = (
    Pass(spread_rates, requires=(shaped,)),
    Pass(count_costs, requires=(shaped,), ensures=(costed,)),
    Pass(measure_receptive_fields, requires=(shaped,), ensures=(measured,)),
    Pass(lower, requires=(shaped,), ensures=(lowered,)),
)

CHECKS: tuple[Pass, ...] = tuple(one for one in PASSES if one.run is not lower)
"""Those by which a network is judged: what its layers become in torch, back ends alone ask."""

__all__ = [
    "CHECKS",
    "PASSES",
    "Pass",
    "check_expectations",
    "check_recipe",
    "check_sized",
    "check_start",
    "check_there",
    "count_costs",
    "find_advice",
    "fits",
    "lower",
    "measure_receptive_fields",
    "named_binding",
    "ports_of",
    "recipe_faults",
    "spread_rates",
]
