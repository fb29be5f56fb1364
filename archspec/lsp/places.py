"""What may stand in a place, for the values that the compiler checks by a class.

Everything is read off those classes, so that a new kind, field or word is known here without a
change.
"""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archspec.kind import kinds, of_role
from archspec.kind.fields import Reference, References
from archspec.kind.scoped import Inlined
from archspec.language.document.version import VERSION
from archspec.language.walk.blocks import OWN_FIELDS
from archspec.lsp import marks, outline
from archspec.lsp.markdown import code, prose
from archspec.lsp.options import Option, field_option, fields, kind_option, model_option
from archspec.lsp.sketch import Item
from archspec.recipe import DATASETS
from archspec.recipe.generated import GENERATED


class Place:
    """The value of an item: by itself, it takes nothing that is known beforehand.

    Attributes:
        single: whether a mapping here has exactly one key.
    """

    single = False

    def __init__(self, item: Item):
        self.item = item

    @property
    def root(self) -> Item:
        """The whole file."""
        return self.item.path[0]

    def keys(self) -> Iterator[Option]:
        """The keys of a mapping here."""
        yield from ()

    def words(self) -> Iterator[Option]:
        """The words that can be the value."""
        yield from ()

    def below(self, item: Item) -> "Place":
        """The place of an entry of this mapping, or of an item of this list."""
        return Place(item)


class Fields(Place):
    """The fields of a model."""

    def __init__(self, item: Item, model: type[BaseModel]):
        super().__init__(item)
        self.model = model

    def keys(self) -> Iterator[Option]:
        """Its fields."""
        return (field_option(name, info) for name, info in fields(self.model))

    def below(self, item: Item) -> Place:
        """The value of a field."""
        info = dict(fields(self.model)).get(item.key.text) if item.key else None
        if info is None:
            return Place(item)
        return Value(item, info)


class Value(Place):
    """The value of a field, or an item of the list that it is."""

    def __init__(self, item: Item, info: FieldInfo, inside: bool = False):
        super().__init__(item)
        self.info = info
        self.names = not inside and marks.is_named(info)
        self.direct = inside or not (marks.is_list(info) or self.names)
        self.single = not self.names and bool(self._models() or marks.holds(info))

    def keys(self) -> Iterator[Option]:
        """The kinds that it may be, or the fields of the table that it is."""
        if self.names:
            return
        if models := self._models():
            yield from (model_option(*pair) for pair in models.items())
        elif table := marks.table(self.info):
            yield from Fields(self.item, table).keys()
        else:
            yield from self._layers()

    def words(self) -> Iterator[Option]:
        """Words of its own, kinds, data sets, and names of layers."""
        if marks.is_like(self.info, Reference) or marks.is_like(self.info, References):
            yield from _names(self.item)
            return
        yield from (model_option(*pair) for pair in self._models().items())
        words = marks.words(self.info) if self.direct else []
        yield from (Option(word, "value", _known(word)) for word in words)
        yield from self._layers()

    def below(self, item: Item) -> Place:
        """The fields of a kind or a table, or the layers that it holds."""
        holds = marks.holds(self.info)
        listed = item.key is None
        if holds and holds.form == "paths":
            return LayerList(item)
        if holds and (listed or holds.form == "layer"):
            one = OneLayer(self.item, holds.role)
            return OneLayer(item) if listed else one.below(item)
        if listed or self.names:
            return Value(item, self.info, True)
        word = item.key.text if item.key else ""
        if models := self._models():
            return Model(item, models[word]) if word in models else Value(item, self.info, True)
        table = marks.table(self.info)
        return Fields(self.item, table).below(item) if table else Place(item)

    def _models(self) -> Mapping[str, type[BaseModel]]:
        return marks.models(self.info) if self.direct else {}

    def _layers(self) -> Iterator[Option]:
        holds = marks.holds(self.info)
        if holds and holds.form == "layer":
            yield from OneLayer(self.item, holds.role).words()
        elif holds and holds.form != "paths":
            yield from LayerList(self.item).words()


class Model(Fields):
    """What follows the word for a kind: its fields, or the value of its main one."""

    def words(self) -> Iterator[Option]:
        """Those of the main field."""
        main = getattr(self.model, "main", None)
        if main:
            yield from Value(self.item, self.model.model_fields[main]).words()

    def below(self, item: Item) -> Place:
        """A field, or an item of the list that the main field is."""
        main = getattr(self.model, "main", None)
        if item.key is None and main:
            return Value(self.item, self.model.model_fields[main]).below(item)
        return super().below(item)


class OneLayer(Place):
    """A layer: its kind, or a mapping from that to its fields; of one role, where there is one."""

    single = True

    def __init__(self, item: Item, role: str = ""):
        super().__init__(item)
        self.role = role

    def keys(self) -> Iterator[Option]:
        """Kinds and the file's blocks."""
        known = kinds()
        names = of_role(self.role) if self.role else known
        if not self.role:
            yield from map(block_option, outline.blocks(self.root))
        yield from (kind_option(known[name]) for name in names)

    words = keys

    def below(self, item: Item) -> Place:
        """What follows the kind."""
        word = item.key.text if item.key else ""
        if word in kinds():
            return Model(item, kinds()[word])
        block = outline.block(self.root, word)
        return Call(item, block) if block else Place(item)


class Version(Place):
    """The version of the language, of which there is one."""

    def words(self) -> Iterator[Option]:
        """That one."""
        yield Option(str(VERSION), "value")


class LayerList(Place):
    """A list of layers."""

    def words(self) -> Iterator[Option]:
        """Layers, each with the dash that it still needs."""
        for option in OneLayer(self.item).words():
            yield Option(option.name, option.sort, option.detail, option.about, option.after, "- ")

    def below(self, item: Item) -> Place:
        """One of them."""
        return OneLayer(item) if item.key is None else Place(item)


class Call(Place):
    """The parameters of a block in a call of it."""

    def __init__(self, item: Item, block: Item):
        super().__init__(item)
        self.block = block

    def keys(self) -> Iterator[Option]:
        """The block's own, and what every layer takes."""
        for found in outline.keys(self.block.child("params")):
            written = found.item.value.text if found.item.value else ""
            value = code(written) if written else "a value"
            about = f"A parameter of the block; {value} by default."
            required = written == "required"
            detail = "required" if required else ""
            about = "A parameter of the block, which it needs." if required else about
            yield Option(found.name, "parameter", detail, about, ": ")
        about = "The name of a layer above: an input of the block."
        for found in outline.words(self.block.child("inputs")):
            yield Option(found.name, "parameter", "required", about, ": ")
        own = dict(fields(Inlined))
        yield from (field_option(name, own[name]) for name in OWN_FIELDS)

    def below(self, item: Item) -> Place:
        """The value of one."""
        own = {name: info for name, info in fields(Inlined) if name in OWN_FIELDS}
        info = own.get(item.key.text) if item.key else None
        return Value(item, info) if info else Place(item)


def _names(item: Item) -> Iterator[Option]:
    for name in dict.fromkeys(found.name for found in outline.layer_names(item)):
        yield Option(name, "layer")


def block_option(found: outline.Declaration) -> Option:
    """A block, with what the file says about it."""
    about = found.item.child("about")
    text = prose(about.value.text) if about and about.value else "A block of this file."
    params = ", ".join(code(p.name) for p in outline.keys(found.item.child("params")))
    return Option(found.name, "block", "block", f"{text}\n\nTakes {params}." if params else text)


def _known(word: str) -> str:
    known = DATASETS.get(word) or GENERATED.get(word)
    return known.about if known else ""
