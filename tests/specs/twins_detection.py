"""YOLOv8, written by hand with the names of the published weights."""

from math import ceil

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

TAPPED = (15, 18, 21)
"""The places whose maps the head reads, from the finest to the coarsest."""


class Unit(nn.Module):
    def __init__(self, before: int, after: int, kernel: int = 1, stride: int = 1):
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(after, eps=0.001, momentum=0.03)

    def forward(self, x: Tensor) -> Tensor:
        return F.silu(self.bn(self.conv(x)))


class Pair(nn.Module):
    def __init__(self, width: int, add: bool):
        super().__init__()
        self.cv1, self.cv2, self.add = Unit(width, width, 3), Unit(width, width, 3), add

    def forward(self, x: Tensor) -> Tensor:
        y = self.cv2(self.cv1(x))
        return x + y if self.add else y


class C2f(nn.Module):
    def __init__(self, before: int, after: int, depth: int, add: bool = True):
        super().__init__()
        half = after // 2
        self.cv1, self.cv2 = Unit(before, after), Unit((2 + depth) * half, after)
        self.m = nn.ModuleList(Pair(half, add) for _ in range(depth))

    def forward(self, x: Tensor) -> Tensor:
        given = list(self.cv1(x).chunk(2, 1))
        for one in self.m:
            given.append(one(given[-1]))
        return self.cv2(torch.cat(given, 1))


class SPPF(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.cv1, self.cv2 = Unit(width, width // 2), Unit(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        given = [self.cv1(x)]
        for _ in range(3):
            given.append(F.max_pool2d(given[-1], 5, 1, 2))
        return self.cv2(torch.cat(given, 1))


class MeanLength(nn.Module):
    def __init__(self, bins: int):
        super().__init__()
        self.conv = nn.Conv2d(bins, 1, 1, bias=False).requires_grad_(False)
        self.conv.weight.data = torch.arange(bins).float().view(1, bins, 1, 1)

    def forward(self, lengths: Tensor) -> Tensor:
        return self.conv(lengths.softmax(1)).squeeze(1)


class Detect(nn.Module):
    def __init__(self, widths: list[int], classes: int, bins: int):
        super().__init__()
        sides, scores = max(16, widths[0] // 4, 4 * bins), max(widths[0], min(classes, 100))
        self.bins = bins
        self.cv2 = nn.ModuleList(self.branch(w, sides, 4 * bins) for w in widths)
        self.cv3 = nn.ModuleList(self.branch(w, scores, classes) for w in widths)
        self.dfl = MeanLength(bins)

    @staticmethod
    def branch(before: int, inner: int, after: int) -> nn.Sequential:
        last = nn.Conv2d(inner, after, 1)
        return nn.Sequential(Unit(before, inner, 3), Unit(inner, inner, 3), last)

    def forward(self, maps: list[Tensor]) -> dict[str, Tensor]:
        scores = torch.cat([one(x).flatten(2) for one, x in zip(self.cv3, maps, strict=True)], 2)
        rows = torch.cat([one(x).flatten(2) for one, x in zip(self.cv2, maps, strict=True)], 2)
        lengths = rows.unflatten(1, (4, self.bins)).transpose(1, 2)
        last = {"lengths": lengths} if self.training else {}
        return {"scores": scores, "sides": self.dfl(lengths)} | last


class YOLO(nn.Module):
    def __init__(
        self,
        depth: float = 0.33,
        width: float = 0.25,
        widest: int = 1024,
        bins: int = 16,
        classes: int = 80,
    ):
        super().__init__()
        a, b, c, d, e = (
            8 * ceil(min(one, widest) * width / 8) for one in (64, 128, 256, 512, 1024)
        )
        few, many = (max(1, round(n * depth)) for n in (3, 6))
        up, none = nn.Upsample(scale_factor=2), nn.Identity()
        backbone = [
            *(Unit(3, a, 3, 2), Unit(a, b, 3, 2), C2f(b, b, few), Unit(b, c, 3, 2)),
            *(C2f(c, c, many), Unit(c, d, 3, 2), C2f(d, d, many), Unit(d, e, 3, 2)),
            *(C2f(e, e, few), SPPF(e)),
        ]
        neck = [
            *(up, none, C2f(e + d, d, few, False), up, none, C2f(d + c, c, few, False)),
            *(Unit(c, c, 3, 2), none, C2f(c + d, d, few, False)),
            *(Unit(d, d, 3, 2), none, C2f(d + e, e, few, False)),
        ]
        self.model = nn.ModuleList([*backbone, *neck, Detect([c, d, e], classes, bins)])

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        joined = {11: 6, 14: 4, 17: 12, 20: 9}
        given: list[Tensor] = []
        for place, one in enumerate(self.model[:-1]):
            x = torch.cat([x, given[joined[place]]], 1) if place in joined else one(x)
            given.append(x)
        return self.model[-1]([given[place] for place in TAPPED])
