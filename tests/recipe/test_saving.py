"""How often the state is saved, as people write it."""

import re

import pytest
from pydantic import ValidationError

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.diagnostics.text import render
from archspec.recipe import Recipe, recipe_of
from archspec.recipe.saving import FORM, Save

SPEC = """archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: 10]
train: {{data: {{dataset: digits}}, save: {{every: {every}}}}}
"""


@pytest.mark.parametrize(
    ("text", "steps", "seconds"),
    [
        ("1 step", 1, None),
        ("500 steps", 500, None),
        ("1 second", None, 1),
        ("90 seconds", None, 90),
        ("1 minute", None, 60),
        ("10 minutes", None, 600),
        ("2 hours", None, 7200),
    ],
)
def test_an_interval_is_a_number_and_a_unit(text, steps, seconds):
    save = Save(every=text)
    assert (save.steps, save.seconds) == (steps, seconds)
    recipe = Recipe.model_validate({"data": {"dataset": "digits"}, "save": {"every": text}})
    assert recipe_of(recipe.model_dump(mode="json")).save == save


@pytest.mark.parametrize(
    "text",
    ["0 steps", "5", "10 minuts", "ten minutes", "-1 steps", "1.5 hours", "10  minutes", "١ step"],
)
def test_anything_else_is_refused_at_its_place(text):
    with pytest.raises(ValidationError):
        Save(every=text)
    spec, _ = compile_source(Source("s.yaml", SPEC.format(every=text)))
    lines = render(spec.faults).splitlines()
    place = lines[3].index("^")
    assert lines[0].startswith("error[A203]: `save.every` cannot be ")
    assert lines[2][place : place + lines[3].count("^")] == text
    assert "`10 minutes` or `500 steps`" in lines[4]


def test_more_steps_than_can_be_counted_are_refused():
    with pytest.raises(ValidationError):
        Save(every="9999999999 steps")


def test_the_schema_takes_what_the_recipe_takes():
    schema = Save.model_json_schema()["properties"]["every"]
    assert re.fullmatch(schema["pattern"], "10 minutes")
    assert schema["pattern"] == f"^{FORM.pattern}$"
