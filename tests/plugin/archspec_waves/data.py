"""The data set `stripes`, which needs no files."""

from pathlib import Path

import archspec


@archspec.register_data(
    "stripes",
    shape=(1, 8, 8),
    classes=("across", "upright"),
    train=200,
    test=40,
    about="noisy stripes in two directions",
)
def stripes(root: Path | None):
    """Stripes across and upright, the same at each call."""
    import numpy as np

    chance = np.random.default_rng(0)
    wave = np.sin(np.arange(8) + chance.uniform(0, 6, (240, 1)))
    labels = np.arange(240) % 2
    across = np.repeat(wave[:, :, None], 8, axis=2)
    images = np.where(labels[:, None, None] == 0, across, across.transpose(0, 2, 1))
    images = (images + chance.normal(0, 0.3, images.shape))[:, None].astype(np.float32)
    return {"train": (images[:200], labels[:200]), "test": (images[200:], labels[200:])}
