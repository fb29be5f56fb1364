"""`archspec new --data`: the file fits the data, checks and trains; or none is written."""

import csv
import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from archspec.checking import findings
from archspec.cli import main
from archspec.diagnostics import Source
from archspec.network import load


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def table(name: str, head: str, rows: Sequence[Sequence[object]]) -> None:
    with Path(name).open("w", newline="") as file:
        csv.writer(file).writerows([head.split(","), *rows])


def houses() -> None:
    rows = [[n, n % 5 + 1, 20.5 * (n % 7), "Ulm", 1000 * (n % 11) + 0.5] for n in range(60)]
    table("houses.csv", "id,rooms,area,city,price", rows)


def flowers() -> None:
    names = ("iris", "rose", "tulip")
    table("flowers.csv", "species,long,wide", [[names[n % 3], n % 7, n % 4] for n in range(60)])


def reviews() -> None:
    rows = [[f"a film that is {'good' if n % 2 else 'bad'}", n % 2] for n in range(60)]
    table("reviews.csv", "text,label", rows)


def shots() -> None:
    Path("shots").mkdir()
    for number in range(20):
        Image.new("RGB", (8, 8), (10 * number, 0, 0)).save(f"shots/{number}.png")
    table("shots/list.csv", "file,red", [[f"{n}.png", 10.5 * n] for n in range(20)])


def pictures() -> None:
    for part, name in product(("train", "val"), ("cats", "dogs", "birds", "fish")):
        (place := Path("pictures", part, name)).mkdir(parents=True)
        for number in range(4):
            Image.new("RGB", (8, 8), (40 * number, 0, len(name))).save(
                place / f"{part}{number}.png"
            )


def masks() -> None:
    for name in ("images", "masks"):
        Path("roads", name).mkdir(parents=True)
        for number in range(12):
            Image.new("L", (16, 16), number % 2).save(f"roads/{name}/{number}.png")


def arrays() -> None:
    x = np.random.default_rng(0).random((60, 3, 8, 8), dtype=np.float32)
    np.savez("d.npz", x_train=x, y_train=np.arange(60) % 4, x_test=x[:8], y_test=np.arange(8) % 5)


def sold() -> None:
    rows = [[n % 9, ["Ulm", "Bonn", "Kiel"][n % 3], "ab"[n % 2], n * n % 50] for n in range(60)]
    table("sold.csv", "rooms,city,the kind,price", rows)


def kinds() -> None:
    rows = [[["red", "green", "blue"][n % 3], "ab"[n % 2]] for n in range(40)]
    table("kinds.csv", "colour,kind", rows)


CASES = [
    (sold, ["sold.csv"], [(1,), (1,), (1,)], (1,), "from rooms, city, the kind"),
    (kinds, ["kinds.csv"], (1,), (2,), "predicts `kind` of `kinds.csv` from colour"),
    (houses, ["houses.csv"], (2,), (1,), "predicts `price` of `houses.csv` from rooms, area"),
    (houses, ["houses.csv", "--target", "rooms"], (2,), (5,), "from area, price"),
    (flowers, ["flowers.csv"], (2,), (3,), "predicts `species` of `flowers.csv` from long, wide"),
    (reviews, ["reviews.csv", "--like", "lstm"], (8,), (2,), "predicts `label` of `reviews.csv`"),
    (shots, ["shots/list.csv"], (3, 32, 32), (1,), "from the pictures in file"),
    (pictures, ["pictures", "--input", "3,8,8"], (3, 8, 8), (4,), "birds, cats, dogs, fish"),
    (masks, ["roads", "--like", "unet", "--input", "1,16,16"], (1, 16, 16), (2, 16, 16), "masks"),
    (arrays, ["d.npz"], (3, 8, 8), (5,), "predicts `y` from `x` of `d.npz`, one of 5 classes"),
]


@pytest.mark.parametrize(("make", "words", "given", "gives", "told"), CASES)
def test_the_file_fits_the_data_and_trains(make, words, given, gives, told):
    make()
    said = run("new", "net.yaml", "--data", *words)
    assert said.exit_code == 0, said.output
    assert told in " ".join(said.output.split())
    assert said.output.endswith("next: archspec train net.yaml\n")
    assert not findings(Source("net.yaml", Path("net.yaml").read_text()))
    network = load("net.yaml")
    inputs = given if isinstance(given, list) else [given]
    assert ([*network.inputs.values()], [*network.outputs.values()]) == (inputs, [gives])
    trained = run("train", "net.yaml", "--epochs", 1, "-o", "run")
    assert trained.exit_code == 0, trained.output
    assert json.loads(Path("run/result.json").read_text())["best"]["epoch"] == 1


@pytest.mark.parametrize(
    ("count", "family", "epochs"),
    [(4, "convnet", 60), (350, "convnet", 30), (600, "convnet", 20), (4, "resnet", 20)],
)
def test_few_pictures_are_seen_more_often_by_a_light_network(count, family, epochs):
    for name, number in product(("cats", "dogs"), range(count)):
        place = Path("pictures", "train", name)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.png").touch()
    assert run("new", "net.yaml", "--data", "pictures", "--like", family).exit_code == 0
    assert load("net.yaml").spec.recipe.epochs == epochs


def test_few_samples_of_arrays_are_seen_more_often():
    arrays()
    assert run("new", "net.yaml", "--data", "d.npz").exit_code == 0
    assert load("net.yaml").spec.recipe.epochs == 60


def test_a_column_of_texts_is_taken_where_it_is_asked_for():
    rows = [
        [n % 5, "Ulm" if n % 3 else "Bonn", f"a fine flat number {n}", 7 * n] for n in range(60)
    ]
    table("flats.csv", "rooms,city,words,price", rows)
    shown = run("new", "net.yaml", "--data", "flats.csv", "--target", "price").output
    assert "from rooms, city" in shown
    assert "words (texts, which `--like transformer` takes)" in " ".join(shown.split())
    asked = run("new", "-", "--data", "flats.csv", "--target", "price", "--like", "transformer")
    assert "tokens: {of: words" in asked.output


def test_columns_that_are_not_taken_are_told():
    houses()
    said = " ".join(run("new", "net.yaml", "--data", "houses.csv").output.split())
    assert "left out: id (counts the rows); city (the same in all rows)" in said


def gaps() -> None:
    table("gaps.csv", "a,kind", [[n, "" if n % 2 else "x"] for n in range(1, 60, 3)])


def own_names() -> None:
    table("names.csv", "a,name", [[n * n, f"name {n}"] for n in range(40)])


def for_people() -> None:
    table("comma.csv", "area,price", [[f"{n},5", n * n] for n in range(40)])


def text_files() -> None:
    for name in ("good", "bad"):
        Path("texts", name).mkdir(parents=True)
        Path("texts", name, "1.txt").write_text(f"a {name} film")


def loose() -> None:
    Path("loose").mkdir()
    Image.new("L", (8, 8)).save("loose/1.png")


def last() -> None:
    np.savez("last.npz", x=np.zeros((9, 8, 8, 3), np.uint8), y=np.arange(9) % 3)


REFUSED = [
    (houses, ["hoses.csv"], "did you mean `houses.csv`?"),
    (houses, ["houses.csv", "--target", "prise"], "did you mean `price`?"),
    (houses, ["houses.csv", "--input", "3"], "leave `--input` out"),
    (houses, ["houses.csv", "--like", "resnet"], "for numbers there are mlp"),
    (flowers, ["flowers.csv", "--classes", "4"], "`species` has 3 classes"),
    (flowers, ["flowers.csv", "--values", "1"], "holds words, such as `iris`"),
    (gaps, ["gaps.csv"], "is empty in 10 of 20 rows"),
    (own_names, ["names.csv"], "nearly every row of `names.csv` has a `name` of its own"),
    (for_people, ["comma.csv"], "`0,5` is no number"),
    (text_files, ["texts"], "texts are rows of a table here"),
    (loose, ["loose"], "put the pictures of each class into a folder of its own"),
    (loose, ["loose/1.png"], "is neither a folder nor a table nor an archive"),
    (last, ["last.npz"], "put them first: `x.transpose(0, 3, 1, 2)`"),
    (pictures, ["pictures", "--classes", "3"], "`pictures` has 4 folders of classes"),
]


@pytest.mark.parametrize(("make", "words", "told"), REFUSED)
def test_what_cannot_be_begun_with_is_refused_and_nothing_written(make, words, told):
    make()
    before = {*Path().iterdir()}
    said = run("new", "net.yaml", "--data", *words)
    assert said.exit_code > 0
    assert told in " ".join(said.output.split())
    assert {*Path().iterdir()} == before
