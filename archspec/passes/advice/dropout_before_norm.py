"""A704."""

from collections.abc import Iterator
from dataclasses import replace

from archspec.diagnostics import Diagnostic, Fix, Mark, Problem
from archspec.graph import Graph, Node
from archspec.language import Spec
from archspec.passes.advice.findings import finding
from archspec.passes.advice.flow import Flow, drop_probability


def dropout_before_norm(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """Dropout right before a normalisation that keeps running averages.

    In training dropout raises the variance by 1/(1 − p), and the averages remember it; in
    evaluation the variance is lower than they say, so everything behind is scaled wrongly (Li et
    al. 2019, arXiv:1801.05134, who place dropout behind the last batch normalisation).
    """
    for dropout, norm in Flow(graph).pairs():
        drops = dropout.layer.role == "dropout" and 0 < drop_probability(dropout.layer) < 1
        if drops and norm.layer.keeps_averages():
            yield _found(dropout, norm)


def _found(dropout: Node, norm: Node) -> Diagnostic:
    p = drop_probability(dropout.layer)
    problem = Problem(
        "A704",
        f"`{norm.layer.kind}` remembers a variance that `{dropout.layer.kind}` has raised",
        label="uses it in evaluation, where nothing is dropped",
        fixes=(Fix("move the dropout behind the last normalisation, or leave it out"),),
    )
    found = finding(problem, norm)
    mark = Mark(dropout.origin.span, f"multiplies the variance by up to {1 / (1 - p):.3g}")
    return replace(found, marks=(mark, *found.marks))
