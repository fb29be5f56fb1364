"""The command `archspec` and the list of its commands, in the order in which they are used."""

import importlib
from collections.abc import Sequence
from typing import Any, Final

import click

from archspec.diagnostics.readable import printable_lines
from archspec.diagnostics.suggest import near
from archspec.namesake import WAY_OUT, Namesake, namesake
from archspec.version import __version__

COMMANDS: Final[dict[str, str]] = {
    "new": "Write a first file: a network of a family, with a recipe.",
    "check": "Find every mistake in specs.",
    "fmt": "Put specs into their one form; comments and network stay.",
    "show": "The table of layers: shapes, parameters, MACs, receptive fields.",
    "diagram": "Draw a network: .svg .png .pdf .tex .html .dot .mmd",
    "source": "Write a network as Python that needs torch alone.",
    "build": "Check, compile, and write the module's files into a folder.",
    "data": "What the data set of a recipe is: parts, classes, statistics, a sheet of samples.",
    "train": "Train a network by its recipe.",
    "eval": "Measure the network of a run.",
    "predict": "Say what is in images, by the network of a run.",
    "kernels": "Draw the first kernels of a network, and a picture through them.",
    "serve": "Answer over HTTP what the network of a run says.",
    "compare": "Train designs from several seeds, and say which is better.",
    "sweep": "Search a space of designs and recipes for what does best.",
    "runs": "List runs: what came of each, and in what they differ.",
    "export": "Write a network as a file that torch or ONNX runtimes run.",
    "explain": "What an error code means, with an example.",
    "layers": "The kinds of layers and their fields.",
    "specs": "The specs that ship, and the networks of each family.",
    "schema": "The JSON Schema of specs and studies, for editors.",
    "lsp": "The language server, which an editor starts.",
    "doctor": "What is installed here, and whether it works.",
}


def _load_plugins(_ctx: click.Context, _param: click.Parameter, paths: Sequence[str]) -> None:
    """Runs the files, before a spec is read."""
    if paths:
        from archspec.cli.options import reports_failures
        from archspec.extending import load_plugin

        for path in paths:
            reports_failures(load_plugin)(path)


def _allow_package(_ctx: click.Context, param: click.Parameter, packages: Sequence[str]) -> None:
    """Lets specs name classes of these packages."""
    if packages:
        from archspec.extending import allow_package

        for package in packages:
            try:
                allow_package(package)
            except TypeError as error:
                raise click.BadParameter(str(error), param=param) from None


WITHOUT_PLUGINS: Final = ("doctor",)

PLUGIN: Final = click.Option(
    ["--plugin"],
    metavar="FILE",
    multiple=True,
    expose_value=False,
    is_eager=True,
    callback=_load_plugins,
    help="Run a Python file that has kinds of layers of your own; may be given several times.",
)

ALLOW_PACKAGE: Final = click.Option(
    ["--allow-package"],
    metavar="PACKAGE",
    multiple=True,
    expose_value=False,
    is_eager=True,
    callback=_allow_package,
    help="Let specs name classes of a package: `torch: {module: PACKAGE.Class}`.",
)


class LazyGroup(click.Group):
    """Commands that are imported when they are called: `--help` loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The names, in the order of use."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"archspec.cli.{cmd_name}")
        command: click.Command = module.command
        if cmd_name not in WITHOUT_PLUGINS and PLUGIN not in command.params:
            command.params += [PLUGIN, ALLOW_PACKAGE]
        # Raw docstrings hold click's mark for lines to be left as they are in two characters.
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or the nearest names."""
        word = args[0]
        if word not in COMMANDS and not word.startswith("-"):
            meant = "".join(f" Did you mean `{name}`?" for name in near(word, COMMANDS)[:1])
            ctx.fail(f"There is no command `{word}`.{meant}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; click's own messages repeat arguments, such as names of files."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            vars(error)["message"] = printable_lines(error.message)
            raise

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """The list, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Begin with: archspec show net",
)
@click.version_option(__version__, message="archspec %(version)s")
def main() -> None:
    """Say in YAML what a neural network is; check, draw, build and train it."""
    if (found := namesake()) is Namesake.ABOVE:
        raise click.ClickException("\n".join((found.value, *WAY_OUT[found])))
