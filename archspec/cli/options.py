"""What several commands take: a spec, parameters, and the way they fail."""

import functools
import os
import sys
from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any, TypeVar

import click

from archspec.cli.completing import specs
from archspec.cli.output import say
from archspec.cli.voice import name, speaks, tells_of_failures
from archspec.diagnostics import Diagnostic, Failure

Command = TypeVar("Command", bound=Callable[..., Any])


class Setting(click.ParamType[tuple[str, str]]):
    """`name=value`."""

    name = "name=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The name and the text of the value."""
        name, equals, text = str(value).partition("=")
        if not equals or not name.strip():
            self.fail(f"`{value}` is not of the form name=value", param, ctx)
        return name.strip(), text


class PathName(click.Path):
    """A path; an empty name is none, though Python takes it for the folder that one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


spec_argument = click.argument("spec", metavar="SPEC", shell_complete=specs)

set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    type=Setting(),
    help="Set a parameter of the file, or a size that it leaves open; may be given several times.",
)


def finite(_ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """A number, where it is one: `nan` and `inf` are numbers to Python only."""
    if value is not None and not isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number", param=param)
    return value


device_option = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda", "mps"]),
    help="Where to compute: auto is the fastest there is.",
)

root_option = click.option(
    "--root", type=PathName(), help="Where the data is, instead of the recipe's `root`."
)

code_option = click.option(
    "--allow-code",
    is_flag=True,
    help="Run the Python that the recipe names as its data; without it none is run.",
)

weights_option = click.option(
    "--weights",
    type=click.Choice(["best", "last"]),
    default="best",
    help="Those of the best epoch (the default), or those after the last one.",
)

accept_option = click.option(
    "--accept",
    type=click.Choice(["data"]),
    multiple=True,
    help="Take other data than the run began with.",
)


def reports_failures(command: Command) -> Command:
    """Shows findings instead of a traceback, and exits with 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Failure as failure:
            if tells_of_failures():
                show(failure.diagnostics, sys.stderr)
            raise SystemExit(1) from None
        except BrokenPipeError:
            # Somebody closed the pipe, as `head` does; what is left has no reader.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except KeyboardInterrupt:
            say("\nstopped", err=True)
            raise SystemExit(130) from None

    return run  # type: ignore[return-value]


def show(diagnostics: Iterable[Diagnostic], stream: Any) -> None:
    """The findings as text, coloured on a terminal."""
    from archspec.diagnostics.text import render

    text = render(diagnostics, colour=coloured(stream))
    text = text if speaks() else f"{name()}\n{text}"
    click.echo(text, file=stream, color=True)  # noqa: TID251  printable but for its own colours


def coloured(stream: Any) -> bool:
    """Whether colours are wanted: on a terminal, never by NO_COLOR, always by FORCE_COLOR.

    Sources: https://no-color.org and https://force-color.org: set means set to something.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
