"""What a report says of how a run was made."""

import json
from html import unescape

import pytest
import yaml

from archspec.recipe import Recipe
from archspec.runner import train
from archspec.runner.page import STYLE
from archspec.runner.record import read_recipe

from .conftest import recipe, small

pytestmark = pytest.mark.usefixtures("one_thread")

PATIENT = {"patience": 1, "min_delta": 1000.0}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    fields = {
        "data": {"val": 0.2},
        "epochs": 2,
        "sampler": {"count": 64},
        "mix": ({"mixup": 0.2},),
        "loss": {"cross_entropy": {"label_smoothing": 0.1}},
        "early_stop": PATIENT,
    }
    result = train(small(), recipe(**fields), folder, input_shape=(1, 8, 8))
    return result, (folder / "report.html").read_text(encoding="utf-8")


def test_the_recipe_is_yaml_that_says_what_the_recipe_is(run):
    text = run[1].split("<summary>Recipe, without defaults</summary><pre>")[1].split("</pre>")[0]
    said = yaml.safe_load(unescape(text))["train"]
    assert Recipe.model_validate_json(json.dumps(said)) == read_recipe(run[0].folder)
    assert "loss: {cross_entropy: {label_smoothing: 0.1}}" in text
    assert not any(word in text for word in ("null", "class_weights", "betas"))
    assert text.count("\n") < 12


def test_a_patience_that_ends_with_the_last_epoch_stops_nothing(run):
    result, page = run
    assert not result.stopped_early
    assert "2 of 2 epochs; seed" in page


def test_why_the_loss_of_training_is_higher_is_told(run, tmp_path):
    assert "samples are mixed and labels are smoothed, and only then: the loss of" in run[1]
    fields = {"data": {"val": 0.2}, "epochs": 1, "sampler": {"count": 64}}
    train(small(), recipe(**fields), tmp_path / "run", input_shape=(1, 8, 8))
    assert "the loss of training" not in (tmp_path / "run" / "report.html").read_text()


def test_dark_colours_are_for_screens():
    style = STYLE.read_text(encoding="utf-8")
    assert style.count("prefers-color-scheme: dark") == 1
    assert "@media screen and (prefers-color-scheme: dark)" in style
