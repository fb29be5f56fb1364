"""From columns of a source to numbers that a network sees, a file for each sort of fields.

What depends on the samples, such as a mean or a vocabulary, is found out from those to train on,
and kept as `Facts`.
"""

from collections.abc import Callable, Sequence
from typing import Final

from archspec.recipe.fields import Array, Image, Mask, SampleField
from archspec.runner.data.bounds import Budget
from archspec.runner.data.samples import Samples
from archspec.runner.fields import arrays, pictures, quantities, words
from archspec.runner.fields.facts import Facts
from archspec.runner.sources.raw import Raw

__all__ = ["Facts", "decode", "fit"]

FITS: Final[dict[str, Callable[..., Facts]]] = {
    "array": arrays.fit_array,
    "category": words.fit_category,
    "class": words.fit_class,
    "classes": words.fit_classes,
    "number": quantities.fit_quantities,
    "numbers": quantities.fit_quantities,
    "tokens": words.fit_tokens,
    "window": quantities.fit_window,
}
SIZED: Final[dict[str, Callable[..., Facts]]] = {
    "image": pictures.fit_image,
    "mask": pictures.fit_mask,
}
"""Those that are brought to the size of what takes them."""

DECODES: Final[dict[str, Callable[..., Samples]]] = {
    "category": words.decode_category,
    "class": words.decode_class,
    "classes": words.decode_classes,
    "number": quantities.decode_quantities,
    "numbers": quantities.decode_quantities,
    "tokens": words.decode_tokens,
    "window": quantities.decode_window,
}


def fit(name: str, field: SampleField, train: Raw, wanted: Sequence[int]) -> Facts:
    """What is to be known of a field, from its columns of the training samples.

    Args:
        name: of the field.
        field: as the recipe has it.
        train: its columns, in their order.
        wanted: the shape of the input that takes it, or of the output that is compared with it.

    Raises:
        RecipeFailure: A624 where the values are not what it takes them for.
    """
    if field.kind in SIZED:
        return SIZED[field.kind](name, field, train, wanted)
    return FITS[field.kind](name, field, train)


def decode(
    name: str, field: SampleField, facts: Facts, raw: Raw, workers: int, budget: Budget
) -> Samples:
    """The field of some samples as the network sees it.

    Raises:
        RecipeFailure: A624 where the values are not what it takes them for, A626 for images that
            cannot be read.
    """
    if isinstance(field, Image):
        return pictures.decode_image(name, facts, raw, workers, budget)
    if isinstance(field, Mask):
        return pictures.decode_mask(name, facts, raw, workers, budget)
    if isinstance(field, Array):
        return arrays.decode_array(name, facts, raw, budget)
    return DECODES[field.kind](name, field, facts, raw)
