"""Whether a recipe, a data set and a network fit together, before any of them exists."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import did_you_mean
from archspec.recipe.data import Crop, Data, Erase, Values
from archspec.recipe.datasets import DATASETS, DataFacts
from archspec.recipe.given_values import out_of_range
from archspec.recipe.optimizers import Sgd
from archspec.recipe.schedules import MultiStep
from archspec.recipe.training import Recipe
from archspec.shapes import solve

Shape = Sequence[object]
"""Sizes of one sample; those of an input may be open, and then fit where some value makes them."""

Finding = Iterator[Problem]


def problems(recipe: Recipe, input_shape: Shape, output_shape: Shape) -> list[Problem]:
    """Everything that cannot work, each with its field relative to `train`.

    Args:
        recipe: the training recipe.
        input_shape: what the network takes, channels first, without the batch axis.
        output_shape: what the network gives, without the batch axis.

    >>> recipe = Recipe.model_validate({"data": {"dataset": "digits"}})
    >>> [problem.message for problem in problems(recipe, (1, 8, 8), (2,))]
    ['the network has 2 outputs, but digits has 10 classes']
    """
    return [problem for check in CHECKS for problem in check(recipe, input_shape, output_shape)]


def _class_names(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    known = DATASETS[recipe.data.dataset].classes
    for place, name in enumerate(recipe.data.classes or ()):
        field = ("data", "classes", place)
        if known is not None and name not in known:
            yield unknown_class(recipe.data.dataset, name, known, field)
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


def _one_class(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    classes = recipe.data.classes
    if classes is not None and len(classes) < 2:
        yield Problem(
            "A602",
            "one class leaves nothing to tell apart",
            ("data", "classes"),
            "needs two or more",
        )


def _parts(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    data, facts = recipe.data, DATASETS[recipe.data.dataset]
    if facts.shape is None and data.root is None:
        what = "the .npz file" if data.dataset == "npz" else "the folder of images"
        yield Problem(
            "A603",
            f"`{data.dataset}` does not say where {what} is",
            ("data",),
            "has no `root`",
            fixes=(Fix(f"add `root: ` with the path of {what}"),),
        )
    if facts.test is not None and data.test is not None:
        yield Problem(
            "A603",
            f"{data.dataset} has {facts.test:,} test images of its own",
            ("data", "test"),
            "holds back training images for nothing",
            fixes=(Fix("remove `test`"),),
        )


def _input_fits(recipe: Recipe, given: Shape, _output: Shape) -> Finding:
    facts = DATASETS[recipe.data.dataset]
    if facts.shape is not None and not _agree(given, facts.shape):
        yield wrong_input(recipe.data.dataset, facts.shape, given)
    if recipe.data.dataset == "image_folder" and (len(given) != 3 or given[0] not in (1, 3)):
        yield Problem(
            "A605",
            f"the network takes {_text(given)}, but images are 1×height×width or 3×height×width",
            ("data", "dataset"),
        )


def wrong_input(dataset: str, shape: Sequence[int], given: Shape) -> Problem:
    """The finding that samples do not have the shape that the network takes."""
    return Problem(
        "A605",
        f"the network takes {_text(given)}, but samples of {dataset} are {_text(shape)}",
        ("data", "dataset"),
        f"gives {_text(shape)}",
        fixes=(Fix(f"write `input: [{', '.join(map(str, shape))}]`"),),
    )


def _output_fits(recipe: Recipe, _input: Shape, output: Shape) -> Finding:
    count = class_count(recipe.data)
    if next(_class_names(recipe, _input, output), None) or next(_one_class(recipe, (), ()), None):
        return
    if count is None or "classes" not in recipe.loss.targets:
        return
    one_for_two = recipe.loss.kind == "bce_with_logits" and count == 2 and tuple(output) == (1,)
    if len(output) != 1:
        yield Problem(
            "A606",
            f"the network gives {_text(output)}, but `{recipe.loss.kind}` needs one score for "
            "each class",
            ("loss",),
            f"needs {count}",
            fixes=(Fix(f"end the network with `flatten` and `linear: {count}`"),),
        )
    elif not one_for_two and not _agree(output, (count,)):
        yield wrong_output(recipe.data, count, output[0])


def wrong_output(data: Data, count: int, outputs: object) -> Problem:
    """The finding that there are not as many outputs as classes."""
    given = f"{outputs} output{'' if outputs == 1 else 's'}"
    keeper = "the recipe keeps" if data.classes else f"{data.dataset} has"
    return Problem(
        "A604",
        f"the network has {given}, but {keeper} {count} classes",
        ("data", "classes") if data.classes else ("data", "dataset"),
        f"{count} classes",
        fixes=(Fix(f"make the last layer `linear: {count}`"), *_for_all(data, outputs)),
    )


def _for_all(data: Data, outputs: object) -> Iterator[Fix]:
    """How to train on as many classes as the network tells apart, where the recipe keeps others."""
    known = DATASETS[data.dataset].classes or ()
    if not data.classes or not isinstance(outputs, int) or outputs > len(known):
        return
    change = "leave `classes` out" if outputs == len(known) else f"list {outputs} `classes`"
    yield Fix(f"or, to train on {outputs} classes, {change} there")
    yield Fix(f"or {change} in a recipe of your own: `--recipe FILE`, which has a `train:`")


def class_count(data: Data) -> int | None:
    """How many classes there will be, where that can be known without the files."""
    known = data.classes or DATASETS[data.dataset].classes
    return None if known is None else len(known)


def _loss_fits(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    facts: DataFacts = DATASETS[recipe.data.dataset]
    labelled = facts.classes is not None or recipe.data.dataset == "image_folder"
    if labelled and "classes" not in recipe.loss.targets:
        yield Problem(
            "A606",
            f"`{recipe.loss.kind}` compares numbers, but {recipe.data.dataset} is labelled with "
            "classes",
            ("loss",),
            "needs numbers to compare with",
            fixes=(Fix("write `loss: cross_entropy`"),),
        )
    if recipe.watch == "accuracy" and "classes" not in recipe.loss.targets:
        yield Problem(
            "A606",
            f"`{recipe.loss.kind}` has no accuracy to watch",
            ("watch",),
            fixes=(Fix("write `watch: loss`"),),
        )


def _rules(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    optimizer, schedule = recipe.optimizer, recipe.schedule
    if isinstance(optimizer, Sgd) and optimizer.nesterov and not _allows_nesterov(optimizer):
        yield Problem(
            "A607",
            "`nesterov` needs a momentum and no dampening",
            ("optimizer", "sgd", "nesterov"),
            fixes=(Fix("write `momentum: 0.9`"),),
        )
    if isinstance(schedule, MultiStep) and not _rises(schedule.milestones):
        yield Problem(
            "A607",
            "the milestones do not rise",
            ("schedule", "multistep", "milestones"),
            fixes=(Fix("list the epochs in order, each once"),),
        )


def _allows_nesterov(optimizer: Sgd) -> bool:
    return optimizer.momentum > 0 and optimizer.dampening == 0


def _rises(numbers: Sequence[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))


def _pixels(recipe: Recipe, given: Shape, _output: Shape) -> Finding:
    sizes = [size for size in given[1:] if isinstance(size, int)]
    for place, change in enumerate(recipe.data.augment):
        reach = {Crop: "padding", Erase: "size"}.get(type(change))
        field = ("data", "augment", place)
        if len(given) != 3:
            yield Problem(
                "A608",
                f"`{change.kind}` needs images, but the network takes {_text(given)}",
                field,
            )
        elif reach and sizes and getattr(change, reach) >= min(sizes):
            yield Problem(
                "A608",
                f"`{change.kind}: {getattr(change, reach)}` reaches across the whole image "
                f"({_text(given)})",
                field,
            )
    yield from _channels(recipe, given)


def _channels(recipe: Recipe, given: Shape) -> Finding:
    values = recipe.data.normalize
    if not isinstance(values, Values) or not given or not isinstance(given[0], int):
        return
    counts = {"mean": len(values.mean), "std": len(values.std)}
    if wrong := {name: count for name, count in counts.items() if count != given[0]}:
        yield from (_other_count(name, count, given[0]) for name, count in wrong.items())
    # What has three channels and is no array has bytes, which are taken as 0 to 1.
    elif recipe.data.dataset != "npz" and (DATASETS[recipe.data.dataset].shape or given[0] == 3):
        yield from out_of_range(values, 0, 1)


def _other_count(name: str, count: int, channels: int) -> Problem:
    numbers = "1 number" if count == 1 else f"{count} numbers"
    wanted = "1 channel" if channels == 1 else f"{channels} channels"
    fact = f"`{name}` has {numbers}, but samples have {wanted}"
    return Problem("A608", fact, ("data", "normalize", "values", name))


CHECKS: tuple[Callable[[Recipe, Shape, Shape], Finding], ...] = (
    _class_names,
    _one_class,
    _parts,
    _input_fits,
    _output_fits,
    _loss_fits,
    _rules,
    _pixels,
)
"""Every check, in the order in which its findings are listed."""


def _agree(given: Shape, wanted: Sequence[int]) -> bool:
    return len(given) == len(wanted) and solve(given, wanted) is not None


def _text(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "a single number"
