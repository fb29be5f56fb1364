"""The schema refuses what `check` refuses, and nothing else, as far as a schema can say it.

Random values in every field of every kind, of the file, of its recipe and of its data are given to
both. `docs/editors.md` lists what no schema can say; `UNSAID` is that list as a program.
"""

import copy
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.kind import kinds
from archspec.language.document.model import Document
from archspec.language.fields.expected import fields_of
from archspec.recipe import Data, Recipe
from archspec.recipe.kinds_on_demand import LOSSES, OPTIMIZERS
from archspec.recipe.schedules import SCHEDULES
from archspec.schema import file_schema
from archspec.syntax import plain, read
from archspec.syntax.writing import written
from docs.make.layer_examples import example as of_kind

EDITORS = Path(__file__).parents[2] / "docs" / "editors.md"
OF_FORM = ("A201", "A202", "A203", "A206", "A303")
"""What is wrong with a field or its value, wherever it stands."""

UNSAID = {
    "A205": "names of blocks",
    "A407": "fields that go together or do not, and what depends on what comes in",
    "permute.order": "that every number from 0 on is there once",
    "expect": "names that the file itself gives",
    "input": "which of the sizes may be left open",
}
WORDS = ["", "same", "potato", "a b", "relu", "batchnorm", "before", "input", "5", "adam", "val"]
SCALARS = (
    st.sampled_from([0, 1, 2, 3, -1, 10**12, 0.5, -0.5, 1.5, True, False, None, *WORDS])
    | st.integers(-5, 300)
    | st.floats(-3, 3).filter(lambda x: not x.is_integer()).map(lambda x: round(x, 3) + 0.0001)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "relu", "conv", "adam", "name"]), inner, max_size=2)
    ),
    max_leaves=4,
)
QUICK = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(file_schema())


def found(text: str) -> Sequence[Diagnostic]:
    try:
        return compile_source(Source("net.yaml", text))[0].faults
    except Failure as failure:
        return failure.diagnostics


def compare(document: dict[str, Any], path: str) -> None:
    """Both judge a file; `path` is the field that has a random value."""
    text = written(document)
    valid = validator().is_valid(plain(read(Source("net.yaml", text))))
    said = found(text)
    if not valid:
        assert said, f"only the schema refuses\n{text}"
    elif path not in UNSAID:
        wrong = [one for one in said if one.code in OF_FORM]
        unsaid = any(one.code in UNSAID for one in said)
        assert unsaid or not wrong, f"only check refuses: {wrong[0].message}\n{text}"


@cache
def places() -> tuple[tuple[str, str], ...]:
    """Every field of every kind; nothing stands for the value behind a kind alone."""
    return tuple((kind, field) for kind, cls in kinds().items() for field in ("", *fields_of(cls)))


def with_value(kind: str, field: str, value: Any) -> dict[str, Any]:
    """The example of a kind, with a value in its field."""
    document = plain(read(Source("net.yaml", of_kind(kinds()[kind]))))
    assert isinstance(document, dict)
    items, place = list(items_of(document["layers"], kind))[-1]
    own = items[place][kind] if isinstance(items[place], dict) else None
    cls = kinds()[kind]
    main = cls.model_fields[cls.main].alias or cls.main if cls.main else ""
    fields = own if isinstance(own, dict) else {main: own} if own is not None else {}
    items[place] = {kind: {**fields, field: value} if field else value}
    return document


def items_of(tree: Any, kind: str) -> Iterator[tuple[list[Any], int]]:
    """Where layers of a kind stand."""
    if isinstance(tree, list):
        for place, item in enumerate(tree):
            if item == kind or (isinstance(item, dict) and list(item) == [kind]):
                yield tree, place
            yield from items_of(item, kind)
    elif isinstance(tree, dict):
        for inner in tree.values():
            yield from items_of(inner, kind)


@QUICK
@given(st.data(), VALUES)
def test_of_a_field_of_a_layer(data: st.DataObject, value: Any) -> None:
    kind, field = data.draw(st.sampled_from(places()))
    compare(with_value(kind, field, value), f"{kind}.{field or kinds()[kind].main}")


BASE: dict[str, Any] = {
    "archspec": 1,
    "input": [3, 8, 8],
    "layers": [{"conv": {"width": 4}}, "flatten", {"linear": 10}],
}
TRAIN: dict[str, Any] = {"data": {"dataset": "digits", "val": 0.1}, "epochs": 2}


def of_document() -> list[tuple[str, ...]]:
    top = [(name,) for name in fields_of(Document) if name not in ("train", "include", "inputs")]
    recipe = [("train", name) for name in fields_of(Recipe)]
    return [*top, *recipe, *(("train", "data", name) for name in fields_of(Data))]


@QUICK
@given(st.sampled_from(of_document()), VALUES)
@example(("name",), True)
@example(("about",), None)
@example(("outputs",), [])
@example(("train", "data", "table"), [])
@example(("train", "data", "folds"), 1)
@example(("train", "data", "python"), "potato")
def test_of_a_field_of_the_file_or_its_recipe(path: tuple[str, ...], value: Any) -> None:
    document = copy.deepcopy(BASE)
    if path[0] == "train":
        document["train"] = copy.deepcopy(TRAIN)
    inner = document
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    compare(document, path[0])


CHOICES = [
    (name, word, field)
    for name, choice in (("optimizer", OPTIMIZERS), ("schedule", SCHEDULES), ("loss", LOSSES))
    for word, cls in choice.by_name.items()
    for field in fields_of(cls)
]
NEEDED = {"step": {"step_size": 3}, "multistep": {"milestones": [1]}}


@QUICK
@given(st.sampled_from(CHOICES), SCALARS | st.lists(SCALARS, max_size=3))
def test_of_a_field_of_a_choice(place: tuple[str, str, str], value: Any) -> None:
    name, word, field = place
    fields = {**NEEDED.get(word, {}), field: value}
    train = {**copy.deepcopy(TRAIN), name: {word: fields}}
    compare({**copy.deepcopy(BASE), "train": train}, "")


@pytest.mark.slow
def test_of_every_field_of_every_layer() -> None:
    pool = [0, 1, 2, -1, 0.5, 1.5, 10**12, True, None, *WORDS, [], [1], [1, 2], [2, 2], ["a"]]
    pool += [{}, {"a": 1}, ["relu"], [{"conv": 4}], {"relu": None}]
    for kind, field in places():
        for value in pool:
            compare(with_value(kind, field, value), f"{kind}.{field or kinds()[kind].main}")


def test_what_a_schema_cannot_say_is_listed_for_people() -> None:
    page = EDITORS.read_text(encoding="utf-8")
    assert all(what in page for what in UNSAID.values())
