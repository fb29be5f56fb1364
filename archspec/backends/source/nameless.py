"""Layers that source has to look up, as their names are no words."""

from pathlib import Path

from archspec.backends.source.classes.keys import is_row
from archspec.backends.source.classes.members import read_members
from archspec.backends.source.holding import is_numbered
from archspec.backends.source.python.build import is_attribute
from archspec.graph import Graph


def nameless(graph: Graph) -> list[tuple[str, str]]:
    """The names of layers and scopes that no attribute can have, each with its place in the file.

    What a row or list of modules knows by its place is none of them, and each place is there once.
    """
    found: dict[str, str] = {}
    for member in read_members(graph).within():
        if is_row(member) or is_numbered(member.places):
            continue
        for place in member.places:
            if place.stateful and not is_attribute(place.name.partition(".")[0]):
                span = place.child.origin.span
                found.setdefault(f"{Path(span.source.name).name}:{span.line}", place.name)
    return [(name, place) for place, name in found.items()]
