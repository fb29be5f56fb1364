"""The reference of the commands, from what they say of themselves."""

import inspect
from collections.abc import Iterator
from typing import Final

import click

from archspec.cli import main
from archspec.cli.group import COMMANDS

from .made import Files

EXAMPLE: Final = "\b\nExample:\n"


def commands() -> Files:
    """The page, with every command and its options."""
    lines = ["# Commands", "", "`archspec COMMAND --help` prints the same.", ""]
    context = click.Context(main, info_name="archspec")
    for name in COMMANDS:
        if command := main.get_command(context, name):
            own = click.Context(command, context, info_name=name)
            lines += [f"## archspec {name}", "", *_command(command, own)]
    return {"docs/commands.md": "\n".join(lines)}


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield from ("```text", " ".join(usage.split()), "```", "")
    about, _, example = f"{inspect.cleandoc(command.help or '')}\n".partition(EXAMPLE)
    for paragraph in about.strip().split("\n\n"):
        yield from (" ".join(paragraph.split()), "")
    if example:
        shown = [line.strip() for line in example.splitlines() if line.strip()]
        yield from ("```sh", *shown, "```", "")
    options = [one for one in command.params if isinstance(one, click.Option)]
    records = [found for one in options if (found := one.get_help_record(context))]
    if records:
        yield from ("| option | does |", "|---|---|")
        for form, words in records:
            yield f"| `{_cell(form)}` | {_cell(words)} |"
        yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
