"""The recipe's fields, defaults and place in the import graph."""

import inspect
import subprocess
import sys
from typing import get_args

import jsonschema
import pytest
from pydantic import BaseModel, ValidationError

from archspec.kind.choice import Choice
from archspec.nn.resolve import resolve
from archspec.recipe import DATASETS, Recipe
from archspec.recipe.data import Data, DatasetName
from archspec.recipe.generated import GENERATED
from archspec.recipe.kinds_on_demand import LOSSES, OPTIMIZERS
from archspec.recipe.published import PUBLISHED
from archspec.recipe.schedules import SCHEDULES

BOOK = {
    "data": {
        "dataset": "cifar10",
        "classes": ("airplane", "bird"),
        "augment": ("flip", {"crop": 4}),
        "normalize": "auto",
        "val": "test",
    },
    "epochs": 100,
    "batch_size": 64,
    "optimizer": {"sgd": {"lr": 0.01, "momentum": 0.9}},
    "schedule": {"plateau": {}},
    "loss": "cross_entropy",
    "regularize": {"l2": 0.001},
    "early_stop": {"patience": 10},
    "seed": 0,
}


def subclasses(kind: type[BaseModel]) -> list[type[BaseModel]]:
    below = [one for sub in kind.__subclasses__() for one in subclasses(sub)]
    # Other tests have kinds of their own.
    return [one for one in (kind, *below) if one.__module__.startswith("archspec.")]


def test_the_example_of_the_language_is_read():
    recipe = Recipe.model_validate(BOOK)
    assert recipe.optimizer.model_dump() == {
        "lr": 0.01,
        "momentum": 0.9,
        "dampening": 0.0,
        "weight_decay": 0.0,
        "nesterov": False,
    }
    assert [change.kind for change in recipe.data.augment] == ["flip", "crop"]
    assert recipe.data.augment[1].padding == 4
    assert (recipe.schedule.kind, recipe.loss.kind, recipe.data.val) == (
        "plateau",
        "cross_entropy",
        "test",
    )


@pytest.mark.parametrize("kind", OPTIMIZERS.kinds + SCHEDULES.kinds, ids=lambda kind: kind.kind)
def test_fields_and_defaults_are_torchs(kind):
    parameters = inspect.signature(resolve(kind.target)).parameters
    # What a plateau waits for is given to torch's at each epoch; torch's curves know no list.
    ours = ("of", "epochs", "per")
    own = {name: one for name, one in kind.model_fields.items() if name not in ours}
    for name, field in own.items():
        assert name in parameters, name
        default = parameters[name].default
        if field.is_required():
            assert default in (inspect.Parameter.empty, None)
        elif field.default is not None and default is not inspect.Parameter.empty:
            assert field.default == default, name


@pytest.mark.parametrize("kind", LOSSES.kinds, ids=lambda kind: kind.kind)
def test_losses_take_torchs_arguments_with_its_defaults(kind):
    parameters = inspect.signature(resolve(kind.target)).parameters
    # Weights of classes may be a word, and torch's are a tensor: `weight`.
    own = {
        name: field.default for name, field in kind.model_fields.items() if name != "class_weights"
    }
    assert own == {name: parameters[name].default for name in own}


@pytest.mark.parametrize(
    "kind", [*subclasses(Choice), Recipe, Data], ids=lambda kind: kind.__name__
)
def test_every_class_has_a_manual_page_and_every_field_a_description(kind):
    assert kind.__doc__
    assert len(kind.__doc__) > 20
    assert all(field.description for field in kind.model_fields.values())


def test_the_names_of_data_sets_are_those_of_the_tables():
    assert get_args(DatasetName) == (*DATASETS, *PUBLISHED, *GENERATED)


@pytest.mark.parametrize("name", DATASETS)
def test_the_table_of_data_sets_is_whole(name):
    facts = DATASETS[name]
    known = [one is not None for one in (facts.shape, facts.train, facts.test, facts.classes)]
    assert all(known) or not any(known)
    if facts.classes:
        assert len(set(facts.classes)) == len(facts.classes) == (100 if name == "cifar100" else 10)


@pytest.mark.parametrize("val", [0, 1, 1.0, 0.0, "train", True, -0.1, ("test",)])
def test_val_is_test_or_a_fraction(val):
    with pytest.raises(ValidationError) as caught:
        Data.model_validate({"dataset": "digits", "val": val})
    (error,) = caught.value.errors()
    assert (error["loc"], error["msg"]) == (
        ("val",),
        "write `test`, or a fraction between 0 and 1",
    )


@pytest.mark.parametrize(
    "data",
    [
        {"epochs": True},
        {"epochs": "3"},
        {"epochs": 0},
        {"seed": -1},
        {"epoch": 3},
        {"optimizer": {"sgd": {"lr": -1.0}}},
        {"optimizer": {"adam": {"betas": (0.9, 1.0)}}},
        {"regularize": {"l2": float("nan")}},
    ],
)
def test_nothing_is_coerced_or_ignored(data):
    with pytest.raises(ValidationError):
        Recipe.model_validate({"data": {"dataset": "digits"}} | data)


def test_the_json_schema_is_one_that_accepts_the_example():
    schema = Recipe.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data = BOOK | {
        "data": BOOK["data"] | {"classes": ["airplane", "bird"], "augment": ["flip", {"crop": 4}]}
    }
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(data)
    assert not validator.is_valid(data | {"optimizer": {"sgd": {"rate": 0.1}}})
    assert not validator.is_valid(data | {"data": data["data"] | {"val": 2}})


def test_reading_a_recipe_imports_neither_torch_nor_numpy():
    code = (
        "import sys, archspec.recipe\n"
        "print([name for name in ('torch', 'torchvision', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
