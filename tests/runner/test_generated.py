"""Data sets that are drawn: the same everywhere, of the size that is asked for, and learnable."""

import re
import subprocess
import sys
from hashlib import blake2b

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

import archspec
from archspec.catalog import find
from archspec.diagnostics import Failure
from archspec.recipe import with_changes
from archspec.recipe.generated import GENERATED
from archspec.runner.generated import draw

SIZES = {
    "shapes": (3, 16, 16),
    "letters": (1, 16, 16),
    "waves": (2, 32),
    "balls": (1, 8, 8, 8),
    "houses": (3, 16, 16),
}

SUMS = {
    "shapes": "2aeebf16db2b28d5",
    "letters": "69864f8308c54c76",
    "waves": "84f63635dd3fd7ee",
    "balls": "351c0cd4f730bf75",
    "houses": "6c6f3b12406767ad",
}
"""Of all that is drawn in these sizes, so that no version and no machine draws anything else."""


def text_of(name: str) -> str:
    return find(name)[0].read_text(encoding="utf-8")


def values(column: object) -> np.ndarray:
    if isinstance(column, np.ndarray):
        return column
    found: Tensor = column.take(torch.arange(len(column)))
    return found.numpy()


@pytest.mark.parametrize("name", GENERATED)
def test_what_is_drawn_is_the_same_everywhere(name):
    found, total = draw(name, {"input": SIZES[name]}), blake2b(digest_size=8)
    for part, raw in sorted(found.parts.items()):
        for key, column in sorted(raw.columns.items()):
            drawn = values(column)
            data = "|".join(drawn).encode() if drawn.dtype.kind == "U" else drawn.tobytes()
            total.update(f"{part} {key} {drawn.shape}".encode() + data)
    assert total.hexdigest() == SUMS[name]


@pytest.mark.parametrize("name", GENERATED)
def test_a_set_has_the_fields_and_the_samples_that_checks_are_told(name):
    known, found = GENERATED[name], draw(name, {"input": SIZES[name]})
    made_of = {column for field in known.fields.values() for column in field.columns}
    for part, count in (("train", known.train), ("test", known.test)):
        columns = found.parts[part].columns
        assert columns.keys() == made_of
        assert {len(values(one)) for one in columns.values()} == {count}
        for field in known.fields.values():
            if classes := getattr(field, "classes", None):
                drawn = values(columns[field.of])
                words = classes if drawn.dtype.kind == "U" else range(len(classes))
                assert {*np.unique(drawn).tolist()} == {*words}


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 20, 44), (1, 64, 9)])
def test_masks_are_where_the_shapes_are_whatever_the_size(shape):
    columns = draw("shapes", {"input": shape}).parts["test"].columns
    images, masks = values(columns["image"]).astype(float), values(columns["mask"]).astype(bool)
    assert images.shape[1:] == shape
    assert masks.shape[1:] == shape[1:]
    grey = images.mean(1)
    for image, mask in zip(grey, masks, strict=True):
        # The ground is of one colour, but for noise and a thin line.
        away = np.abs(image - np.median(image[~mask]))
        assert away[mask].mean() > 2 * away[~mask].mean()


def test_the_letters_to_test_on_are_others():
    parts = draw("letters", {"input": (1, 16, 16)}).parts
    train, test = ({*values(parts[one].columns["letter"]).tolist()} for one in ("train", "test"))
    assert train.isdisjoint(test)
    assert (len(train), len(test)) == (100, 20)


def test_a_set_is_checked_before_torch_is_there():
    code = f"""
import sys
from archspec.compiler import compile_source
from archspec.diagnostics import Source
compile_source(Source("a.yaml", {text_of("two_inputs")!r}))
assert not {{"torch", "numpy"}} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "words"),
    [
        ("unet_small", "input: [3, 32, 32]", "input: [3, 512, 512]", "A605", "sides of 8 to 256"),
        ("unet_small", "classes: 2", "classes: 3", "A604", "3 scores, but `mask` has 2 classes"),
        ("unet_small", "val: 0.1", "test: 0.1", "A603", "150 test samples of its own"),
        ("unet_small", "val: 0.1", "root: here", "A603", "lies in no folder"),
        ("unet_small", "val: 0.1", "classes: [a, b]", "A603", "with all of its classes"),
        ("series", "input: [6, 128]", "input: [6, 9000]", "A605", "sides of 1 to 4,096"),
        ("series", "classes: 5", "classes: 4", "A604", "4 scores, but `label` has 5 classes"),
        ("series", "dataset: waves", "dataset: wave", "A203", "wave"),
        ("volume", "[1, 16, 32, 32]", "[2, 16, 32, 32]", "A652", "takes 2×16×32×32"),
        ("two_inputs", "facts: [3]", "facts: [4]", "A652", "`facts` has 3 columns"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_anything_is(name, old, new, code, words):
    text = re.sub(r"^expect: .*$", "", text_of(name), flags=re.MULTILINE)
    assert old in text
    with pytest.raises(Failure) as caught:
        archspec.loads(text.replace(old, new)).train("run")
    assert [(one.code, words in one.message) for one in caught.value.diagnostics] == [(code, True)]


@pytest.mark.parametrize(
    ("name", "size", "changes", "epochs", "least"),
    [
        ("unet_small", "input: [3, 16, 16]", {"width": 8}, 4, {"iou": 0.5}),
        ("siamese", "", {"widths": [8, 16], "kernels": [3, 3], "features": 32, "size": 16}, 8,
         {"accuracy": 0.7}),
        ("autoencoder", "", {"size": 16}, 6, {"r2": 0.6}),
        ("series", "input: [6, 64]", {"width": 8}, 8, {"accuracy": 0.75}),
        ("volume", "input: [1, 8, 16, 16]", {"width": 4}, 8, {"accuracy": 0.8}),
        ("two_inputs", "", {"width": 8}, 4, {"price.r2": 0.8, "kind.accuracy": 0.95}),
    ],
)  # fmt: skip
def test_the_specs_that_ship_with_a_recipe_learn_when_they_are_smaller(
    name, size, changes, epochs, least, tmp_path
):
    text = re.sub(r"^expect: .*$", "", text_of(name), flags=re.MULTILINE)
    text = re.sub(r"^input: .*$", size, text, flags=re.MULTILINE) if size else text
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    network = archspec.load(tmp_path / "small.yaml", **changes)
    more = {"epochs": epochs, "device": "cpu", "tensorboard": False}
    result = network.train(tmp_path / "run", with_changes(network.spec.recipe, more))
    found = {one: result.evaluations["test"][one] for one in least}
    assert {one: value for one, value in found.items() if value <= least[one]} == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("unet_small", {"iou": 0.88}),
        ("siamese_small", {"accuracy": 0.82}),
        ("autoencoder", {"r2": 0.6}),
        ("series", {"accuracy": 0.9}),
        ("volume", {"accuracy": 0.95}),
        ("two_inputs", {"price.r2": 0.95, "kind.accuracy": 0.99}),
    ],
)
def test_a_recipe_that_ships_reaches_the_figure_of_its_comment(name, least, tmp_path):
    network = archspec.load(name)
    result = network.train(tmp_path / "run")
    found = result.evaluations["test"]
    assert {one: found[one] > value for one, value in least.items()} == dict.fromkeys(least, True)


def test_new_pictures_are_segmented_by_a_run_of_drawn_ones(tmp_path):
    network = archspec.load("unet_small", width=4)
    more = {"epochs": 1, "device": "cpu", "tensorboard": False}
    network.train(tmp_path / "run", with_changes(network.spec.recipe, more))
    Image.new("RGB", (50, 40), "orange").save(tmp_path / "new.png")
    [mask] = archspec.open_run(tmp_path / "run").predict([tmp_path / "new.png"])["output"]
    assert np.array(mask).shape == (32, 32)
    assert {*np.unique(mask).tolist()} <= {0, 1}
