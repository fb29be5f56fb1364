"""The process that makes modules without memory and says what they give: a line for each question.

It is run as a file and imports nothing of ours. Its arguments are the bytes of memory that it may
take, and the folders to import from. An empty line says that torch is there.
"""

import importlib
import json
import os
import sys
from typing import Any


def answer(target: str, args: dict[str, Any], shape: list[int]) -> dict[str, Any]:
    """What a class makes of a batch of one sample of that shape."""
    import torch
    from torch import nn

    path, _, name = target.rpartition(".")
    made = getattr(importlib.import_module(path), name)
    if not (isinstance(made, type) and issubclass(made, nn.Module)):
        raise TypeError("it is no class below torch.nn.Module")
    with torch.device("meta"), torch.no_grad():
        module = made(**{word: tuples(value) for word, value in args.items()}).eval()
        given = module(torch.empty(2, *shape))
    if not isinstance(given, torch.Tensor):
        raise TypeError(f"it gives a {type(given).__name__} and not one tensor")
    if given.shape[:1] != (2,):
        raise TypeError(f"of a batch of 2 it makes {list(given.shape)}")
    parameters = {word: list(one.shape) for word, one in module.named_parameters()}
    return {"output": list(given.shape[1:]), "parameters": parameters, "error": ""}


def tuples(value: Any) -> Any:
    """Lists as the tuples that a built layer is given."""
    if isinstance(value, dict):
        return {word: tuples(one) for word, one in value.items()}
    return tuple(tuples(one) for one in value) if isinstance(value, list) else value


def told(error: BaseException) -> str:
    """What went wrong, in one line."""
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error) else ''}"


def bound(memory: int) -> None:
    """Lets this process hold so many bytes, where systems can bound that.

    What is shared or read alone does not count, as libraries for GPUs map more than there is.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def main() -> None:
    """Answers until the input ends; what modules print goes nowhere."""
    sys.path[:] = sys.argv[2:]
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    bound(int(sys.argv[1]))
    import torch  # noqa: F401  before the first question, whose time is bounded

    out.write("\n")
    out.flush()
    for line in sys.stdin:
        try:
            found = answer(**json.loads(line))
        except Exception as error:  # whatever somebody's class raises is the answer
            found = {"output": [], "parameters": {}, "error": told(error)}
        out.write(json.dumps(found) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
