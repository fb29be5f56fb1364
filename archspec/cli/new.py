"""`archspec new`."""

import sys
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Final

import click

from archspec.checking import findings
from archspec.cli import completing
from archspec.cli.options import PathName, reports_failures, show
from archspec.cli.output import say, say_wrapped
from archspec.cli.rewriting import STDIN
from archspec.diagnostics import Diagnostic, Failure, Help, Source
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import near
from archspec.files import create_file, reason
from archspec.starter import FAMILIES, Request, Unfit, Wanted, family_for, starter
from archspec.starter.compose import task_of
from archspec.starter.data import FAMILY, Found, check_fits, look
from archspec.starter.recipes import LATER, usual_classes

MOST_SIZE: Final = 2**16
IMAGE: Final = (3, 32, 32)
"""To which pictures of any size are brought."""


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
        if len(sizes) == 3 and sizes[2] in (1, 3) and sizes[0] not in (1, 3):
            first = f"{sizes[2]},{sizes[0]},{sizes[1]}"
            self.fail(f"channels stand first: write `--input {first}`", param, ctx)
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
@click.option("--target", metavar="COLUMN", help="Of a table, the column that is predicted.")
@reports_failures
def command(
    file: Path,
    like: str | None,
    sizes: tuple[int, ...] | None,
    classes: int | None,
    values: int | None,
    data: str | None,
    target: str | None,
) -> None:
    r"""Write a first file, with comments; `-` is standard output, and `net` is `net.yaml`.

    It is a small network of a family, fitted to the sizes, with a recipe. With --data, the data is
    looked at: classes, columns and sizes are taken from it, and what is predicted of what is said.
    Where no data are named and some that ship or are drawn fit, it can be trained at once. A file
    that is there is left alone.

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
        archspec new shapes.yaml --data pictures
        archspec new prices.yaml --data houses.csv --target price
        archspec new - --like transformer
    """
    if classes and values:
        raise click.UsageError("`--classes` are told apart, `--values` are numbers: give one")
    if target and not data:
        raise click.UsageError("`--target` is a column of a table: give it by `--data`")
    if not file.suffix and str(file) != STDIN:
        file = file.with_name(f"{file.name}.yaml")
    wanted = Wanted(_known(like or ""), sizes or (), classes or 0, values or 0, target or "")
    try:
        found = look(data, wanted) if data else None
        text = _text(file, wanted, found)
    except Unfit as unfit:
        raise click.UsageError(str(unfit)) from None
    if str(file) == STDIN:
        say(text.removesuffix("\n"))
        return
    _write(file, text)
    _tell(file, found, text)


def _known(like: str) -> str:
    """The family that was asked for.

    Raises:
        UsageError: where there is none of that name.
    """
    if not like or like in FAMILIES:
        return like
    meant = [f"did you mean `{name}`?" for name in near(like, FAMILIES)[:1]]
    listed = meant or [f"there are {', '.join(FAMILIES)}"]
    raise click.UsageError(f"there is no family `{like}`; {listed[0]}")


def _text(file: Path, wanted: Wanted, found: Found | None) -> str:
    """The file.

    Raises:
        Unfit: where the family has no network for such samples.
    """
    sizes = wanted.sizes or (found.sizes if found else ())
    word = wanted.family or (FAMILY.get(found.holds, "") if found else "")
    family = FAMILIES[word] if word else family_for(sizes or (3, 32, 32))
    check_fits(family, found)
    sizes = sizes or (IMAGE if found and family.task == "table" else family.sizes)
    name = file.stem if str(file) != STDIN else family.word
    if found is not None:
        request = Request(name, sizes, found.classes, found.values, found)
    else:
        request = Request(name, sizes, wanted.classes, wanted.values)
    task = task_of(request, family)
    if task == "images" and request.outputs and found is None:
        raise Unfit(f"`{family.word}` gives images: leave `--classes` and `--values` out")
    if not request.outputs:
        usual = wanted.classes or usual_classes(request.sizes, task)
        request = replace(request, classes=usual)
    return starter(request, family)


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


def _tell(file: Path, found: Found | None, text: str) -> None:
    """What was written, and what to do next.

    Raises:
        Failure: what `check` says of the file, where the data does not fit it.
    """
    say(f"wrote {as_name(str(file))}")
    if found is not None and found.told:
        say_wrapped(f"predicts {found.told}")
    if found is not None and found.left_out:
        say_wrapped(f"left out: {'; '.join(found.left_out)}")
    found_wrong = findings(Source(str(file), text))
    if any(one.severity == "error" for one in found_wrong):
        raise Failure(found_wrong)
    if found_wrong:
        show(found_wrong, sys.stderr)
    here = quote(str(file))
    if LATER in text:
        say(f"next: name your data in it (docs/data.md), then `archspec check {here}`")
    else:
        say(f"next: archspec train {here}")
