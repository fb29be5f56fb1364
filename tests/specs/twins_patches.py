"""Networks of patches, written by hand from their papers."""

from torch import Tensor, nn


class MixerBlock(nn.Module):
    def __init__(self, tokens: int, width: int):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.tokens1, self.tokens2 = nn.Linear(tokens, width // 2), nn.Linear(width // 2, tokens)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.channels1, self.channels2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        gelu = nn.functional.gelu
        mixed = self.tokens2(gelu(self.tokens1(self.norm1(x).transpose(1, 2))))
        x = x + mixed.transpose(1, 2)
        return x + self.channels2(gelu(self.channels1(self.norm2(x))))


class MlpMixer(nn.Module):
    def __init__(
        self,
        size: int = 224,
        patch: int = 16,
        depth: int = 12,
        width: int = 768,
        classes: int = 1000,
    ):
        super().__init__()
        tokens = (size // patch) ** 2
        self.stem = nn.Conv2d(3, width, patch, patch)
        self.blocks = nn.Sequential(*(MixerBlock(tokens, width) for _ in range(depth)))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, classes)

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.stem(x).flatten(2).transpose(1, 2)
        return self.head(self.norm(self.blocks(tokens)).mean(1))


class Residual(nn.Sequential):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) + x


def conv_mixer(
    width: int = 1536,
    depth: int = 20,
    kernel: int = 9,
    patch: int = 7,
    act: str = "gelu",
    classes: int = 1000,
) -> nn.Sequential:
    """As the paper's figure 3 writes it, in a few lines."""
    rectify = {"gelu": nn.GELU, "relu": nn.ReLU}[act]

    def blocks():
        for _ in range(depth):
            depthwise = nn.Conv2d(width, width, kernel, groups=width, padding="same")
            yield Residual(depthwise, rectify(), nn.BatchNorm2d(width))
            yield from (nn.Conv2d(width, width, 1), rectify(), nn.BatchNorm2d(width))

    return nn.Sequential(
        nn.Conv2d(3, width, patch, patch),
        rectify(),
        nn.BatchNorm2d(width),
        *blocks(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(width, classes),
    )
