"""Twelve tasks as recipes, each with a network for it and the files that it names."""

import json
from pathlib import Path

import numpy

HOUSES = "photo,rooms,area,year,price,kind,city\n" + "a.jpg,3,81.5,1970,310000,flat,Ulm\n" * 3
FILMS = "file,genres\na.jpg,drama|crime\nb.jpg,comedy\n"
NUMBERED = ",".join([*(f"x{n}" for n in range(1, 7)), "city", "sold"])
LOAD = "hour,load,wind\n" + "".join(f"{n},{n / 7},{n / 3}\n" for n in range(9))
REVIEWS = 'text,stars\n"it is, well, good",4\nbad,1\n'


def images(folder: Path, *names: str) -> None:
    """Files with these names, which are not looked into before training."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"")


def make_files(folder: Path) -> None:
    """All files that the recipes name."""
    for name, text in {
        "houses.csv": HOUSES,
        "films.csv": FILMS,
        "a.csv": f"{NUMBERED}\n1,2,3,4,5,6,Ulm,7.5\n",
        "b.csv": f"{NUMBERED}\n1,2,3,4,5,6,Bonn,7.5\n",
        "load.csv": LOAD,
        "r.csv": REVIEWS,
        "letters.txt": "a\n \nB\né\n",
        "r.jsonl": json.dumps({"text": "it is good", "stars": 4}) + "\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    images(folder / "voc/images", "one.jpg", "two.jpg")
    images(folder / "voc/masks", "one.png", "two.png", "three.png")
    images(folder / "rgb", "one.png")
    images(folder / "faces/anna", "one.png")
    images(folder / "photos/cat", "one.png")
    (folder / "depth").mkdir()
    numpy.save(folder / "depth/one.npy", numpy.zeros((1, 16, 16), "f4"))


TWO_HEADS = """
inputs: {photo: [3, 64, 64], facts: [3]}
outputs: {price: p, kind: k}
layers:
  - conv: {width: 4, kernel: 3, from: photo}
  - global_avgpool
  - concat: {with: facts, name: all}
  - linear: {width: 1, name: p}
  - linear: {width: 2, name: k, from: all}
"""

TASKS = {
    "1 classes of images": """
input: [1, 8, 8]
layers: [flatten, linear: 10]
train: {data: {dataset: digits, augment: [{crop: 1}], val: 0.1}, loss: cross_entropy}
""",
    "2, 3 two inputs and two outputs": TWO_HEADS
    + """
train:
  data:
    table: houses.csv
    fields:
      photo: {image: photo}
      facts: {numbers: {of: [rooms, area, year], missing: mean}}
      price: {number: {of: price, scale: standard}}
      kind: {class: kind}
    group: city
    val: 0.1
  targets:
    price: {loss: huber, metrics: [mae, r2]}
    kind: {loss: cross_entropy, weight: 0.5, metrics: [accuracy, f1]}
  watch: kind.f1
""",
    "4 segmentation": """
input: [3, 32, 32]
layers: [conv: {width: 3, kernel: 3, padding: same}]
train:
  data:
    fields:
      image: {image: "voc/images/*.jpg"}
      mask: {mask: {of: "voc/masks/*.png", classes: [sky, road, tree], ignore: 255}}
    augment: [{random_resized_crop: {scale: [0.5, 1.0]}}, flip]
    val: 0.1
  loss: cross_entropy
""",
    "5 dense regression": """
input: [3, 16, 16]
layers: [conv: {width: 1, kernel: 3, padding: same}]
train:
  data: {fields: {image: {image: "rgb/*.png"}, depth: {array: "depth/*.npy"}}, val: 0.1}
  loss: l1
""",
    "6 several labels": """
input: [3, 16, 16]
layers: [flatten, linear: 5]
train:
  data:
    table: films.csv
    fields: {poster: {image: file}, genres: {classes: {of: genres, separator: "|"}}}
    val: 0.1
  loss: bce_with_logits
""",
    "7 a table with categories": """
inputs: {numbers: [12], city: [1]}
layers:
  - embedding: {vocabulary: 100, width: 4, from: city}
  - flatten
  - concat: numbers
  - linear: 1
train:
  data:
    table: {train: a.csv, test: b.csv}
    fields:
      numbers: {numbers: {of: "x*", missing: flag, scale: standard}}
      city: {category: city}
      sold: {number: sold}
  loss: mse
""",
    "8 text": """
input: [128]
layers: [embedding: {vocabulary: 8000, width: 8}, flatten, linear: 5]
train:
  data:
    table: r.csv
    fields: {words: {tokens: {of: text, length: 128, vocabulary: 8000}}, stars: {class: stars}}
    val: 0.1
  loss: cross_entropy
""",
    "8 text by characters": """
input: [128]
layers: [embedding: {vocabulary: 6, width: 8}, flatten, linear: 5]
train:
  data:
    table: r.jsonl
    fields:
      words: {tokens: {of: text, length: 128, tokenizer: characters, vocabulary: letters.txt}}
      stars: {class: stars}
    val: 0.1
  loss: cross_entropy
""",
    "9 a series": """
input: [2, 96]
layers: [flatten, linear: 24]
train:
  data:
    table: load.csv
    order: hour
    fields:
      past: {window: {of: [load, wind], length: 96}}
      next: {window: {of: load, length: 24, after: 96}}
    val: 0.1
  loss: mse
""",
    "10 a denoising autoencoder": """
input: [3, 16, 16]
layers: [conv: {width: 3, kernel: 3, padding: same}]
train:
  data:
    folder: faces
    fields: {noisy: {image: {of: image, augment: [{gaussian_noise: 0.1}]}}}
    inputs: {input: noisy}
    val: 0.1
  targets: {output: {loss: mse, to: image}}
""",
    "11 pairs": """
inputs: {left: [1, 28, 28], right: [1, 28, 28]}
outputs: {score: s}
layers:
  - concat: {with: [left, right]}
  - flatten
  - linear: {width: 1, name: s}
train:
  data:
    dataset: mnist
    pairs: {of: image, by: label, alike: 0.5}
    inputs: {left: first, right: second}
  targets: {score: {loss: bce_with_logits, to: same}}
""",
    "12 several views": """
inputs: {left: [3, 16, 16], right: [3, 16, 16]}
outputs: {left_code: a, right_code: b}
layers:
  - flatten: {from: left}
  - linear: {width: 8, name: a}
  - flatten: {from: right}
  - linear: {width: 8, name: b}
train:
  data:
    fields:
      view:
        image: {of: "photos/cat/*.png", views: 2, augment: [random_resized_crop, color_jitter]}
    inputs: {left: view_1, right: view_2}
    val: 0.1
  targets:
    left_code: {loss: {info_nce: {against: right_code, temperature: 0.1}}}
    right_code: none
""",
}
"""By what the task is."""
