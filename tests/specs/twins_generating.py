"""Networks that make images of noise, written by hand in the form in which PyTorch ships them."""

import torch
from torch import Tensor, nn


class Main(nn.Module):
    """A chain under the name that the example of PyTorch gives it."""

    def __init__(self, *layers: nn.Module, flat: bool):
        super().__init__()
        self.main = nn.Sequential(*layers)
        self.flat = flat

    def forward(self, x: Tensor) -> Tensor:
        return self.main(x).flatten(1) if self.flat else self.main(x)


def generator(depth: int, latent: int, width: int, channels: int) -> Main:
    widths = [width * 2**i for i in reversed(range(depth))]
    layers: list[nn.Module] = [nn.ConvTranspose2d(latent, widths[0], 4, 1, 0, bias=False)]
    for before, after in zip(widths, [*widths[1:], channels], strict=True):
        layers += [nn.BatchNorm2d(before), nn.ReLU(True)]
        layers += [nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False)]
    return Main(*layers, nn.Tanh(), flat=False)


def discriminator(depth: int, width: int, channels: int) -> Main:
    layers: list[nn.Module] = [nn.Conv2d(channels, width, 4, 2, 1, bias=False)]
    layers.append(nn.LeakyReLU(0.2, inplace=True))
    for i in range(depth - 1):
        before = width * 2**i
        layers.append(nn.Conv2d(before, 2 * before, 4, 2, 1, bias=False))
        layers += [nn.BatchNorm2d(2 * before), nn.LeakyReLU(0.2, inplace=True)]
    layers += [nn.Conv2d(width * 2 ** (depth - 1), 1, 4, 1, 0, bias=False), nn.Sigmoid()]
    return Main(*layers, flat=True)


def dcgan(
    network: str = "generator",
    size: int = 64,
    latent: int = 100,
    width: int = 64,
    channels: int = 3,
) -> Main:
    depth = size.bit_length() - 3
    if network == "generator":
        return generator(depth, latent, width, channels)
    return discriminator(depth, width, channels)


class VAE(nn.Module):
    """As PyTorch's example, but that it takes the mean in evaluation."""

    def __init__(self, channels: int = 1, size: int = 28, hidden: int = 400, code: int = 20):
        super().__init__()
        self.fc1 = nn.Linear(channels * size**2, hidden)
        self.fc21 = nn.Linear(hidden, code)
        self.fc22 = nn.Linear(hidden, code)
        self.fc3 = nn.Linear(code, hidden)
        self.fc4 = nn.Linear(hidden, channels * size**2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        hidden = torch.relu(self.fc1(x.flatten(1)))
        mean, log_variance = self.fc21(hidden), self.fc22(hidden)
        code = mean
        if self.training:
            deviation = torch.exp(0.5 * log_variance)
            code = mean + torch.randn_like(deviation) * deviation
        return torch.sigmoid(self.fc4(torch.relu(self.fc3(code)))), mean, log_variance
