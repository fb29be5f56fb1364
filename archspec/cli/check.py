"""`archspec check`."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click

from archspec.catalog import find
from archspec.checking import findings, has_network, is_recipe_alone, of_variants
from archspec.cli import completing
from archspec.cli.options import PathName, reports_failures, set_option, show
from archspec.cli.output import say, say_wrapped
from archspec.cli.rewriting import STDIN, read_input, refuse_shipped, rewrite, show_diff
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.language.document.recipe_file import command_for

Settings = Sequence[tuple[str, str]]
FORMATS = ("text", "json", "sarif", "github")


@click.command()
@click.argument(
    "specs", nargs=-1, required=True, metavar="SPEC...", shell_complete=completing.specs
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="Of findings.")
@click.option("--variants", is_flag=True, help="Check every variant as well.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--fix", is_flag=True, help="Apply the fixes that are certain.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--recipe",
    "recipe",
    type=PathName(path_type=Path, dir_okay=False),
    help="A file whose `train:` takes the place of the specs' own.",
)
@set_option
@reports_failures
def command(
    specs: tuple[str, ...],
    form: str,
    variants: bool,
    strict: bool,
    fix: bool,
    diff: bool,
    recipe: Path | None,
    settings: Settings,
) -> None:
    r"""Find every mistake in specs, studies and recipes; `-` is standard input.

    Prints nothing and exits with 0 where all is well, and with 1 where it is not. What is allowed
    but rarely meant is a warning, which does not count unless --strict is given.

    \b
    Example:
        archspec check net.yaml
        archspec check specs/*.yaml --format sarif > findings.sarif
        archspec check --fix net.yaml
        archspec check --variants resnet.yaml
        archspec check study.yaml
        archspec check net.yaml --recipe on_digits.yaml
    """
    # A machine reads what is printed, and the diff is not for it.
    stream = sys.stdout if form == "text" else sys.stderr
    found: list[Diagnostic] = []
    changes = False
    for spec in specs:
        try:
            path, variant = (None, None) if spec == STDIN else find(spec)
            source = read_input(path)
            if recipe is not None and not has_network(source):
                fact = "--recipe is for specs: a study has its own, and a recipe is one"
                raise click.UsageError(fact)
            check = partial(findings, settings=settings, variant=variant, recipe=recipe)
            if fix or diff:
                fixed = _fixed(source, check, spec, path, write=not diff)
                changes |= fixed is not source
                if fixed is not source:
                    show_diff(source, fixed.text, stream, applied=not diff)
                source = fixed
            new = check(source)
            found += new
            if variants and variant is None:
                found += of_variants(source, settings, tuple(found), recipe)
            if not new and is_recipe_alone(source):
                say_wrapped(_of_recipe(source), err=True)
        except Failure as failure:
            found += failure.diagnostics
    report(found, form)
    bad = any(strict or d.severity == "error" for d in found)
    raise SystemExit(bad or (diff and changes))


def _of_recipe(source: Source) -> str:
    """What a check of a recipe alone leaves open, where nothing is wrong with it."""
    return (
        f"{source.path or source.name} is a recipe, and its fields are right; whether it fits a "
        f"network says {command_for(source)}"
    )


def report(found: Sequence[Diagnostic], form: str) -> None:
    """Prints the findings."""
    if form != "text":
        if text := _printers()[form](found):
            say(text)
    elif found:
        show(found, sys.stdout)
        say(f"\n{_count(found)}")


def _printers() -> dict[str, Callable[[Sequence[Diagnostic]], str]]:
    from archspec.diagnostics.github import to_github
    from archspec.diagnostics.json import to_json
    from archspec.diagnostics.sarif import to_sarif

    return {"json": to_json, "sarif": to_sarif, "github": to_github}


def _fixed(
    source: Source,
    check: Callable[[Source], Sequence[Diagnostic]],
    spec: str,
    path: Path | None,
    *,
    write: bool,
) -> Source:
    """The text with all certain fixes, written to its file where asked for."""
    from archspec.diagnostics.fixes import fixed

    if write and path is None:
        raise click.UsageError("standard input cannot be fixed in its place; use --diff")
    if write and path is not None:
        refuse_shipped(spec, path)
    after = fixed(source, check)
    if write and path is not None and after is not source:
        rewrite(path, source, after.text)
    return after


def _count(found: Sequence[Diagnostic]) -> str:
    """How many there are of each kind.

    >>> _count([Diagnostic("A201", "…"), Diagnostic("A701", "…")])
    '1 error, 1 warning'
    """
    severities = [d.severity for d in found]
    counts = [(severities.count(word), word) for word in ("error", "warning")]
    return ", ".join(f"{n} {word}{'s' * (n > 1)}" for n, word in counts if n)
