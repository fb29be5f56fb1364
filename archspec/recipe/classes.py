"""Whether the classes of a data set, those that a recipe keeps, and a network's outputs agree."""

from collections.abc import Iterator, Sequence

from archspec.diagnostics import Fix, OtherWidth, Problem
from archspec.diagnostics.suggest import did_you_mean
from archspec.recipe.class_folders import class_folders
from archspec.recipe.data import Data
from archspec.recipe.datasets import DATASETS
from archspec.recipe.fitting import Finding, Shape, agrees
from archspec.recipe.training import Recipe
from archspec.shapes import shape_text


def class_names(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    """Classes that the data set does not have, or that are listed twice."""
    known = DATASETS[recipe.data.name].classes
    for place, name in enumerate(recipe.data.classes or ()):
        field = ("data", "classes", place)
        if known is not None and name not in known:
            yield unknown_class(recipe.data.name, name, known, field)
        elif name in (recipe.data.classes or ())[:place]:
            yield Problem("A602", f"the class `{name}` is listed twice", field, "again here")


def unknown_class(
    dataset: str, name: str, known: Sequence[str], field: tuple[str | int, ...]
) -> Problem:
    """The finding that a data set has no class of that name, with the nearest ones."""
    shown = ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
    return Problem(
        "A601",
        f"{dataset} has no class `{name}`",
        field,
        "not a class of this data set",
        (f"its classes are {shown}",),
        tuple(Fix(help_.text) for help_ in did_you_mean(name, known)),
    )


def one_class(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    """A single class, which leaves nothing to tell apart."""
    classes = recipe.data.classes
    if classes is not None and len(classes) < 2:
        yield Problem(
            "A602",
            "one class leaves nothing to tell apart",
            ("data", "classes"),
            "needs two or more",
        )


def output_fits(recipe: Recipe, _input: Shape, output: Shape) -> Finding:
    """An output that is not one score for each class."""
    count = class_count(recipe.data)
    if next(class_names(recipe, _input, output), None) or next(one_class(recipe, (), ()), None):
        return
    if count is None or "classes" not in recipe.loss.targets:
        return
    one_for_two = recipe.loss.yes_or_no and count == 2 and tuple(output) == (1,)
    if len(output) != 1:
        yield Problem(
            "A606",
            f"the network gives {shape_text(output)}, but `{recipe.loss.kind}` needs one score for "
            "each class",
            ("loss",),
            f"needs {count}",
            fixes=(Fix(f"end the network with `flatten` and `linear: {count}`"),),
        )
    elif not one_for_two and not agrees(output, (count,)):
        yield wrong_output(recipe.data, count, output[0])


def wrong_output(data: Data, count: int, outputs: object) -> Problem:
    """The finding that there are not as many outputs as classes."""
    given = f"{outputs} output{'' if outputs == 1 else 's'}"
    keeper = "the recipe keeps" if data.classes else f"{data.name} has"
    return Problem(
        "A604",
        f"the network has {given}, but {keeper} {count} classes",
        ("data", "classes") if data.classes else ("data", "dataset"),
        f"{count} classes",
        fixes=(Fix(f"make the last layer `linear: {count}`"), *_for_all(data, outputs)),
        width=OtherWidth(count),
    )


def _for_all(data: Data, outputs: object) -> Iterator[Fix]:
    """How to train on as many classes as the network tells apart, where the recipe keeps others."""
    known = DATASETS[data.name].classes or ()
    if not data.classes or not isinstance(outputs, int) or outputs > len(known):
        return
    change = "leave `classes` out" if outputs == len(known) else f"list {outputs} `classes`"
    yield Fix(f"or, to train on {outputs} classes, {change} there")
    yield Fix(f"or {change} in a recipe of your own: `--recipe FILE`, which has a `train:`")


def class_count(data: Data) -> int | None:
    """How many classes there will be, where names tell it: of a folder, those of the folders in it.

    >>> class_count(Data(dataset="digits"))
    10
    """
    if known := data.classes or DATASETS[data.name].classes:
        return len(known)
    found = class_folders(data.root) if data.name == "image_folder" and data.root else None
    return None if found is None else len(found)
