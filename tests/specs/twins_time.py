"""Networks of series and videos, written by hand from their papers."""

from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


class CausalBlock(nn.Module):
    def __init__(self, before: int, after: int, kernel: int, dilation: int, dropout: float):
        super().__init__()
        self.left, self.dropout = (kernel - 1) * dilation, dropout
        self.conv1 = nn.Conv1d(before, after, kernel, dilation=dilation)
        self.conv2 = nn.Conv1d(after, after, kernel, dilation=dilation)
        self.fit = nn.Conv1d(before, after, 1, bias=False) if before != after else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        out = x
        for conv in (self.conv1, self.conv2):
            out = torch.relu(conv(F.pad(out, (self.left, 0))))
            out = F.dropout(out, self.dropout, self.training)
        return torch.relu(out + self.fit(x))


class TCN(nn.Module):
    def __init__(
        self,
        width: int = 25,
        levels: int = 8,
        kernel: int = 7,
        length: int = 784,
        dropout: float = 0.05,
    ):
        del length  # it takes series of any
        super().__init__()
        befores = [1] + [width] * (levels - 1)
        self.blocks = nn.Sequential(
            *(CausalBlock(b, width, kernel, 2**i, dropout) for i, b in enumerate(befores))
        )
        self.fc = nn.Linear(width, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.blocks(x)[:, :, -1])


class C3D(nn.Module):
    def __init__(self, width: int = 64, dropout: float = 0.5, classes: int = 101):
        super().__init__()
        self.dropout = dropout
        factors = [1, 2, 4, 4, 8, 8, 8, 8]
        widths = [3, *(factor * width for factor in factors)]
        pairs = pairwise(widths)
        self.convs = nn.ModuleList(nn.Conv3d(b, a, 3, padding=1) for b, a in pairs)
        self.fc6 = nn.Linear(8 * width * 16, 64 * width)
        self.fc7 = nn.Linear(64 * width, 64 * width)
        self.fc8 = nn.Linear(64 * width, classes)

    def forward(self, x: Tensor) -> Tensor:
        for i, conv in enumerate(self.convs):
            x = torch.relu(conv(x))
            if i == 0:
                x = F.max_pool3d(x, (1, 2, 2))
            elif i in (1, 3, 5):
                x = F.max_pool3d(x, 2)
        x = F.max_pool3d(x, 2, padding=(0, 1, 1)).flatten(1)
        for fc in (self.fc6, self.fc7):
            x = F.dropout(torch.relu(fc(x)), self.dropout, self.training)
        return self.fc8(x)
