"""`archspec new`."""

import sys
from pathlib import Path

import click

from archspec.checking import findings
from archspec.cli import completing
from archspec.cli.options import PathName, reports_failures, show
from archspec.cli.output import say
from archspec.cli.rewriting import STDIN
from archspec.diagnostics import Diagnostic, Failure, Help, Source
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import near
from archspec.files import create_file, reason

MOST_SIZE = 2**16


class Sizes(click.ParamType[tuple[int, ...]]):
    """`3,32,32`."""

    name = "sizes"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The sizes, channels first."""
        texts = str(value).strip("[] ").replace("x", ",").split(",")
        if not all(text.strip().isdecimal() for text in texts):
            self.fail(f"`{value}` is no list of sizes, such as 3,32,32", param, ctx)
        sizes = tuple(int(text[:10]) for text in texts)
        if not 1 <= len(sizes) <= 4 or not all(1 <= size <= MOST_SIZE for size in sizes):
            self.fail("there are one to four sizes, of at least 1", param, ctx)
        return sizes


@click.command()
@click.argument("file", metavar="FILE", type=PathName(path_type=Path, allow_dash=True))
@click.option(
    "--like",
    metavar="FAMILY",
    shell_complete=completing.families,
    help="A family of networks: resnet, unet, lstm, mlp, …",
)
@click.option("--input", "sizes", type=Sizes(), help="Sizes of a sample: 3,32,32, channels first.")
@click.option("--classes", type=click.IntRange(2, 10**5), help="Among how many to decide.")
@click.option("--values", type=click.IntRange(1, 10**5), help="Numbers to predict, not classes.")
@click.option("--data", type=PathName(), help="A folder, an .npz or a table to train on.")
@reports_failures
def command(
    file: Path,
    like: str | None,
    sizes: tuple[int, ...] | None,
    classes: int | None,
    values: int | None,
    data: str | None,
) -> None:
    r"""Write a first file, with comments; `-` is standard output.

    It is a small network of a family, fitted to the sizes, with a recipe. Where no data are named
    and some that ship or are drawn fit, it can be trained at once. A file that is there is left
    alone.

    \b
    Families:
        images     convnet vgg resnet mobilenet convnext vit mlp
        pixels     unet autoencoder
        volumes    convnet resnet
        series     tcn lstm gru transformer
        texts      transformer lstm gru
        tables     mlp

    \b
    Example:
        archspec new net.yaml --like resnet --input 3,32,32 --classes 10
        archspec new net.yaml --like unet && archspec train net.yaml
        archspec new prices.yaml --input 8 --values 1 --data houses.csv
        archspec new - --like transformer
    """
    if classes and values:
        raise click.UsageError("`--classes` are told apart, `--values` are numbers: give one")
    text = _text(file, like, sizes, classes, values, data)
    if str(file) == STDIN:
        say(text.removesuffix("\n"))
        return
    _write(file, text)
    say(f"wrote {as_name(str(file))}")
    _show_findings(file, text)


def _text(
    file: Path,
    like: str | None,
    sizes: tuple[int, ...] | None,
    classes: int | None,
    values: int | None,
    data: str | None,
) -> str:
    from archspec.starter import FAMILIES, Request, Unfit, family_for, starter
    from archspec.starter.compose import task_of
    from archspec.starter.recipes import usual_classes

    if like is not None and like not in FAMILIES:
        meant = [f"did you mean `{name}`?" for name in near(like, FAMILIES)[:1]]
        listed = meant or [f"there are {', '.join(FAMILIES)}"]
        raise click.UsageError(f"there is no family `{like}`; {listed[0]}")
    family = FAMILIES[like] if like else family_for(sizes or (3, 32, 32))
    name = file.stem if str(file) != STDIN else family.word
    request = Request(name, sizes or family.sizes, classes or 0, values or 0, data or "")
    task = task_of(request, family)
    if task == "images" and request.outputs:
        raise click.UsageError(
            f"`{family.word}` gives images: leave `--classes` and `--values` out"
        )
    if not request.outputs:
        usual = usual_classes(request.sizes, task, request.data)
        request = Request(name, request.sizes, usual, 0, request.data)
    try:
        return starter(request, family)
    except Unfit as unfit:
        raise click.UsageError(str(unfit)) from None


def _write(file: Path, text: str) -> None:
    """Puts the file where nothing stands."""
    try:
        create_file(file, text.encode())
    except FileExistsError:
        helps = (Help("give another name, or remove that file"),)
        message = f"there is a file `{file}`, which is left as it is"
        raise Failure([Diagnostic("A501", message, helps=helps)]) from None
    except OSError as error:
        raise Failure([Diagnostic("A501", f"cannot write `{file}`: {reason(error)}")]) from None


def _show_findings(file: Path, text: str) -> None:
    """What `check` says of the file: of data that do not fit, which are to be seen at once."""
    if found := findings(Source(str(file), text)):
        show(found, sys.stderr)
