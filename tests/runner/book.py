"""The book's network, written by hand (Deep Learning with PyTorch, section 8.3)."""

import torch
from torch import Tensor, nn


class Net(nn.Module):
    """Convolution, pool, convolution, pool, two linear layers."""

    def __init__(self, channels: int = 3, size: int = 32, classes: int = 2):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 16, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(16, 8, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(8 * (size // 4) ** 2, 32)
        self.fc2 = nn.Linear(32, classes)

    def forward(self, images: Tensor) -> Tensor:
        out = torch.max_pool2d(torch.tanh(self.conv1(images)), 2)
        out = torch.max_pool2d(torch.tanh(self.conv2(out)), 2)
        return self.fc2(torch.tanh(self.fc1(out.flatten(1))))
