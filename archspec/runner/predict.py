"""What a trained network says about image files, and whether they are like what it has seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from archspec.diagnostics import Failure, Problem
from archspec.recipe import RecipeFailure, with_changes
from archspec.runner.assembly import check_fits
from archspec.runner.checkpoint import load_weights
from archspec.runner.data import read_picture
from archspec.runner.engine import make_accelerator
from archspec.runner.evaluate import Device, checked_fingerprint
from archspec.runner.input_statistics import strange
from archspec.runner.objective import Objective, answer
from archspec.runner.record import Record, read_recipe, read_record
from archspec.runner.result import read_energy
from archspec.runner.session.changes import check_recipe
from archspec.runner.session.weights import Weights, weights_file


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

    Raises:
        RecipeFailure: A626 for each image that cannot be read.
        Failure: A641 to A645 if the folder holds no complete run, A648 if the run's network does
            not tell classes of images apart.
    """
    folder = Path(folder)
    recipe, record = read_recipe(folder), read_record(folder)
    if not record.classes or len(record.input_shape) != 3:
        raise _no_classes(folder, record)
    known = checked_fingerprint(folder)
    load_weights(weights_file(folder, weights), model)
    output = check_fits(model, recipe, record)
    check_recipe(folder, known.began if known else recipe, recipe)
    if output not in ((len(record.classes),), (1,)):
        raise _no_classes(folder, record)
    images = _images([Path(path) for path in paths], record.input_shape)
    model.to(make_accelerator(with_changes(recipe, {"device": device, "precision": "fp32"})).device)
    scores = _scores(model, record, images)
    objective, energy = Objective(recipe.loss, len(record.classes)), read_energy(folder, weights)
    found = zip(images.items(), objective.probabilities(scores), scores, strict=True)
    return [
        _prediction(path, one, record, top, _warnings(image, record, score, energy))
        for (path, image), one, score in found
    ]


def _images(paths: Sequence[Path], shape: Sequence[int]) -> dict[Path, Tensor]:
    """Every image as bytes; all that cannot be read are reported together."""
    images: dict[Path, Tensor] = {}
    failed: list[Problem] = []
    for path in paths:
        try:
            images[path] = torch.from_numpy(read_picture(path, shape).copy())
        except RecipeFailure as failure:
            failed.extend(failure.problems)
    if failed:
        raise RecipeFailure(failed)
    return images


def _scores(model: nn.Module, record: Record, images: dict[Path, Tensor]) -> Tensor:
    """The outputs (N, classes), one image at a time: there is no limit to their number."""
    device = next((one.device for one in model.parameters()), torch.device("cpu"))
    model.eval()
    with torch.inference_mode():
        given = (model(record.normalization(one[None].to(device))) for one in images.values())
        rows = [answer(one).cpu() for one in given]
    return torch.cat(rows) if rows else torch.empty(0, len(record.classes))


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
    found = strange(image, record.usual)
    own = float(score.float().logsumexp(0))
    if energy is not None and own < energy:
        found.append(
            f"the scores are unusually low for every class (energy {own:.2f}, below {energy:.2f}): "
            "it may be none of them"
        )
    return found


def _no_classes(folder: Path, record: Record) -> Failure:
    fact = f"the network in `{folder}` does not tell classes of images apart"
    shape = "×".join(map(str, record.input_shape))
    note = f"it takes {shape} and knows {len(record.classes)} classes"
    return Failure([Problem("A648", fact, notes=(note,)).unlocated()])
