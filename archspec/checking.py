"""What is wrong with a spec, and what is allowed and rarely meant: the door of `check`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from archspec.catalog import find
from archspec.compiler import advise, compile_source, uncollected, variant_names
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.language import Given, OnlyBlocks, Overrides, is_study
from archspec.passes import CHECKS
from archspec.syntax import Tree, read, read_file


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
) -> tuple[Diagnostic, ...]:
    """What is wrong with a text, or with what was read of it; else what is rarely meant."""
    try:
        with uncollected():
            tree = tree or read(source)
        if is_study(tree):
            # What a study takes besides takes longer to load than most files to check.
            from archspec.planning.check import study_findings

            return study_findings(tree, settings, variant)
        return advise(*compile_source(source, settings, variant, tree, CHECKS))
    except OnlyBlocks:
        return ()
    except Failure as failure:
        return tuple(failure.diagnostics)


def of_variants(
    source: Source, settings: Overrides, known: tuple[Diagnostic, ...]
) -> Iterator[Diagnostic]:
    """What is wrong with a file's variants and is not known already."""
    said = set(known)
    names = variant_names(source)
    tree = read(source) if names else None
    for name in names:
        new = [one for one in findings(source, settings, name, tree) if one not in said]
        said.update(new)
        yield from new
