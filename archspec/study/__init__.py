"""Studies: several designs, each trained from several seeds, and what came of them."""

from archspec.planning.contender import Contender
from archspec.planning.plan import Budget, Design, Plan, is_study_file, read_plan
from archspec.study.comparison import Comparison, Row, compared, side_by_side
from archspec.study.document import as_data
from archspec.study.outcome import Outcome, read_outcome
from archspec.study.page import write_comparison
from archspec.study.study import Study, abandon, begin, opened, planned
from archspec.study.table import as_markdown, as_text
from archspec.study.training import Told, train_all

__all__ = [
    "Budget",
    "Comparison",
    "Contender",
    "Design",
    "Outcome",
    "Plan",
    "Row",
    "Study",
    "Told",
    "abandon",
    "as_data",
    "as_markdown",
    "as_text",
    "begin",
    "compared",
    "is_study_file",
    "opened",
    "planned",
    "read_outcome",
    "read_plan",
    "side_by_side",
    "train_all",
    "write_comparison",
]
