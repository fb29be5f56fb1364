"""What is wrong with a spec, and what is allowed and rarely meant: the door of `check`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from archspec.catalog import find
from archspec.compiler import advise, compile_recipe, compile_source, uncollected, variant_names
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.language import Given, OnlyBlocks, OnlyRecipe, Overrides, is_recipe, is_study
from archspec.passes import CHECKS
from archspec.syntax import Tree, read, read_file

UNUSED: Final = "A799"
"""A comment that silences nothing."""


def check(
    reference: str | Path | None = None,
    /,
    *,
    text: str | None = None,
    name: str = "spec.yaml",
    params: Mapping[str, Any] | None = None,
    variants: bool = False,
) -> tuple[Diagnostic, ...]:
    r"""Everything that is wrong with a spec or a study; else advice on what is rarely meant.

    Args:
        reference: a path, `path:variant`, or the name of a spec that ships.
        text: what a file would hold, instead of one.
        name: of the file that messages speak of, where `text` is given.
        params: values for its parameters, as in `load`.
        variants: check every variant as well.

    Returns:
        The findings, in the order of the lines. Each has a `code`, a `message`, a `severity`, which
        is `error` or `warning`, a `span` with the file, line and columns from 1, and `helps`. As
        text, by `print`, it is the whole message.

    >>> check("net")
    ()
    >>> print(*check(text="archspec: 1\ninput: [3, 8, 8]\nlayers: [conv: {widht: 4}]"), sep="\n\n")
    error[A201]: unknown field `widht` in a `conv` layer
     --> spec.yaml:3:17
    3 | layers: [conv: {widht: 4}]
      |                 ^^^^^ `conv` has no such field
      = note: `conv` takes width (required), kernel, stride, padding, dilation, groups, bias, …
      = help: did you mean `width`?
    """
    if (reference is None) == (text is None):
        raise TypeError("check() takes either a path or `text=…`")
    settings = [(key, Given(value)) for key, value in (params or {}).items()]
    try:
        path, variant = (None, None) if text is not None else find(str(reference))
        source = Source(name, text or "") if path is None else read_file(path)
    except Failure as failure:
        return tuple(failure.diagnostics)
    found = findings(source, settings, variant)
    if variants and variant is None:
        found = (*found, *of_variants(source, settings, found))
    return found


def findings(
    source: Source,
    settings: Overrides = (),
    variant: str | None = None,
    tree: Tree | None = None,
    recipe: Path | None = None,
) -> tuple[Diagnostic, ...]:
    """What is wrong with a text, or with what was read of it; else what is rarely meant.

    Args:
        source: of a spec, a study, a file of blocks, or a recipe.
        settings: values for its parameters.
        variant: the one of its variants that is meant.
        tree: what was read of it already.
        recipe: a file whose `train` takes the place of the spec's own.
    """
    try:
        with uncollected():
            tree = tree or read(source)
        if is_study(tree):
            # What a study takes besides takes longer to load than most files to check.
            from archspec.planning.check import study_findings

            return study_findings(tree, settings, variant)
        spec, graph = compile_source(source, settings, variant, tree, CHECKS)
        if recipe is not None:
            own, train = compile_recipe(recipe, spec, graph)
            spec = replace(spec, recipe=own, train=train, faults=(), binding=None)
            # What comments silence in the file may be of its own recipe.
            return tuple(one for one in advise(spec, graph) if one.code != UNUSED)
        return advise(spec, graph)
    except (OnlyBlocks, OnlyRecipe):
        return ()
    except Failure as failure:
        return tuple(failure.diagnostics)


def is_recipe_alone(source: Source) -> bool:
    """Whether a text that can be read is a recipe, which `findings` checks by itself."""
    # Specs may be long, and most are told from recipes without being read once more.
    is_spec = any(line.startswith("layers:") for line in source.lines)
    return not is_spec and is_recipe(read(source))


def has_network(source: Source) -> bool:
    """Whether a text is one of which a network is made, as far as its keys tell."""
    try:
        tree = read(source)
    except Failure:
        return True
    return not (is_study(tree) or is_recipe(tree))


def of_variants(
    source: Source,
    settings: Overrides,
    known: tuple[Diagnostic, ...],
    recipe: Path | None = None,
) -> Iterator[Diagnostic]:
    """What is wrong with a file's variants and is not known already."""
    said = set(known)
    names = variant_names(source)
    tree = read(source) if names else None
    for name in names:
        new = [one for one in findings(source, settings, name, tree, recipe) if one not in said]
        said.update(new)
        yield from new
