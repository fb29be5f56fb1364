"""What may stand in a study, read off the classes that a check reads it by."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archspec.language.document.study import FIELDS
from archspec.lsp import marks
from archspec.lsp.named_specs import NamedSpecs, costs, shipped_specs, spec_option
from archspec.lsp.options import Option, field_option, fields
from archspec.lsp.places import Place, Value, Version
from archspec.lsp.sketch import Item, Word
from archspec.lsp.training import Training
from archspec.planning.fields import FigureName, Parameters, RecipeNames, SpecName
from archspec.planning.plan import Design, Plan
from archspec.planning.sweep_check import may_vary
from archspec.planning.sweep_plan import SweepPlan


class StudyFile(Place):
    """The whole file of a study.

    Args:
        item: all of it.
        home: its folder.
    """

    def __init__(self, item: Item, home: Path):
        super().__init__(item)
        self.home = home

    def keys(self) -> Iterator[Option]:
        """The version and the study."""
        return (Option(name, "field", "", about, ": ") for name, about in FIELDS.items())

    def below(self, item: Item) -> Place:
        """One of them."""
        word = item.key.text if item.key else ""
        return _study(item, self.home) if word == "study" else Version(item)


class About(Place):
    """A place that is about the specs which a study names there."""

    def __init__(self, item: Item, named: NamedSpecs):
        super().__init__(item)
        self.named = named


class StudyFields(About):
    """The fields of a study or of one of its designs: those of one class, or of several."""

    def __init__(self, item: Item, named: NamedSpecs, *models: type[BaseModel]):
        super().__init__(item, named)
        self.fields: Mapping[str, FieldInfo] = {
            name: info for model in reversed(models) for name, info in fields(model)
        }

    def keys(self) -> Iterator[Option]:
        """The fields."""
        return (field_option(name, info) for name, info in self.fields.items())

    def below(self, item: Item) -> Place:
        """The value of a field."""
        info = self.fields.get(item.key.text) if item.key else None
        if info is None:
            return Place(item)
        if marks.table(info) is Design:
            return Designs(item, self.named)
        if marks.is_like(info, SpecName):
            return SpecNames(item, self.named)
        if marks.is_like(info, FigureName):
            return Figures(item, self.named, info)
        if marks.is_like(info, Parameters):
            return Settings(item, self.named, info)
        if any(isinstance(one, RecipeNames) for one in marks.annotations(info)):
            return RecipeSettings(item, self.named, info)
        return Value(item, info)


class SpecNames(About):
    """The name of a spec."""

    def words(self) -> Iterator[Option]:
        """The one that stands there, wherever it is, and those that ship."""
        word = self.item.value or self.item.key
        written = spec_option(word.text, self.named.home) if word else None
        yield from [written] if written else []
        yield from shipped_specs()


class Designs(About):
    """The list of what is compared."""

    def words(self) -> Iterator[Option]:
        """Names of specs, each with the dash that it still needs."""
        return (replace(option, before="- ") for option in shipped_specs())

    def below(self, item: Item) -> Place:
        """A design: the name of its spec alone, or its fields."""
        spec = item.child("spec")
        word = spec.value if spec else item.value
        own = replace(self.named, names=(word.text,) if word else ())
        return ADesign(item, own, Design) if item.key is None else Place(item)


class ADesign(StudyFields):
    """A design."""

    def words(self) -> Iterator[Option]:
        """Names of specs."""
        return SpecNames(self.item, self.named).words()


class Settings(About):
    """Other values for parameters."""

    def __init__(self, item: Item, named: NamedSpecs, info: FieldInfo):
        super().__init__(item, named)
        self.info = info

    def keys(self) -> Iterator[Option]:
        """The parameters."""
        return self.named.parameters()


class RecipeSettings(Settings):
    """Other values for fields of a recipe, or what varies, of which some are parameters."""

    @property
    def _names(self) -> RecipeNames:
        return next(one for one in marks.annotations(self.info) if isinstance(one, RecipeNames))

    def keys(self) -> Iterator[Option]:
        """The fields; where they vary, those that may, and parameters."""
        varied = bool(self._names.others)
        yield from self.named.parameters() if varied else ()
        for option in self.named.recipe_fields():
            if not varied or may_vary(option.name):
                yield replace(option, name=f"{self._names.prefix}{option.name}")

    def below(self, item: Item) -> Place:
        """The range of values, or the value of the field, where dots lead to it."""
        if item.key is None or self._names.others:
            return Value(item, self.info, inside=True)
        place: Place = Training(Item())
        for word in item.key.text.split("."):
            place = place.below(Item(key=Word(word, item.key.start)))
        return place


class Figures(Settings):
    """The figure that is compared, or figures with what they are to be."""

    def keys(self) -> Iterator[Option]:
        """What a run measures, and what needs none."""
        yield from (replace(one, after=": ") for one in (*self.named.figures(), *costs()))

    def words(self) -> Iterator[Option]:
        """What a run measures, where one is named."""
        return iter(()) if marks.is_named(self.info) else self.named.figures()

    def below(self, item: Item) -> Place:
        """What it is to be."""
        return Value(item, self.info, inside=True)


def _study(item: Item, home: Path) -> StudyFields:
    """What compares or searches, as far as its keys tell."""
    designs, spec, recipe = (item.child(word) for word in ("designs", "spec", "recipe"))
    several = [(one.child("spec") or one).value for one in designs.children] if designs else []
    alone = [spec.value] if spec else []
    names = tuple(dict.fromkeys(word.text for word in several or alone if word))
    named = NamedSpecs(names, home, recipe.value.text if recipe and recipe.value else None)
    if designs:
        return StudyFields(item, named, Plan)
    searches = spec or item.child("over")
    return StudyFields(item, named, SweepPlan, *([] if searches else [Plan]))
