"""Inception-ResNet-v2, written by hand with the names of the published weights."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


class Unit(nn.Module):
    def __init__(self, before, after, kernel=1, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(after, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.bn(self.conv(x)))


def path(before: int, *units: tuple) -> nn.Module:
    """Units one after the other; a path of one is that unit."""
    made = []
    for after, *rest in units:
        made.append(Unit(before, after, *rest))
        before = after
    return made[0] if len(made) == 1 else nn.Sequential(*made)


class Mixed(nn.Module):
    """Paths side by side, of which some begin or consist of a pool without weights."""

    def __init__(self, *paths: nn.Module):
        super().__init__()
        for i, one in enumerate(paths):
            self.add_module(f"branch{i}", one)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([one(x) for name, one in self.named_children() if "branch" in name], 1)


class Block(Mixed):
    def __init__(self, width: int, inner: int, scale: float, last: bool, *paths: nn.Module):
        super().__init__(*paths)
        self.scale, self.last = scale, last
        self.conv2d = nn.Conv2d(inner, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv2d(super().forward(x)) * self.scale + x
        return out if self.last else torch.relu(out)


def block35() -> Block:
    wide = ((32,), (48, 3, 1, 1), (64, 3, 1, 1))
    paths = path(320, (32,)), path(320, (32,), (32, 3, 1, 1)), path(320, *wide)
    return Block(320, 128, 0.17, False, *paths)


def block17() -> Block:
    long = ((128,), (160, (1, 7), 1, (0, 3)), (192, (7, 1), 1, (3, 0)))
    return Block(1088, 384, 0.1, False, path(1088, (192,)), path(1088, *long))


def block8(scale: float = 0.2, last: bool = False) -> Block:
    long = ((192,), (224, (1, 3), 1, (0, 1)), (256, (3, 1), 1, (1, 0)))
    return Block(2080, 448, scale, last, path(2080, (192,)), path(2080, *long))


class InceptionResNet(nn.Module):
    def __init__(self, depths=(10, 20, 9), classes: int = 1000):
        super().__init__()
        self.conv2d_1a, self.conv2d_2a = Unit(3, 32, 3, 2), Unit(32, 32, 3)
        self.conv2d_2b = Unit(32, 64, 3, 1, 1)
        self.conv2d_3b, self.conv2d_4a = Unit(64, 80), Unit(80, 192, 3)
        pool = nn.AvgPool2d(3, 1, 1, count_include_pad=False)
        self.mixed_5b = Mixed(
            path(192, (96,)),
            path(192, (48,), (64, 5, 1, 2)),
            path(192, (64,), (96, 3, 1, 1), (96, 3, 1, 1)),
            nn.Sequential(pool, Unit(192, 64)),
        )
        self.repeat = nn.Sequential(*(block35() for _ in range(depths[0])))
        self.mixed_6a = Mixed(
            path(320, (384, 3, 2)),
            path(320, (256,), (256, 3, 1, 1), (384, 3, 2)),
            nn.MaxPool2d(3, 2),
        )
        self.repeat_1 = nn.Sequential(*(block17() for _ in range(depths[1])))
        self.mixed_7a = Mixed(
            path(1088, (256,), (384, 3, 2)),
            path(1088, (256,), (288, 3, 2)),
            path(1088, (256,), (288, 3, 1, 1), (320, 3, 2)),
            nn.MaxPool2d(3, 2),
        )
        self.repeat_2 = nn.Sequential(*(block8() for _ in range(depths[2])))
        self.block8 = block8(1.0, last=True)
        self.conv2d_7b = Unit(2080, 1536)
        self.last_linear = nn.Linear(1536, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv2d_2b(self.conv2d_2a(self.conv2d_1a(x)))
        x = self.conv2d_4a(self.conv2d_3b(F.max_pool2d(x, 3, 2)))
        x = self.repeat(self.mixed_5b(F.max_pool2d(x, 3, 2)))
        x = self.repeat_2(self.mixed_7a(self.repeat_1(self.mixed_6a(x))))
        x = self.conv2d_7b(self.block8(x)).mean((2, 3))
        return self.last_linear(F.dropout(x, 0.2, self.training))
