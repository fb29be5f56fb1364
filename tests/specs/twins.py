"""Every shipped network, written by hand as a module; the book's are written as the book does.

Deep Learning with PyTorch (Stevens, Antiga, Viehmann), chapter 8.
"""

from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812  the book's own name for it
from torch import Tensor, nn


class FullyConnected(nn.Sequential):
    def __init__(self, *widths: int):
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [nn.Linear(before, after), nn.Tanh()]
        super().__init__(nn.Flatten(), *layers[:-1])


class Net(nn.Module):
    def __init__(self, channels=3, size=32, classes=2, kernel_size=3, padding=1):
        super().__init__()
        self.flat = 8 * (size // 4) ** 2
        self.conv1 = nn.Conv2d(channels, 16, kernel_size=kernel_size, padding=padding)
        self.conv2 = nn.Conv2d(16, 8, kernel_size=kernel_size, padding=padding)
        self.fc1 = nn.Linear(self.flat, 32)
        self.fc2 = nn.Linear(32, classes)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(torch.tanh(self.conv1(x)), 2)
        out = F.max_pool2d(torch.tanh(self.conv2(out)), 2)
        out = out.view(-1, self.flat)
        out = torch.tanh(self.fc1(out))
        return self.fc2(out)


class NetWidth(nn.Module):
    def __init__(self, n_chans1=32):
        super().__init__()
        self.n_chans1 = n_chans1
        self.conv1 = nn.Conv2d(3, n_chans1, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(n_chans1, n_chans1 // 2, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(8 * 8 * n_chans1 // 2, 32)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(torch.tanh(self.conv1(x)), 2)
        out = F.max_pool2d(torch.tanh(self.conv2(out)), 2)
        out = out.view(-1, 8 * 8 * self.n_chans1 // 2)
        out = torch.tanh(self.fc1(out))
        return self.fc2(out)


class NetDropout(nn.Module):
    def __init__(self, n_chans1=32):
        super().__init__()
        self.n_chans1 = n_chans1
        self.conv1 = nn.Conv2d(3, n_chans1, kernel_size=3, padding=1)
        self.conv1_dropout = nn.Dropout2d(p=0.4)
        self.conv2 = nn.Conv2d(n_chans1, n_chans1 // 2, kernel_size=3, padding=1)
        self.conv2_dropout = nn.Dropout2d(p=0.4)
        self.fc1 = nn.Linear(8 * 8 * n_chans1 // 2, 32)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(torch.tanh(self.conv1(x)), 2)
        out = self.conv1_dropout(out)
        out = F.max_pool2d(torch.tanh(self.conv2(out)), 2)
        out = self.conv2_dropout(out)
        out = out.view(-1, 8 * 8 * self.n_chans1 // 2)
        out = torch.tanh(self.fc1(out))
        return self.fc2(out)


class NetBatchNorm(nn.Module):
    def __init__(self, n_chans1=32):
        super().__init__()
        self.n_chans1 = n_chans1
        self.conv1 = nn.Conv2d(3, n_chans1, kernel_size=3, padding=1)
        self.conv1_batchnorm = nn.BatchNorm2d(num_features=n_chans1)
        self.conv2 = nn.Conv2d(n_chans1, n_chans1 // 2, kernel_size=3, padding=1)
        self.conv2_batchnorm = nn.BatchNorm2d(num_features=n_chans1 // 2)
        self.fc1 = nn.Linear(8 * 8 * n_chans1 // 2, 32)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1_batchnorm(self.conv1(x))
        out = F.max_pool2d(torch.tanh(out), 2)
        out = self.conv2_batchnorm(self.conv2(out))
        out = F.max_pool2d(torch.tanh(out), 2)
        out = out.view(-1, 8 * 8 * self.n_chans1 // 2)
        out = torch.tanh(self.fc1(out))
        return self.fc2(out)


class NetDepth(nn.Module):
    def __init__(self, n_chans1=32):
        super().__init__()
        self.n_chans1 = n_chans1
        self.conv1 = nn.Conv2d(3, n_chans1, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(n_chans1, n_chans1 // 2, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2d(n_chans1 // 2, n_chans1 // 2, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(4 * 4 * n_chans1 // 2, 32)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(torch.relu(self.conv1(x)), 2)
        out = F.max_pool2d(torch.relu(self.conv2(out)), 2)
        out = F.max_pool2d(torch.relu(self.conv3(out)), 2)
        out = out.view(-1, 4 * 4 * self.n_chans1 // 2)
        out = torch.relu(self.fc1(out))
        return self.fc2(out)


class NetRes(NetDepth):
    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(torch.relu(self.conv1(x)), 2)
        out = F.max_pool2d(torch.relu(self.conv2(out)), 2)
        out1 = out
        out = F.max_pool2d(torch.relu(self.conv3(out)) + out1, 2)
        out = out.view(-1, 4 * 4 * self.n_chans1 // 2)
        out = torch.relu(self.fc1(out))
        return self.fc2(out)


class ResBlock(nn.Module):
    def __init__(self, n_chans):
        super().__init__()
        self.conv = nn.Conv2d(n_chans, n_chans, kernel_size=3, padding=1, bias=False)
        self.batch_norm = nn.BatchNorm2d(num_features=n_chans)
        torch.nn.init.kaiming_normal_(self.conv.weight, nonlinearity="relu")
        torch.nn.init.constant_(self.batch_norm.weight, 0.5)
        torch.nn.init.zeros_(self.batch_norm.bias)

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv(x)
        out = self.batch_norm(out)
        out = torch.relu(out)
        return out + x


class PlainResBlock(nn.Module):
    """The course's block, which begins as torch begins its layers."""

    def __init__(self, n_chans):
        super().__init__()
        self.conv = nn.Conv2d(n_chans, n_chans, kernel_size=3, padding=1, bias=False)
        self.batch_norm = nn.BatchNorm2d(n_chans)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.batch_norm(self.conv(x))) + x


class NetResDeep(nn.Module):
    """The list multiplication is the book's; `independent` makes the blocks that it meant."""

    def __init__(self, n_chans1=32, n_blocks=100, independent=True, block=ResBlock, classes=2):
        super().__init__()
        self.n_chans1 = n_chans1
        self.conv1 = nn.Conv2d(3, n_chans1, kernel_size=3, padding=1)
        self.resblocks = nn.Sequential(
            *(
                [block(n_chans=n_chans1) for _ in range(n_blocks)]
                if independent
                else n_blocks * [block(n_chans=n_chans1)]
            )
        )
        self.fc1 = nn.Linear(8 * 8 * n_chans1, 32)
        self.fc2 = nn.Linear(32, classes)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(torch.relu(self.conv1(x)), 2)
        out = self.resblocks(out)
        out = F.max_pool2d(out, 2)
        out = out.view(-1, 8 * 8 * self.n_chans1)
        out = torch.relu(self.fc1(out))
        return self.fc2(out)


class NetDense(nn.Module):
    def __init__(self, width=32, growth=16, depth=4):
        super().__init__()
        channels = [width + growth * i for i in range(depth + 1)]
        self.conv = nn.Conv2d(3, width, kernel_size=3, padding=1)
        self.blocks = nn.ModuleList(
            nn.ModuleDict(
                {
                    "norm": nn.BatchNorm2d(before),
                    "conv": nn.Conv2d(before, growth, kernel_size=3, padding=1, bias=False),
                }
            )
            for before in channels[:-1]
        )
        self.fc = nn.Linear(channels[-1], 2)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(torch.relu(self.conv(x)), 2)
        for block in self.blocks:
            new = block["conv"](torch.relu(block["norm"](out)))
            out = torch.cat([out, new], dim=1)
        return self.fc(out.flatten(2).mean(dim=2))


class UNet(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.down1 = self.convs(3, width)
        self.down2 = self.convs(width, 2 * width)
        self.bottom = self.convs(2 * width, 4 * width)
        self.enlarge2 = nn.ConvTranspose2d(4 * width, 2 * width, kernel_size=2, stride=2)
        self.up2 = self.convs(4 * width, 2 * width)
        self.enlarge1 = nn.ConvTranspose2d(2 * width, width, kernel_size=2, stride=2)
        self.up1 = self.convs(2 * width, width)
        self.scores = nn.Conv2d(width, 2, kernel_size=1)

    @staticmethod
    def convs(before: int, after: int) -> nn.ModuleList:
        first = nn.Conv2d(before, after, kernel_size=3, padding=1)
        return nn.ModuleList([first, nn.Conv2d(after, after, kernel_size=3, padding=1)])

    def forward(self, x: Tensor) -> Tensor:
        def both(convs: nn.ModuleList, out: Tensor) -> Tensor:
            return torch.relu(convs[1](torch.relu(convs[0](out))))

        fine = both(self.down1, x)
        coarse = both(self.down2, F.max_pool2d(fine, 2))
        out = both(self.bottom, F.max_pool2d(coarse, 2))
        out = both(self.up2, torch.cat([self.enlarge2(out), coarse], dim=1))
        out = both(self.up1, torch.cat([self.enlarge1(out), fine], dim=1))
        return self.scores(out)


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(32)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(64)
        self.fc = nn.Linear(256, 10)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(torch.relu(self.norm1(self.conv1(x))), 2)
        out = F.max_pool2d(torch.relu(self.norm2(self.conv2(out))), 2)
        return self.fc(F.dropout(out.flatten(1), p=0.3, training=self.training))


class Clothes(nn.Module):
    def __init__(self):
        super().__init__()
        widths = (1, 32, 64, 64, 128, 128)
        self.convs = nn.ModuleList()
        for before, after in pairwise(widths):
            conv = nn.Conv2d(before, after, kernel_size=3, padding=1, bias=False)
            self.convs.append(nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU()))
        self.fc = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool2d(self.convs[0](x), 2)
        out = F.max_pool2d(self.convs[2](self.convs[1](out)), 2)
        out = self.convs[4](self.convs[3](out)).mean((2, 3))
        return self.fc(F.dropout(out, p=0.2, training=self.training))


class FixedKernels(nn.Module):
    """Its weights are arguments of functions, so it has neither parameters nor gradients."""

    def forward(self, x: Tensor) -> Tensor:
        mean = torch.full((1, 1, 3, 3), 1 / 9)
        edges = torch.tensor([[[[-1.0, 0.0, 1.0]] * 3]])
        sharpen = torch.tensor([[[[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]]])
        return torch.cat([F.conv2d(x, w, padding=1) for w in (mean, edges, sharpen)], dim=1)


class ReceptiveField(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, kernel_size=3)
        self.conv2 = nn.Conv2d(4, 4, kernel_size=3)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv2(F.max_pool2d(self.conv1(x), 2))


class Downsampling(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, kernel_size=3, padding=1)
        self.learnt = nn.Conv2d(8, 8, kernel_size=3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv(x)
        return torch.cat([F.avg_pool2d(out, 2), F.max_pool2d(out, 2), self.learnt(out)], dim=1)


class Shortcuts(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, kernel_size=3, padding=1)
        self.same = self.body(8, 8, 1)
        self.padded = self.body(8, 16, 2)
        self.projected = self.body(16, 32, 2)
        self.projection = nn.Conv2d(16, 32, kernel_size=1, stride=2, bias=False)
        self.projection_norm = nn.BatchNorm2d(32)
        self.fc = nn.Linear(32, 2)

    @staticmethod
    def body(before: int, after: int, stride: int) -> nn.Sequential:
        return nn.Sequential(
            nn.Conv2d(before, after, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(after),
        )

    def forward(self, x: Tensor) -> Tensor:
        out = torch.relu(self.conv(x))
        out = torch.relu(self.same(out) + out)
        thinned = F.pad(out[:, :, ::2, ::2], (0, 0, 0, 0, 0, 8))
        out = torch.relu(self.padded(out) + thinned)
        projected = self.projection_norm(self.projection(out))
        out = torch.relu(self.projected(out) + projected)
        return self.fc(out.flatten(2).mean(dim=2))


class Maxout(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 48, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(256, 96)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv(x)
        out = torch.maximum(torch.maximum(out[:, 0::3], out[:, 1::3]), out[:, 2::3])
        out = self.fc1(F.max_pool2d(out, 2).flatten(1))
        out = torch.maximum(torch.maximum(out[:, 0::3], out[:, 1::3]), out[:, 2::3])
        return self.fc2(out)


class CReLU(nn.Module):
    def __init__(self, width=32, depth=20):
        super().__init__()
        self.first = nn.Linear(3072, width)
        nn.init.orthogonal_(self.first.weight)
        self.rest = nn.ModuleList()
        for after in (*[width] * depth, 2):
            linear = nn.Linear(2 * width, after)
            half = nn.init.orthogonal_(torch.empty(after, width))
            linear.weight.data = torch.cat([half, -half], dim=1)
            self.rest.append(linear)

    def forward(self, x: Tensor) -> Tensor:
        out = self.first(x.flatten(1))
        for linear in self.rest:
            out = linear(torch.cat([torch.relu(out), torch.relu(-out)], dim=1))
        return out


class Series(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(6, 16, kernel_size=7, stride=2, padding=3, bias=False)
        self.norm1 = nn.BatchNorm1d(16)
        self.conv2 = nn.Conv1d(16, 32, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm1d(32)
        self.fc = nn.Linear(32, 5)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool1d(torch.relu(self.norm1(self.conv1(x))), 2)
        out = torch.relu(self.norm2(self.conv2(out)))
        return self.fc(out.mean(dim=2))


class Volume(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv3d(1, 8, kernel_size=(1, 3, 3), padding=(0, 1, 1), bias=False)
        self.norm1 = nn.BatchNorm3d(8)
        self.conv2 = nn.Conv3d(8, 16, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm3d(16)
        self.fc = nn.Linear(16, 2)

    def forward(self, x: Tensor) -> Tensor:
        out = F.max_pool3d(torch.relu(self.norm1(self.conv1(x))), (1, 2, 2))
        out = F.max_pool3d(torch.relu(self.norm2(self.conv2(out))), 2)
        out = F.dropout3d(out, p=0.2, training=self.training)
        return self.fc(out.flatten(2).mean(dim=2))
