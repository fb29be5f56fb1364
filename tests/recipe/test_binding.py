"""Which fields the inputs and outputs of a network take, and what is said where none fits."""

import json
from pathlib import Path

import numpy
import pytest

from archspec.catalog import shipped
from archspec.compiler import advise, compile_file, compile_source
from archspec.diagnostics import Diagnostic, Source
from archspec.passes.recipe import binding_of
from archspec.recipe import Ports, Recipe, bind, recipe_of
from archspec.recipe.binding import patterns
from archspec.syntax.layout import formatted

from .twelve import TASKS, make_files


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> Path:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compiled(text: str):
    return compile_source(Source("task.yaml", "archspec: 1\n" + text.lstrip()))


@pytest.mark.parametrize("text", TASKS.values(), ids=TASKS)
def test_twelve_tasks_are_said_and_nothing_is_wrong_with_them(files, text):
    spec, graph = compiled(text)
    assert [shown(one) for one in advise(spec, graph)] == []
    assert spec.recipe is not None


def shown(found: Diagnostic) -> str:
    """The code, the first line and what is underlined."""
    span = found.span
    line = span.source.lines[span.line - 1] if span else ""
    under = line[span.column - 1 : span.end_column - 1] if span else ""
    return f"{found.code} {found.message} @ {under}"


BOUND = {
    "2, 3 two inputs and two outputs": (
        {"photo": "photo", "facts": "facts"},
        {"price": "price", "kind": "kind"},
    ),
    "4 segmentation": ({"input": "image"}, {"output": "mask"}),
    "5 dense regression": ({"input": "image"}, {"output": "depth"}),
    "6 several labels": ({"input": "poster"}, {"output": "genres"}),
    "7 a table with categories": ({"numbers": "numbers", "city": "city"}, {"output": "sold"}),
    "9 a series": ({"input": "past"}, {"output": "next"}),
    "10 a denoising autoencoder": ({"input": "noisy"}, {"output": "image"}),
    "11 pairs": ({"left": "first", "right": "second"}, {"score": "same"}),
    "12 several views": ({"left": "view_1", "right": "view_2"}, {"left_code": None}),
}


@pytest.mark.parametrize("task", BOUND)
def test_each_input_and_output_takes_the_field_that_is_meant(files, task):
    spec, graph = compiled(TASKS[task])
    found = binding_of(graph, spec.recipe)
    inputs, targets = BOUND[task]
    assert dict(found.inputs) == inputs
    assert {name: one.field for name, one in found.targets.items()} == targets


TWO = "2, 3 two inputs and two outputs"
ALL_TARGETS = TASKS[TWO][TASKS[TWO].index("  targets:") :]
WRONG = [
    (
        "columns that are not there, each at its item of the list",
        TWO,
        {"[rooms, area, year]": "[room, area, yaer]"},
        [
            "A650 `houses.csv` has no column `room` @ room",
            "A650 `houses.csv` has no column `yaer` @ yaer",
        ],
    ),
    (
        "a pattern that matches nothing",
        "7 a table with categories",
        {"x*": "y*"},
        ['A650 `a.csv` has no column that matches `y*` @ "y*"'],
    ),
    (
        "a column that the file of one part lacks",
        "7 a table with categories",
        {"b.csv": "r.csv", 'of: "x*", missing: flag': "of: [x1, x2], missing: flag"},
        [
            "A650 `r.csv` has no column `x1` @ x1",
            "A650 `r.csv` has no column `x2` @ x2",
            "A650 `r.csv` has no column `city` @ city",
            "A650 `r.csv` has no column `sold` @ sold",
        ],
    ),
    (
        "a group by no column",
        TWO,
        {"group: city": "group: town"},
        ["A650 `houses.csv` has no column `town` @ town"],
    ),
    (
        "a field that the source does not give",
        "10 a denoising autoencoder",
        {"of: image": "of: imgae"},
        ["A650 `folder` has no field `imgae` @ imgae"],
    ),
    (
        "pairs of a field that is none, of which nothing else is said",
        "11 pairs",
        {"of: image": "of: img"},
        ["A650 no field is called `img` @ img"],
    ),
    (
        "an input whose name no field has",
        TWO,
        {"photo: {image: photo}": "picture: {image: photo}"},
        ["A651 no field fills the input `photo` (3×64×64) @ fields"],
    ),
    (
        "an input that takes a field that is none",
        TWO,
        {"val: 0.1": "val: 0.1\n    inputs: {photo: phot}"},
        ["A651 no field is called `phot` @ phot"],
    ),
    (
        "a target of a field that is none",
        TWO,
        {"kind: {loss": "kind: {to: knid, loss"},
        ["A651 no field is called `knid` @ knid"],
    ),
    (
        "fewer columns than the input takes",
        TWO,
        {"rooms, area, year": "rooms, area"},
        ["A652 the input `facts` takes 3, but `facts` has 2 columns @ [rooms, area]"],
    ),
    (
        "columns without their flags",
        "7 a table with categories",
        {"missing: flag, ": ""},
        ['A652 the input `numbers` takes 12, but `numbers` has 6 columns @ "x*"'],
    ),
    (
        "tokens of another length",
        "8 text",
        {"length: 128": "length: 100"},
        ["A652 the input `input` takes 128, but `words` has 100 tokens @ text"],
    ),
    (
        "a window of another length than the output",
        "9 a series",
        {"length: 24": "length: 12"},
        ["A652 the output `output` is 24, but `next` needs 12 or 1×12 @ load"],
    ),
    (
        "a map that is smaller than its image",
        "4 segmentation",
        {"padding: same": "padding: 1, stride: 2"},
        [
            "A652 the output `output` is 3×16×16, but masks have the size of the image: 32×32 @ "
            '"voc/masks/*.png"'
        ],
    ),
    (
        "an array of another shape than the output",
        "5 dense regression",
        {"padding: same": "padding: 1, stride: 2"},
        ['A652 the output `output` is 1×8×8, but `depth` needs 1×16×16 @ "depth/*.npy"'],
    ),
    (
        "an output that the network does not have",
        TWO,
        {"kind: {loss": "kinds: {loss"},
        ["A653 the network has no output `kinds` @ kinds"],
    ),
    (
        "an input that the network does not have",
        TWO,
        {"val: 0.1": "val: 0.1\n    inputs: {foto: photo}"},
        ["A653 the network has no input `foto` @ foto"],
    ),
    (
        "another output that the network does not have",
        "12 several views",
        {"against: right_code": "against: rigt_code"},
        ["A653 the network has no output `rigt_code` @ rigt_code"],
    ),
    (
        "a figure of no output",
        TWO,
        {"watch: kind.f1": "watch: knd.f1"},
        ["A653 no output `knd` is trained @ knd.f1"],
    ),
    (
        "a figure that there is not",
        TWO,
        {"watch: kind.f1": "watch: kind.f9"},
        ["A653 there is no figure `f9` @ kind.f9"],
    ),
    (
        "a figure that nobody measures, as others are listed",
        TWO,
        {"watch: kind.f1": "watch: kind.recall"},
        ["A606 nothing measures `kind.recall` @ kind.recall"],
    ),
    (
        "a figure that is none of the usual ones",
        "4 segmentation",
        {"data:": "watch: output.dice\n  data:"},
        ["A606 nothing measures `output.dice` @ output.dice"],
    ),
    (
        "an accuracy that is none of the usual figures",
        "6 several labels",
        {"data:": "watch: accuracy\n  data:"},
        ["A606 no output has an accuracy to watch @ accuracy"],
    ),
    (
        "an accuracy of all outputs together",
        TWO,
        {"watch: kind.f1": "watch: accuracy"},
        [
            "A606 each of several outputs has an accuracy of its own, and all have none together"
            " @ accuracy"
        ],
    ),
    (
        "a weight too many, where only the table knows the classes",
        TWO,
        {"kind: {loss: cross_entropy": "kind: {loss: {cross_entropy: {class_weights: [1, 9, 1]}}"},
        ["A606 `class_weights` has 3 numbers, but the network gives 2 scores @ [1, 9, 1]"],
    ),
    (
        "a weight too many, of classes that are listed",
        "4 segmentation",
        {"loss: cross_entropy": "loss: {cross_entropy: {class_weights: [1, 1, 2, 2]}}"},
        ["A606 `class_weights` has 4 numbers, but there are 3 classes @ [1, 1, 2, 2]"],
    ),
    (
        "words where numbers are needed",
        TWO,
        {"area, year": "area, city"},
        ["A654 the column `city` is no numbers @ city"],
    ),
    (
        "a table that is none",
        "6 several labels",
        {"films.csv": "depth/one.npy.csv"},
        [
            "A654 `depth/one.npy.csv` cannot be read: it is an array of NumPy, not a text @ "
            "depth/one.npy.csv"
        ],
    ),
    (
        "images where arrays are needed",
        "5 dense regression",
        {"depth/*.npy": "rgb/*.png"},
        [
            "A654 `rgb/*.png` cannot be read: an array is a `.npy`, and `one.png` is none @ "
            '"rgb/*.png"'
        ],
    ),
    (
        "files of which no two have one name",
        "4 segmentation",
        {"voc/masks/*.png": "voc/masks/thr*.png"},
        [
            "A654 no file of `image` and `mask` has the same name as one of the others @ "
            '{mask: {of: "voc/masks/thr*.png", classes: [sky, road, tree], ignore: 255}}'
        ],
    ),
    (
        "an output of which nothing is said",
        TWO,
        {ALL_TARGETS: "  targets: {price: {loss: mse}}\n"},
        ["A655 nothing is said about the output `kind` @ targets"],
    ),
    (
        "one loss for two outputs",
        TWO,
        {ALL_TARGETS: "  loss: mse\n"},
        ["A655 `loss` is for one output, and the network has 2: price, kind @ mse"],
    ),
    (
        "the short form beside the long one",
        TWO,
        {"  targets:": "  loss: mse\n  targets:"},
        ["A655 `loss` is the short form of `targets`, and both are there @ loss"],
    ),
    (
        "a field without a use",
        TWO,
        {"kind: {class: kind}": "kind: {class: kind}\n      era: {number: year}"},
        ["A655 no input and no target takes the field `era` @ era"],
    ),
    (
        "a loss of classes for a number",
        TWO,
        {"price: {loss: huber": "price: {loss: cross_entropy"},
        ["A606 `cross_entropy` does not compare with a `number` @ cross_entropy"],
    ),
    (
        "a loss of one class for several",
        "6 several labels",
        {"bce_with_logits": "cross_entropy"},
        ["A606 `cross_entropy` does not compare with `classes` @ cross_entropy"],
    ),
    (
        "figures of something else",
        TWO,
        {"[mae, r2]": "[mae, f1]", "watch: kind.f1": "watch: kind.r2"},
        [
            "A606 `f1` is no figure of a `number` @ f1",
            "A606 `r2` is no figure of a `class` @ kind.r2",
        ],
    ),
    (
        "fewer classes than scores",
        "4 segmentation",
        {"[sky, road, tree]": "[sky, road]"},
        ["A604 the output `output` has 3 scores, but `mask` has 2 classes @ 3"],
    ),
    (
        "scores for a whole image, of which each pixel has a class",
        "4 segmentation",
        {"[conv: {width: 3, kernel: 3, padding: same}]": "[flatten, linear: 3]"},
        ['A652 the output `output` is 3, but `mask` needs 3×height×width @ "voc/masks/*.png"'],
    ),
    (
        "nothing to train",
        "12 several views",
        {"{loss: {info_nce: {against: right_code, temperature: 0.1}}}": "none"},
        ["A655 no output has a loss, so there is nothing to train @ targets"],
    ),
    (
        "a shift that is larger than the image",
        "4 segmentation",
        {"flip]": "crop: 40]"},
        ["A608 `crop: 40` reaches across the whole image (3×32×32) @ crop: 40"],
    ),
    (
        "changes of images where there are none",
        "9 a series",
        {"    order:": "    augment: [flip]\n    order:"},
        ["A608 `augment` changes images and masks, and a sample has none @ [flip]"],
    ),
    (
        "a change of images for numbers",
        TWO,
        {"missing: mean": "missing: mean, augment: [gaussian_noise, flip]"},
        ["A608 `flip` needs images, but the network takes 3 @ flip"],
    ),
    (
        "classes of a data set for a table",
        TWO,
        {"    group:": "    classes: [a, b]\n    group:"},
        [
            "A603 `classes` are those of a data set or a folder; of a field they stand in it @ "
            "classes"
        ],
    ),
    (
        "a part to watch that there is not",
        TWO,
        {"val: 0.1": "val: test"},
        ["A603 there is no part `test` that could be watched @ test"],
    ),
    (
        "a folder that is not there yet",
        "10 a denoising autoencoder",
        {"folder: faces": "folder: face"},
        ["A721 `face` cannot be looked at: there is no such folder @ face"],
    ),
    (
        "two sources",
        "6 several labels",
        {"table: films.csv": "folder: photos\n    table: films.csv"},
        [
            "A603 samples come from one source, and these are 2: `folder` and `table` @ films.csv",
        ],
    ),
    (
        "no source",
        "1 classes of images",
        {"dataset: digits, ": ""},
        ["A603 `data` does not say where samples come from @ {augment: [{crop: 1}], val: 0.1}"],
    ),
    (
        "a table of which no column is named",
        "1 classes of images",
        {"dataset: digits, augment: [{crop: 1}]": "table: r.csv"},
        ["A603 a table says nothing of what its columns are @ r.csv"],
    ),
    (
        "windows of rows without an order",
        "9 a series",
        {"    order: hour\n": ""},
        [
            "A603 the rows of the window `past` have no order @ "
            "{window: {of: [load, wind], length: 96}}"
        ],
    ),
    (
        "a table of another form",
        "6 several labels",
        {"films.csv": "films.xlsx"},
        ["A603 `films.xlsx` is no file of `table` by what its name ends in @ films.xlsx"],
    ),
    (
        "a part that has files and is held back as well",
        "7 a table with categories",
        {"    fields:": "    test: 0.1\n    fields:"},
        ["A603 `test: 0.1` is held back, and `test` has files of its own @ 0.1"],
    ),
    (
        "a file that is not there yet, which is no error",
        TWO,
        {"houses.csv": "house.csv"},
        ["A721 `house.csv` cannot be looked at: no such file or directory @ house.csv"],
    ),
    (
        "files that are not there yet",
        "4 segmentation",
        {"voc/masks/*.png": "voc/mask/*.png"},
        ['A721 `voc/mask/*.png` cannot be looked at: no such file or directory @ "voc/mask/*.png"'],
    ),
]


@pytest.mark.parametrize(
    ("task", "changes", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_does_not_fit_is_said_at_its_place(files, task, changes, expected):
    (files / "depth/one.npy.csv").write_bytes((files / "depth/one.npy").read_bytes())
    text = TASKS[task]
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    assert [shown(one) for one in advise(*compiled(text))] == expected


def test_a_help_says_what_to_write_and_that_works(files):
    text = TASKS[TWO].replace("photo: {image: photo}", "picture: {image: photo}")
    (found,) = advise(*compiled(text))
    assert [one.text for one in found.helps] == [
        "write `inputs: {photo: picture}` if one of them is meant"
    ]
    mended = text.replace("    val: 0.1", "    val: 0.1\n    inputs: {photo: picture}")
    assert advise(*compiled(mended)) == ()


@pytest.mark.parametrize("text", TASKS.values(), ids=TASKS)
def test_a_file_in_its_form_says_the_same_and_stays_in_it(files, text):
    ugly = "archspec: 1\n" + text.lstrip().replace("{", "{  ").replace(": {", ":   {")
    tidy = formatted(Source("task.yaml", ugly))
    assert formatted(Source("task.yaml", tidy)) == tidy
    assert compile_source(Source("task.yaml", tidy))[0].recipe == compiled(text)[0].recipe


@pytest.mark.parametrize("text", TASKS.values(), ids=TASKS)
def test_a_recipe_is_the_same_after_it_was_written_as_json(text):
    recipe = compiled(text)[0].recipe
    assert recipe_of(json.loads(recipe.model_dump_json())) == recipe


@pytest.mark.parametrize("path", shipped().values(), ids=lambda path: path.stem)
def test_the_recipe_of_one_image_and_one_label_is_the_smallest_case(path):
    spec, graph = compile_file(path)
    if spec.recipe is None:
        return
    found = binding_of(graph, spec.recipe)
    assert found.problems == ()
    if not spec.recipe.named:
        assert dict(found.inputs) == {"input": "image"}
        assert [one.field for one in found.targets.values()] == ["label"]


ARRAYS = """
input: [2]
outputs: {score: s, early: {from: e, when: training}}
layers:
  - linear: {width: 3, name: e}
  - linear: {width: 3, name: s}
train: {data: {SOURCE, val: 0.1}, loss: LOSS}
"""


@pytest.mark.parametrize("source", ["dataset: npz, root: d.npz", "arrays: d.npz"])
@pytest.mark.parametrize(
    ("loss", "labels"), [("cross_entropy", (12,)), ("mse", (12, 3)), ("bce_with_logits", (12, 3))]
)
def test_arrays_are_bound_whatever_they_are_called(files, source, loss, labels):
    kind = "i8" if loss == "cross_entropy" else "f4"
    arrays = {"seen_train": numpy.zeros((12, 2), "f4"), "told_train": numpy.zeros(labels, kind)}
    parts = {f"{name.split('_')[0]}_test": array[:4] for name, array in arrays.items()}
    numpy.savez(files / "d.npz", **arrays, **parts)
    spec, graph = compiled(ARRAYS.replace("SOURCE", source).replace("LOSS", loss))
    found = binding_of(graph, spec.recipe)
    assert dict(found.inputs) == {"input": "seen"}
    # What only training gives is compared with the same.
    targets = {name: one.field for name, one in found.targets.items()}
    assert targets == {"score": "told", "early": "told"}
    assert found.problems == ()


def test_fractions_are_no_classes(files):
    numpy.savez(files / "d.npz", x=numpy.zeros((12, 2), "f4"), y=numpy.zeros(12, "f4"))
    text = ARRAYS.replace("SOURCE", "arrays: d.npz").replace("LOSS", "cross_entropy")
    (found,) = advise(*compiled(text))
    assert shown(found) == "A606 `cross_entropy` does not compare with an `array` @ cross_entropy"


def test_files_that_match_are_found_among_many_that_do_not(tmp_path, monkeypatch):
    monkeypatch.setattr(patterns, "MAX_FILES", 2)
    for name in [*(f"{place}.txt" for place in range(20)), "a.png", "b.png"]:
        (tmp_path / name).touch()
    assert [*patterns.files_of(f"{tmp_path}/*.png")] == ["a", "b"]


def test_what_is_wrong_with_the_source_is_said_by_the_binding_too():
    recipe = Recipe.model_validate({"data": {"table": "a.csv", "arrays": "d.npz", "fields": {}}})
    found = bind(recipe, Ports({"input": (1,)}, {"output": (1,)}))
    fact = "samples come from one source, and these are 2: `table` and `arrays`"
    assert fact in [one.message for one in found.problems]


def test_an_output_without_a_name_is_compared_with_what_pairs_are_asked_and_not_their_labels(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("photos").mkdir()
    spec, graph = compiled("""
inputs: {first: [3, 8, 8], second: [3, 8, 8]}
layers:
  - global_avgpool: {from: first, name: a}
  - global_avgpool: {from: second}
  - concat: {with: a}
  - linear: 1
train: {data: {folder: photos, pairs: {of: image, by: label}, val: 0.2}, loss: bce_with_logits}
""")
    assert advise(spec, graph) == ()
    assert binding_of(graph, spec.recipe).targets.keys() == {"output"}
    assert binding_of(graph, spec.recipe).targets["output"].field == "same"


@pytest.mark.parametrize(
    ("values", "fact"),
    [
        (
            '{"mean": [0.5], "std": [0.2, 0.2, 0.2]}',
            "`mean` has 1 number, but samples have 3 channels",
        ),
        (
            '{"mean": [123.7, 116.3, 103.5], "std": [58.4, 57.1, 57.4]}',
            "`mean` is 123.7, but values are of 0 to 1",
        ),
        ('{"mean": [0.5, 0.5, 0.5], "std": [0.2, 0.2, 0.2]}', ""),
    ],
)
def test_given_means_are_held_against_every_image_that_an_input_takes(values, fact):
    data = {
        "table": "t.csv",
        "fields": {
            "photo": {"image": {"of": "file"}},
            "size": {"numbers": {"of": ["size"]}},
            "output": {"class": {"of": "kind"}},
        },
        "normalize": {"values": json.loads(values)},
        "val": 0.1,
    }
    ports = Ports({"photo": (3, 8, 8), "size": (1,)}, {"output": (2,)})
    found = [(one.code, one.message) for one in bind(recipe_of({"data": data}), ports).problems]
    assert found == ([("A608", fact)] if fact else [])
