"""What came of one run of a study, read from its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from archspec.files.run_files import FAILED, RESULT
from archspec.runner import read_recipe
from archspec.runner.answered import Answered, read_answered
from archspec.runner.metrics import read_metrics
from archspec.runner.result import figures_of, measured_in
from archspec.runner.storage import read_json, unreadable, write_json

Weights = Literal["best", "last"]


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Args:
        folder: of the run.
        seed: it was trained from.
        figures: by part of the data and by name, as in `figures["test"]["accuracy"]`; none where
            it failed.
        seconds: that its epochs took.
        failed: why it came to no figures; empty where it did.
        measured: the names of all figures, also of those that came to no number.
        answered: which samples its best weights answer rightly, where that was kept and these
            did not choose them.
    """

    folder: Path
    seed: int
    figures: Mapping[str, Mapping[str, float]]
    seconds: float = 0.0
    failed: str = ""
    measured: frozenset[str] = frozenset()
    answered: Answered | None = None

    def figure(self, part: str, name: str) -> float | None:
        """One figure; None where there is none such.

        That of an only target may have the target's name before its own, as in `price.mae`.

        >>> figures = {"loss": 0.2, "mae": 0.4}
        >>> one = Outcome(Path("run"), 0, {"val": figures}, measured=frozenset(figures))
        >>> one.figure("val", "mae"), one.figure("val", "price.mae"), one.figure("val", "f1")
        (0.4, 0.4, None)
        """
        found = self.figures.get(part, {})
        return found.get(name, found.get(self._own(name)))

    def measures(self, name: str) -> bool:
        """Whether it has a figure, be it one that came to no number."""
        return not self.measured.isdisjoint((name, self._own(name)))

    def _own(self, name: str) -> str:
        """The name of a figure, without that of the only target."""
        alone = not any("." in one for one in self.measured)
        return name.rpartition(".")[2] if alone else name


def read_outcome(folder: Path, seed: int, weights: Weights | None = None) -> Outcome | None:
    """What came of a run; None where it has not ended.

    Args:
        folder: of the run.
        seed: it was trained from.
        weights: of which epoch the figures are; by default chosen so that they are fair.

    Of a held-back part the figures are those of the best epoch's weights. Where there is none but
    the one that chose that epoch, as with `val: test`, they are those after the last epoch, which
    nothing chose.

    Raises:
        Failure: A645 where the files are not as a run writes them.
    """
    if (folder / FAILED).is_file():
        why = read_json(folder / FAILED).get("why")
        return Outcome(folder, seed, {}, failed=str(why))
    if not (folder / RESULT).is_file():
        return None
    content = read_json(folder / RESULT)
    try:
        fair = "best" if _unseen(folder, content["best"]["parts"]) else "last"
        parts = content[weights or fair]["parts"]
        figures = {str(part): figures_of(one) for part, one in parts.items()}
        measured = frozenset(name for one in parts.values() for name in measured_in(one))
        answers = read_answered(content)
        known = answers if fair == "best" else None
        seconds = sum(float(row["seconds"]) for row in read_metrics(folder))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise unreadable(folder / RESULT, str(error)) from None
    return Outcome(folder, seed, figures, seconds, measured=measured, answered=known)


def has_ended(folder: Path) -> bool:
    """Whether something came of a run, be it that it failed."""
    return any((folder / name).is_file() for name in (FAILED, RESULT))


def _unseen(folder: Path, parts: Mapping[str, Any]) -> bool:
    """Whether there are test samples, and other ones have chosen the best epoch."""
    return "test" in parts and read_recipe(folder).data.val != "test"


def keep_failure(folder: Path, why: str) -> None:
    """Notes in a run's folder that it came to no figures."""
    write_json(folder / FAILED, {"why": why})
