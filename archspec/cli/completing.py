"""What a shell offers when somebody presses Tab behind a command."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

ENDINGS = (".yaml", ".yml")


def specs(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Files and folders here, then specs that ship and their variants; behind a colon, variants."""
    from archspec.catalog import shipped, shipped_variants

    spec, colon, _ = begun.rpartition(":")
    if colon:
        path = shipped().get(spec, Path(spec))
        return [one for name in _variants(path) if (one := f"{spec}:{name}").startswith(begun)]
    names = [*shipped(), *shipped_variants()]
    return [*_files(begun), *(name for name in names if name.startswith(begun))]


def kinds(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """The kinds of layers."""
    from archspec.kind import kinds

    return [word for word in kinds() if word.startswith(begun)]


def families(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """The families of first files."""
    from archspec.starter import FAMILIES

    return [word for word in FAMILIES if word.startswith(begun)]


def codes(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """The codes of findings, in whichever case they are begun."""
    from archspec.diagnostics.pages import pages

    return [code for code in pages() if code.startswith(begun.upper())]


def _variants(path: Path) -> Sequence[str]:
    """Those of a file; none where it cannot be read."""
    from archspec.compiler import variant_names
    from archspec.diagnostics import Failure
    from archspec.syntax import read_file

    try:
        return variant_names(read_file(path))
    except Failure:
        return ()


def _files(begun: str) -> Iterator[str]:
    """What lies here that is a spec by its name, or a folder in which one may be."""
    folder = Path(begun) if begun.endswith("/") else Path(begun).parent
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return
    for path in found:
        name = str(path)
        if name.startswith(begun.removeprefix("./")) and not path.name.startswith("."):
            if path.is_dir():
                yield f"{name}/"
            elif path.suffix in ENDINGS:
                yield name
