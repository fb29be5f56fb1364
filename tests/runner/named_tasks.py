"""Small tasks of named fields: networks with recipes, and the files that they learn from."""

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from .view_tasks import VIEWS, make_shapes

COMMON = "tensorboard: false\n  device: cpu\n"

TWO_HEADS = f"""
archspec: 1
inputs: {{facts: [3], city: [1]}}
layers:
  - embedding: {{vocabulary: 5, width: 4, from: city}}
  - flatten
  - concat: {{with: facts}}
  - linear: 32
  - relu: {{name: hidden}}
  - linear: {{name: price, width: 1, from: hidden}}
  - linear: {{name: kind, width: 3, from: hidden}}
outputs: {{price: price, kind: kind}}
train:
  data:
    table: houses.csv
    fields:
      facts: {{numbers: {{of: [rooms, area, year], missing: mean, scale: standard}}}}
      city: {{category: city}}
      price: {{number: {{of: price, scale: standard}}}}
      kind: {{class: kind}}
    val: 0.2
  epochs: 12
  batch_size: 16
  optimizer: {{adam: {{lr: 0.02}}}}
  targets:
    price: {{loss: huber, metrics: [mae, r2]}}
    kind: {{loss: cross_entropy, weight: 0.5, metrics: [accuracy, f1, auroc]}}
  watch: kind.f1
  {COMMON}"""

SEGMENTATION = f"""
archspec: 1
input: [3, 16, 16]
layers:
  - conv: {{width: 12, kernel: 3, padding: same, act: relu}}
  - conv: {{width: 3, kernel: 1}}
train:
  data:
    fields:
      image: {{image: "seg/images/*.png"}}
      mask: {{mask: {{of: "seg/masks/*.png", classes: [ground, green, red], ignore: 255}}}}
    augment: [{{crop: 2}}, flip]
    val: 0.2
  loss: {{cross_entropy: {{class_weights: balanced}}}}
  epochs: 10
  batch_size: 8
  watch: output.iou
  optimizer: {{adam: {{lr: 0.02}}}}
  {COMMON}"""

AUTOENCODER = f"""
archspec: 1
input: [3, 8, 8]
layers: [flatten, linear: 6, linear: 192, reshape: [3, 8, 8]]
train:
  data:
    folder: faces
    fields: {{noisy: {{image: {{of: image, augment: [{{gaussian_noise: 0.02}}]}}}}}}
    inputs: {{input: noisy}}
    val: 0.2
  epochs: 30
  batch_size: 8
  optimizer: {{adam: {{lr: 0.01}}}}
  targets: {{output: {{loss: mse, to: image, metrics: [mae, r2]}}}}
  {COMMON}"""

LABELS = f"""
archspec: 1
input: [2]
layers: [linear: 16, relu, linear: 2]
train:
  data:
    table: films.csv
    fields: {{x: {{numbers: [a, b]}}, genres: {{classes: {{of: genres, separator: "|"}}}}}}
    val: 0.2
    test: 0.2
  loss: bce_with_logits
  epochs: 15
  batch_size: 16
  optimizer: {{adam: {{lr: 0.03}}}}
  {COMMON}"""

TEXT = f"""
archspec: 1
input: [8]
layers: [embedding: {{vocabulary: 40, width: 8}}, flatten, linear: 2]
train:
  data:
    table: reviews.csv
    fields: {{words: {{tokens: {{of: text, length: 8, vocabulary: 40}}}}, stars: {{class: stars}}}}
    val: 0.2
  loss: cross_entropy
  epochs: 8
  batch_size: 16
  watch: accuracy
  optimizer: {{adam: {{lr: 0.03}}}}
  {COMMON}"""

SERIES = f"""
archspec: 1
input: [2, 24]
layers: [flatten, linear: 6]
train:
  data:
    table: load.csv
    order: hour
    fields:
      past: {{window: {{of: [load, wind], length: 24}}}}
      next: {{window: {{of: load, length: 6, after: 24}}}}
    val: 0.2
  targets: {{output: {{loss: mse, to: next, metrics: [mae, r2]}}}}
  epochs: 8
  batch_size: 32
  optimizer: {{adam: {{lr: 0.02}}}}
  {COMMON}"""

ARRAYS = f"""
archspec: 1
inputs: {{grid: [3, 4], extra: [2]}}
layers:
  - flatten: {{from: grid}}
  - concat: extra
  - linear: 32
  - relu: {{name: hidden}}
  - linear: {{name: total, width: 1, from: hidden}}
  - linear: {{name: sign, width: 2, from: hidden}}
outputs: {{total: total, sign: sign}}
train:
  data: {{arrays: d.npz, val: 0.2}}
  targets:
    total: {{loss: mse, to: sum, metrics: [mae, r2]}}
    sign: {{loss: cross_entropy, metrics: [auroc, accuracy]}}
  epochs: 12
  batch_size: 16
  watch: sign.auroc
  optimizer: {{adam: {{lr: 0.02}}}}
  {COMMON}"""

PAIRS = f"""
archspec: 1
inputs: {{left: [1, 8, 8], right: [1, 8, 8]}}
layers:
  - concat: {{with: left, from: right}}
  - flatten
  - linear: 128
  - relu
  - linear: 64
  - relu
  - linear: {{width: 1, name: score}}
outputs: {{score: score}}
train:
  data:
    dataset: digits
    val: 0.1
    pairs: {{of: image, by: label, alike: 0.5}}
    inputs: {{left: first, right: second}}
  targets: {{score: {{loss: bce_with_logits, to: same}}}}
  epochs: 12
  {COMMON}"""

TASKS = {
    "two heads of a table": (TWO_HEADS, {"price.r2": 0.9, "kind.f1": 0.85}),
    "masks": (SEGMENTATION, {"iou": 0.9}),
    "an autoencoder that takes noise away": (AUTOENCODER, {"r2": 0.9}),
    "several labels": (LABELS, {"f1": 0.9, "average_precision": 0.95}),
    "text": (TEXT, {"accuracy": 0.9}),
    "a series": (SERIES, {"r2": 0.9}),
    "pairs": (PAIRS, {"f1": 0.75, "average_precision": 0.85}),
    "views": (VIEWS, {"retrieval": 0.5}),
    "several arrays": (ARRAYS, {"total.r2": 0.9, "sign.auroc": 0.9}),
}
"""By what is learnt: a spec, and the least figures of the validation samples that show it."""


def make_files(folder: Path) -> None:
    """All files that the recipes name."""
    random = np.random.default_rng(0)
    _houses(folder / "houses.csv", random)
    _pictures(folder, random)
    _films(folder / "films.csv", random)
    make_reviews(folder / "reviews.csv", random)
    _load(folder / "load.csv", random)
    make_shapes(folder)
    grid = random.normal(size=(240, 3, 4)).astype(np.float32)
    extra = random.normal(size=(240, 2)).astype(np.float32)
    total = (grid.sum((1, 2)) + extra[:, 0]).astype(np.float32)
    np.savez(folder / "d.npz", grid=grid, extra=extra, sum=total, sign=(extra[:, 1] > 0) * 1)


def _write(path: Path, head: list[str], rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])


def _houses(path: Path, random: np.random.Generator) -> None:
    rows: list[list[object]] = []
    for number in range(300):
        rooms, area = int(random.integers(1, 8)), round(float(random.uniform(30, 200)), 1)
        kind = "flat" if area < 80 else "house" if rooms > 4 else "villa"
        price = round(2000 * area + 10000 * rooms + float(random.normal(0, 5000)), 2)
        shown = "" if number % 50 == 0 else area
        city = ("Ulm", "Köln", "Bonn")[number % 3]
        rows.append([rooms, shown, int(random.integers(1900, 2020)), price, kind, city])
    _write(path, ["rooms", "area", "year", "price", "kind", "city"], rows)


def _pictures(folder: Path, random: np.random.Generator) -> None:
    for name in ("seg/images", "seg/masks", "faces/a", "faces/b"):
        (folder / name).mkdir(parents=True)
    for number in range(50):
        image = random.integers(0, 80, (16, 16, 3)).astype(np.uint8)
        mask = np.zeros((16, 16), np.uint8)
        (x, y), red = random.integers(0, 10, 2), int(random.integers(0, 2))
        image[y : y + 6, x : x + 6] = [220, 30, 30] if red else [30, 220, 30]
        mask[y : y + 6, x : x + 6] = 1 + red
        mask[0] = 255
        Image.fromarray(image).save(folder / f"seg/images/{number:03}.png")
        Image.fromarray(mask).save(folder / f"seg/masks/{number:03}.png")
        halves = np.repeat(random.integers(0, 255, (1, 2, 3)), 4, 1).repeat(8, 0)
        Image.fromarray(halves.astype(np.uint8)).save(
            folder / f"faces/{'ab'[number % 2]}/{number}.png"
        )


def _films(path: Path, random: np.random.Generator) -> None:
    points = random.normal(size=(200, 2))
    words = [
        [n for n, yes in zip(("drama", "crime"), p > (0, 0.3), strict=True) if yes] for p in points
    ]
    _write(
        path,
        ["a", "b", "genres"],
        [[a, b, "|".join(w)] for (a, b), w in zip(points, words, strict=True)],
    )


def make_reviews(path: Path, random: np.random.Generator) -> None:
    """Reviews of some words, of which some are on the side of their stars."""
    sides = (["bad", "awful", "dull", "poor", "weak"], ["good", "great", "lovely", "nice", "fine"])
    filling = ["the", "film", "was", "a", "very", "long", "story", "of", "some", "people"]
    rows: list[list[object]] = []
    for _ in range(240):
        side = int(random.integers(0, 2))
        words = [*random.choice(filling, 5), *random.choice(sides[side], 2)]
        random.shuffle(words)
        rows.append([" ".join(words), ("low", "high")[side]])
    _write(path, ["text", "stars"], rows)


def _load(path: Path, random: np.random.Generator) -> None:
    rows: list[list[object]] = [
        [hour, float(np.sin(hour / 4) + random.normal(0, 0.05)), float(random.normal())]
        for hour in range(400)
    ]
    random.shuffle(rows)
    _write(path, ["hour", "load", "wind"], rows)
