"""PointNet, written by hand: as fxia22/pointnet.pytorch has it, with the paper's layers."""

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


class Shared(nn.Module):
    """What has convolutions of one point and their normalisations, under numbered names."""

    def add(self, first: int, *widths: int) -> None:
        for i, (before, after) in enumerate(pairwise(widths), first):
            self.add_module(f"conv{i}", nn.Conv1d(before, after, 1))
            self.add_module(f"bn{i}", nn.BatchNorm1d(after))

    def unit(self, number: int, x: Tensor) -> Tensor:
        conv, norm = self.get_submodule(f"conv{number}"), self.get_submodule(f"bn{number}")
        return norm(conv(x))


class Transform(Shared):
    def __init__(self, size: int):
        super().__init__()
        self.size = size
        self.add(1, size, 64, 128, 1024)
        self.fc1, self.bn4 = nn.Linear(1024, 512), nn.BatchNorm1d(512)
        self.fc2, self.bn5 = nn.Linear(512, 256), nn.BatchNorm1d(256)
        self.fc3 = nn.Linear(256, size * size)

    def forward(self, x: Tensor) -> Tensor:
        for number in (1, 2, 3):
            x = torch.relu(self.unit(number, x))
        x = x.max(2).values
        x = torch.relu(self.bn4(self.fc1(x)))
        x = torch.relu(self.bn5(self.fc2(x)))
        return self.fc3(x).view(-1, self.size, self.size)


def turned(x: Tensor, change: Tensor, identity: bool = False) -> Tensor:
    """Points (N, C, P) turned by I + change, published with `identity`; else by its two parts."""
    if identity:
        change = change + torch.eye(change.size(1))
        return torch.bmm(x.transpose(2, 1), change).transpose(2, 1)
    return x + torch.bmm(x.transpose(2, 1), change).transpose(2, 1)


class Features(Shared):
    identity = False

    def __init__(self, mlps: Sequence[Sequence[int]], last: str, local: bool):
        super().__init__()
        low, high = mlps
        self.last, self.local = last, local
        self.numbers = range(1, len(low) + 1), range(len(low) + 1, len(low) + len(high) + 1)
        self.stn = Transform(3)
        self.add(1, 3, *low)
        self.fstn = Transform(low[-1])
        self.add(len(low) + 1, low[-1], *high)

    def forward(self, x: Tensor) -> Tensor:
        low, high = self.numbers
        x = turned(x, self.stn(x), self.identity)
        for number in low:
            x = torch.relu(self.unit(number, x))
        points = x = turned(x, self.fstn(x), self.identity)
        for number in high:
            x = self.unit(number, x)
            x = x if number == high[-1] and self.last == "identity" else torch.relu(x)
        x = x.max(2, keepdim=True).values
        if not self.local:
            return x.flatten(1)
        # The numbers of the published `repeat`, whose gradients are summed in another order.
        return torch.cat([F.interpolate(x, points.size(2)), points], 1)


class Classifier(nn.Module):
    def __init__(self, feat: Features, width: int, classes: int, dropout: float):
        super().__init__()
        self.feat = feat
        self.fc1, self.bn1 = nn.Linear(width, 512), nn.BatchNorm1d(512)
        self.fc2, self.bn2 = nn.Linear(512, 256), nn.BatchNorm1d(256)
        self.fc3 = nn.Linear(256, classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.bn1(self.fc1(self.feat(x))))
        x = torch.relu(self.bn2(self.dropout(self.fc2(x))))
        return torch.log_softmax(self.fc3(x), 1)


class Segmenter(Shared):
    def __init__(self, feat: Features, width: int, classes: int):
        super().__init__()
        self.feat = feat
        self.add(1, width, 512, 256, 128)
        self.conv4 = nn.Conv1d(128, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.feat(x)
        for number in (1, 2, 3):
            x = torch.relu(self.unit(number, x))
        return torch.log_softmax(self.conv4(x).transpose(2, 1), 2)


def pointnet(
    points: int = 1024,
    segmentation: bool = False,
    mlps: Sequence[Sequence[int]] = ((64, 64), (64, 128, 1024)),
    last: str = "relu",
    classes: int = 40,
    dropout: float = 0.3,
) -> nn.Module:
    del points  # it takes clouds of any
    low, high = mlps
    feat = Features(mlps, last, local=segmentation)
    if segmentation:
        return Segmenter(feat, high[-1] + low[-1], classes)
    return Classifier(feat, high[-1], classes, dropout)
