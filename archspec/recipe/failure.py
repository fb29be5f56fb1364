"""A failure whose findings still know which field of the recipe they belong to."""

from collections.abc import Iterable

from archspec.diagnostics import Failure, Problem


class RecipeFailure(Failure):
    """Raised where the file is not known; whoever knows it can locate `problems` in it.

    >>> RecipeFailure([Problem("A620", "no CIFAR-10 here", ("data", "root"))]).problems[0].field
    ('data', 'root')
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(problem.unlocated() for problem in self.problems)

    def __reduce__(self) -> tuple[type["RecipeFailure"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)
