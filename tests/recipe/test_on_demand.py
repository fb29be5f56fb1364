"""What a recipe may have and a file does not is not made."""

import json
import subprocess
import sys

import pytest
from pydantic import ValidationError

from archspec.recipe import Recipe
from archspec.recipe.data import Data
from archspec.recipe.sampler import Sampler

LEAST = {"data": {"dataset": "digits"}}

CHECK = """
import json
from archspec import check
from archspec.recipe import groups, losses, optimizers, sampler, saving, start, targets, training
from archspec.syntax import advice
check("net")
tables = {
    "Recipe": training.Recipe,
    "Sgd": optimizers.Sgd,
    "Adam": optimizers.Adam,
    "CrossEntropy": losses.CrossEntropy,
    "Group": groups.Group,
    "Sampler": sampler.Sampler,
    "Save": saving.Save,
    "Start": start.Start,
    "Target": targets.Target,
}
made = [name for name, table in tables.items() if table.__pydantic_complete__]
print(json.dumps([made, sorted(vars(advice.KEY))]))
"""


def test_a_check_makes_the_validators_and_patterns_that_the_file_needs() -> None:
    """The recipe of `net` has an optimiser and a loss, and no mistake that patterns explain."""
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["Recipe", "Sgd", "CrossEntropy"], ["_given"]]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"sampler": {"balancd": "kind"}}, ("sampler", "balancd")),
        ({"groups": ({"of": "*"}, {"of": "*", "frozen": "x"})}, ("groups", 1, "frozen")),
        ({"start": {"except": ("fc",)}}, ("start", "weights")),
        ({"data": {"table": {"train": "a.csv", "tets": "b.csv"}}}, ("data", "table", "tets")),
        ({"targets": {"a": {"to": "b"}}}, ("targets", "a", "loss")),
    ],
    ids=str,
)
def test_what_is_wrong_in_such_a_table_has_its_place(given, place) -> None:
    with pytest.raises(ValidationError) as raised:
        Recipe.model_validate({**LEAST, **given})
    assert [one["loc"] for one in raised.value.errors()] == [place]


def test_such_a_table_may_be_given_and_is_written_back() -> None:
    sampler = Sampler(balanced="kind")
    recipe = Recipe.model_validate({**LEAST, "sampler": sampler})
    assert recipe.sampler is sampler
    written = recipe.model_dump(mode="json")
    assert written["sampler"] == {"balanced": "kind", "weights": None, "count": None}


def test_a_table_in_several_fields_stands_once_in_the_json_schema() -> None:
    text = json.dumps(Data.model_json_schema())
    assert text.count('"#/$defs/PartFiles"') == 3
    assert text.count('"PartFiles": {') == 1
