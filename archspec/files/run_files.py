"""The names of the files in a run's folder, for those who write them and those who only look."""

from pathlib import Path
from typing import Final

from archspec.files.reading import is_there

SPEC: Final = "spec.yaml"
RECIPE: Final = "recipe.json"
"""A folder with such a file is that of a run."""

RUN: Final = "run.json"
FINGERPRINT: Final = "fingerprint.json"
SEGMENTS: Final = "segments.json"
VERSIONS: Final = "versions.json"
PARENT: Final = "parent.json"
LOCK: Final = "run.lock"

STUDY: Final = "study.json"
"""What marks the folder of a study, in which runs lie: `RUNS`, and of each design by its seeds."""

RUNS: Final = "runs"
FAILED: Final = "failed.json"
"""Stands in the folder of a run of a study that came to no figures, and says why."""

STATE: Final = "state.safetensors"
BEST: Final = "best.safetensors"
LAST: Final = "last.safetensors"
RAW: Final = "raw.safetensors"

METRICS: Final = "metrics.csv"
RESULT: Final = "result.json"
CURVES: Final = "curves.svg"
DIAGRAM: Final = "diagram.svg"
NARROW_DIAGRAM: Final = "diagram-narrow.svg"
"""The same for a small screen."""

REPORT: Final = "report.html"

MAX_RECIPE: Final = 2**20
"""Bytes of a recipe; one takes some kilobytes, and more where it names thousands of classes."""

MAX_RECIPE_VALUES: Final = 100_000
"""Values of a recipe, those of all its lists and mappings together."""

WHILE_TRAINING: Final = (STATE, BEST, LAST, RAW, METRICS, RESULT, CURVES, REPORT)
"""What is written after a run has begun."""


def is_study_folder(folder: Path) -> bool:
    """Whether a folder is that of a study, a comparison or a sweep."""
    return is_there(folder / STUDY)
