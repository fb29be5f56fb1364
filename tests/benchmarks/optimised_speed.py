"""What rewrites gain: the book's network written by hand, as built, and optimised, side by side.

All do the same work in turn, in one process and on one thread, from the same weights. A figure is
the ratio of the shortest times, in seconds of the processor: what else runs on a machine only ever
adds to them. Before that, what they give is compared: values, keys, and the gradients of a step.

    python tests/benchmarks/optimised_speed.py [ROUNDS]
"""

import sys
import time
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

import archspec

BATCH = 64


class Net(nn.Module):
    """The book's network, as a person writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 8, 3, padding=1)
        self.fc1 = nn.Linear(8 * 8 * 8, 32)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of both classes."""
        x = nn.functional.max_pool2d(torch.tanh(self.conv1(x)), 2)
        x = nn.functional.max_pool2d(torch.tanh(self.conv2(x)), 2)
        return self.fc2(torch.tanh(self.fc1(x.flatten(1))))


def networks() -> dict[str, nn.Module]:
    """Each form of the network, all with the weights of the first."""
    net = archspec.load("net")
    freely = net.optimised("training", any_tie=True)
    found = {
        "by hand": Net(),
        "built": net.build(),
        "training": net.build(optimised="training"),
        "training, any tie": net.build(optimised=freely),
        "inference": net.build(optimised="inference"),
    }
    for module in found.values():
        module.load_state_dict(found["by hand"].state_dict(), strict=True)
    return found


def laid(images: Tensor, model: nn.Module) -> Tensor:
    """Images in the layout of a model's kernels, as the runner keeps and gives them."""
    kernel = next(model.parameters())
    last = kernel.is_contiguous(memory_format=torch.channels_last)
    return images.contiguous(memory_format=torch.channels_last if last else torch.contiguous_format)


def step(model: nn.Module, images: Tensor, labels: Tensor) -> None:
    """Forward, backward, and an update of the weights by nothing, so that all stay the same."""
    model.zero_grad(set_to_none=True)
    nn.functional.cross_entropy(model(images), labels).backward()


def infer(model: nn.Module, images: Tensor, _: Tensor) -> None:
    """Forward alone."""
    with torch.inference_mode():
        model(images)


def ratios(
    models: Mapping[str, nn.Module], work: Callable[..., None], rounds: int
) -> dict[str, float]:
    """How many times as fast as the first each of them is."""
    images, labels = torch.randn(BATCH, 3, 32, 32), torch.randint(2, (BATCH,))
    given = {name: laid(images, model) for name, model in models.items()}
    names = list(models)
    times: dict[str, list[float]] = {name: [] for name in names}
    for i in range(rounds + 3):
        for name in names[i % len(names) :] + names[: i % len(names)]:
            start = time.process_time()
            work(models[name], given[name], labels)
            if i >= 3:
                times[name].append(time.process_time() - start)
    return {name: min(times[names[0]]) / min(times[name]) for name in names}


def differences(models: Mapping[str, nn.Module]) -> None:
    """Prints how far values and gradients are from those of the first."""
    images, labels = torch.randn(BATCH, 3, 32, 32), torch.randint(2, (BATCH,))
    first, *others = models
    for name in (first, *others):
        step(models[name], laid(images, models[name]), labels)
    expected = dict(models[first].named_parameters())
    for name in others:
        same = torch.equal(models[name](images), models[first](images))
        pairs = ((p.grad, expected[key].grad) for key, p in models[name].named_parameters())
        worst = max(float((a - b).abs().max() / b.abs().max()) for a, b in pairs)
        print(f"{name:18} values {'equal' if same else 'DIFFER'}, gradients within {worst:.1e}")


def main() -> None:
    """Prints the differences, then a line for each form."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    models = networks()
    differences(models)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    trained, inferred = ratios(models, step, rounds), ratios(models, infer, rounds)
    for name in models:
        print(f"{name:18} training step ×{trained[name]:.2f}, inference ×{inferred[name]:.2f}")


if __name__ == "__main__":
    main()
