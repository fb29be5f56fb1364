"""The JSON Schema refuses of a study what `check` refuses, as far as a schema can say it."""

import copy
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from archspec.checking import findings
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.planning.plan import Budget, Design, Plan, plan_of
from archspec.planning.sweep_plan import PRUNINGS, SEARCHES, SweepPlan
from archspec.recipe import Recipe
from archspec.schema import file_schema
from archspec.syntax import Tree, plain, read
from archspec.syntax.writing import written
from tests.cli.test_schema_agrees import EDITORS, QUICK, VALUES

UNSAID = "that the second end of a range is the larger"
ENDS = ("the smaller of the two first", "above 0")
COMPARED: dict[str, Any] = {"designs": ["digits", {"spec": "digits", "name": "b"}]}
SWEPT: dict[str, Any] = {"spec": "digits", "over": {"width": [8, 16]}}
FORMS = {Plan: COMPARED, SweepPlan: SWEPT}
RANGES = [{"log": [0.1, 1]}, {"int": [1, 2]}, {"float": [1, 2]}, {"log": [1]}, {"int": [1, 1.5]}]
Way = tuple[str | int, ...]


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(file_schema())


def places() -> list[tuple[type[Plan | SweepPlan], Way]]:
    compared: list[Way] = [(name,) for name in Plan.model_fields]
    compared += [("designs", 1, name) for name in Design.model_fields]
    compared += [("designs", 0), ("set", "width")]
    compared += [("train", name) for name in Recipe.model_fields]
    swept: list[Way] = [(name,) for name in SweepPlan.model_fields]
    swept += [("train", name) for name in Recipe.model_fields]
    swept += [("over", "width"), ("over", "train.epochs"), ("aim", "accuracy")]
    for name, choice in (("search", SEARCHES), ("prune", PRUNINGS)):
        swept += [(name, word) for word in choice.by_name]
        swept += [(name, w, f) for w, cls in choice.by_name.items() for f in cls.model_fields]
    budget: list[Way] = [("budget", name) for name in Budget.model_fields]
    return [
        *((Plan, way) for way in [*compared, *budget]),
        *((SweepPlan, way) for way in [*swept, *budget]),
    ]


def put(study: dict[str, Any], way: Way, value: Any) -> str:
    """The text of a study with a value at a place."""
    inner: Any = copy.deepcopy(study)
    whole = {"study": inner}
    for step, following in pairwise(way):
        if isinstance(inner, dict):
            inner.setdefault(step, [] if isinstance(following, int) else {})
        inner = inner[step]
    inner[way[-1]] = value
    return written(whole)


@settings(QUICK, max_examples=60)
@given(st.sampled_from(places()), VALUES | st.sampled_from(RANGES))
@example((Plan, ("designs", 0)), 3)
@example((Plan, ("designs",)), [])
@example((Plan, ("train",)), {"epochz": 3})
@example((SweepPlan, ("over",)), {"train.epochz": [1, 2]})
@example((SweepPlan, ("over", "width")), "log")
@example((SweepPlan, ("aim",)), {"accuracy": "most"})
def test_of_a_field_of_a_study(place: tuple[type[Plan | SweepPlan], Way], value: Any) -> None:
    form, way = place
    source = Source("study.yaml", put(FORMS[form], way, value))
    tree = read(source)
    valid = validator().is_valid(plain(tree))
    wrong = refused(tree, form)
    if not wrong:
        assert valid or findings(source), f"only the schema refuses\n{source.text}"
    elif not any(end in one.message for one in wrong for end in ENDS):
        assert not valid, f"only check refuses: {wrong[0].message}\n{source.text}"


def refused(tree: Tree, form: type[Plan | SweepPlan]) -> Sequence[Diagnostic]:
    """What is wrong with a study by itself, whatever is in the specs that it names."""
    try:
        plan_of(tree, form, "study.yaml")
    except Failure as failure:
        return failure.diagnostics
    return ()


@pytest.mark.parametrize(
    "text",
    [
        "study: {designs: [net], over: {width: [1]}}",
        "study: {over: {width: [1]}}",
        "study: {}",
        "study: [net]",
        "study: {designs: [net]}\nname: mine",
        "archspec: 2\nstudy: {designs: [net]}",
        "study: {designs: [net]}\nlayers: [relu]",
    ],
)
def test_both_refuse(text: str) -> None:
    source = Source("study.yaml", text)
    assert findings(source)
    assert not validator().is_valid(plain(read(source)))


def studies() -> list[str]:
    """Those of the documentation."""
    pages = (EDITORS.parent / name for name in ("compare.md", "book.md"))
    blocks = (
        block.partition("```")[0]
        for page in pages
        for block in page.read_text(encoding="utf-8").split("```yaml\n")[1:]
    )
    return [block for block in blocks if "study:" in block]


@pytest.mark.parametrize("text", studies())
def test_studies_of_the_documentation_are_valid(text: str) -> None:
    assert not [*validator().iter_errors(plain(read(Source("study.yaml", text))))]


def test_what_a_schema_cannot_say_is_listed_for_people() -> None:
    assert UNSAID in EDITORS.read_text(encoding="utf-8")
