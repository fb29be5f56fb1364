"""The weights that torchvision publishes, by the name of the model."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urlparse

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.suggest import did_you_mean, listed, nearest

PUBLISHER: Final = "torchvision"
SECONDS: Final = 30.0
"""How long a server may stay silent."""


def locate(weights: str | Path, model: str) -> Path:
    """The file that a word on the command line means, downloaded if need be.

    Args:
        weights: a path, or `torchvision`, or `torchvision:IMAGENET1K_V2`.
        model: the name of torchvision's model, where its weights are asked for.

    Raises:
        Failure: A523 if torchvision has no such model or weights, A524 if they cannot be fetched.

    >>> locate("resnet50.pt", "resnet50").name
    'resnet50.pt'
    """
    publisher, _, entry = str(weights).partition(":")
    if isinstance(weights, Path) or publisher != PUBLISHER:
        return Path(weights)
    return _fetched(_entry(model, entry or "DEFAULT"))


def _entry(model: str, name: str) -> Any:
    """The member of a `WeightsEnum`."""
    from torchvision.models import get_model_weights, list_models

    if model not in list_models():
        raise _unknown_model(model, list_models())
    members = get_model_weights(model).__members__
    if name not in members:
        raise _unknown_entry(model, name, list(members))
    return members[name]


def _fetched(entry: Any) -> Path:
    """Where torch keeps the file; it is trusted if it is there, as torchvision does."""
    import torch

    path = Path(torch.hub.get_dir(), "checkpoints", PurePosixPath(urlparse(entry.url).path).name)
    if path.exists():
        return path
    digits = torch.hub.HASH_REGEX.search(path.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _patience(SECONDS):
            torch.hub.download_url_to_file(
                entry.url, str(path), digits[1] if digits else None, sys.stderr.isatty()
            )
    except (OSError, RuntimeError, HTTPException) as error:
        raise _not_fetched(entry, path, error) from None
    return path


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """A limit for connections, as torch sets none and would wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _unknown_model(model: str, names: list[str]) -> Failure:
    notes = (
        "it is looked for under the variant that was chosen, or else the name of the spec",
        f"its models, the nearest first: {listed(nearest(model, names))}",
    )
    helps = did_you_mean(model, names)
    message = f"torchvision has no model `{model}`"
    return Failure([Diagnostic("A523", message, notes=notes, helps=helps)])


def _unknown_entry(model: str, name: str, members: list[str]) -> Failure:
    notes = (f"there are {listed(nearest(name, members))}",)
    helps = did_you_mean(name, members, f"{PUBLISHER}:{{}}")
    message = f"torchvision has no weights `{name}` of `{model}`"
    return Failure([Diagnostic("A523", message, notes=notes, helps=helps)])


def _not_fetched(entry: Any, path: Path, error: Exception) -> Failure:
    notes = (f"{entry.url}: {getattr(error, 'reason', error)}",)
    helps = (Help(f"fetch {entry.url} elsewhere and put it at `{path}`"),)
    message = f"the weights `{entry.name}` of torchvision could not be downloaded"
    return Failure([Diagnostic("A524", message, notes=notes, helps=helps)])
