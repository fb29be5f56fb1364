"""Whether what is changed at random can be changed so."""

from collections.abc import Iterator

from archspec.diagnostics import Fix, Problem
from archspec.recipe.augmentation import Augmentation
from archspec.recipe.binding.ports import Ports
from archspec.recipe.binding.resolution import Resolution
from archspec.recipe.data import Data
from archspec.recipe.samples import unfit_changes, unfit_values
from archspec.recipe.transform_check import unfit_for_masks

PICTURES = ("image", "mask")


def unfit_augmentation(data: Data, ports: Ports, resolved: Resolution) -> Iterator[Problem]:
    """Changes of images without any, and changes that no sample of an input can have."""
    images = [given for given in resolved.fields.values() if given.kind in PICTURES]
    if data.augment and resolved.fields and not images:
        fact = "`augment` changes images and masks, and a sample has none"
        fix = Fix("write it in the field that is to be changed")
        yield Problem("A608", fact, ("data", "augment"), fixes=(fix,))
    if any(given.kind == "mask" for given in resolved.fields.values()):
        yield from unfit_for_masks(data.augment, ("data", "augment"))
    for name, field in resolved.inputs.items():
        given, shape = resolved.fields[field], ports.inputs[name]
        if given.kind == "image":
            if problem := next(unfit_values(data.normalize, shape, fractions=True), None):
                yield problem
            yield from unfit_changes(data.augment, shape, ("data", "augment"))
        changes: tuple[Augmentation, ...] = getattr(given.field, "augment", ())
        yield from unfit_changes(changes, shape, (*given.origin[:-1], "augment"))
