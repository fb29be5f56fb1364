"""What a run takes over HTTP, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

from archspec.diagnostics import Failure
from archspec.recipe import Recipe
from archspec.run import Run, Weights
from archspec.runner import read_recipe
from archspec.runner.bound import Bound
from archspec.runner.data.packed import Packed
from archspec.runner.evaluate import Device
from archspec.runner.predict import Answering, answering
from archspec.runner.predictions import Values, predict_named
from archspec.serving.limits import Limits
from archspec.serving.refusal import Refused, refused
from archspec.serving.samples import columns_of, uploads

MOST_TOP: Final = 1_000
BODY: Final = "body of the request"


class Service(Protocol):
    """A network that is asked; one question at a time."""

    @property
    def title(self) -> str:
        """The name of the run."""

    @property
    def takes(self) -> tuple[str, ...]:
        """`images`, each the body of a request, and `rows` of JSON, or one of these."""

    def answer(self, body: Any, top: int) -> dict[str, Any]:
        """What the network says.

        Args:
            body: the bytes of an image, or the JSON of rows.
            top: how many classes to give, of an image.

        Raises:
            Refused: where the sample is not what the network takes, or others are in the way.
        """


@dataclass(frozen=True, eq=False)
class Images:
    """Says the class of one image.

    Args:
        title: the name of the run.
        network: what answers.
        limits: how much may be asked.
        turn: held by the question that is answered.
    """

    title: str
    network: Answering
    limits: Limits
    turn: Lock
    takes: tuple[str, ...] = ("images",)

    def answer(self, body: Any, top: int) -> dict[str, Any]:
        """The likeliest classes, and in what the image is unlike those of the training."""
        [image] = uploads({BODY: body}, self.limits.pixels)
        with _Turn(self.turn, self.limits.seconds):
            found = self.network(image)
        return {
            "class": found.label,
            "probability": found.probability,
            "top": [{"class": name, "probability": p} for name, p in found.top[:top]],
            "warnings": list(found.warnings),
        }


@dataclass(frozen=True, eq=False)
class Rows:
    """Says what the outputs are for each of some rows.

    Args:
        title: the name of the run.
        run: whose network answers.
        recipe: of the run.
        bound: what its inputs are made of.
        device: where to compute.
        limits: how much may be asked.
        turn: held by the question that is answered.
    """

    title: str
    run: Run
    recipe: Recipe
    bound: Bound
    device: Device
    limits: Limits
    turn: Lock

    @property
    def takes(self) -> tuple[str, ...]:
        """Rows; and images, where the only input is made of one."""
        return ("rows",) if self.image is None else ("images", "rows")

    @property
    def image(self) -> str | None:
        """The column of images that the only input is made of; None where it is made of others."""
        [first, *others] = self.fields.values()
        return first.columns[0] if not others and first.kind == "image" else None

    def answer(self, body: Any, top: int) -> dict[str, Any]:
        """A row of outputs for each row, or for each window of rows; of an image its own."""
        if isinstance(body, bytes) and self.image is not None:
            images = Packed(uploads({BODY: body}, self.limits.pixels))
            [row] = self._said({self.image: images}, top)
            return _of_image(row, self.bound)
        if not isinstance(body, Mapping) or body.keys() != {"rows"}:
            raise Refused(422, 'the body must be `{"rows": [{…}, …]}`')
        columns = columns_of(body["rows"], self.fields, self.limits)
        return {"rows": self._said(columns)}

    def _said(self, columns: Mapping[str, Values], top: int = 0) -> list[dict[str, Any]]:
        """What the outputs are for each sample."""
        with _Turn(self.turn, self.limits.seconds):
            found = predict_named(
                self.run.module, self.recipe, self.run.record, columns, self.device, top=top
            )
        found = self.bound.titled(found)
        rows = zip(*found.values(), strict=True)
        return [dict(zip(found, row, strict=True)) for row in rows]

    @property
    def fields(self) -> dict[str, Any]:
        """The facts of what the inputs take, by the name of the field."""
        return {name: self.bound.fields[name] for name in self.bound.inputs.values()}


def _of_image(row: Mapping[str, Any], bound: Bound) -> dict[str, Any]:
    """What is said of an image: its class as `Images` says it, or else the outputs."""
    name = bound.called(bound.measured[0])
    if len(bound.measured) > 1 or f"{name}.top" not in row:
        return dict(row)
    return {
        "class": row[name],
        "probability": row[f"{name}.probability"],
        "top": [{"class": one, "probability": p} for one, p in row[f"{name}.top"]],
        "warnings": [],
    }


class _Turn:
    """Waits until no other question is answered; findings meanwhile are what a client is told."""

    def __init__(self, turn: Lock, seconds: float):
        self.turn, self.seconds = turn, seconds

    def __enter__(self) -> None:
        if not self.turn.acquire(timeout=self.seconds):
            raise Refused(503, "others are being answered, ask again in a moment")

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.turn.release()
        if isinstance(error, Failure):
            raise refused(error) from None


def service_of(
    folder: Path, weights: Weights = "best", device: Device = "auto", limits: Limits | None = None
) -> Images | Rows:
    """What answers for the run in a folder.

    Args:
        folder: what `train` wrote; none of its code runs.
        weights: those of the best epoch, or of the last.
        device: where to compute.
        limits: how much a client may ask for.

    Raises:
        Failure: A641 to A658 as `archspec predict`.
    """
    run, limits, turn = Run(folder, weights), limits or Limits(), Lock()
    recipe, title = read_recipe(folder), folder.absolute().name
    if run.record.bound:
        run.module.eval()
        return Rows(title, run, recipe, run.record.bound, device, limits, turn)
    network = answering(
        run.network.build_for(recipe), folder, top=MOST_TOP, weights=weights, device=device
    )
    return Images(title, network, limits, turn)
