"""A first file, put together from a network and a recipe."""

from typing import Final

from archspec.diagnostics import Source
from archspec.starter.families.family import Family, Task
from archspec.starter.recipes import recipe
from archspec.starter.request import Request, Unfit
from archspec.syntax.layout import formatted
from archspec.syntax.writing import written

TRIED: Final = "  # `--set width=64` tries another"
MOST_BESIDE: Final = 60
"""Characters of parameters beside which a comment stands."""


def starter(request: Request, family: Family) -> str:
    """The text of the file.

    Raises:
        Unfit: where the family has no network for these sizes.

    >>> from archspec.starter.families import FAMILIES
    >>> text = starter(Request("tiny", (3,), classes=3), FAMILIES["mlp"])
    >>> text.splitlines()[1:3]
    ['name: tiny', 'about: Dense layers.']
    """
    _check(request, family)
    network, task = family.write(request), task_of(request, family)
    word = "classes" if request.classes else "values"
    outputs = {} if task == "images" else {word: str(request.outputs)}
    params = ", ".join(f"{n}: {v}" for n, v in {**network.params, **outputs}.items())
    sizes = network.sizes or f"[{', '.join(map(str, request.sizes))}]"
    layers = "\n".join(line for line in network.layers.splitlines() if line.strip())
    lines = [
        "archspec: 1",
        f"name: {written(request.name)}",
        f"about: {written(f'{network.about}.')}",
        f"params: {{{params}}}{TRIED if len(params) <= MOST_BESIDE else ''}",
        f"inputs: {network.inputs}" if network.inputs else f"input: {sizes}  # {network.comment}",
        layers.replace("$outputs", f"${word}"),
        "train:",
        *(f"  {line}" for line in recipe(request, family, task)),
    ]
    return formatted(Source(f"{request.name}.yaml", "\n".join(lines) + "\n"))


def task_of(request: Request, family: Family) -> Task:
    """What is predicted from such an input: a family may take tables and images alike."""
    if request.found is not None and request.found.holds == "texts":
        return "text"
    if len(request.sizes) == 1:
        return "table" if family.task == "table" else "text"
    return "labels" if family.task == "table" else family.task


def _check(request: Request, family: Family) -> None:
    axes = len(request.sizes)
    if axes not in family.axes:
        usual = ",".join(map(str, family.sizes))
        raise Unfit(f"`{family.word}` takes inputs such as `--input {usual}`")
    if family.task == "masks" and request.values:
        raise Unfit(f"`{family.word}` tells classes apart: give `--classes`")
    if axes > 1 and request.least < family.least:
        raise Unfit(f"`{family.word}` takes sizes of at least {family.least}")
