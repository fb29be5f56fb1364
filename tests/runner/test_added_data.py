"""Data sets that others add, with fields of any kind: checked before, read when somebody trains."""

from pathlib import Path

import numpy as np
import pytest

import archspec
from archspec.diagnostics import Failure

HEAD = "archspec: 1\n"
REVIEWS = """\
inputs: {text: {shape: [8], values: 100}}
layers:
  - embedding: {vocabulary: 100, width: 4}
  - flatten: {name: flat}
  - linear: {name: stars, width: 1}
  - linear: {name: mood, width: 2, from: flat}
outputs: [stars, mood]
train:
  data: {dataset: reviews, val: 0.25}
  targets: {stars: {loss: mse}, mood: {loss: cross_entropy}}
  epochs: 1
  tensorboard: false
"""
FIELDS = {
    "text": {"tokens": {"length": 8, "vocabulary": 100}},
    "stars": {"number": {"of": "rating"}},
    "mood": {"class": {"classes": ["bad", "good"]}},
}
CELLS = """\
input: [1, 8, 8]
layers: [conv: {width: 2, padding: 1}]
train: {data: {dataset: cells, val: 0.25%s}, epochs: 1, tensorboard: false}
"""


@pytest.fixture
def reviews():
    """Texts with a number and a class; how often they were read is counted."""
    calls: list[Path | None] = []

    @archspec.register_data("reviews", fields=FIELDS, train=12, test=4)
    def read(root):
        calls.append(root)
        texts = ["well made and quiet", "broke at once"] * 6
        columns = {"text": texts, "rating": [5.0, 1.0] * 6, "mood": np.array(["good", "bad"] * 6)}
        return {"train": columns, "test": {name: one[:4] for name, one in columns.items()}}

    return calls


def cells(give, **said):
    fields = {"input": "image", "output": {"mask": {"classes": ["ground", "cell"]}}}
    shapes = {"input": (1, 8, 8)}
    archspec.register_data("cells", fields=fields, shapes=shapes, train=8, **said)(give)


def pictures(count=8):
    random = np.random.default_rng(0)
    masks = random.integers(0, 2, (count, 8, 8))
    return {"input": (masks[:, None] * 200).astype(np.uint8), "output": masks}


def test_texts_numbers_and_classes_are_checked_without_a_call_and_then_trained(reviews, tmp_path):
    assert archspec.check(text=HEAD + REVIEWS) == ()
    wrong = archspec.check(text=HEAD + REVIEWS.replace("width: 2, from", "width: 3, from"))
    assert [one.code for one in wrong] == ["A604"]
    assert reviews == []
    result = archspec.loads(HEAD + REVIEWS).train(tmp_path / "run")
    assert reviews == [None]
    assert result.evaluations["test"]["mood.accuracy"] is not None
    said = archspec.open_run(tmp_path / "run").predict({"text": ["broke at once", "quiet"]})
    assert {len(column) for column in said.values()} == {2}
    assert set(said["mood"]) <= {"bad", "good"}


def test_pictures_with_masks_are_trained_from_the_root_of_the_recipe(tmp_path):
    roots = []
    cells(lambda root: roots.append(root) or {"train": pictures()})
    text = HEAD + CELLS % f", root: {tmp_path}"
    assert archspec.check(text=text) == ()
    found = archspec.loads(text).train(tmp_path / "run").evaluations["val"]
    assert 0 <= found["iou"] <= 1
    assert roots == [tmp_path]
    with pytest.raises(Failure, match="1×8×8"):
        archspec.loads((HEAD + CELLS % "").replace("[1, 8, 8]", "[1, 9, 9]")).train(tmp_path / "b")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"test": {}}, "cells gives no `train`"),
        ({"train": {"input": pictures()["input"]}}, "the train samples of cells lack `output`"),
        ({"train": {**pictures(), "output": pictures(5)["output"]}}, "not as many in each column"),
        ({"train": pictures(0)}, "not as many in each column: 0 of `input`"),
        ({"train": {**pictures(), "output": [[1], [1, 2]]}}, "neither numbers nor texts"),
        ({"train": {**pictures(), "output": object()}}, "neither numbers nor texts"),
        ({"train": [1, 2]}, "lack columns by their names"),
    ],
)
def test_what_a_function_gives_is_held_against_what_was_said_of_it(given, words, tmp_path):
    cells(lambda root: given)
    with pytest.raises(Failure, match=words):
        archspec.loads(HEAD + CELLS % "").train(tmp_path / "run")


def test_what_is_no_field_is_refused_where_it_is_said():
    for said in ("nonsense", {}, 3, {"image": {}, "mask": {}}):
        with pytest.raises(TypeError, match="the field `a` is one of image, mask, number"):
            archspec.register_data("odd", fields={"a": said}, train=1)
    with pytest.raises(TypeError, match=r"the field `a` has no `tokens.length` that it takes"):
        archspec.register_data("odd", fields={"a": {"tokens": {"vocabulary": 9}}}, train=1)
    with pytest.raises(TypeError, match="the field `a` needs a shape"):
        archspec.register_data("odd", fields={"a": "image"}, train=1)
    for name in ("digits", "shapes", "flowers102"):
        with pytest.raises(TypeError, match=f"`{name}` is the name of another data set"):
            archspec.register_data(name, fields={"a": "number"}, train=1)(lambda root: {})
