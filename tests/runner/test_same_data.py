"""A run does not go on with other data, another spec or another recipe unnoticed."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import archspec
from archspec.cli.outcome import show_result
from archspec.diagnostics import Failure
from archspec.recipe import Data, RecipeFailure
from archspec.runner import Silent, evaluate, resume, train
from archspec.runner.data import contents, data_files
from archspec.runner.session import fingerprint
from archspec.runner.session.fingerprint import data_print, differences

from .conftest import failed, recipe, small

SHAPE = (1, 8, 8)


class Notes(Silent):
    def __init__(self):
        self.said: list[str] = []

    def on_note(self, text):
        self.said.append(text)


def arrays(seed: int = 0) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {
        "x_train": random.integers(0, 256, (40, *SHAPE), np.uint8),
        "y_train": np.arange(40) % 10,
        "x_test": random.integers(0, 256, (20, *SHAPE), np.uint8),
        "y_test": np.arange(20) % 10,
    }


def images(root: Path) -> None:
    random = np.random.default_rng(0)
    for part, count in (("train", 3), ("test", 2)):
        for label in range(10):
            folder = root / part / f"c{label}"
            folder.mkdir(parents=True)
            for i in range(count):
                pixels = random.integers(0, 256, (8, 8), np.uint8)
                Image.fromarray(pixels).save(folder / f"{i}.png")


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Two runs of one epoch: on arrays, and on images."""
    home = tmp_path_factory.mktemp("begun")
    np.savez(home / "d.npz", **arrays())
    images(home / "photos")
    for name, kind, root in (("npz", "npz", "d.npz"), ("image_folder", "image_folder", "photos")):
        data = {"dataset": kind, "root": str(home / root)}
        wanted = recipe(data=data, epochs=1, batch_size=20)
        train(small(), wanted, home / name, input_shape=SHAPE, files={"spec.yaml": "one\ntwo\n"})
    return home


@pytest.fixture
def home(begun, tmp_path):
    """Copies of data and runs, the runs with the paths of their copies."""
    shutil.copytree(begun, tmp_path / "home")
    for path in (tmp_path / "home").glob("*/*.json"):
        path.write_text(path.read_text().replace(str(begun), str(tmp_path / "home")))
    return tmp_path / "home"


def refusal(run: Path, use=resume, **options) -> tuple[str, str, tuple[str, ...]]:
    with pytest.raises(Failure) as caught:
        use(small(), run, **options)
    return failed(caught)


def save(home: Path, **changed: np.ndarray) -> None:
    np.savez(home / "d.npz", **(arrays() | changed))


def touch(home: Path) -> None:
    os.utime(home / "d.npz", (1, 1))
    for path in (home / "photos").rglob("*.png"):
        os.utime(path, (1, 1))


SAME: dict[str, Callable[[Path], object]] = {
    "nothing": lambda home: None,
    "touched": touch,
    "written again": save,
    "packed": lambda home: np.savez_compressed(home / "d.npz", **arrays()),
    "another file beside": lambda home: (home / "photos" / "readme.txt").write_text("x"),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_data_that_holds_the_same_is_the_same(home, change):
    change(home)
    for run in ("npz", "image_folder"):
        assert len(resume(small(), home / run).history) == 1


def test_data_that_was_moved_is_the_same(home):
    (home / "d.npz").rename(home / "e.npz")
    (home / "photos").rename(home / "pictures")
    for run, name in (("npz", "e.npz"), ("image_folder", "pictures")):
        assert refusal(home / run)[0] == "A620"
        known = json.loads((home / run / "result.json").read_text())["best"]["parts"]["test"]
        found = evaluate(small(), home / run, root=home / name)
        assert [list(row) for row in found.confusion] == known["confusion"]
        resume(small(), home / run, changes={"data.root": str(home / name), "epochs": 2})
        # It is remembered where they are.
        assert len(resume(small(), home / run).history) == 2


def photo(home: Path, name: str) -> Path:
    return home / "photos" / name


def swap(home: Path) -> None:
    one, other = photo(home, "train/c1/0.png"), photo(home, "train/c2/0.png")
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)


X, Y = arrays()["x_train"], arrays()["y_train"]
OTHER = {
    "pixels": ("npz", lambda home: save(home, x_train=X[::-1]), ("`x_train` changed",)),
    "labels": ("npz", lambda home: save(home, y_train=Y[::-1]), ("`y_train` changed",)),
    "both": (
        "npz",
        lambda home: save(home, x_train=X[::-1], y_train=Y[::-1]),
        ("`x_train`, `y_train` changed",),
    ),
    "more arrays": ("npz", lambda home: save(home, x_val=X, y_val=Y), ("`x_val`, `y_val` came",)),
    "an image": (
        "image_folder",
        lambda home: shutil.copy(photo(home, "test/c0/0.png"), photo(home, "train/c1/0.png")),
        ("`train/c1/0.png` has other contents",),
    ),
    "an image more": (
        "image_folder",
        lambda home: shutil.copy(photo(home, "test/c0/0.png"), photo(home, "train/c1/9.png")),
        ("`train/c1/9.png` is new",),
    ),
    "an image less": (
        "image_folder",
        lambda home: photo(home, "train/c1/2.png").unlink(),
        ("`train/c1/2.png` is gone",),
    ),
    "two images for each other": (
        "image_folder",
        swap,
        ("`train/c1/0.png` has other contents", "`train/c2/0.png` has other contents"),
    ),
    "many images": (
        "image_folder",
        lambda home: shutil.rmtree(photo(home, "test")),
        (*(f"`test/c{n // 2}/{n % 2}.png` is gone" for n in range(5)), "and 15 others"),
    ),
}


@pytest.mark.parametrize(("run", "change", "notes"), OTHER.values(), ids=OTHER)
def test_other_data_is_refused_by_name_and_accepted_when_asked(home, run, change, notes):
    change(home)
    for use in (resume, evaluate):
        code, message, found = refusal(home / run, use)
        assert (code, message) == ("A628", "the data is not what the run began with")
        assert all(any(note in one for one in found) for note in notes), found
        assert len(found) == len(notes)
    evaluate(small(), home / run, accept=["data"])
    heard = Notes()
    options = {"changes": {"epochs": 2}, "progress": heard}
    assert len(resume(small(), home / run, accept=["data"], **options).history) == 2
    said = [f"from epoch 2 on, the data: {note}" for note in found]
    assert said == [one for one in heard.said if "the data" in one]
    noted = json.loads((home / run / "segments.json").read_text())["segments"][-1]["changes"]
    assert noted == ["`epochs`: 1, then 2", *(f"the data: {note}" for note in found)]
    page = (home / run / "report.html").read_text()
    assert all(f"the data: {note}" in page for note in found)
    # From here on it is the data of the run.
    assert len(resume(small(), home / run).history) == 2


def test_other_classes_are_never_accepted(home):
    save(home, y_train=Y % 9, y_test=np.arange(20) % 9)
    code, message, notes = refusal(home / "npz", accept=["data"])
    assert (code, message) == (
        "A628",
        "the classes of the data are not those that the run began with",
    )
    assert notes == ("there were 10, and now there are 9",)


def test_a_file_is_read_again_only_where_its_time_is_another(home, monkeypatch):
    read: list[str] = []
    real = fingerprint.contents

    def counted(path, **options):
        read.append(path.name)
        return real(path, **options)

    monkeypatch.setattr(fingerprint, "contents", counted)
    resume(small(), home / "image_folder")
    # A copy of a tree keeps the times of its files.
    assert read == []
    os.utime(photo(home, "train/c1/0.png"), (1, 1))
    resume(small(), home / "image_folder")
    resume(small(), home / "image_folder")
    assert read == ["0.png"]


def test_it_is_said_where_only_a_part_of_each_file_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("archspec.runner.session.fingerprint.LARGE", 1000)
    monkeypatch.setattr("archspec.runner.data.contents.LEAST", 16)
    images(tmp_path / "photos")
    heard = Notes()
    data = {"dataset": "image_folder", "root": str(tmp_path / "photos")}
    wanted = recipe(data=data, epochs=1, batch_size=20)
    train(small(), wanted, tmp_path / "run", input_shape=SHAPE, progress=heard)
    assert any("the beginning, the middle and the end of each file" in one for one in heard.said)
    assert json.loads((tmp_path / "run" / "fingerprint.json").read_text())["data"]["whole"] is False


@pytest.mark.parametrize(
    ("percent", "seen"), [(0, True), (25, False), (50, True), (75, False), (100, True)]
)
def test_what_is_read_of_a_large_file(tmp_path, percent, seen):
    size = 1_000_000
    content = np.zeros(size, np.uint8)
    content.tofile(tmp_path / "a")
    content[min(size - 1, percent * size // 100)] = 1
    content.tofile(tmp_path / "b")
    sums = [contents.contents(tmp_path / name, whole=False) for name in "ab"]
    assert (sums[0] != sums[1]) == seen
    assert contents.contents(tmp_path / "a") != contents.contents(tmp_path / "b")


def test_any_change_of_an_array_is_seen_however_large_it_is(tmp_path):
    x = np.zeros(1_000_000, np.uint8)
    np.savez(tmp_path / "a.npz", x=x, y=x)
    x[250_000] = 1
    np.savez(tmp_path / "b.npz", x=x, y=np.zeros_like(x))
    one, other = (contents.contents(tmp_path / f"{name}.npz", whole=False) for name in "ab")
    assert one["x"] != other["x"]
    assert one["y"] == other["y"]


def test_very_many_files_are_taken_by_their_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprint, "UNITS", 30)
    images(tmp_path)
    files = data_files(Data(dataset="image_folder", root=str(tmp_path)))
    before = data_print(files)
    assert sorted(before.files) == sorted(f"{p}/c{n}" for p in ("train", "test") for n in range(10))
    assert differences(before, data_print(files, before)) == ()
    Image.new("L", (8, 8)).save(tmp_path / "train" / "c3" / "1.png")
    after = data_print(files, before)
    assert differences(before, after) == ("`train/c3` has other contents",)


class TestTextsAndRecipe:
    def test_another_spec(self, home):
        (home / "npz" / "spec.yaml").write_text("one\n2\n")
        for use in (resume, evaluate):
            assert refusal(home / "npz", use) == (
                "A658",
                f"`{home / 'npz' / 'spec.yaml'}` is not what the run began with",
                ("line 2 was `two`", "line 2 is `2`"),
            )

    @pytest.mark.parametrize(
        ("text", "notes"),
        [
            ("one\n", ("line 2 was `two`", "line 2 is not there")),
            ("one\ntwo\n\n", ("line 3 was not there", "line 3 is ``")),
            ("one\r\ntwo\n", ("only ends of lines differ",)),
        ],
    )
    def test_whatever_differs_in_it(self, home, text, notes):
        (home / "npz" / "spec.yaml").write_bytes(text.encode())
        assert refusal(home / "npz")[2] == notes

    def test_a_spec_that_is_gone(self, home):
        (home / "npz" / "spec.yaml").unlink()
        assert refusal(home / "npz")[0] == "A641"

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            (("optimizer", "adam", "lr"), 0.5, "`optimizer.adam.lr` was 0.001 when"),
            (("seed",), 9, "`seed` was 0 when"),
            (("data", "val"), 0.5, "`data.val` was none when"),
            (("optimizer",), {"sgd": {"lr": 1.0}}, '`optimizer` was {"adam": {'),
        ],
    )
    def test_another_recipe(self, home, field, value, said):
        path = home / "npz" / "recipe.json"
        content = json.loads(path.read_text())
        table = content
        for name in field[:-1]:
            table = table[name]
        table[field[-1]] = value
        path.write_text(json.dumps(content))
        for use in (resume, evaluate):
            code, message, _ = refusal(home / "npz", use)
            assert code == "A658"
            assert message.startswith(said)

    @pytest.mark.parametrize("name", ["epochs", "workers", "threads"])
    def test_what_says_only_how_long_and_by_what_may_change(self, home, name):
        path = home / "npz" / "recipe.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {name: 2}))
        resume(small(), home / "npz")

    def test_a_run_of_a_version_that_kept_no_fingerprint(self, home):
        for name in ("fingerprint.json", "segments.json", "run.lock"):
            (home / "npz" / name).unlink()
        heard = Notes()
        assert len(resume(small(), home / "npz", progress=heard).history) == 1
        assert any("fingerprint.json` is not there" in one for one in heard.said)
        save(home, x_train=X[::-1])
        assert refusal(home / "npz")[0] == "A628"


@pytest.mark.parametrize("factor", [1 / 255, 257])
def test_another_scale_is_never_accepted(home, factor):
    """Bytes, that is 0 to 1, were trained on; now they are of 0 to 1/255, or of 0 to 65,535."""
    changed = {name: arrays()[name].astype(float) * factor / (255 if factor < 1 else 1)
               for name in ("x_train", "x_test")}  # fmt: skip
    save(home, **changed)
    for use in (resume, evaluate):
        code, message, (note,) = refusal(home / "npz", use, accept=["data"])
        assert code == "A628"
        assert message == "the data is of another scale than what the run began with"
        assert note.startswith("training samples were of 0 to 1, and now they are of 0 to ")


@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_the_same_scale_in_another_type_is_accepted(home, kind):
    x = arrays()["x_train"][::-1].copy()
    save(home, x_train=x if kind == "uint8" else (x / 255).astype(kind))
    if kind != "uint8":
        save(home, x_train=(x / 255).astype(kind), x_test=(arrays()["x_test"] / 255).astype(kind))
    assert evaluate(small(), home / "npz", accept=["data"]).count == 20


@pytest.mark.parametrize("epochs", [1, 2])
def test_after_other_data_nobody_says_that_the_test_samples_are_new(home, epochs):
    save(home, x_test=arrays(1)["x_test"])
    found = resume(small(), home / "npz", accept=["data"], changes={"epochs": epochs})
    since = "from epoch 2 on" if epochs == 2 else "now"
    reason = (
        f"the data is another one {since}, and what it holds back may have been trained on before"
    )
    assert found.seen == (reason,)
    page = (home / "npz" / "report.html").read_text()
    assert f"Careful: {reason}." in page
    assert "not looked at before" not in page


def test_test_images_that_are_trained_on_are_counted(home, capsys):
    train_ones = sorted((home / "photos" / "train" / "c3").iterdir())
    copied, linked = (home / "photos" / "test" / "c3" / name for name in ("copy.png", "link.png"))
    shutil.copy(train_ones[0], copied)
    linked.symlink_to(train_ones[1])
    found = resume(small(), home / "image_folder", accept=["data"])
    counted = "2 of the 22 images of `test` stand among those to train on too, byte for byte"
    assert found.seen[0] == f"{counted}: figures of `test` are too good"
    show_result(found)
    told = " ".join(capsys.readouterr().out.split())
    assert "never seen" not in told
    assert f"careful: {counted}" in told


NAMED = """
archspec: 1
input: [1, 4, 4]
layers: [flatten, linear: 2]
train:
  data: {table: t.csv, fields: {photo: {image: file}, y: {class: y}}, val: 0.25}
  epochs: 1
  device: cpu
  tensorboard: false
"""


def test_a_picture_that_a_table_names_is_part_of_the_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number in range(12):
        Image.new("L", (4, 4), 20 * number).save(f"{number}.png")
    rows = [f"{number}.png,{number % 2}" for number in range(12)]
    Path("t.csv").write_text("file,y\n" + "\n".join(rows))
    network = archspec.loads(NAMED)
    network.train("run")
    run = archspec.open_run("run")
    run.evaluate()
    Image.new("L", (4, 4), 255).save("3.png")
    with pytest.raises(RecipeFailure) as caught:
        run.resume(changes={"epochs": 2})
    assert caught.value.problems[0].code == "A628"
    assert caught.value.problems[0].notes == ("`photo/3.png` has other contents",)
    run.resume(changes={"epochs": 2}, accept=["data"])


def test_samples_that_are_drawn_anew_each_time_are_known_by_their_number(tmp_path):
    class Noise(torch.utils.data.Dataset):
        def __init__(self, count):
            self.count = count

        def __len__(self):
            return self.count

        def __getitem__(self, row):
            return {"x": torch.from_numpy(np.random.default_rng().normal(size=2)), "y": row % 2}

    network = archspec.loads("archspec: 1\ninput: [2]\nlayers: [linear: 2]")
    recipe = {"epochs": 1, "data": {"val": 0.2}, "tensorboard": False, "device": "cpu"}
    network.train(tmp_path / "run", recipe, data=Noise(20))
    run = archspec.open_run(tmp_path / "run")
    run.resume(changes={"epochs": 2}, data=Noise(20))
    with pytest.raises(RecipeFailure, match="the data is not what the run began with"):
        run.resume(changes={"epochs": 3}, data=Noise(21))
