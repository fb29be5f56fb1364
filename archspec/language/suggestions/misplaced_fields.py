"""Where a word would have been right."""

from pydantic.fields import FieldInfo

from archspec.dataclass import dataclass
from archspec.diagnostics.suggest import listed
from archspec.kind import kinds
from archspec.language.fields.expected import choice_of, fields_of
from archspec.language.suggestions.other_choices import other_choice
from archspec.language.suggestions.other_frameworks import field_for

SHOWN = 4
CLASSES = ("class_name", "class_names", "label_names")


@dataclass(frozen=True, slots=True)
class Home:
    """What to do with a word that stands in the wrong place.

    Args:
        help: in words.
        parent: the field under which it belongs, if there is one.
    """

    help: str
    parent: str = ""


def home(word: str, *, layer: bool) -> Home | None:
    """Where a field belongs that is unknown in a layer, or else in the file or its recipe.

    >>> home("epochs", layer=True).help, home("pieces", layer=False).help
    ('`epochs` belongs under `train`', '`pieces` is a field of `maxout`')
    >>> home("BCELoss", layer=True).help
    'that is a loss, which belongs under `train`: `loss: bce`'
    """
    places = (
        (_of_layers, _of_training, _word_of_training)
        if layer
        else (_of_training, _kind, _of_layers, _word_of_training)
    )
    return next((found for place in places if (found := place(word))), None)


def _of_training(word: str) -> Home | None:
    # Recipes take a while to import, and most files are right.
    from archspec.recipe import Data, Recipe

    if word in fields_of(Recipe):
        return Home(f"`{word}` belongs under `train`", "train")
    if word in fields_of(Data):
        return Home(f"`{word}` belongs under `data`, in `train`", "data")
    if word.lower() in CLASSES:
        return Home("that is `classes`, which belongs under `data`, in `train`", "data")
    if takes := kinds_with(Recipe.model_fields["optimizer"], ours := of_optimizer(word)):
        text = f"`{word}` belongs to the optimiser: `optimizer: {{{takes[0]}: {{{ours}: …}}}}`"
        return Home(text, "optimizer")
    return None


def of_optimizer(word: str) -> str:
    """What a field of an optimiser is called here."""
    return {"learning_rate": "lr", "wd": "weight_decay"}.get(word.lower(), word)


def kinds_with(field: FieldInfo, name: str) -> list[str]:
    """The kinds of a choice that have a field, the one that is taken by default first."""
    choice = choice_of(field)
    if choice is None:
        return []
    usual = getattr(field.default, "kind", "")
    takes = [kind for kind, cls in choice.by_name.items() if name in fields_of(cls)]
    return sorted(takes, key=lambda kind: kind != usual)


def _word_of_training(word: str) -> Home | None:
    """A loss or an optimiser where layers or fields belong."""
    from archspec.recipe.kinds_on_demand import LOSSES, OPTIMIZERS

    for field, noun, choice in (
        ("loss", "a loss", LOSSES),
        ("optimizer", "an optimiser", OPTIMIZERS),
    ):
        last = word.rpartition(".")[2].lower()
        ours = last if last in choice.by_name else other_choice(word, choice.by_name)
        if ours:
            return Home(f"that is {noun}, which belongs under `train`: `{field}: {ours}`", "train")
    return None


def _kind(word: str) -> Home | None:
    return (
        Home(f"`{word}` is a layer: begin an item of `layers` with it") if word in kinds() else None
    )


def _of_layers(word: str) -> Home | None:
    takes = [kind for kind, cls in kinds().items() if word in fields_of(cls)]
    if takes:
        return Home(f"`{word}` is a field of {listed(takes, SHOWN)}")
    ours = field_for(word, {name for cls in kinds().values() for name in fields_of(cls)})
    return (
        Home(f"`{word}` is a field, here called `{ours}`: write it in its layer") if ours else None
    )
