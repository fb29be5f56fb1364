"""A file that has a recipe by which networks are trained, and no network of its own."""

import shlex
from typing import Final

from archspec.diagnostics import Diagnostic, Failure, Help, Source
from archspec.language.document.training import read_recipe
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree

OF_SPECS: Final = ("archspec", "layers", "input", "inputs", "params", "include", "blocks", "study")
"""Fields of a spec or of a study, of which a recipe has none."""


class OnlyRecipe(Failure):
    """Nothing is wrong with the file by itself, and it is no network."""

    def __init__(self, tree: Fields):
        message = "this is a recipe, by which networks are trained, and no network"
        span = tree.entries[0].key.span
        helps = (Help(f"{command_for(span.source)} holds it against a network"),)
        super().__init__([Diagnostic("A207", message, span, helps=helps)])


def is_recipe(tree: Tree) -> bool:
    """Whether a file is nothing but a recipe: what stands under `train`, with that word or without.

    >>> from archspec.diagnostics import Source
    >>> from archspec.syntax import read
    >>> is_recipe(read(Source("recipe.yaml", "train: {data: {dataset: digits}}")))
    True
    """
    if not isinstance(tree, Fields) or any(tree.entry(word) for word in OF_SPECS):
        return False
    train = tree.entry("train")
    if train is not None:
        return isinstance(train.value, Fields)
    # Any file may have data; a recipe says what is done with it.
    return bool(tree.entry("data") and (tree.entry("epochs") or tree.entry("optimizer")))


def check_by_itself(tree: Tree) -> list[Diagnostic]:
    """What is wrong with a recipe, whatever network it is for.

    What it takes of the parameters of a network is known with that network alone.
    """
    try:
        read_recipe(tree, {})
    except Failure as failure:
        return [one for one in failure.diagnostics if one.code != "A208"]
    return []


def command_for(recipe: Source) -> str:
    """The command that checks a recipe with a network, whose name is to be put in.

    >>> command_for(Source("my recipe.yaml", ""))
    "`archspec check SPEC --recipe 'my recipe.yaml'`"
    """
    return f"`archspec check SPEC --recipe {shlex.quote(str(recipe.path or recipe.name))}`"
