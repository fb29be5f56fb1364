"""The network as `torch.compile` makes it faster, where there is a compiler."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from shutil import which
from typing import Any, Final

import torch
from torch import nn

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure

COMPILERS: Final = ("g++", "clang++", "c++")
WITHOUT: Final = Fix("or leave `compile` out")


def check_compiler(device: torch.device) -> None:
    """Nothing, where torch finds what it compiles with for a device.

    Raises:
        RecipeFailure: A632 where it would not.
    """
    if device.type == "cuda" and find_spec("triton") is None:
        fact, fix = "`compile` needs triton on a GPU, and it is not installed", "pip install triton"
    elif not any(map(which, filter(None, (os.environ.get("CXX"), *COMPILERS)))):
        fact, fix = "`compile` needs a compiler of C++, and there is none", "apt-get install g++"
    else:
        return
    raise RecipeFailure([Problem("A632", fact, ("compile",), fixes=(Fix(f"`{fix}`"), WITHOUT))])


def compiled(model: nn.Module, device: torch.device) -> Callable[..., Any]:
    """The model compiled for training, with the draws of dropout that it has without.

    Its keys, and what else is asked of it, are those of the module itself.

    Raises:
        RecipeFailure: A632 where there is no compiler; so does a call, where torch cannot compile.
    """
    from torch._dynamo.exc import TorchDynamoException

    check_compiler(device)
    quick = torch.compile(model, options={"fallback_random": True})

    def called(*inputs: Any) -> Any:
        try:
            return quick(*inputs)
        except TorchDynamoException as error:
            note = str(error).strip().splitlines()[0]
            fact = "torch cannot compile the network here"
            fix = Fix("leave `compile` out")
            problem = Problem("A632", fact, ("compile",), notes=(note,), fixes=(fix,))
            raise RecipeFailure([problem]) from None

    return called
