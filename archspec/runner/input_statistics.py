"""What the training images look like in four figures, to recognise an image that is unlike them."""

from collections.abc import Mapping

import torch
from torch import Tensor

from archspec.runner.data.normalization import chunks, scaled
from archspec.runner.data.samples import Divisor, Samples

AT_MOST = 10_000
TAIL = 0.005
SLACK = 0.2
"""How far outside of a range a figure may lie, as a part of the range."""

Ranges = Mapping[str, tuple[float, float]]
"""For each figure, the two values between which 99 % of the training images lie."""


def figures(images: Tensor, divisor: Divisor = 255) -> dict[str, Tensor]:
    """Four figures of each image in a batch (N, C, H, W) of bytes or of other values.

    brightness is the mean, contrast the deviation, detail the mean difference between neighbouring
    pixels over the contrast, colour the mean distance of the channels from grey.

    >>> sorted(figures(torch.zeros(2, 3, 4, 4)))
    ['brightness', 'colour', 'contrast', 'detail']
    """
    values = scaled(images, divisor)
    contrast = values.flatten(1).std(1)
    steps = values.diff(dim=3).abs().flatten(1).mean(1) + values.diff(dim=2).abs().flatten(1).mean(
        1
    )
    found = {
        "brightness": values.flatten(1).mean(1),
        "contrast": contrast,
        "detail": steps / contrast.clamp_min(1e-6),
    }
    if values.shape[1] == 3:
        found["colour"] = (values - values.mean(1, keepdim=True)).abs().flatten(1).mean(1)
    return found


def usual_ranges(samples: Samples, divisor: Divisor = 255) -> dict[str, tuple[float, float]]:
    """The ranges of the figures over (at most ten thousand of) the training images.

    Empty for samples that are not images.
    """
    if len(samples.shape) != 3:
        return {}
    chosen = torch.linspace(0, len(samples) - 1, min(len(samples), AT_MOST)).long()
    found: dict[str, Tensor] = {}
    done = 0
    for index in chunks(samples, chosen):
        # Into place, as small results that stay between large ones that go would keep all of these.
        for name, values in figures(samples.take(index), divisor).items():
            found.setdefault(name, torch.empty(len(chosen)))[done : done + len(index)] = values
        done += len(index)
    tails = torch.tensor([TAIL, 1 - TAIL])
    return {name: tuple(values.quantile(tails).tolist()) for name, values in found.items()}


def strange(image: Tensor, usual: Ranges, divisor: Divisor = 255) -> list[str]:
    """In what one image (C, H, W) is unlike the training images, in a sentence; else empty.

    Of a hundred images that are like them, one lies outside of each range, and most of those only
    just: what is said has to be further out.
    """
    found = figures(image[None], divisor)
    unlike = [
        f"{name} {value:.2f} (theirs {low:.2f} to {high:.2f})"
        for name, (low, high) in usual.items()
        if name in found and _is_far(value := float(found[name]), low, high)
    ]
    return [f"unlike the training images: {', '.join(unlike)}"] if unlike else []


def _is_far(value: float, low: float, high: float) -> bool:
    slack = SLACK * (high - low)
    return not low - slack <= value <= high + slack
