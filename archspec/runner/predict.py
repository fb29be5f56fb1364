"""What a trained network says about image files, and whether they are like what it has seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from archspec.diagnostics import Failure, Problem
from archspec.recipe import Recipe, RecipeFailure, with_changes
from archspec.runner.assembly import check_fits
from archspec.runner.data import read_picture
from archspec.runner.data.packed import Item
from archspec.runner.data.picture import Depth
from archspec.runner.device import find_device
from archspec.runner.divergence import no_scores
from archspec.runner.evaluate import Device
from archspec.runner.input_statistics import strange
from archspec.runner.named import shape_text
from archspec.runner.objective import Objective, answer
from archspec.runner.progress import Silent
from archspec.runner.record import Record, read_recipe, read_record
from archspec.runner.result import read_energy
from archspec.runner.session.same_rules import began_with
from archspec.runner.session.weights import Weights, load_kept


@dataclass(frozen=True)
class Prediction:
    """What the network says about one image.

    Args:
        path: the image file.
        label: the class with the highest score.
        probability: what the network gives it, between 0 and 1.
        top: the likeliest classes with their probabilities, the likeliest first.
        warnings: in what the image is unlike the training images; none of them is no promise.
    """

    path: Path
    label: str
    probability: float
    top: tuple[tuple[str, float], ...]
    warnings: tuple[str, ...]


def predict(
    model: nn.Module,
    folder: str | Path,
    paths: Sequence[str | Path],
    *,
    top: int = 5,
    weights: Weights = "best",
    device: Device = "auto",
    on_failure: Callable[[RecipeFailure], None] | None = None,
    on_note: Callable[[str], None] | None = None,
) -> list[Prediction]:
    """Say the class of each image by the network of a run.

    An image is turned upright, converted to the network's channels, scaled until it covers the
    input size, cropped around its centre and normalised as in training. It is compared with the
    training images by brightness, contrast, detail and colour, and by the energy of its scores.

    Args:
        model: the network of the run, with any weights; it is filled and put into eval mode.
        folder: what `train` wrote.
        paths: image files in any format that Pillow reads.
        top: how many classes to give.
        weights: best or last.
        device: where to compute; the fastest there is by default.
        on_failure: told of each image that cannot be read, and the others are answered; without
            it, that is a failure.
        on_note: told what is to be known of the run before anything in it is believed.

    Raises:
        RecipeFailure: A626 for the images that cannot be read, A631 for those to which the network
            gives scores that are no finite numbers, all together.
        Failure: A641 to A645 if the folder holds no complete run, A648 if the run's network does
            not tell classes of images apart, or was trained on values that no image has.
    """
    answer_of = answering(model, folder, top=top, weights=weights, device=device, on_note=on_note)
    found: list[Prediction] = []
    failed: list[RecipeFailure] = []
    for path in map(Path, paths):
        try:
            found.append(answer_of(path))
        except RecipeFailure as failure:
            (on_failure or failed.append)(failure)
    if failed:
        raise RecipeFailure(problem for failure in failed for problem in failure.problems)
    return found


def answering(
    model: nn.Module,
    folder: str | Path,
    *,
    top: int = 5,
    weights: Weights = "best",
    device: Device = "auto",
    on_note: Callable[[str], None] | None = None,
) -> "Answering":
    """What says the class of one image after the other by the network of a run.

    Args:
        model: as in `predict`.
        folder: likewise.
        top: likewise.
        weights: likewise.
        device: likewise.
        on_note: likewise.

    Raises:
        Failure: A641 to A645, A648 as `predict`.
    """
    folder = Path(folder)
    recipe, record = read_recipe(folder), read_record(folder)
    if record.bound or not record.classes or len(record.input_shape) != 3:
        raise _no_classes(folder, record)
    began_with(folder, recipe, record, on_note or Silent().on_note)
    load_kept(folder, weights, model)
    output = check_fits(model, recipe, record)
    if output not in ((len(record.classes),), (1,)):
        raise _no_classes(folder, record)
    model.to(find_device(with_changes(recipe, {"device": device})))
    depth, energy = _depth(folder, recipe, record), read_energy(folder, weights)
    objective = Objective(recipe.loss, len(record.classes))
    return Answering(model, record, objective, depth, energy, top)


@dataclass(frozen=True)
class Answering:
    """Says what is in an image.

    Args:
        model: on its device, with the weights of the run.
        record: the facts of the run.
        objective: its loss, with the classes.
        depth: how images are read.
        energy: below which scores are those of no class; None where that is not known.
        top: how many classes to give.
    """

    model: nn.Module
    record: Record
    objective: Objective
    depth: Depth
    energy: float | None
    top: int

    def __call__(self, path: Path | Item) -> Prediction:
        """What the network says about one image.

        Raises:
            RecipeFailure: A626 where it cannot be read, A631 where scores are no finite numbers.
        """
        image = torch.from_numpy(read_picture(path, self.record.shape, self.depth).copy())
        score = self.objective.scores(_score(self.model, self.record, image))
        if not bool(torch.isfinite(score).all()):
            raise no_scores(Path(str(path)))
        [shares] = self.objective.probabilities(score)
        warnings = _warnings(image, self.record, score[0], self.energy)
        return _prediction(Path(str(path)), shares, self.record, self.top, warnings)


def _depth(folder: Path, recipe: Recipe, record: Record) -> Depth:
    """How images are read so that they are like those of the training.

    Raises:
        Failure: A648 where that was of values that no image has.
    """
    if record.change.divisor is not None:
        return "bytes"
    if recipe.data.name == "image_folder":
        return "numbers"
    fact = f"the network in `{folder}` was trained on values that no image file has"
    note = "its arrays were neither bytes, nor numbers of 0 to 1 or of 0 to 255"
    raise Failure([Problem("A648", fact, notes=(note,)).unlocated()])


def _score(model: nn.Module, record: Record, image: Tensor) -> Tensor:
    """The outputs (1, classes) for one image."""
    device = next((one.device for one in model.parameters()), torch.device("cpu"))
    model.eval()
    with torch.inference_mode():
        return answer(model(record.change(image[None].to(device)))).cpu()


def _prediction(
    path: Path, probabilities: Tensor, record: Record, top: int, warnings: Sequence[str]
) -> Prediction:
    values, places = probabilities.topk(min(top, len(record.classes)))
    ranked = tuple(
        (record.classes[place], value)
        for place, value in zip(places.tolist(), values.tolist(), strict=True)
    )
    return Prediction(path, *ranked[0], ranked, tuple(warnings))


def _warnings(image: Tensor, record: Record, score: Tensor, energy: float | None) -> list[str]:
    found = strange(image, record.usual, record.change.divisor)
    own = float(score.float().logsumexp(0))
    if energy is not None and own < energy:
        found.append(
            f"low scores for every class (energy {own:.2f}, below {energy:.2f}): maybe it is none"
        )
    return found


def _no_classes(folder: Path, record: Record) -> Failure:
    fact = f"the network in `{folder}` does not tell classes of images apart"
    shape = shape_text(record.input_shape)
    note = f"it takes {shape} and knows {len(record.classes)} classes"
    return Failure([Problem("A648", fact, notes=(note,)).unlocated()])
