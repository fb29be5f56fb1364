"""Whether a recipe, a data set and a network fit together, before any of them exists."""

from collections.abc import Callable, Sequence

from archspec.diagnostics import Fix, Problem
from archspec.recipe.classes import class_count, class_names, one_class, output_fits
from archspec.recipe.datasets import DATASETS, DataFacts
from archspec.recipe.fitting import Finding, Shape
from archspec.recipe.mix_check import mixes
from archspec.recipe.optimizers import Sgd
from archspec.recipe.sampler_check import samples
from archspec.recipe.samples import input_fits, parts, pixels
from archspec.recipe.training import Recipe
from archspec.recipe.weight_count import unfit_weights


def problems(
    recipe: Recipe, input_shape: Shape, output_shape: Shape, *, given: bool = False
) -> list[Problem]:
    """Everything that cannot work, each with its field relative to `train`.

    Args:
        recipe: the training recipe.
        input_shape: what the network takes, channels first, without the batch axis.
        output_shape: what the network gives, without the batch axis.
        given: whether samples are there already, wherever they are from.

    >>> recipe = Recipe.model_validate({"data": {"dataset": "digits"}})
    >>> [problem.message for problem in problems(recipe, (1, 8, 8), (2,))]
    ['the network has 2 outputs, but digits has 10 classes']
    """
    if recipe.named:
        from archspec.recipe.source_check import source_problems

        ours = (class_names, one_class, _no_root, _rules)
        checks = ours if recipe.data.dataset in DATASETS else (_rules,)
        source = [] if given else source_problems(recipe.data)
        return [*source, *_all(checks, recipe, input_shape, output_shape)]
    return _all(CHECKS, recipe, input_shape, output_shape)


Check = Callable[[Recipe, Shape, Shape], Finding]


def _all(
    checks: Sequence[Check], recipe: Recipe, input_shape: Shape, output_shape: Shape
) -> list[Problem]:
    return [problem for check in checks for problem in check(recipe, input_shape, output_shape)]


def _loss_fits(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    facts: DataFacts = DATASETS[recipe.data.name]
    labelled = facts.classes is not None or recipe.data.name == "image_folder"
    if labelled and "classes" not in recipe.loss.targets:
        yield Problem(
            "A606",
            f"`{recipe.loss.kind}` compares numbers, but {recipe.data.name} is labelled with "
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


def _weights(recipe: Recipe, _input: Shape, output: Shape) -> Finding:
    if len(output) == 1:
        yield from unfit_weights(recipe.loss, ("loss",), class_count(recipe.data), output[0])


def _no_root(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    if recipe.data.dataset == "digits" and recipe.data.root is not None:
        fact = "`digits` ships with archspec, and lies in no folder of yours"
        yield Problem("A603", fact, ("data", "root"), fixes=(Fix("leave `root` out"),))


def _rules(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    optimizer = recipe.optimizer
    if isinstance(optimizer, Sgd) and optimizer.nesterov and not _allows_nesterov(optimizer):
        yield Problem(
            "A607",
            "`nesterov` needs a momentum and no dampening",
            ("optimizer", "sgd", "nesterov"),
            fixes=(Fix("write `momentum: 0.9`"),),
        )
    if recipe.shard and recipe.precision == "fp16":
        fact = "`precision: fp16` takes a factor for the loss, which a sharded network has none of"
        fixes = (Fix("write `precision: bf16`, which needs none"), Fix("or leave `shard` out"))
        yield Problem("A607", fact, ("precision",), fixes=fixes)
    if recipe.schedule is not None:
        from archspec.recipe.schedule_check import schedule_problems

        yield from schedule_problems(recipe)


def _allows_nesterov(optimizer: Sgd) -> bool:
    return optimizer.momentum > 0 and optimizer.dampening == 0


CHECKS: tuple[Check, ...] = (
    class_names,
    one_class,
    parts,
    _no_root,
    input_fits,
    output_fits,
    _loss_fits,
    _weights,
    _rules,
    pixels,
    mixes,
    samples,
)
"""Every check, in the order in which its findings are listed."""
