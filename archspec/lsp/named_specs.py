"""What a study may say of the specs that it names: their parameters, fields, figures."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from archspec.catalog import about, find, shipped, shipped_variants
from archspec.dataclass import dataclass
from archspec.diagnostics import Failure, Source
from archspec.graph import Graph
from archspec.language.document.expectations import FIGURES
from archspec.lsp import outline
from archspec.lsp.markdown import code, prose
from archspec.lsp.options import Option
from archspec.lsp.places import Place
from archspec.lsp.scanner import sketch
from archspec.lsp.sketch import Item, Word
from archspec.lsp.training import Training
from archspec.planning.contender import base_recipe, compiled, recipe_file
from archspec.planning.known_figures import known_figures
from archspec.planning.sweep_check import COSTS
from archspec.recipe import Recipe
from archspec.recipe.metrics import METRICS
from archspec.syntax import read, read_file

MOST_READ: Final = 20
"""Specs of a study that are read to find what all of them have."""

MOST_COMPILED: Final = 3
"""Those that are tried for one with a recipe, while somebody waits for a list."""


@dataclass(frozen=True, slots=True)
class NamedSpecs:
    """The specs that a part of a study is about.

    Nothing is offered of one that cannot be read: a check of the study says why.

    Args:
        names: as the study has them, each once.
        home: its folder, in which they are looked for first.
        recipe: a file with the recipe of all, where the study names one.
    """

    names: tuple[str, ...]
    home: Path
    recipe: str | None = None

    def parameters(self) -> Iterator[Option]:
        """The parameters that all of them have, with the values of the first."""
        found = {name: _parameters(source) for name, source in self._sources()}
        first = next(iter(found), "")
        for name, value in found.get(first, {}).items():
            if all(name in one for one in found.values()):
                given = f"; {code(value)} in its file" if value else ""
                yield Option(
                    name, "parameter", value, f"A parameter of {code(first)}{given}.", ": "
                )

    def recipe_fields(self) -> Iterator[Option]:
        """The fields of the recipe, and with dots those in fields that it has."""
        networks = self._networks()
        content = next((recipe.model_dump(mode="json") for _, recipe in networks), {})
        return _fields(Training(Item()), content)

    def figures(self) -> Iterator[Option]:
        """What a run measures."""
        for graph, recipe in self._networks():
            names, _ = known_figures(graph, recipe)
            yield from (Option(name, "value", "figure", _measured(name)) for name in names)
            return

    def _sources(self) -> Iterator[tuple[str, Source]]:
        for name in self.names[:MOST_READ]:
            try:
                yield name, read_file(find(name, self.home)[0])
            except Failure:
                continue

    def _networks(self) -> Iterator[tuple[Graph, Recipe]]:
        for name in self.names[:MOST_COMPILED]:
            try:
                spec, graph = compiled(name, self.home, {})
                yield graph, base_recipe(spec, graph, recipe_file(self.recipe, self.home))[0]
            except Failure:
                continue


def costs() -> Iterator[Option]:
    """Figures of a network that need no training."""
    return (Option(name, "value", "cost", FIGURES[name]) for name in COSTS)


def spec_option(name: str, home: Path) -> Option | None:
    """A spec that a study names, with what it says of itself; None where there is none."""
    try:
        path, variant = find(name, home)
        return _option(name, path, f"variant of {path.name}" if variant else "spec")
    except Failure:
        return None


@cache
def shipped_specs() -> tuple[Option, ...]:
    """The specs that ship, and their variants."""
    alone = {name: _option(name, path, "spec") for name, path in shipped().items()}
    by_path = {path: alone[name] for name, path in shipped().items()}
    variants = (
        replace(by_path[path], name=name, detail=f"variant of {by_path[path].name}")
        for name, path in shipped_variants().items()
    )
    return (*alone.values(), *variants)


def _option(name: str, path: Path, detail: str) -> Option:
    source = read_file(path)
    text = prose(about(read(source)))
    names = ", ".join(map(code, _parameters(source)))
    takes = f"Takes {names}." if names else ""
    return Option(name, "value", detail, "\n\n".join(filter(None, [text, takes])))


def _measured(name: str) -> str:
    """What a figure says of itself, which may be of one of several outputs."""
    metric = METRICS.by_name.get(name.rpartition(".")[2])
    return inspect.getdoc(metric) or "" if metric else ""


def _parameters(source: Source) -> dict[str, str]:
    """The parameters of a file, whatever state it is in, with their values as they are written."""
    found = outline.keys(sketch(source.text).child("params"))
    return {one.name: one.item.value.text if one.item.value else "" for one in found}


def _fields(place: Place, content: Mapping[str, Any], prefix: str = "") -> Iterator[Option]:
    """The keys of a place and of those in it, as far as a recipe has fields there.

    Without a recipe, those of the place alone.
    """
    for option in place.keys():  # noqa: SIM118  not a mapping
        if content and option.name not in content:
            # Another optimiser than the recipe's, whose fields are not there to be set.
            continue
        name = f"{prefix}{option.name}"
        yield replace(option, name=name, after=": ")
        inner = content.get(option.name)
        if isinstance(inner, dict):
            yield from _fields(place.below(Item(key=Word(option.name, 0))), inner, f"{name}.")
