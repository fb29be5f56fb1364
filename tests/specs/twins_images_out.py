"""Networks that give images, compare two or turn one; written by hand from their papers."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


class Convs(nn.Module):
    def __init__(self, before: int, after: int, padded: bool):
        super().__init__()
        pad = 1 if padded else 0
        self.conv1 = nn.Conv2d(before, after, 3, padding=pad, bias=not padded)
        self.norm1 = nn.BatchNorm2d(after) if padded else nn.Identity()
        self.conv2 = nn.Conv2d(after, after, 3, padding=pad, bias=not padded)
        self.norm2 = nn.BatchNorm2d(after) if padded else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x))))))


class UNet(nn.Module):
    def __init__(self, size: int = 572, width: int = 64, padded: bool = False, classes: int = 2):
        del size  # it takes images of any
        super().__init__()
        self.padded = padded
        widths = [width * 2**i for i in range(5)]
        pairs = list(zip([1, *widths], widths, strict=False))
        self.down = nn.ModuleList(Convs(*pair, padded) for pair in pairs)
        self.up = nn.ModuleList()
        for fine, coarse in pairs[:0:-1]:
            self.up.append(nn.ConvTranspose2d(coarse, fine, 2, 2))
            self.up.append(Convs(2 * fine, fine, padded))
        self.scores = nn.Conv2d(width, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        seen = []
        for convs in self.down[:-1]:
            seen.append(convs(x))
            x = F.max_pool2d(seen[-1], 2)
        x = self.down[-1](x)
        if not self.padded:
            x = F.dropout(x, 0.5, self.training)
        for enlarge, convs in zip(self.up[::2], self.up[1::2], strict=True):
            x, skip = enlarge(x), seen.pop()
            edge = (skip.shape[2] - x.shape[2]) // 2
            x = convs(torch.cat([skip[:, :, edge:, edge:][:, :, : x.shape[2], : x.shape[3]], x], 1))
        return self.scores(x)


class Autoencoder(nn.Module):
    def __init__(self, code: int = 32):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.encode = nn.Linear(32 * 7 * 7, code)
        self.decode = nn.Linear(code, 32 * 7 * 7)
        self.up1 = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        code = self.encode(torch.relu(self.conv2(torch.relu(self.conv1(x)))).flatten(1))
        small = torch.relu(self.decode(code)).view(-1, 32, 7, 7)
        image = torch.sigmoid(self.up2(torch.relu(self.up1(small))))
        return {"image": image, "code": code}


class Siamese(nn.Module):
    def __init__(
        self,
        size: int = 105,
        features: int = 4096,
        widths: tuple[int, ...] = (64, 128, 128, 256),
        kernels: tuple[int, ...] = (10, 7, 4, 4),
    ):
        super().__init__()
        self.convs = nn.ModuleList()
        before = 1
        for i, (after, kernel) in enumerate(zip(widths, kernels, strict=True)):
            self.convs.append(nn.Conv2d(before, after, kernel))
            size = (size // 2 if i else size) - kernel + 1
            before = after
        self.features = nn.Linear(before * size * size, features)
        self.decide = nn.Linear(features, 1)

    def embed(self, x: Tensor) -> Tensor:
        for i, conv in enumerate(self.convs):
            x = torch.relu(conv(F.max_pool2d(x, 2) if i else x))
        return torch.sigmoid(self.features(x.flatten(1)))

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        one, other = self.embed(left), self.embed(right)
        return torch.sigmoid(self.decide((other - one).abs()))


class SpatialTransformer(nn.Module):
    """As PyTorch's tutorial has it."""

    def __init__(self, channels: int = 1, size: int = 28, classes: int = 10, dropout: float = 0.5):
        super().__init__()
        self.dropout = dropout
        pooled = [nn.MaxPool2d(2, 2), nn.ReLU(True)]
        self.localization = nn.Sequential(
            nn.Conv2d(channels, 8, 7), *pooled, nn.Conv2d(8, 10, 5), *pooled
        )
        seen, left = ((size - 6) // 2 - 4) // 2, ((size - 4) // 2 - 4) // 2
        self.fc_loc = nn.Sequential(nn.Linear(10 * seen**2, 32), nn.ReLU(True), nn.Linear(32, 6))
        self.conv1 = nn.Conv2d(channels, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(20 * left**2, 50)
        self.fc2 = nn.Linear(50, classes)

    def forward(self, x: Tensor) -> Tensor:
        theta = self.fc_loc(self.localization(x).flatten(1)).view(-1, 2, 3)
        grid = F.affine_grid(theta, list(x.size()), align_corners=False)
        x = F.grid_sample(x, grid, align_corners=False)
        x = torch.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.dropout2d(self.conv2(x), self.dropout, self.training)
        x = torch.relu(F.max_pool2d(x, 2)).flatten(1)
        x = F.dropout(torch.relu(self.fc1(x)), self.dropout, self.training)
        return F.log_softmax(self.fc2(x), dim=1)
