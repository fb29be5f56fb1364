"""`archspec fmt`."""

import sys
from pathlib import Path

import click

from archspec.catalog import find
from archspec.cli import completing
from archspec.cli.options import reports_failures, show
from archspec.cli.output import say
from archspec.cli.rewriting import STDIN, read_input, refuse_shipped, rewrite, show_diff
from archspec.diagnostics import Diagnostic, Failure
from archspec.syntax.layout import formatted


@click.command()
@click.argument(
    "specs", nargs=-1, required=True, metavar="SPEC...", shell_complete=completing.specs
)
@click.option("--check", "only_check", is_flag=True, help="Name what would change; exit with 1.")
@click.option("--diff", is_flag=True, help="Show what would change; exit with 1.")
@reports_failures
def command(specs: tuple[str, ...], only_check: bool, diff: bool) -> None:
    r"""Put specs into their one form; `-` formats standard input to standard output.

    Every comment stays, and so does the network: only the layout changes. A file that is not YAML
    is reported and left as it is.

    \b
    Example:
        archspec fmt net.yaml
        archspec fmt --check specs/*.yaml
    """
    write = not (only_check or diff)
    found: list[Diagnostic] = []
    changed = 0
    for spec in specs:
        try:
            path = None if spec == STDIN else find(spec)[0]
            changed += _format(spec, path, write=write, diff=diff)
        except Failure as failure:
            found += failure.diagnostics
    if found:
        show(found, sys.stderr)
    raise SystemExit(bool(found) or (bool(changed) and not write))


def _format(spec: str, path: Path | None, *, write: bool, diff: bool) -> bool:
    """Whether a file is in another form; writes, shows or names it."""
    if write and path is not None:
        refuse_shipped(spec, path)
    source = read_input(path)
    text = formatted(source)
    changes = text != source.text
    if diff and changes:
        show_diff(source, text)
    elif path is None and write:
        click.echo(text.encode(), nl=False)  # noqa: TID251  a file, to the letter
    elif changes and path is not None and write:
        rewrite(path, source, text)
        say(f"formatted {path}")
    elif changes:
        say(f"would format {source.name}")
    return changes
