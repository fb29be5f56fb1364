"""`archspec check`."""

import sys
from collections.abc import Sequence

import click

from archspec.catalog import find
from archspec.cli.options import reports_failures, set_option, show
from archspec.compiler import advise, compile_file
from archspec.diagnostics import Diagnostic, Failure
from archspec.diagnostics.json import to_json


@click.command()
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@set_option
@reports_failures
def command(specs: tuple[str, ...], form: str, settings: Sequence[tuple[str, str]]) -> None:
    r"""Find every mistake in one or more specs.

    Prints nothing and exits with 0 where all is well, and with 1 where it is not.

    \b
    Example:
        archspec check net.yaml
        archspec check specs/*.yaml --format json
    """
    found = [diagnostic for spec in specs for diagnostic in findings(spec, settings)]
    if form == "json":
        click.echo(to_json(found))
    elif found:
        show(found, sys.stdout)
        click.echo(f"\n{_count(found)}")
    raise SystemExit(any(d.severity == "error" for d in found))


def findings(spec: str, settings: Sequence[tuple[str, str]] = ()) -> Sequence[Diagnostic]:
    """What is wrong with a spec; where nothing is, what is rarely meant."""
    try:
        path, variant = find(spec)
        return advise(*compile_file(path, settings, variant))
    except Failure as failure:
        return failure.diagnostics


def _count(found: Sequence[Diagnostic]) -> str:
    """How many there are of each kind.

    >>> _count([Diagnostic("A201", "…"), Diagnostic("A701", "…")])
    '1 error, 1 warning'
    """
    severities = [d.severity for d in found]
    counts = [(severities.count(word), word) for word in ("error", "warning")]
    return ", ".join(f"{n} {word}{'s' * (n > 1)}" for n, word in counts if n)
