"""What came of a run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Final

from archspec.diagnostics.readable import as_name, as_percent
from archspec.files.run_files import RESULT
from archspec.runner.answered import NAME, Answered
from archspec.runner.measure import Evaluation
from archspec.runner.progress import Epoch
from archspec.runner.storage import MAX_JSON, read_json, write_json

WHOLE_TABLE: Final = 100
"""Classes up to which every pair of classes is told; beyond, only the most frequent mistakes."""

MISTAKES: Final = 1_000
"""How many of them."""

MAX_ENERGY: Final = 1e30
"""Beyond any that a run measures."""


@dataclass(frozen=True)
class RunResult:
    """What came of a run.

    Args:
        folder: where everything about it lies.
        history: the figures of every epoch.
        best: number of the epoch whose weights are in `best.safetensors`.
        stopped_early: whether it ended before the last epoch by `early_stop`.
        evaluations: the best weights on each part of the data, in eval mode.
        last: those after the last epoch, likewise.
        seen: why samples that were held back may have been trained on all the same, each a sentence
            without a full stop.
    """

    folder: Path
    history: tuple[Epoch, ...]
    best: int
    stopped_early: bool
    evaluations: Mapping[str, Evaluation]
    last: Mapping[str, Evaluation]
    seen: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """What it comes to, in a line; every figure is in its fields."""
        parts = ", ".join(f"{part} {_in_short(one)}" for part, one in self.evaluations.items())
        epochs = f"epoch {self.best} of {len(self.history)} is the best"
        return f"<RunResult {as_name(str(self.folder))}: {epochs}, {parts}>"


def _in_short(one: Evaluation) -> str:
    return f"loss {one.loss:.4g}" if one.accuracy is None else as_percent(one.accuracy)


def write_result(result: RunResult, answers: Answered | None = None) -> None:
    """Write what the best weights and the last ones achieve on each part of the data.

    Args:
        result: what came of the run.
        answers: which samples the best weights answer rightly, where these are of one class each.

    Raises:
        Failure: A644 if it cannot be written.
    """
    weights = {
        "best": (result.best, result.evaluations),
        "last": (len(result.history), result.last),
    }
    content: dict[str, Any] = {
        name: {"epoch": epoch, "parts": {part: as_dict(one) for part, one in found.items()}}
        for name, (epoch, found) in weights.items()
    }
    known = {NAME: asdict(answers)} if answers else {}
    write_json(result.folder / RESULT, content | known)


def as_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Figures as JSON has them, of a size that does not grow with the square of the classes."""
    return {
        "samples": evaluation.count,
        **({} if evaluation.among is None else {"among": evaluation.among}),
        "loss": _number(evaluation.loss),
        "accuracy": evaluation.accuracy,
        **({"figures": dict(evaluation.metrics)} if evaluation.metrics else {}),
        "energy": _number(evaluation.energy),
        "per_class": evaluation.per_class,
        **_table(evaluation),
        **({"targets": _targets(evaluation)} if evaluation.targets else {}),
    }


MOST: Final = 1e100
"""What no figure of a run comes to."""


def figures_of(part: Mapping[str, Any]) -> dict[str, float]:
    """Every figure of a part of the data by its name, of what `as_dict` has made of it.

    Those of one of several targets have its name before their own. What is no finite number is left
    out.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: where it is nothing that a run writes.

    >>> found = {"loss": 0.5, "accuracy": 0.9, "figures": {"f1": 0.8}}
    >>> figures_of({"loss": 1.5, "accuracy": None, "targets": {"kind": found}})
    {'loss': 1.5, 'kind.loss': 0.5, 'kind.accuracy': 0.9, 'kind.f1': 0.8}
    """
    found: dict[str, float] = {}
    for name, value in measured_in(part).items():
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if isinstance(value, float) and not isfinite(value):
            continue
        share = name.rpartition(".")[2] == "accuracy"
        if not (0 <= value <= 1 if share else -MOST < value < MOST):
            raise ValueError(f"no `{name}` is that")
        found[name] = float(value)
    return found


def measured_in(part: Mapping[str, Any]) -> dict[str, Any]:
    """The same, with what came to no number."""
    found = _of_target(part)
    for target, one in part.get("targets", {}).items():
        found |= {f"{target}.{name}": value for name, value in _of_target(one).items()}
    return found


def _of_target(part: Mapping[str, Any]) -> dict[str, Any]:
    accuracy = part["accuracy"]
    own = {} if accuracy is None else {"accuracy": accuracy}
    return {"loss": part["loss"], **own, **part.get("figures", {})}


def _targets(evaluation: Evaluation) -> dict[str, Any]:
    return {name: as_dict(one) for name, one in evaluation.targets.items()}


def _table(one: Evaluation) -> dict[str, Any]:
    if len(one.confusion) <= WHOLE_TABLE:
        return {"confusion": [list(row) for row in one.confusion]}
    found = [(n, i, j) for i, row in enumerate(one.confusion) for j, n in enumerate(row) if n]
    wrong = sorted((-n, i, j) for n, i, j in found if i != j)
    rows = [
        {"is": one.classes[i], "taken_for": one.classes[j], "samples": -n}
        for n, i, j in wrong[:MISTAKES]
    ]
    return {"mistakes": rows, "mistakes_left_out": -sum(n for n, _, _ in wrong[MISTAKES:])}


def _number(value: float | None) -> float | None:
    """JSON has no word for what is no finite number."""
    return value if value is not None and isfinite(value) else None


def read_energy(folder: Path, weights: str) -> float | None:
    """The energy that hardly any known sample falls below; None before a run is complete.

    Args:
        folder: of the run.
        weights: best or last.
    """
    path = folder / RESULT
    if not path.is_file() or path.stat().st_size > MAX_JSON:
        return None
    content = read_json(path).get(weights)
    known = content.get("parts") if isinstance(content, dict) else None
    parts = (
        [known.get(part) for part in ("test", "val", "train")] if isinstance(known, dict) else []
    )
    found = [one.get("energy") for one in parts if isinstance(one, dict)]
    numbers = (one for one in found if isinstance(one, (int, float)) and abs(one) < MAX_ENERGY)
    return next(map(float, numbers), None)
