"""The tasks that people train networks for, each with data, a figure that shows it was learnt, new
samples to predict, and a mistake in its binding."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from archspec.runner.generated import draw

from . import named_tasks
from .named_tasks import ARRAYS, AUTOENCODER, COMMON, LABELS, SEGMENTATION, SERIES, TEXT
from .view_tasks import VIEWS, make_shapes


@dataclass(frozen=True)
class Task:
    """A task.

    Args:
        title: what it is.
        text: the spec.
        least: figures of the held-back samples that show it was learnt.
        section: of the report.
        new: what `archspec predict` is given.
        columns: of what it prints.
        wrong: what is written instead of what, and the code of the message.
    """

    title: str
    text: str
    least: Mapping[str, float]
    section: str
    new: Sequence[str]
    columns: Sequence[str]
    wrong: tuple[str, str, str]


IMAGES = f"""
archspec: 1
input: [3, 16, 16]
layers: [conv: {{width: 8, kernel: 3, act: relu}}, maxpool: 2, flatten, linear: 3]
train:
  data: {{folder: kinds, augment: [flip], val: 0.2}}
  epochs: 8
  batch_size: 16
  optimizer: {{adam: {{lr: 0.01}}}}
  {COMMON}"""

HOUSES = f"""
archspec: 1
inputs: {{photo: [3, 16, 16], facts: [3]}}
layers:
  - conv: {{width: 8, kernel: 3, act: relu, from: photo}}
  - maxpool: 2
  - flatten
  - concat: facts
  - linear: 32
  - relu: {{name: hidden}}
  - linear: {{name: price, width: 1, from: hidden}}
  - linear: {{name: kind, width: 3, from: hidden}}
outputs: {{price: price, kind: kind}}
train:
  data:
    table: sold.csv
    fields:
      photo: {{image: photo}}
      facts: {{numbers: {{of: [rooms, area, year], scale: standard}}}}
      price: {{number: {{of: price, scale: standard}}}}
      kind: {{class: kind}}
    val: 0.2
  targets:
    price: {{loss: huber, metrics: [mae, r2]}}
    kind: {{loss: cross_entropy, metrics: [accuracy, f1]}}
  epochs: 12
  batch_size: 16
  optimizer: {{adam: {{lr: 0.01}}}}
  {COMMON}"""

DENSE = f"""
archspec: 1
input: [3, 16, 16]
layers: [conv: {{width: 8, kernel: 3, padding: same, act: relu}}, conv: {{width: 1, kernel: 1}}]
train:
  data: {{fields: {{image: {{image: "rgb/*.png"}}, depth: {{array: "depth/*.npy"}}}}, val: 0.2}}
  targets: {{output: {{loss: l1, metrics: [mae, r2]}}}}
  epochs: 12
  batch_size: 8
  optimizer: {{adam: {{lr: 0.02}}}}
  {COMMON}"""

POSTERS = f"""
archspec: 1
input: [3, 8, 8]
layers: [flatten, linear: 2]
train:
  data:
    table: posters.csv
    fields: {{poster: {{image: file}}, genres: {{classes: {{of: genres, separator: "|"}}}}}}
    val: 0.2
  loss: bce_with_logits
  epochs: 12
  batch_size: 8
  optimizer: {{adam: {{lr: 0.02}}}}
  {COMMON}"""

CATEGORIES = f"""
archspec: 1
inputs: {{numbers: [4], city: [1]}}
layers: [embedding: {{vocabulary: 5, width: 3, from: city}}, flatten, concat: numbers, linear: 1]
train:
  data:
    table: {{train: a.csv, test: b.csv}}
    fields:
      numbers: {{numbers: {{of: "x*", missing: flag, scale: standard}}}}
      city: {{category: city}}
      sold: {{number: {{of: sold, scale: standard}}}}
  targets: {{output: {{loss: mse, to: sold, metrics: [mae, r2]}}}}
  epochs: 25
  batch_size: 16
  optimizer: {{adam: {{lr: 0.03}}}}
  {COMMON}"""

PAIRS = named_tasks.PAIRS.replace("epochs: 12", "epochs: 14")

TASKS = [
    Task("classes of images", IMAGES, {"accuracy": 0.9}, "Most certain mistakes",
         ["kinds/a/000.png", "kinds/b/001.png"],
         ("file", "label", "label.probability"),
         ("linear: 3", "linear: 4", "A604")),
    Task("two inputs and two outputs", HOUSES, {"price.r2": 0.8, "kind.f1": 0.85},
         "Said and right of price", ["sold.csv"], ("price", "kind", "kind.probability"),
         ("[rooms, area, year]", "[room, area, year]", "A650")),
    Task("masks", SEGMENTATION, {"iou": 0.9}, "Masks", ["seg/images"], ("file", "mask"),
         ("classes: [ground, green, red]", "classes: [ground, green]", "A604")),
    Task("a number for each pixel", DENSE, {"r2": 0.8}, "Pictures", ["rgb/000.png"],
         ("file", "depth"), ("{array:", "{mask:", "A606")),
    Task("several labels", LABELS, {"f1": 0.9, "average_precision": 0.95}, "Labels", ["films.csv"],
         ("genres", "genres.probability"), ("bce_with_logits", "cross_entropy", "A606")),
    Task("several labels of images", POSTERS, {"f1": 0.9}, "Labels", ["posters/000.png"],
         ("file", "genres", "genres.probability"), ("{image: file}", "{image: files}", "A650")),
    Task("a table with categories", CATEGORIES, {"r2": 0.9}, "Said and right", ["b.csv"],
         ("sold",), ("numbers: [4]", "numbers: [2]", "A652")),
    Task("text", TEXT, {"accuracy": 0.9}, "Most certain mistakes", ["reviews.csv"],
         ("stars", "stars.probability"), ("length: 8,", "length: 9,", "A652")),
    Task("a series", SERIES, {"r2": 0.9}, "Forecasts", ["load.csv"], ("next",),
         ("    order: hour\n", "", "A603")),
    Task("an autoencoder", AUTOENCODER, {"r2": 0.9}, "Pictures", ["faces/a"], ("file", "image"),
         ("to: image", "to: picture", "A651")),
    Task("pairs", PAIRS, {"f1": 0.75}, "Most certain mistakes", ["pairs.csv"],
         ("score", "score.probability"), ("left: first", "lift: first", "A653")),
    Task("arrays", ARRAYS, {"total.r2": 0.9, "sign.auroc": 0.9}, "Said and right of total",
         ["d.npz"], ("total", "sign", "sign.probability"), ("to: sum", "to: summ", "A651")),
    Task("views without labels", VIEWS, {"retrieval": 0.5}, "Found", ["shapes/dark"],
         ("file", "left_code", "right_code"), ("right: view_2", "right: view_3", "A651")),
]  # fmt: skip
"""In the order of the documentation."""


def make_files(folder: Path) -> None:
    """All files that the recipes name."""
    named_tasks.make_files(folder)
    make_shapes(folder)
    _houses(folder)
    _kinds(folder)
    random = np.random.RandomState(0)
    for name in ("rgb", "depth", "posters"):
        (folder / name).mkdir()
    for number in range(40):
        image = np.repeat(np.repeat(random.randint(0, 256, (4, 4, 3)), 4, 0), 4, 1)
        Image.fromarray(image.astype(np.uint8)).save(folder / f"rgb/{number:03}.png")
        depth = (2 * image[..., 0] - image[..., 2]) / 255
        np.save(folder / f"depth/{number:03}.npy", depth[None].astype(np.float32))
    rows: list[list[object]] = []
    for number in range(60):
        red, blue = random.randint(0, 2, 2)
        image = random.randint(0, 60, (8, 8, 3)) + np.array([150 * red, 0, 150 * blue])
        Image.fromarray(image.astype(np.uint8)).save(folder / f"posters/{number:03}.png")
        words = [word for word, yes in (("love", red), ("crime", blue)) if yes]
        rows.append([f"posters/{number:03}.png", "|".join(words)])
    _write(folder / "posters.csv", ["file", "genres"], rows)
    for name, count in (("a.csv", 200), ("b.csv", 50)):
        _write(folder / name, ["x1", "x2", "city", "sold"], [_sale(random) for _ in range(count)])
    _write(folder / "pairs.csv", ["image", "second image"], [["kinds/a/000.png"] * 2])


def _write(path: Path, head: list[str], rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])


def _sale(random: np.random.RandomState) -> list[object]:
    x1, x2 = random.random_sample(2).round(3).tolist()
    city = random.randint(0, 3)
    sold = round(100 + 30 * x1 - 20 * x2 + 15 * city, 2)
    return ["" if random.randint(0, 20) == 0 else x1, x2, ("Ulm", "Bonn", "Köln")[city], sold]


def _houses(folder: Path) -> None:
    columns = draw("houses", {"photo": (3, 16, 16)}).parts["test"].columns
    (folder / "photos").mkdir()
    photos = columns["photo"].take(torch.arange(150)).permute(0, 2, 3, 1).numpy()  # type: ignore[union-attr]
    rows: list[list[object]] = []
    for number, photo in enumerate(photos):
        Image.fromarray(photo).save(folder / f"photos/{number:03}.png")
        facts = [columns[name][number] for name in ("rooms", "area", "year", "price", "kind")]  # type: ignore[index]
        rows.append([f"photos/{number:03}.png", *facts])
    _write(folder / "sold.csv", ["photo", "rooms", "area", "year", "price", "kind"], rows)


def _kinds(folder: Path) -> None:
    random = np.random.RandomState(1)
    for place, name in enumerate("abc"):
        (folder / "kinds" / name).mkdir(parents=True)
        for number in range(30):
            image = random.randint(0, 80, (16, 16, 3))
            image[2 + 4 * place : 6 + 4 * place] += 120
            Image.fromarray(image.astype(np.uint8)).save(folder / f"kinds/{name}/{number:03}.png")
