"""Fields of a recipe whose kinds are made on demand, as most recipes do without them.

To make the classes would take longer than to check a small network; they are made when a recipe has
such a field, or when somebody asks what one takes.
"""

import importlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from archspec.kind.choice import Choice, OneOf, OneOrMore
from archspec.recipe.losses import Loss
from archspec.recipe.optimizers import Optimizer

if TYPE_CHECKING:
    from archspec.recipe.augmentation import Augmentation
    from archspec.recipe.clips import Clip
    from archspec.recipe.fields import SampleField
    from archspec.recipe.metrics import Metric
    from archspec.recipe.mix import Mix
    from archspec.recipe.schedules import Schedule
else:
    Augmentation = Clip = Metric = Mix = SampleField = Schedule = Choice


def _kinds_of(name: str, form: type[OneOf] = OneOf) -> OneOf:
    """Those that a module of recipes has as `KINDS`."""

    def kinds() -> Any:
        return importlib.import_module(f"archspec.recipe.{name}").KINDS

    return form(kinds)


class ByWord(Mapping[str, type[Choice]]):
    """Kinds by their words, of which those of a module are made when one of them is looked up.

    >>> kinds = ByWord({"optimizers": "sgd adam", "other_optimizers": "radam"})
    >>> [*kinds], kinds["radam"].kind, "rdam" in kinds
    (['sgd', 'adam', 'radam'], 'radam', False)

    Args:
        modules: the words of each module of recipes, in the order in which messages list them.
    """

    def __init__(self, modules: Mapping[str, str]):
        self._homes = {word: home for home, words in modules.items() for word in words.split()}

    def __getitem__(self, word: str) -> type[Choice]:
        home = importlib.import_module(f"archspec.recipe.{self._homes[word]}")
        classes = (one for one in vars(home).values() if isinstance(one, type))
        return next(one for one in classes if vars(one).get("kind") == word)

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


OPTIMIZERS: Final = OneOf(
    ByWord(
        {
            "optimizers": "sgd adam adamw",
            "other_optimizers": "nadam radam rmsprop adagrad adadelta adamax",
        }
    )
)
LOSSES: Final = OneOf(
    ByWord(
        {
            "losses": "cross_entropy",
            "other_losses": "nll bce_with_logits bce mse l1 smooth_l1 huber",
        }
    )
)
AnyOptimizer: TypeAlias = Annotated[Optimizer, OPTIMIZERS]
AnyLoss: TypeAlias = Annotated[Loss, LOSSES]
AnyAugmentation: TypeAlias = Annotated[Augmentation, _kinds_of("augmentations")]
AnyClip: TypeAlias = Annotated[Clip, _kinds_of("clips")]
AnyField: TypeAlias = Annotated[SampleField, _kinds_of("fields")]
AnyMetric: TypeAlias = Annotated[Metric, _kinds_of("metrics")]
AnyMix: TypeAlias = Annotated[Mix, _kinds_of("mix")]
AnySchedule: TypeAlias = Annotated[
    Schedule | tuple[Schedule, ...], _kinds_of("schedules", OneOrMore)
]
