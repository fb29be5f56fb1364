"""Samples of named fields, as a network takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archspec.recipe import Recipe
from archspec.recipe.augmentation import Augmentation
from archspec.runner.bound import Bound
from archspec.runner.data.account import NOTHING_HELD_BACK, Account
from archspec.runner.data.colours import check_changes
from archspec.runner.data.named_split import NamedSplit
from archspec.runner.data.normalization import Normalization, normalization
from archspec.runner.data.samples import PARTS, Divisor, LeftOut, Part
from archspec.runner.fields import Facts


@dataclass(frozen=True, eq=False)
class NamedData:
    """Samples in parts, as a network takes them.

    Args:
        parts: the samples of each.
        bound: what they are made of.
        left_out: what was not taken.
        notes: what is odd about them.
        repeats: of parts with samples that are trained on too, how many; they are not looked for.
    """

    parts: Mapping[Part, NamedSplit]
    bound: Bound
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    repeats: Mapping[Part, int] = field(default_factory=dict)

    @property
    def classes(self) -> tuple[str, ...]:
        """Those of the only target; none where there are several, or where it has none."""
        found = [self.bound.fields[field].classes for field in self.bound.targets.values()]
        return found[0] if len(found) == len(self.bound.trained) == 1 else ()

    @property
    def class_counts(self) -> dict[str, int]:
        """How many classes each target tells apart that has one of them for each label."""
        found = {name: self.bound.fields[field] for name, field in self.bound.targets.items()}
        return {
            name: len(facts.classes)
            for name, facts in found.items()
            if facts.classes and facts.kind != "classes"
        }

    def account(self, recipe: Recipe) -> Account:
        """What was found, in a line."""
        counts = {part: len(self.parts[part]) for part in PARTS if part in self.parts}
        if recipe.data.val == "test":
            counts.pop("val", None)
        alone = (NOTHING_HELD_BACK,) if {*self.parts} == {"train"} else ()
        return Account(counts, self.classes, False, self.left_out, (*self.notes, *alone))


def normalizations(recipe: Recipe, data: NamedData) -> dict[str, Normalization]:
    """How the inputs that are images are normalised, by name; measured on the training samples."""
    train = data.parts["train"]
    found = {}
    for name, taken in data.bound.inputs.items():
        facts, samples = data.bound.fields[taken], train.inputs[name]
        # Arrays of numbers are taken as they are.
        if len(samples.shape) != 3 or not is_picture(facts):
            continue
        divisor: Divisor = 255 if facts.divisor else None
        found[name] = normalization(recipe.data.normalize, samples, divisor)
    return found


def check_pictures(
    changes: Sequence[Augmentation], data: NamedData, place: tuple[str | int, ...]
) -> None:
    """Nothing, where all pictures of a sample can be changed so.

    Raises:
        RecipeFailure: A608 where torchvision refuses a transform.
    """
    for name, taken in data.bound.inputs.items():
        if is_picture(data.bound.fields[taken]):
            check_changes(changes, 255, data.parts["train"].inputs[name].shape, place)


def is_picture(facts: Facts) -> bool:
    """Whether a field is images, which are normalised and changed at random."""
    return facts.kind == "image" or facts.divisor is not None


def picked(names: Sequence[str], every: Mapping[str, object]) -> frozenset[str]:
    """Some of the names as batches have them: that of the only one is empty."""
    return frozenset(names if len(every) > 1 else [""] * bool(names))
