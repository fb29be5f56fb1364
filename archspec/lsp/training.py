"""What may stand under `train`: fields by the names that the file itself has for them."""

from collections.abc import Iterator

from archspec.lsp import outline
from archspec.lsp.options import Option
from archspec.lsp.places import Fields, Place
from archspec.lsp.sketch import Item
from archspec.recipe import DATASETS, Data, Recipe
from archspec.recipe.fields import Image
from archspec.recipe.fields.image import MAX_VIEWS
from archspec.recipe.pairs import Pairs
from archspec.recipe.targets import Target


class Training(Fields):
    """A recipe."""

    def __init__(self, item: Item):
        super().__init__(item, Recipe)

    def below(self, item: Item) -> Place:
        """The samples, what outputs are compared with, or the value of another field."""
        word = item.key.text if item.key else ""
        places = {"data": Samples, "targets": Targets}
        return places[word](item) if word in places else super().below(item)


class Samples(Fields):
    """What a network is trained on."""

    def __init__(self, item: Item):
        super().__init__(item, Data)

    def below(self, item: Item) -> Place:
        """Names of the file's own, or the value of another field."""
        word = item.key.text if item.key else ""
        places = {"classes": Classes, "inputs": Inputs}
        return places[word](item) if word in places else super().below(item)


class Inputs(Place):
    """The field of each input."""

    def keys(self) -> Iterator[Option]:
        """The inputs of the network."""
        yield from _names(self.root.child("inputs"), "input", "An input of the network.")

    def below(self, item: Item) -> Place:
        """The name of a field."""
        return FieldName(item)


class Targets(Place):
    """What each output is compared with."""

    def keys(self) -> Iterator[Option]:
        """The outputs of the network."""
        yield from _names(self.root.child("outputs"), "output", "An output of the network.")

    def below(self, item: Item) -> Place:
        """How one is trained."""
        return Compared(item)


class Compared(Fields):
    """How an output is trained, or `none`."""

    def __init__(self, item: Item):
        super().__init__(item, Target)

    def words(self) -> Iterator[Option]:
        """That it is not."""
        yield Option("none", "value", "", "It is not trained by itself.")

    def below(self, item: Item) -> Place:
        """The name of a field, or the value of another word."""
        return FieldName(item) if item.key and item.key.text == "to" else super().below(item)


class FieldName(Place):
    """The name of a field of a sample."""

    def words(self) -> Iterator[Option]:
        """Those that the file lists, and those that its source has by itself."""
        train = self.root.child("train")
        data = train.child("data") if train else None
        if data is None:
            return
        fields = data.child("fields")
        names = [name for found in outline.keys(fields) for name in _called(fields, found.name)]
        names += ["image", "label"] if data.child("dataset") or data.child("folder") else []
        names += Pairs.NAMES if data.child("pairs") else ()
        yield from (Option(name, "value", "field") for name in dict.fromkeys(names))


def _called(fields: Item | None, name: str) -> tuple[str, ...]:
    """By what names a field is taken: its own, or that of each of its views."""
    field = fields.child(name) if fields else None
    image = field.child("image") if field else None
    views = image.child("views") if image else None
    count = views.value.text if views and views.value else ""
    if not (count.isascii() and count.isdigit() and len(count) < 3):
        return (name,)
    return Image(of=name, views=min(max(int(count), 1), MAX_VIEWS)).names(name)


class Classes(Place):
    """The classes to keep of a data set."""

    def below(self, item: Item) -> Place:
        """One of them."""
        return Classes(item)

    def words(self) -> Iterator[Option]:
        """The classes of the data set that stands beside this field, inside its list."""
        if self.item.key is not None or self.item.parent is None:
            return
        beside = self.item.parent.parent
        chosen = beside.child("dataset") if beside else None
        facts = DATASETS.get(chosen.value.text) if chosen and chosen.value else None
        taken = {other.value.text for other in self.item.parent.children if other.value}
        for name in (facts and facts.classes) or ():
            if name in taken:
                continue
            quoted = f'"{name}"' if name.isdigit() else name
            yield Option(quoted, "value", facts.about if facts else "")


def _names(item: Item | None, alone: str, about: str) -> Iterator[Option]:
    """The names that a file gives, or the one that is meant without any."""
    found = [one.name for one in outline.keys(item)] or [alone]
    yield from (Option(name, "field", "", about, ": ") for name in found)
