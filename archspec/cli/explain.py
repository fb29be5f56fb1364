"""`archspec explain`."""

import inspect

import click

from archspec.cli.completing import codes
from archspec.cli.options import reports_failures
from archspec.cli.output import reflowed, say
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.pages import Page, pages
from archspec.diagnostics.suggest import listed, nearest


@click.command()
@click.argument("code", required=False, shell_complete=codes)
@reports_failures
def command(code: str | None) -> None:
    r"""What an error code means, why it is refused, and what to write instead.

    Without a code, the list of them all.

    \b
    Example:
        archspec explain A402
    """
    found = {**pages(), **_of_others()}
    if code is None:
        width = max(map(len, found))
        say("\n".join(f"{word:{width}}  {page.title}" for word, page in found.items()))
        return
    word = code.strip("[]").upper()
    if word not in found:
        helps = (Help("`archspec explain` lists all codes"),)
        note = f"nearest: {listed(nearest(word, found), 5)}"
        message = f"there is no code `{code}`"
        raise Failure([Diagnostic("A107", message, notes=(note,), helps=helps)])
    say(reflowed(found[word].text.rstrip()))


def _of_others() -> dict[str, Page]:
    """The pages of the rules that plug-ins add: what their docstrings say."""
    from archspec.passes.advice import registered

    texts = {code: inspect.cleandoc(rule.__doc__ or "") for code, rule in registered().items()}
    return {code: Page(code, f"# {code}: {text}") for code, text in texts.items()}
