"""Weights with which a training begins."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import listed
from archspec.files import expanded, is_there
from archspec.files.nearby import nearby
from archspec.files.run_files import BEST
from archspec.kind.choice import Table
from archspec.kind.fields import Expects
from archspec.recipe.keys import Keys, Patterns, fits, unfit_pattern

PUBLISHED: Final = "torchvision"
"""What stands in the place of a file for weights that torchvision has published."""

WEIGHTS: Final = ("start", "weights")
Shape = tuple[int, ...]

NAMED: Final = 3
"""Scopes that a suggestion names."""


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
        description="Patterns of keys that keep their initial values, whatever the file has.",
    )

    @property
    def published(self) -> bool:
        """Whether torchvision has them."""
        return self.weights.partition(":")[0] == PUBLISHED

    @property
    def path(self) -> Path:
        """The file, or the folder of a run."""
        return expanded(self.weights)


def start_problems(start: Start, shapes: Mapping[str, Shape]) -> Iterator[Problem]:
    """What of the weights does not fit a network, as far as can be seen without reading them.

    Args:
        start: of the recipe.
        shapes: of all that the network keeps, by its keys.
    """
    spared, keys = start.spared or (), Keys(tuple(shapes))
    if too_many := keys.too_many(len(spared), ("start", "except")):
        yield too_many
        return
    for number, pattern in enumerate(spared):
        if not any(fits(key, pattern) for key in keys.all):
            field = ("start", "except") if len(spared) == 1 else ("start", "except", number)
            yield unfit_pattern(pattern, keys.all, field)
    found = {} if start.published else _shapes_in(start.path)
    other = [
        key
        for key, shape in shapes.items()
        if found.get(key, shape) != shape and not any(fits(key, one) for one in spared)
    ]
    if other:
        first = other[0]
        sizes = f"{_text(found[first])} in the file, and {_text(shapes[first])} in the network"
        notes = (f"of another shape are {listed(other, 6)}",) if other[1:] else ()
        fixes = (Fix(spare(other)),)
        yield Problem("A522", f"`{first}` is {sizes}", WEIGHTS, notes=notes, fixes=fixes)


def spare(names: Sequence[str]) -> str:
    """The suggestion to leave tensors as they begin: the scopes in which they stand."""
    scopes = list(dict.fromkeys(name.rpartition(".")[0] or name for name in names))
    shown = ", ".join(scopes[:NAMED]) + (", …" if scopes[NAMED:] else "")
    return f"let them begin as they do without a file: `except: [{shown}]`"


def absent_weights(start: Start | None, code: str) -> list[Problem]:
    """The finding on weights that are not there."""
    if start is None or start.published or is_there(start.path):
        return []
    fact = f"`{start.weights}` cannot be looked at: there is no such file or folder"
    found = nearby(start.path, "file", "folder")
    fix = Fix(found or "a path is relative to the folder in which the command is started")
    return [Problem(code, fact, WEIGHTS, fixes=(fix,))]


def _shapes_in(path: Path) -> dict[str, Shape]:
    """The shapes in a safetensors file, or in that of a run's best weights; of others none."""
    from archspec.recipe.columns.safetensors import shapes_in

    return shapes_in(path / BEST if path.is_dir() else path)


def _text(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "a single number"
