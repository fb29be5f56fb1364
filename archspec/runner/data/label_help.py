"""Labels that a loss or a network cannot be compared with, and what to write instead."""

from collections.abc import Mapping
from math import prod

import torch
from torch import Tensor

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import listed
from archspec.recipe import Recipe
from archspec.recipe.classes import wrong_output
from archspec.runner.data.label_names import RENUMBER
from archspec.runner.data.samples import DataSet, Part, Split


def misfit(recipe: Recipe, data: DataSet, output: tuple[int, ...]) -> Problem | None:
    """What of the labels fits neither the loss nor what the network gives (`output`), if anything.

    It can only be known from the files: whether they are numbers or classes, and how many.
    """
    if data.classes and "classes" not in recipe.loss.targets:
        return classes_for_numbers(recipe, data)
    if not data.classes and "numbers" not in recipe.loss.targets:
        return numbers_for_classes(recipe, data)
    if lonely := one_class(data):
        return lonely
    single = recipe.loss.yes_or_no and output == (1,) and len(data.classes) == 2
    if data.classes and not single and output != (len(data.classes),):
        return other_count(recipe, data, output)
    label = tuple(data.parts["train"].labels.shape[1:])
    if not data.classes and prod(label) != prod(output):
        return other_numbers(output, label)
    return None


def numbers_for_classes(recipe: Recipe, data: DataSet) -> Problem:
    """The finding that a loss of classes is given labels that number none."""
    loss, labels = recipe.loss.kind, data.parts["train"].labels
    fact = f"`{loss}` needs class numbers, and the labels are taken for quantities"
    note, fix = _as_classes(labels, data.labels)
    return Problem("A606", fact, ("loss",), notes=(note,), fixes=(fix,))


def _as_classes(labels: Tensor, written: str) -> tuple[str, Fix]:
    """What labels look like, and how whole numbers of classes are made of them."""
    shape = tuple(labels.shape[1:])
    counts = bool(((labels >= 0) & (labels == labels.round())).all())
    cast = "" if "int" in written else ".astype(int)"
    if written == "bool" and not shape:
        return "they are true or false (bool)", Fix("write `y.astype(int)`: classes 0 and 1")
    if not shape and counts:
        return f"they are whole numbers, written as {written}", Fix("write `y.astype(int)`")
    if shape == (1,) and counts:
        return f"each is a list of one {written}, (N, 1)", Fix(f"write `y.ravel(){cast}`")
    if len(shape) > 1:
        each = "×".join(map(str, shape))
        return f"each is {each} numbers, and a sample has one class", Fix("give each sample one")
    if shape:
        return _rows(labels, written)
    return f"they are {written}, such as {labels[0].item():g}", Fix(
        "write `loss: mse`, if they are quantities to be predicted"
    )


def _rows(labels: Tensor, written: str) -> tuple[str, Fix]:
    """The same where each label is a row of numbers."""
    wide = f"{labels.shape[1]} {written} each"
    sums = torch.allclose(labels.sum(1), torch.ones(len(labels)), atol=1e-3)
    if bool(((labels == 0) | (labels == 1)).all()):
        if sums:
            return f"they are one-hot, {wide}", Fix("write `y.argmax(1)`")
        return f"they are {wide}, of which several are 1", Fix("write `loss: bce_with_logits`")
    if sums and bool((labels >= 0).all()):
        note = f"they are probabilities, {wide}"
        return note, Fix("write `y.argmax(1)`, which keeps the likeliest class of each")
    return f"they are {wide}", Fix("write `loss: mse`, if they are quantities to be predicted")


def classes_for_numbers(recipe: Recipe, data: DataSet) -> Problem:
    """The finding that a loss of numbers is given labels that number classes."""
    fact = f"`{recipe.loss.kind}` needs quantities, and the labels are taken for class numbers"
    note = f"they are whole numbers ({data.labels}), one for each sample"
    fixes = (
        Fix("write `y.astype('float32')`, if they are quantities to be predicted"),
        Fix("or `loss: cross_entropy`, if they are classes"),
    )
    return Problem("A606", fact, ("loss",), notes=(note,), fixes=fixes)


def other_count(recipe: Recipe, data: DataSet, output: tuple[int, ...]) -> Problem:
    """The finding that a network has not one output for each class.

    Where labels do not count from 0, or leave numbers out, the labels are what to change.
    """
    outputs = output[0] if len(output) == 1 else "×".join(map(str, output))
    plain = wrong_output(recipe.data, len(data.classes), outputs)
    if empty := [name for one in data.left_out if one.why == "empty" for name in one.examples]:
        note = f"folders without images are no classes: {listed(empty)}"
        return Problem(plain.code, plain.message, plain.field, plain.label, (note,), plain.fixes)
    used = used_labels(data.parts)
    named = recipe.data.classes or data.classes != tuple(map(str, range(len(data.classes))))
    if named or len(used) == len(data.classes) or len(used) < 2:
        return plain
    notes: tuple[str, ...]
    if used == [*range(1, len(data.classes))]:
        notes, first = (
            (f"labels are {used[0]} to {used[-1]}",),
            Fix("subtract 1 from them: `y - 1`"),
        )
    else:
        shown = ", ".join(map(str, used[:8])) + (", …" if len(used) > 8 else "")
        notes, first = (f"only {len(used)} numbers are labels: {shown}",), RENUMBER
    wide = Fix(f"and make the last layer `linear: {len(used)}`")
    fixes = (first,) if outputs == len(used) else (first, wide)
    return Problem(plain.code, plain.message, plain.field, plain.label, notes, fixes)


def other_numbers(output: tuple[int, ...], label: tuple[int, ...]) -> Problem:
    """The finding that a network gives not as many numbers as a label has.

    >>> other_numbers((3,), ()).message
    'the network gives 3 numbers, but a label is 1'
    """
    given, wanted = ("×".join(map(str, one)) or "1" for one in (output, label))
    fact = f"the network gives {given} number{'s' * (given != '1')}, but a label is {wanted}"
    wide = (Fix(f"make the last layer `linear: {prod(label)}`"),) if len(label) < 2 else ()
    return Problem("A606", fact, ("data", "root"), fixes=wide)


def used_labels(parts: Mapping[Part, Split]) -> list[int]:
    """The numbers of the classes that have a sample in any part, in order."""
    whole = torch.cat([split.labels for split in parts.values()])
    return [int(label) for label in torch.unique(whole)]


def one_class(data: DataSet) -> Problem | None:
    """The finding that all training samples have one label, if they do."""
    labels = data.parts["train"].labels
    if not data.classes or bool((labels != labels[0]).any()):
        return None
    name = data.classes[int(labels[0])]
    fact = f"every training sample is of the class `{name}`, which leaves nothing to tell apart"
    return Problem("A602", fact, ("data", "root"))
