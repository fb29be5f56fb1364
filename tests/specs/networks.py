"""The shipped specs by name, and the twin of each."""

from collections.abc import Callable
from pathlib import Path

from torch import nn

from archspec.backends.module import build_module
from archspec.compiler import compile_file
from archspec.graph import Graph
from archspec.language import Spec

from . import twins

SPECS = Path(__file__).parents[2] / "specs"

TWINS: dict[str, Callable[[], nn.Module]] = {
    "clothes": twins.Clothes,
    "crelu": twins.CReLU,
    "digits": twins.Digits,
    "downsampling": twins.Downsampling,
    "fixed_kernels": twins.FixedKernels,
    "fully_connected": lambda: twins.FullyConnected(3072, 1024, 512, 128, 2),
    "fully_connected_small": lambda: twins.FullyConnected(3072, 512, 2),
    "maxout": twins.Maxout,
    "net": twins.Net,
    "net_batchnorm": twins.NetBatchNorm,
    "net_dense": twins.NetDense,
    "net_depth": twins.NetDepth,
    "net_dropout": twins.NetDropout,
    "net_fashion": lambda: twins.Net(channels=1, size=28, classes=10),
    "net_kernel5": lambda: twins.Net(kernel_size=5, padding=2),
    "net_kernel_1x3": lambda: twins.Net(kernel_size=(1, 3), padding=(0, 1)),
    "net_l1": twins.Net,
    "net_l2": twins.Net,
    "net_res": twins.NetRes,
    "net_res_deep": twins.NetResDeep,
    "net_res_deep_shared": lambda: twins.NetResDeep(
        n_blocks=10, independent=False, block=twins.PlainResBlock, classes=10
    ),
    "net_width": twins.NetWidth,
    "perceptron": lambda: nn.Sequential(
        nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 50), nn.ReLU(), nn.Linear(50, 2)
    ),
    "receptive_field": twins.ReceptiveField,
    "series": twins.Series,
    "shortcuts": twins.Shortcuts,
    "unet_small": twins.UNet,
    "volume": twins.Volume,
}

SHARED: dict[str, Callable[[], nn.Module]] = {
    "net_res_deep": lambda: twins.NetResDeep(n_blocks=5, independent=False),
}
"""Twins of specs with `depth=5` and `weights=shared`."""


def compiled(name: str, **knobs: object) -> tuple[Spec, Graph]:
    overrides = [(knob, str(value)) for knob, value in knobs.items()]
    return compile_file(SPECS / f"{name}.yaml", overrides)


def built(name: str, **knobs: object) -> nn.Module:
    return build_module(compiled(name, **knobs)[1])
