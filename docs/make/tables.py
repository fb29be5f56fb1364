"""The tables of the language reference, made of what the package says of itself."""

import inspect
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.kind import Layer, Parameter, Reweighted, Weighted, kinds
from archspec.kind.choice import Choice, OneOf
from archspec.kind.elementwise import SameShape
from archspec.kind.initializers import INITIALIZERS
from archspec.kind.reweightings import REWEIGHTINGS
from archspec.language.fields.expected import expectation, fields_of
from archspec.recipe import Data, Recipe
from archspec.recipe.augmentations import AUGMENTATIONS
from archspec.recipe.clips import KINDS as CLIPS
from archspec.recipe.data import NORMALIZATIONS
from archspec.recipe.datasets import DATASETS, DataFacts
from archspec.recipe.fields import FIELDS
from archspec.recipe.generated import GENERATED
from archspec.recipe.groups import Group
from archspec.recipe.kinds_on_demand import LOSSES, OPTIMIZERS
from archspec.recipe.metrics import METRICS, Metric
from archspec.recipe.mix import KINDS as MIXES
from archspec.recipe.pairs import Pairs
from archspec.recipe.sampler import Sampler
from archspec.recipe.saving import Save
from archspec.recipe.schedules import SCHEDULES
from archspec.recipe.start import Start
from archspec.recipe.targets import InfoNce, Target
from archspec.recipe.training import EarlyStop, Regularize

from .kinds import families, first_line, written
from .layer_examples import example

Rows = Iterable[tuple[str, ...]]

SAME = SameShape.infer.__doc__
COMMON = fields_of(Reweighted).keys()
MAPPINGS: dict[str, type[BaseModel]] = {
    "train": Recipe,
    "data": Data,
    "pairs": Pairs,
    "targets: OUTPUT": Target,
    "regularize": Regularize,
    "early_stop": EarlyStop,
    "sampler": Sampler,
    "save": Save,
    "groups": Group,
    "start": Start,
}
CHOICES: dict[str, OneOf] = {
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "loss": LOSSES,
    "loss of an output": OneOf((InfoNce,)),
    "metrics": METRICS,
    "clip": OneOf(CLIPS),
    "fields: NAME": FIELDS,
    "augment": AUGMENTATIONS,
    "mix": OneOf(MIXES),
    "normalize": NORMALIZATIONS,
}

TARGETS = {
    "classes": "classes",
    "answers": "several labels",
    "numbers": "numbers",
    "views": "views",
}
"""What targets are called where metrics are listed."""

SHOWN = (
    "one of ",
    "a list with ",
    "a list of ",
    "a mapping from ",
    "a number, or a list",
    "a whole number, or a list",
    "`same`",
)
"""How what a field takes begins, where neither default nor description says it."""


def of_kinds() -> Iterator[str]:
    """Every kind: what it does, its shapes, its weights, its fields."""
    for family in families():
        yield from (f"### Kinds: {family}", "")
        members = (cls for cls in kinds().values() if cls.family == family)
        yield from table(("kind", "", "fields"), (kind_row(cls) for cls in members))


def of_initialisers() -> Iterator[str]:
    """What `init` may say."""
    rows = (
        (f"`{w}`", first_line(c), listed(fields_of(c), c.main)) for w, c in INITIALIZERS.items()
    )
    yield from table(("`init`", "", "fields"), rows)


def of_reweightings() -> Iterator[str]:
    """What `weight` may say."""
    rows = (
        (f"`{w}`", first_line(c), listed(fields_of(c), c.main)) for w, c in REWEIGHTINGS.items()
    )
    yield from table(("`weight`", "", "fields"), rows)


def of_training() -> Iterator[str]:
    """Everything under `train`."""
    for name, cls in MAPPINGS.items():
        rows = ((f"`{word}`{default(f)}", said(word, f)) for word, f in fields_of(cls).items())
        yield from table((f"`{name}`", ""), rows)
    for name, choice in CHOICES.items():
        yield from table((f"`{name}`", "", "fields"), choice_rows(choice.kinds))
    heads = ("`dataset`", "", "images", "to train on and to test on")
    yield from table(heads, (dataset_row(name, facts) for name, facts in DATASETS.items()))
    heads = ("`dataset`, drawn", "", "fields", "to train on and to test on")
    drawn = (
        (f"`{n}`", one.about, ", ".join(one.fields), f"{one.train:,} and {one.test:,}")
        for n, one in GENERATED.items()
    )
    yield from table(heads, drawn)


def choice_rows(members: Iterable[type[Choice]]) -> Rows:
    """Each with its fields, of which one that stands in a row above is not explained again."""
    above: set[str] = set()
    for cls in members:
        whole = listed(fields_of(cls), cls.main).split("<br>")
        short = (line.partition(":")[0] if line in above else line for line in whole)
        yield f"`{cls.kind}`", first_line(cls) + of(cls), "<br>".join(short)
        above |= {*whole}


def of(cls: type[Choice]) -> str:
    """What a metric can be measured of; nothing of what is none."""
    if not issubclass(cls, Metric):
        return ""
    return f" Of {' and '.join(TARGETS[one] for one in cls.compares)}."


def table(heads: tuple[str, ...], rows: Rows) -> Iterator[str]:
    """A table of Markdown, and an empty line."""
    for cells in (heads, ("---",) * len(heads), *rows):
        escaped = (cell.replace("|", "\\|") for cell in cells)
        yield "|" + "|".join(f" {cell} " if cell else " " for cell in escaped) + "|"
    yield ""


def kind_row(cls: type[Layer]) -> tuple[str, str, str]:
    """A kind: its page, what it does with its shapes and weights, and the fields of its own."""
    what = (first_line(cls), *shapes(cls), *weights(cls))
    own = {name: field for name, field in fields_of(cls).items() if name not in COMMON}
    main = cls.main and (cls.model_fields[cls.main].alias or cls.main)
    own = dict(sorted(own.items(), key=lambda one: one[0] != main))
    return f"[`{cls.kind}`](layers/{cls.kind}.md)", "<br>".join(what), listed(own, main)


def shapes(cls: type[Layer]) -> Iterator[str]:
    """What it takes and gives, where it is one layer."""
    if cls.infer is not Layer.infer and (cls.family != "activation" or cls.infer.__doc__ != SAME):
        yield " ".join(inspect.cleandoc(cls.infer.__doc__ or "").split())


def weights(cls: type[Layer]) -> Iterator[str]:
    """The weights by their names, and their shapes."""
    if not issubclass(cls, Weighted):
        return
    _, graph = compile_source(Source("a.yaml", example(cls)))
    node = next(node for node in graph.nodes if type(node.layer) is cls)
    names = [f"`{name}`" for name in node.layer.parameters(node.shapes)]
    stated = cls.plain if issubclass(cls, Reweighted) else cls.parameters
    words = " ".join(inspect.cleandoc(stated.__doc__ or "").split())
    if isinstance(node.layer.lower(node.shapes), Parameter):
        yield f"A tensor of its scope: {words.removeprefix('`weight` ')}"
    elif all(name in words for name in names):
        yield f"Weights: {words}"
    else:
        yield f"Weights: {', '.join(names)}. {words}"


def listed(own: Mapping[str, FieldInfo], main: str | None) -> str:
    """Each field with its default and its meaning; the main one is bold."""
    words = {name: f"**`{name}`**" if name == main else f"`{name}`" for name in own}
    lines = (f"{words[name]}{default(field)}: {said(name, field)}" for name, field in own.items())
    return "<br>".join(lines)


def said(name: str, field: FieldInfo) -> str:
    """The description, and what the field takes where that stands nowhere else."""
    takes = expectation(field)
    known = name in (*CHOICES, "dataset") or takes == "a list of layers"
    shown = takes.startswith(SHOWN) and not known
    return (field.description or "") + (f" {takes[:1].upper()}{takes[1:]}." if shown else "")


def default(field: FieldInfo) -> str:
    """The default with a space before it, or that there is none."""
    if field.is_required():
        return " (required)"
    value = field.get_default()
    if isinstance(value, Choice):
        return f" `{value.kind}`"
    if isinstance(value, tuple):
        value = list(value)
    mapping = isinstance(value, (dict, BaseModel)) and not hasattr(value, "mode")
    shown = "" if mapping or value == [] else written(value)
    return f" {shown}" if shown else ""


def dataset_row(name: str, facts: DataFacts) -> tuple[str, ...]:
    """A data set: what is in it, its shape, and how much."""
    counts = "" if facts.train is None else f"{facts.train:,} and {facts.test:,}"
    return f"`{name}`", facts.about, "×".join(map(str, facts.shape or ())), counts
