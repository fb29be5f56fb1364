"""The recipe of training, of the file itself or of one of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.language.document.given import Given
from archspec.language.fields.computed import values_of
from archspec.language.fields.expected import described
from archspec.language.fields.field_path import Constraint
from archspec.language.fields.validate import Place, validate
from archspec.language.fields.value_errors import refusal
from archspec.language.skip import Skip
from archspec.syntax import Entry, Scalar, Tree, describe, read
from archspec.syntax import Mapping as Fields
from archspec.syntax.writing import written

if TYPE_CHECKING:
    from archspec.recipe import Recipe

RECIPE: Final = "recipe"
"""What the text of a recipe is called that a program gives as values."""


def read_recipe(tree: Tree, params: Mapping[str, Any]) -> "tuple[Recipe, Fields]":
    """The recipe of a file of its own, under `train:` or with nothing around it.

    Raises:
        Failure: everything that is wrong with it, A2xx.
    """
    entry = tree.entry("train") if isinstance(tree, Fields) else None
    whole = Entry(Scalar("train", "train", tree.span), tree)
    return recipe_at(entry or whole, params)


def recipe_of_mapping(
    content: Mapping[str, Any], *, data_given: bool = False
) -> "tuple[Recipe, Fields]":
    """The recipe that a program gives as what would stand under `train`, read as a file is.

    Args:
        content: numbers, texts, paths, lists and mappings; texts stay texts.
        data_given: what to train on is given apart, and the mapping need not say it.

    Returns:
        The recipe, and where its words stand in the text that messages show.

    Raises:
        Failure: everything that is wrong with it, A2xx.
    """
    given = {"data": {}, **content} if data_given else content
    try:
        text = written(Given(given).data)
    except TypeError as error:
        raise Failure([Diagnostic("A203", f"a value in the recipe {error}")]) from None
    return read_recipe(read(Source(RECIPE, text)), {})


def recipe_at(entry: Entry, params: Mapping[str, Any]) -> "tuple[Recipe, Fields]":
    """The recipe of an entry `train`, and where it was written.

    Raises:
        Failure: everything that is wrong with it, A2xx.
    """
    # Most files are checked without a recipe, and its classes take a tenth of the time.
    from archspec.recipe import Recipe

    tree = entry.value
    if not isinstance(tree, Fields):
        message, notes = refusal("`train`", f"a mapping of {described(Recipe)}", None, tree)
        if not isinstance(tree, Scalar) or tree.value is not None:
            message = f"`train` must be a mapping, not {describe(tree)}"
            notes = (f"it takes {described(Recipe)}",)
        raise Failure([Diagnostic("A203", message, tree.span, notes=notes)])
    try:
        data = values_of(tree, params, Constraint(Recipe))
        return validate(Recipe, data, Place("`train`", entry.key.span, tree)), tree
    except Skip as skip:
        raise Failure(skip.found) from None
