"""The figures of `expect:`, held against what was found."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from archspec.diagnostics import Diagnostic, Edit, Failure, Help
from archspec.graph import Graph
from archspec.language import Expectation
from archspec.shapes import Size
from archspec.syntax.writing import written

FIGURES: Final[Mapping[str, Callable[[Graph], Any]]] = {
    "params": lambda graph: graph.cost.params,
    "trainable_params": lambda graph: graph.trainable_params,
    "macs": lambda graph: graph.cost.macs,
    "output": lambda graph: next(iter(graph.output_shapes.values())).dims,
    "receptive_field": lambda graph: graph.receptive_field.extent,
}


def check_expectations(graph: Graph, expect: tuple[Expectation, ...]) -> None:
    """Nothing, where every figure holds.

    Raises:
        Failure: A409 for each that does not.
    """
    problems = list(_broken(graph, expect))
    if problems:
        raise Failure(problems)


def _broken(graph: Graph, expect: tuple[Expectation, ...]) -> Iterator[Diagnostic]:
    for one in expect:
        found = FIGURES[one.figure](graph)
        if not _holds(one.value, found):
            shown = _shown(found)
            text = written(_as_data(found))
            helps = (
                ()
                if isinstance(one.value, dict)
                else (Help(f"if that is right now, write `{text}`", (Edit(one.span, text),)),)
            )
            message = f"`{one.figure}` is {shown}, and {_wanted(one.value)} is expected"
            yield Diagnostic("A409", message, one.span, _difference(one.value, found), helps=helps)


def _holds(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict):
        return bool(wanted.get("min", found) <= found <= wanted.get("max", found))
    return bool(wanted == found)


def _wanted(value: Any) -> str:
    if not isinstance(value, dict):
        return _shown(value)
    words = {"min": "at least", "max": "at most"}
    return " and ".join(f"{words[name]} {_shown(bound)}" for name, bound in value.items())


def _difference(wanted: Any, found: Any) -> str:
    if isinstance(wanted, dict) and isinstance(found, int):
        wanted = wanted["max"] if found > wanted.get("max", found) else wanted["min"]
    if not isinstance(wanted, int) or not isinstance(found, int):
        return ""
    return f"{abs(found - wanted):,} {'more' if found > wanted else 'fewer'} than expected"


def _as_data(value: Any) -> Any:
    """A figure as a file has it: a size that is left open as its expression."""
    if isinstance(value, tuple):
        return tuple(map(_as_data, value))
    return value.expression if isinstance(value, Size) else value


def _shown(value: Any) -> str:
    return "×".join(map(str, value)) if isinstance(value, tuple) else f"{value:,}"
