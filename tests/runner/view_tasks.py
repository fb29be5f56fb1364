"""Tasks of several views of an image, and the images that they are of."""

from pathlib import Path

import numpy as np
from PIL import Image

VIEWS = """
archspec: 1
inputs: {left: [3, 12, 12], right: [3, 12, 12]}
outputs: {left_code: a, right_code: b}
blocks:
  seen:
    - conv: {width: 12, kernel: 3, stride: 2, act: relu}
    - conv: {width: 24, kernel: 3, act: relu}
    - flatten
    - linear: 12
layers:
  - seen: {from: left, name: a}
  - seen: {from: right, name: b, share: a}
train:
  data:
    folder: shapes
    fields:
      view: {image: {of: image, views: 2, augment: [flip, {crop: 1}, {color_jitter: {hue: 0.02}}]}}
    inputs: {left: view_1, right: view_2}
    val: 0.25
  targets:
    left_code: {loss: {info_nce: {against: right_code, temperature: 0.2}}}
    right_code: none
  epochs: 12
  batch_size: 16
  optimizer: {adam: {lr: 0.005}}
  tensorboard: false
  device: cpu
"""


def make_shapes(folder: Path, count: int = 64) -> None:
    """Pictures of one colour with a square of another at some place, in two classes."""
    random = np.random.default_rng(3)
    for number in range(count):
        picture = np.zeros((12, 12, 3), np.uint8)
        ground, square = random.integers(0, 255, (2, 3))
        x, y = random.integers(1, 7, 2)
        picture[:] = ground
        picture[y : y + 4, x : x + 4] = square
        place = folder / "shapes" / ("dark" if ground.mean() < 128 else "light")
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(place / f"{number:02}.png")
