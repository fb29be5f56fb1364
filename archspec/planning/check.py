"""What is wrong with the text of a study, as its command would say it before training."""

from collections.abc import Iterable
from pathlib import Path

from archspec.diagnostics import Diagnostic, Failure, Help, Source, in_order
from archspec.diagnostics.suggest import near
from archspec.language import Overrides
from archspec.passes.advice.silence import heard
from archspec.planning.contender import Contender
from archspec.planning.designs import contenders
from archspec.planning.equal_designs import equal_designs
from archspec.planning.plan import EXAMPLE, Plan, plan_of
from archspec.planning.planned_space import planned_space
from archspec.planning.sweep_plan import SweepPlan
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree, read
from archspec.syntax.ignores import Ignore, ignores


def study_findings(
    tree: Tree, overrides: Overrides = (), variant: str | None = None
) -> tuple[Diagnostic, ...]:
    """What is wrong with a study; where nothing is, what is allowed but rarely meant.

    That is A724 for designs that cost too much to be trained, A725 for one that is given twice, and
    A721 for files that are absent.

    Args:
        tree: what was read of its text.
        overrides: values of parameters, as a command line has them.
        variant: that is asked for, which a study has none of.
    """
    if variant is not None:
        fact = f"a study has no variants, and none called `{variant}`"
        return (Diagnostic("A211", fact, tree.span),)
    source = tree.span.source
    home = source.path.parent if source.path else Path()
    try:
        found = _advice(tree, home, overrides)
    except Failure as failure:
        return tuple(failure.diagnostics)
    own, others = ignores(source, tree), _other_comments(found, source)
    return in_order(heard(found, source, own, others, judged=not overrides))


def _other_comments(found: Iterable[Diagnostic], source: Source) -> list[Ignore]:
    """What comments silence of the files that a study names, and in which something was found."""
    others = {one.span.source for one in found if one.span} - {source}
    return [comment for other in others for comment in ignores(other, read(other))]


def _advice(tree: Tree, home: Path, overrides: Overrides) -> tuple[Diagnostic, ...]:
    """What is allowed in a study but rarely meant.

    Raises:
        Failure: everything else that is wrong.
    """
    study = tree.entry("study") if isinstance(tree, Fields) else None
    name, fields = tree.span.source.name, study.value if study else None
    if study and isinstance(fields, Fields):
        meant = _meant(fields)
        if meant == "over":
            return planned_space(plan_of(tree, SweepPlan, name), home, overrides)[1]
        if meant is None:
            fact = "the study says neither which `designs` it compares nor what varies `over` what"
            helps = tuple(map(Help, EXAMPLE))
            raise Failure([Diagnostic("A202", fact, study.key.span, helps=helps)])
    plan = plan_of(tree, Plan, name)
    designs = contenders(plan, home, overrides)
    costly = (
        Diagnostic("A724", _untrained(one), plan.place("designs", number))
        for number, one in enumerate(designs)
        if one.refused
    )
    absent = {one.message: one for design in designs for one in design.absent}
    return (*costly, *equal_designs(designs, plan), *absent.values())


def _meant(fields: Fields) -> str | None:
    """Which of `over` and `designs` a study has, be it with a slip of the pen."""
    for word in ("over", "designs"):
        if fields.entry(word):
            return word
    known = {*Plan.model_fields, *SweepPlan.model_fields}
    alike = (near(one.key.text, known) for one in fields if one.key.text not in known)
    return next((one for names in alike for one in names[:1] if one in ("over", "designs")), None)


def _untrained(one: Contender) -> str:
    return f"`{one.name}` is not trained: it has {one.refused}"
