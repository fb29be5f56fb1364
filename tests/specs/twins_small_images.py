"""Networks for images of 32×32, written by hand from their papers."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


def conv(before: int, after: int, kernel: int = 3, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(before, after, kernel, stride, padding=kernel // 2, bias=False)


class BasicBlock(nn.Module):
    """He et al. 2016, with the shortcut of option A."""

    def __init__(self, before: int, after: int, stride: int):
        super().__init__()
        self.conv1, self.bn1 = conv(before, after, stride=stride), nn.BatchNorm2d(after)
        self.conv2, self.bn2 = conv(after, after), nn.BatchNorm2d(after)
        self.stride, self.more = stride, after - before

    def forward(self, x: Tensor) -> Tensor:
        out = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        short = x[:, :, :: self.stride, :: self.stride]
        return torch.relu(out + F.pad(short, (0, 0, 0, 0, 0, self.more)))


class ResNet(nn.Module):
    def __init__(self, depth: int = 20, classes: int = 10):
        super().__init__()
        self.conv1, self.bn1 = conv(3, 16), nn.BatchNorm2d(16)
        self.blocks = nn.Sequential()
        before = 16
        for after in (16, 32, 64):
            for i in range((depth - 2) // 6):
                stride = 2 if i == 0 and after > 16 else 1
                self.blocks.append(BasicBlock(before, after, stride))
                before = after
        self.fc = nn.Linear(64, classes)

    def forward(self, x: Tensor) -> Tensor:
        out = self.blocks(torch.relu(self.bn1(self.conv1(x))))
        return self.fc(out.mean((2, 3)))


class DenseLayer(nn.Module):
    def __init__(self, before: int, growth: int, bottleneck: bool):
        super().__init__()
        self.narrow = None
        if bottleneck:
            self.norm0, self.narrow = nn.BatchNorm2d(before), conv(before, 4 * growth, 1)
            before = 4 * growth
        self.norm, self.conv = nn.BatchNorm2d(before), conv(before, growth)

    def forward(self, x: Tensor) -> Tensor:
        out = x if self.narrow is None else self.narrow(torch.relu(self.norm0(x)))
        return torch.cat([x, self.conv(torch.relu(self.norm(out)))], 1)


class Transition(nn.Module):
    def __init__(self, before: int, after: int):
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(before), conv(before, after, 1)

    def forward(self, x: Tensor) -> Tensor:
        return F.avg_pool2d(self.conv(torch.relu(self.norm(x))), 2)


class DenseNet(nn.Module):
    def __init__(self, depth: int = 100, growth: int = 12, bc: bool = True, classes: int = 10):
        super().__init__()
        width = 2 * growth if bc else 16
        layers: list[nn.Module] = [conv(3, width)]
        for stage in range(3):
            for _ in range((depth - 4) // (6 if bc else 3)):
                layers.append(DenseLayer(width, growth, bc))
                width += growth
            if stage < 2:
                after = width // 2 if bc else width
                layers.append(Transition(width, after))
                width = after
        self.features = nn.Sequential(*layers)
        self.norm = nn.BatchNorm2d(width)
        self.fc = nn.Linear(width, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(torch.relu(self.norm(self.features(x))).mean((2, 3)))


class PyramidBlock(nn.Module):
    def __init__(self, before: int, width: int, stride: int, bottleneck: bool):
        super().__init__()
        sizes = [(before, width, 3, stride), (width, width, 3, 1)]
        if bottleneck:
            sizes = [(before, width, 1, 1), (width, width, 3, stride), (width, 4 * width, 1, 1)]
        self.norm = nn.BatchNorm2d(before)
        self.layers = nn.ModuleList()
        for one in sizes:
            self.layers += [conv(*one), nn.BatchNorm2d(one[1])]
        self.stride, self.more = stride, sizes[-1][1] - before

    def forward(self, x: Tensor) -> Tensor:
        out = self.norm(x)
        for i, layer in enumerate(self.layers):
            out = layer(torch.relu(out) if i and i % 2 == 0 else out)
        short = F.avg_pool2d(x, 2) if self.stride == 2 else x
        return out + F.pad(short, (0, 0, 0, 0, 0, self.more))


class PyramidNet(nn.Module):
    def __init__(
        self, depth: int = 110, alpha: int = 48, bottleneck: bool = False, classes: int = 10
    ):
        super().__init__()
        rounds = (depth - 2) // (9 if bottleneck else 6)
        self.conv, self.bn = conv(3, 16), nn.BatchNorm2d(16)
        self.blocks = nn.Sequential()
        before, exact = 16, 16 * 3 * rounds
        for k in range(3 * rounds):
            exact += alpha
            width = exact // (3 * rounds)
            stride = 2 if k in (rounds, 2 * rounds) else 1
            self.blocks.append(PyramidBlock(before, width, stride, bottleneck))
            before = 4 * width if bottleneck else width
        self.norm = nn.BatchNorm2d(before)
        self.fc = nn.Linear(before, classes)

    def forward(self, x: Tensor) -> Tensor:
        out = self.blocks(self.bn(self.conv(x)))
        return self.fc(torch.relu(self.norm(out)).mean((2, 3)))
