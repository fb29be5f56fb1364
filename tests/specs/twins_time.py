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


class BidirectionalLSTM(nn.Module):
    def __init__(self, before: int, hidden: int, after: int):
        super().__init__()
        self.rnn = nn.LSTM(before, hidden, bidirectional=True, batch_first=True)
        self.embedding = nn.Linear(2 * hidden, after)

    def forward(self, x: Tensor) -> Tensor:
        return self.embedding(self.rnn(x)[0])


class CRNN(nn.Module):
    """With the keys of meijieru/crnn.pytorch, from which most descend."""

    def __init__(self, channels: int = 1, length: int = 100, hidden: int = 256, classes: int = 37):
        del length  # it takes lines of any
        super().__init__()
        widths, self.cnn = [64, 128, 256, 256, 512, 512, 512], nn.Sequential()
        tall = {"kernel_size": 2, "stride": (2, 1), "padding": (0, 1)}
        pools = {0: {"kernel_size": 2}, 1: {"kernel_size": 2}, 3: tall, 5: tall}
        for i, (before, after) in enumerate(pairwise([channels, *widths])):
            kernel, padding = (2, 0) if i == 6 else (3, 1)
            self.cnn.add_module(f"conv{i}", nn.Conv2d(before, after, kernel, padding=padding))
            if i in (2, 4, 6):
                self.cnn.add_module(f"batchnorm{i}", nn.BatchNorm2d(after))
            self.cnn.add_module(f"relu{i}", nn.ReLU())
            if i in pools:
                self.cnn.add_module(f"pooling{i}", nn.MaxPool2d(**pools[i]))
        self.rnn = nn.Sequential(
            BidirectionalLSTM(512, hidden, hidden), BidirectionalLSTM(hidden, hidden, classes)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.rnn(self.cnn(x).squeeze(2).mT)


class GatedLayer(nn.Module):
    def __init__(self, width: int, gated: int, skip: int, kernel: int, dilation: int):
        super().__init__()
        self.left = (kernel - 1) * dilation
        self.filter = nn.Conv1d(width, gated, kernel, dilation=dilation, bias=False)
        self.gate = nn.Conv1d(width, gated, kernel, dilation=dilation, bias=False)
        self.skip = nn.Conv1d(gated, skip, 1, bias=False)
        self.residual = nn.Conv1d(gated, width, 1, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        padded = F.pad(x, (self.left, 0))
        gated = torch.tanh(self.filter(padded)) * torch.sigmoid(self.gate(padded))
        return x + self.residual(gated), self.skip(gated)


class WaveNet(nn.Module):
    """As vincentherrmann/pytorch-wavenet has it, but that it pads where that shortens."""

    def __init__(
        self,
        length: int = 16000,
        classes: int = 256,
        stacks: int = 4,
        depth: int = 10,
        kernel: int = 2,
        width: int = 32,
        gated: int = 32,
        skip: int = 256,
    ):
        del length  # it takes sounds of any
        super().__init__()
        self.start_conv = nn.Conv1d(classes, width, 1, bias=False)
        self.layers = nn.ModuleList(
            GatedLayer(width, gated, skip, kernel, 2**i)
            for _ in range(stacks)
            for i in range(depth)
        )
        self.end_conv_1 = nn.Conv1d(skip, skip, 1)
        self.end_conv_2 = nn.Conv1d(skip, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        x, total = self.start_conv(x), torch.zeros(())
        for layer in self.layers:
            x, skip = layer(x)
            total = total + skip
        return self.end_conv_2(torch.relu(self.end_conv_1(torch.relu(total))))
