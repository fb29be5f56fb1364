"""What may stand in each part of a file: from an item of a sketch to its place."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archspec.kind import kinds
from archspec.kind.fields import Reference
from archspec.language import Document
from archspec.language.document.expectations import FIGURES
from archspec.language.document.study import FIELDS as STUDY_FIELDS
from archspec.lsp import outline
from archspec.lsp.options import Option, fields, kind_option
from archspec.lsp.places import (
    Fields,
    LayerList,
    OneLayer,
    Place,
    Value,
    Version,
    block_option,
)
from archspec.lsp.sketch import Item
from archspec.lsp.studies import StudyFile
from archspec.lsp.training import Training


def place_of(item: Item, home: Path = Path()) -> Place:
    """The place that the value of an item is.

    Args:
        item: of a spec or a study.
        home: the folder of its file.
    """
    root = item.path[0]
    studies = root.child("study") and not root.child("layers")
    place: Place = StudyFile(root, home) if studies else Whole(root)
    for inner in item.path[1:]:
        place = place.below(inner)
    return place


class Blocks(Place):
    """The blocks of the file."""

    def keys(self) -> Iterator[Option]:
        """Those that there are."""
        return map(block_option, outline.blocks(self.root))

    def below(self, item: Item) -> Place:
        """A block: its layers alone, or a mapping."""
        return Block(item)


class Block(Place):
    """A block."""

    FIELDS: ClassVar = {
        "params": "Its parameters with their defaults; `required` for one that must be given.",
        "inputs": "Names of values that a call gives it beside the one above.",
        "layers": "Its layers.",
        "about": "What it is, for people.",
    }

    def keys(self) -> Iterator[Option]:
        """Its fields."""
        return (Option(name, "field", "", about, ": ") for name, about in self.FIELDS.items())

    def below(self, item: Item) -> Place:
        """Its layers; parameters may be anything."""
        if item.key is None:
            return OneLayer(item)
        return LayerList(item) if item.key.text == "layers" else Place(item)


class ByName(Place):
    """A mapping whose keys are known: kinds, parameters or figures."""

    def __init__(self, item: Item, options: list[Option]):
        super().__init__(item)
        self.options = options

    def keys(self) -> Iterator[Option]:
        """The names."""
        yield from self.options

    def below(self, item: Item) -> Place:
        """The fields of a kind, where that is what the name is."""
        cls = kinds().get(item.key.text) if item.key else None
        return Fields(item, cls) if cls else Place(item)


class Variants(Place):
    """Sets of parameters."""

    def below(self, item: Item) -> Place:
        """One set."""
        names = outline.keys(self.root.child("params"))
        return ByName(item, [Option(n.name, "parameter", after=": ") for n in names])


class Expectations(ByName):
    """Figures of the network, or those of each variant."""

    def __init__(self, item: Item):
        super().__init__(
            item, [Option(n, "field", "", about, ": ") for n, about in FIGURES.items()]
        )

    def keys(self) -> Iterator[Option]:
        """The figures, and the variants by their names."""
        yield from super().keys()
        for found in self._variants():
            yield Option(found.name, "value", "variant", after=": ")

    def below(self, item: Item) -> Place:
        """The figures of a variant."""
        names = [found.name for found in self._variants()]
        return ByName(item, self.options) if item.key and item.key.text in names else Place(item)

    def _variants(self) -> Iterator[outline.Declaration]:
        return outline.keys(self.root.child("variants"))


class Outputs(Place):
    """The outputs of the network, each a layer."""

    def below(self, item: Item) -> Place:
        """The name of one."""
        return Value(item, _reference())


class Whole(Fields):
    """The whole file."""

    def __init__(self, item: Item):
        super().__init__(item, Document)

    def keys(self) -> Iterator[Option]:
        """The fields of a file; what they take is more than their types say."""
        for name, info in fields(Document):
            detail = "required" if info.is_required() else ""
            yield Option(name, "field", detail, info.description or "", ": ")
        if {found.name for found in outline.keys(self.item)} <= {*STUDY_FIELDS}:
            yield Option("study", "field", "", STUDY_FIELDS["study"], ":")

    def below(self, item: Item) -> Place:
        """What stands under a field of the file."""
        match item.key.text if item.key else "":
            case "layers":
                return LayerList(item)
            case "blocks":
                return Blocks(item)
            case "train":
                return Training(item)
            case "variants":
                return Variants(item)
            case "outputs":
                return Outputs(item)
            case "defaults":
                return ByName(
                    item, [replace(kind_option(cls), after=": ") for cls in kinds().values()]
                )
            case "expect":
                return Expectations(item)
            case "archspec":
                return Version(item)
        return Place(item)


@cache
def _reference() -> FieldInfo:
    class Model(BaseModel):
        value: Reference

    return Model.model_fields["value"]
