"""What a recipe may say, and no training can do yet."""

from collections.abc import Iterator

from archspec.diagnostics import Fix, Problem
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.data import Data
from archspec.runner.data.augmentation import CHANGES

WORDS = ("fields", "inputs", "pairs", "part", "group", "order")
CAN = "what can be trained is one image, or one array, with one label"


def check_supported(recipe: Recipe) -> None:
    """Nothing, where a training does everything that a recipe says.

    Raises:
        RecipeFailure: A659, at the first word that would be ignored.
    """
    if found := next(_unsupported(recipe), None):
        raise RecipeFailure([found])


def _unsupported(recipe: Recipe) -> Iterator[Problem]:
    data = recipe.data
    for word in (word for word in WORDS if getattr(data, word)):
        yield _cannot(f"`{word}`", ("data", word))
    for word in (word for word in data.sources if word != "dataset"):
        yield _cannot(f"`{word}`", ("data", word), *_by_older_words(data))
    for place, change in enumerate(data.augment):
        if type(change) not in CHANGES:
            yield _cannot(f"`{change.kind}`", ("data", "augment", place))
    if recipe.targets:
        yield _cannot("`targets`", ("targets",))
    if "." in recipe.watch:
        yield _cannot(f"`watch: {recipe.watch}`", ("watch",))


def _cannot(what: str, field: tuple[str | int, ...], *fixes: Fix) -> Problem:
    fact = f"{what} can be checked, but not trained with yet"
    return Problem("A659", fact, field, notes=(CAN,), fixes=fixes)


def _by_older_words(data: Data) -> Iterator[Fix]:
    """The same source in words that can be trained with."""
    if data.folder is not None:
        yield Fix(f"write `dataset: image_folder, root: {data.folder}`")
    elif isinstance(data.arrays, str):
        yield Fix(f"for the arrays x and y write `dataset: npz, root: {data.arrays}`")
