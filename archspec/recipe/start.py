"""Weights with which a training begins."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from archspec.diagnostics import Fix, Problem
from archspec.files import expanded, is_there
from archspec.files.nearby import nearby
from archspec.kind.choice import Table
from archspec.kind.fields import Expects
from archspec.recipe.keys import Patterns

PUBLISHED: Final = "torchvision"
"""What stands in the place of a file for weights that torchvision has published."""

WEIGHTS: Final = ("start", "weights")


class Start(Table):
    """Weights that somebody has trained already, with which a training begins.

    >>> Start.model_validate({"weights": "runs/big", "except": ("fc",)}).spared
    ('fc',)
    """

    # `except` is no name that Python allows.
    model_config = ConfigDict(
        validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )

    weights: Annotated[
        str,
        Field(min_length=1, max_length=4096),
        Expects("a file of weights, the folder of a run, or `torchvision`"),
    ] = Field(
        description="A `.safetensors` or `.pt` file; the folder of a run, for its best weights; or "
        "`torchvision`, or `torchvision:IMAGENET1K_V2`, for what is published of the network."
    )
    spared: Patterns | None = Field(
        None,
        alias="except",
        description="Patterns of keys that are not taken from the file: of the network, which "
        "begin as they would without it, or of the file, which are left there.",
    )

    @property
    def published(self) -> bool:
        """Whether torchvision has them."""
        return self.weights.partition(":")[0] == PUBLISHED

    @property
    def path(self) -> Path:
        """The file, or the folder of a run."""
        return expanded(self.weights)


def absent_weights(start: Start | None, code: str) -> list[Problem]:
    """The finding on weights that are not there."""
    if start is None or start.published or is_there(start.path):
        return []
    fact = f"`{start.weights}` cannot be looked at: there is no such file or folder"
    found = nearby(start.path, "file", "folder")
    fix = Fix(found or "a path is relative to the folder in which the command is started")
    return [Problem(code, fact, WEIGHTS, fixes=(fix,))]
