"""What was meant by `--set epochs=4`: a field of the recipe, for which training has an option."""

from typing import Final

from archspec.diagnostics import Help
from archspec.diagnostics.readable import as_name
from archspec.language.document.given import Given

OPTIONS: Final = {
    "epochs": "--epochs",
    "batch_size": "--batch-size",
    "lr": "--lr",
    "learning_rate": "--lr",
    "seed": "--seed",
    "device": "--device",
    "root": "--root",
    "workers": "--workers",
}


def of_recipe(name: str, given: str | Given) -> tuple[Help, ...]:
    """Where to write what a file has under `train`; nothing for what no recipe has.

    >>> of_recipe("batch-size", "8")[0].text
    'it stands in the recipe: `archspec train … --batch-size 8`'
    >>> of_recipe("clip", "8")[0].text
    'it stands in the recipe: write it under `train` in the file'
    """
    field = name.replace("-", "_")
    if (option := OPTIONS.get(field)) and isinstance(given, str):
        return (Help(f"it stands in the recipe: `archspec train … {option} {as_name(given)}`"),)
    # Recipes take a while to import, and most names are right.
    from archspec.recipe import Recipe

    known = field in Recipe.model_fields or field in OPTIONS
    return (Help("it stands in the recipe: write it under `train` in the file"),) if known else ()
