"""`archspec data` shows what a data set is, what was left out, and what does not fit."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image, ImageFont

from archspec.cli import main
from archspec.recipe import Data
from archspec.runner.data import divide
from archspec.runner.data.folder import read_folder
from archspec.runner.data.page import FONT
from archspec.runner.data.picture import read_picture, size_of
from archspec.runner.data.picture_sizes import sizes_in_words
from archspec.runner.data.sheet import _caption, chosen

SPEC = """archspec: 1
input: [3, 8, 8]
layers: [conv: {width: 4, kernel: 3, act: relu}, global_avgpool, linear: 2]
train: {data: {dataset: image_folder, root: photos, val: 0.5%s}, epochs: 1, tensorboard: false}
"""
ARRAYS = SPEC.replace("image_folder, root: photos", "npz, root: d.npz")


def archspec(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


TABLE = """archspec: 1
inputs: {facts: [2], kind: [1]}
layers:
  - embedding: {vocabulary: 3, width: 2, from: kind}
  - flatten
  - concat: facts
  - linear: 1
train:
  data:
    table: homes.csv
    fields:
      facts: {numbers: {of: [rooms, age], missing: mean}}
      kind: {category: kind}
      price: {number: {of: price, missing: drop}}
    val: 0.2
  loss: mse
  epochs: 1
  tensorboard: false
"""


def photos(more: str = "") -> None:
    """Four pictures of two colours for each class."""
    Path("net.yaml").write_text(SPEC % more)
    for name, colour in (("cat", (200, 100, 0)), ("dog", (0, 100, 200))):
        folder = Path("photos/Train") / name
        folder.mkdir(parents=True)
        for number in range(4):
            Image.new("RGB", (16, 16), colour).save(folder / f"{number}.png")
    Path("photos/Train/bird").mkdir()
    Path("photos/Train/cat/Thumbs.db").write_bytes(b"x")


def test_data_that_lies_elsewhere_is_found_there(here):
    photos()
    before = archspec("data", "net.yaml").stdout
    Path("photos").rename("elsewhere")
    assert archspec("data", "net.yaml").exit_code == 1
    found = archspec("data", "net.yaml", "--root", "elsewhere").stdout
    assert found == before.replace("at photos", "at elsewhere")


def test_a_table_is_told_with_its_rows_gaps_and_values(here):
    rows = [
        f"{n % 5},{'' if n % 10 == 3 else n},{'ab'[n % 2]},{'' if n == 4 else 2 * n}"
        for n in range(20)
    ]
    Path("homes.csv").write_text("\n".join(["rooms,age,kind,price", *rows]))
    Path("net.yaml").write_text(TABLE)
    shown = archspec("data", "net.yaml")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.split("\n\n", 1)[1].splitlines() == [
        "rows      20",
        "samples   15 to train on, 4 to validate",
        "left out  1 row, with gaps",
        "",
        "column     gaps  values",
        "rooms         0  0 to 4",
        "age           2  0 to 19",
        "kind          0  2 different: a, b",
        "price         1  0 to 38",
    ]
    found = json.loads(archspec("data", "net.yaml", "--json").stdout)["data"]
    assert (found["rows"], found["columns"]["age"]["gaps"]) == (20, 2)
    trained = archspec("train", "net.yaml", "-o", "run").stdout
    assert "19 samples: 15 to train on, 4 to validate" in trained.replace("\n  ", " ")


def test_a_folder_in_full(here):
    photos()
    shown = archspec("data", "net.yaml")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.splitlines() == [
        "data      image_folder at photos",
        "image     3×8×8, uint8 0 to 200, as 0 to 0.7843",
        "on disk   16×16",
        "label     a class of 2",
        "mean      0.3922, 0.3922, 0.3922",
        "deviation 0.3922, 0, 0.3922",
        "input     (value − mean) / deviation",
        "kept      in memory",
        "",
        "class         train       val",
        "cat               2         2",
        "dog               2         2",
        "all               4         4",
        "lowest            0         0",
        "highest         200       200",
        "",
        "left out  1 file: hidden, or left by a system (Thumbs.db)",
        "left out  1 folder: empty (bird)",
        "",
        "careful   all 4 images of `val` stand among those to train on too, byte for",
        "          byte: figures of `val` are too good",
    ]


def test_the_same_for_machines(here):
    photos()
    found = json.loads(archspec("data", "net.yaml", "--json").stdout)
    assert found["account"]["counts"] == {"train": 4, "val": 4}
    assert found["per_class"] == {"train": [2, 2], "val": [2, 2]}
    assert found["shape"] == [3, 8, 8]
    assert [one["examples"] for one in found["account"]["left_out"]] == [["Thumbs.db"], ["bird"]]


def test_training_says_the_same_in_a_line(here):
    photos()
    said = archspec("train", "net.yaml").stdout
    assert max(map(len, said.splitlines())) <= 80
    line = said.replace("\n  ", " ").splitlines()[0]
    assert line == (
        "data: 2 classes (cat, dog), 8 images: 4 to train on, 4 to validate; left out: "
        "1 file (hidden, or left by a system: Thumbs.db), 1 folder (empty: bird)"
    )


class TestSheet:
    def test_eight_samples_in_their_colours(self, here):
        photos()
        assert archspec("data", "net.yaml", "-o", "sheet.png").exit_code == 0
        page = np.asarray(Image.open("sheet.png").convert("RGB")).reshape(-1, 3)
        colours = {tuple(one) for one in np.unique(page, axis=0).tolist()}
        assert {(200, 100, 0), (0, 100, 200)} <= colours

    def test_augmentation_is_seen(self, here):
        photos(", augment: [erase: 4]")
        archspec("data", "net.yaml", "-o", "sheet.png")
        page = np.asarray(Image.open("sheet.png").convert("RGB")).reshape(-1, 3).tolist()
        assert [100, 100, 100] in page  # what is erased becomes the mean

    def test_it_is_the_same_each_time(self, here):
        photos(", augment: [flip, crop: 2]")
        for name in ("a.png", "b.png"):
            archspec("data", "net.yaml", "-o", name)
        assert Path("a.png").read_bytes() == Path("b.png").read_bytes()

    @pytest.mark.parametrize(
        "x",
        [
            np.random.default_rng(0).normal(size=(12, 3, 8, 8)) * 1000,
            np.zeros((12, 3, 8, 8)),
            np.random.default_rng(0).integers(0, 255, (12, 3, 8, 8)).astype(np.uint8),
        ],
        ids=["numbers", "nothing", "bytes"],
    )
    def test_arrays_of_any_scale(self, here, x):
        Path("net.yaml").write_text(ARRAYS % "")
        np.savez("d.npz", x=x, y=np.arange(12) % 2)
        assert archspec("data", "net.yaml", "-o", "sheet.png").exit_code == 0
        assert Image.open("sheet.png").size == (552, 316)

    def test_as_many_classes_as_possible_each_as_often_as_the_others(self):
        labels = torch.tensor([0] * 90 + [1, 2, 2])
        for seed in range(20):
            shown = chosen(labels, 93, torch.Generator().manual_seed(seed))
            assert labels[shown].bincount().tolist() == [5, 1, 2]
            assert len({*shown.tolist()}) == 8
        many = torch.arange(100) % 25
        shown = chosen(many, 100, torch.Generator().manual_seed(0))
        assert len({*many[shown].tolist()}) == 8

    def test_umlauts_have_letters_of_their_own(self):
        font = ImageFont.truetype(io.BytesIO(FONT.read_bytes()), 12)
        missing = bytes(font.getmask("\U0010ffff"))
        for letter in "äöüßéłЖλ":
            assert bytes(font.getmask(letter)) != missing

    def test_files_are_named_under_their_class(self, here):
        photos()
        data = divide(
            read_folder(Path("photos"), (3, 8, 8), 1), Data(dataset="image_folder", val=0.5)
        )
        train = data.parts["train"]
        for place in range(len(train)):
            what, file = _caption(train, place, data.classes)
            assert train.files[place].parts[-2:] == (what, file)
        assert archspec("data", "net.yaml", "-o", "sheet.png").exit_code == 0
        assert Image.open("sheet.png").size == (552, 180)

    def test_of_what_is_no_picture(self, here):
        text = (
            (ARRAYS % "")
            .replace("[3, 8, 8]", "[5]")
            .replace("conv: {width: 4, kernel: 3, act: relu}, global_avgpool, ", "")
        )
        Path("net.yaml").write_text(text)
        np.savez("d.npz", x=np.random.default_rng(0).random((12, 5)), y=np.arange(12) % 2)
        shown = archspec("data", "net.yaml", "-o", "sheet.png")
        assert (shown.exit_code, "samples of 5 are no pictures" in shown.stderr) == (1, True)
        assert not Path("sheet.png").exists()

    def test_only_a_png(self, here):
        photos()
        assert archspec("data", "net.yaml", "-o", "sheet.svg").exit_code == 2


class TestWhatDoesNotFit:
    def test_is_said_below_what_there_is(self, here):
        Path("net.yaml").write_text(ARRAYS % "")
        np.savez("d.npz", x=np.zeros((12, 8, 8, 3)), y=np.arange(12) % 3, ids=np.arange(12))
        shown = archspec("data", "net.yaml")
        assert shown.exit_code == 1
        assert "8×8×3" in shown.stdout
        assert "left out  1 array: of other names (ids)" in shown.stdout
        assert "x.transpose(0, 3, 1, 2)" in shown.stderr
        assert "the network has 2 outputs, but npz has 3 classes" in shown.stderr
        assert "--> net.yaml:4:" in shown.stderr

    def test_a_mistake_in_the_recipe_as_well(self, here):
        photos(", normalize: {values: {mean: [123, 117, 104], std: [58, 57, 57]}}")
        shown = archspec("data", "net.yaml")
        assert shown.exit_code == 1
        assert "all               4         4" in shown.stdout
        assert shown.stderr.count("error[A608]") == 1

    def test_data_that_is_not_there(self, here):
        Path("net.yaml").write_text(SPEC % "")
        shown = archspec("data", "net.yaml")
        assert (shown.exit_code, "error[A620]" in shown.stderr) == (1, True)

    def test_a_spec_without_a_recipe(self, here):
        Path("net.yaml").write_text(SPEC.split("train:")[0])
        assert "does not say how it is trained" in archspec("data", "net.yaml").stderr


def test_names_from_strangers_are_only_text(here):
    photos()
    Path("photos/Train/cat").rename("photos/Train/\x1b[2Jcat")
    shown = archspec("data", "net.yaml", "-o", "sheet.png")
    assert shown.exit_code == 0
    assert "\x1b" not in shown.output
    assert "\\x1b[2Jcat" in shown.output


def test_numbers_to_be_predicted(here):
    Path("net.yaml").write_text((ARRAYS % "").replace("epochs", "loss: mse, epochs"))
    random = np.random.default_rng(0)
    np.savez("d.npz", x=random.random((12, 3, 8, 8)), y=random.random((12, 2)))
    shown = archspec("data", "net.yaml")
    assert shown.exit_code == 0, shown.stderr
    assert "label     2 quantities (float64), 0." in shown.stdout


class TestWhatIsNotThere:
    def test_a_slip_of_the_hand_is_seen_and_the_whole_path_is_said(self, here):
        photos()
        Path("net.yaml").write_text(
            Path("net.yaml").read_text().replace("root: photos", "root: photoz")
        )
        shown = archspec("data", "net.yaml").stderr
        assert "error[A620]: there is no folder `photoz`" in shown
        assert f"note: looked for at `{here}/photoz`" in shown
        assert "help: did you mean `photos`?" in shown

    @pytest.mark.parametrize("command", ["data", "train"])
    def test_data_beside_the_spec_is_named_as_the_recipe_must_have_it(
        self, here, monkeypatch, command
    ):
        photos()
        Path("else/where").mkdir(parents=True)
        monkeypatch.chdir("else/where")
        shown = archspec(command, "../../net.yaml").stderr
        assert "help: there is one beside the spec: write `root: ../../photos`" in shown
        spec = here / "net.yaml"
        spec.write_text(spec.read_text().replace("root: photos", "root: ../../photos"))
        assert archspec("data", "../../net.yaml").exit_code == 0

    @pytest.mark.parametrize("command", [("train", "--resume"), ("eval",)])
    def test_a_run_is_told_how_it_finds_moved_data(self, here, command):
        photos()
        archspec("train", "net.yaml", "-o", "run")
        Path("photos").rename("elsewhere")
        shown = archspec(*command, "run").stderr
        assert f"there is no folder `{here}/photos`" in shown
        assert "or say where it is now: `--root NEW`" in shown
        assert archspec(*command, "run", "--root", "elsewhere").exit_code == 0


def test_one_quantity_each_in_a_list_is_one(here):
    Path("net.yaml").write_text(
        (ARRAYS % "").replace("linear: 2", "linear: 1").replace("epochs", "loss: mse, epochs")
    )
    np.savez("d.npz", x=np.random.default_rng(0).random((12, 3, 8, 8)), y=np.arange(12.0)[:, None])
    assert "label     a quantity (float64), 1 to 11\n" in archspec("data", "net.yaml").stdout


@pytest.mark.parametrize(
    ("y", "line"),
    [
        ([1, 2] * 6, "class `0` has no training sample"),
        ([2, 3] * 6, "2 classes have no training sample: `0`, `1`"),
    ],
)
def test_classes_without_a_training_sample(here, y, line):
    Path("net.yaml").write_text(ARRAYS % "")
    np.savez("d.npz", x=np.random.default_rng(0).random((12, 3, 8, 8)), y=y)
    assert f"careful   {line}\n" in archspec("data", "net.yaml").stdout


def test_the_help_to_write_arrays_stands_only_where_they_are_missing(here):
    Path("net.yaml").write_text(ARRAYS % "")
    x = np.random.default_rng(0).random((12, 3, 8, 8))
    np.savez("d.npz", x=x, y=np.arange(11))
    short = archspec("data", "net.yaml").stderr
    np.savez("d.npz", x=x)
    lacking = archspec("data", "net.yaml").stderr
    assert ("numpy.savez" in short, "numpy.savez" in lacking) == (False, True)


class TestPicturesOfAnotherAspect:
    def test_what_is_cut_off_is_said(self, here):
        photos()
        for number, path in enumerate(sorted(Path("photos/Train").rglob("*.png"))):
            Image.new("RGB", (300 + 2 * number, 50), (number, 0, 0)).save(path)
        fact = "images are 300×50 to 314×50; resized and cut to the middle 8×8"
        note = f"{fact}, 83 to 84 % of the width"
        shown = archspec("data", "net.yaml").stdout
        assert "on disk   300×50 to 314×50\n" in shown
        assert f"careful   {note} is lost" in re.sub(r"\n {10}", " ", shown)
        assert max(map(len, shown.splitlines())) <= 80
        trained = archspec("train", "net.yaml").stdout.replace("\n  ", " ")
        assert f"careful: {note} is lost\n" in trained

    def test_as_much_as_the_picture_lacks(self, here):
        """Half of a picture's width is red, in its middle: nothing but that is seen."""
        wide = np.zeros((20, 40, 3), np.uint8)
        wide[:, 10:30, 0] = 255
        Image.fromarray(wide).save("a.png")
        assert (read_picture(Path("a.png"), (3, 20, 20))[0] == 255).all()
        assert sizes_in_words([(40, 20)], (20, 20)).note.endswith(" 50 % of the width is lost")

    def test_a_quarter_is_no_matter_and_of_some_only_some_are_counted(self):
        assert sizes_in_words([(40, 30), (30, 40)], (32, 32)).note == ""
        found = sizes_in_words([(40, 30), (10, 40), (40, 20)], (32, 32))
        assert found.line == "10×40 to 40×30"
        assert found.note.endswith("more than a quarter of 2 of 3 is lost, up to 75 %")

    def test_turned_pictures_count_as_they_are_shown(self, here):
        exif = Image.Exif()
        exif[274] = 6
        Image.new("L", (30, 10)).save("a.jpg", exif=exif)
        assert size_of(Path("a.jpg")) == (10, 30)


def test_equal_samples_are_said(here):
    Path("net.yaml").write_text(ARRAYS % "")
    x = np.full((12, 3, 8, 8), 0.5)
    np.savez("d.npz", x=x, y=np.arange(12) % 2)
    assert "careful   all training samples are equal\n" in archspec("data", "net.yaml").stdout
    x[5] = 0.25
    np.savez("d.npz", x=x, y=np.arange(12) % 2)
    assert "are equal" not in archspec("data", "net.yaml").stdout


@pytest.mark.parametrize("shape", ["[4, 32, 32]", "[64]"])
def test_images_that_no_network_of_such_an_input_takes_are_no_broken_ones(here, shape):
    photos()
    layers = "[global_avgpool, linear: 2]" if "," in shape else "[linear: 2]"
    Path("four.yaml").write_text(
        f"archspec: 1\ninput: {shape}\nlayers: {layers}\n"
        "train: {data: {dataset: image_folder, root: photos}}\n"
    )
    for command in ("check", "data", "train"):
        result = archspec(command, "four.yaml")
        assert result.exit_code == 1
        assert "error[A605]" in result.output
        assert "write `input: [3, 32, 32]`" in result.output
        assert "A626" not in result.output


def test_a_root_that_is_not_there_is_advice_to_whoever_checks_and_the_way_to_it_is_said(here):
    photos()
    Path("mine.yaml").write_text(
        "archspec: 1\ninput: [3, 8, 8]\nlayers: [global_avgpool, linear: 2]\n"
        "train: {data: {dataset: image_folder, root: photos, val: 0.2}, epochs: 1}\n"
    )
    assert archspec("check", "mine.yaml").output == ""
    Path("mine.yaml").write_text(Path("mine.yaml").read_text().replace("photos", "photo"))
    told = archspec("check", "mine.yaml")
    assert told.exit_code == 0
    assert "warning[A721]: `photo` cannot be looked at: there is no such folder" in told.output
    assert "did you mean `photos`?" in told.output
    refused = archspec("train", "mine.yaml").output
    assert "A721" not in refused
    assert "error[A620]" in refused
    assert "did you mean `photos`?" in refused


def test_from_a_folder_below_the_way_up_is_said(here, monkeypatch):
    photos()
    Path("rows.csv").write_text("a,b\n" + "1,2\n" * 20)
    Path("below").mkdir()
    monkeypatch.chdir("below")
    text = "archspec: 1\ninput: {}\nlayers: [{}linear: 1]\n"
    text += "train: {{data: {{{}, val: 0.2}}, epochs: 1, loss: mse}}\n"
    images = text.format("[3, 8, 8]", "global_avgpool, ", "dataset: image_folder, root: photos")
    fields = "fields: {x: {numbers: [a]}, y: {number: b}}"
    for name, spec in {
        "../photos": images.replace("linear: 1", "linear: 2").replace(", loss: mse", ""),
        "../rows.csv": text.format("[1]", "", f"table: rows.csv, {fields}"),
    }.items():
        Path("it.yaml").write_text(spec)
        for command in ("check", "train"):
            assert f"there is one at `{name}`" in archspec(command, "it.yaml").output
    slip = text.format("[1]", "", f"table: ../row.csv, {fields}")
    Path("it.yaml").write_text(slip)
    assert "did you mean `../rows.csv`?" in archspec("train", "it.yaml").output


def test_a_folder_by_its_fields_is_told_with_its_parts_classes_and_sizes(here):
    for name, count in (("ants", 6), ("bees", 10)):
        (folder := here / "insects" / name).mkdir(parents=True)
        for number in range(count):
            Image.new("RGB", (12 + number, 9), (20 * number, 0, 0)).save(folder / f"{number}.png")
    text = "archspec: 1\ninput: [3, 8, 8]\nlayers: [global_avgpool, linear: 2]\n"
    (here / "net.yaml").write_text(f"{text}train: {{data: {{folder: insects, val: 0.5}}}}\n")
    said = archspec("data", "net.yaml").output
    assert "image  image  image    images of 1 or 3 channels  input (3×8×8)" in said
    assert "data      folder at insects" in said
    assert "on disk   12×9 to 21×9" in said
    rows = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line}
    assert (rows["ants"], rows["bees"], rows["all"]) == (["3", "3"], ["5", "5"], ["8", "8"])
    assert all(len(line) <= 80 for line in said.splitlines())
    found = json.loads(archspec("data", "net.yaml", "--json").output)
    assert found["data"]["account"]["counts"] == {"train": 8, "val": 8}
