"""Functions of values: as an operator, as an index, or as their call."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from archspec.backends.source.idioms.form import Form
from archspec.graph import Node
from archspec.kind import Function

MOST_FOLDED: Final = 8
"""Values that one line adds up."""


def function_forms(node: Node, call: Function) -> Iterator[Form]:
    """A function of values, as an operator where there is one."""
    values = [f"v{i}" for i in range(len(node.inputs))]
    if call.takes == "backwards":
        values.reverse()
    options = "".join(f", {name}={name}" for name in call.args)
    if call.target not in OPERATORS and call.takes == "list":
        yield Form(f"target([{', '.join(values)}]{options})", call.args, target=call.target)
    elif made := FUNCTIONS.get(call.target):
        yield made(node, call.args)
    elif call.target not in OPERATORS and call.takes == "each":
        yield Form(f"target({', '.join(values)}{options})", call.args, target=call.target)
    else:
        yield from _folded(values, call, options)


def _folded(values: list[str], call: Function, options: str) -> Iterator[Form]:
    """A function of two values at a time; many take several lines."""
    text, before = values[0], ""
    sign = OPERATORS.get(call.target)
    for start in range(1, len(values), MOST_FOLDED):
        for one in values[start : start + MOST_FOLDED]:
            text = f"{text} {sign} {one}" if sign else f"target({text}, {one}{options})"
        target = "" if sign else call.target
        given = {} if sign else call.args
        yield Form(text, given, target=target, folded=True, before=before)
        text, before = "made", "total"
    if len(values) == 1:
        yield Form(text)


def _selected(_: Node, args: Mapping[str, Any]) -> Form:
    """One position of an axis: `x[:, 0]`."""
    before = ":, " * args["dim"] if args["dim"] >= 0 else "..., " if args["dim"] == -1 else ""
    if not before:
        return Form("torch.select(v0, dim, index)", args)
    return Form(f"v0[{before}{int(args['index'])}]")


def _narrowed(node: Node, args: Mapping[str, Any]) -> Form:
    """Some positions of an axis: `x[:, 4:8]`, or a half of it: `x.chunk(2, dim=1)[0]`."""
    start, stop = args["start"], args["start"] + args["length"]
    if args["dim"] < 1 or start < 0:
        return Form("torch.narrow(v0, dim, start, length)", args)
    size = node.shapes[0].dims[args["dim"] - 1]
    parts, rest = divmod(size, args["length"]) if isinstance(size, int) else (1, 0)
    if not rest and parts in (2, 3) and not start % args["length"]:
        index = start // args["length"]
        return Form(
            "v0.chunk(parts, dim=axis)[index]",
            {"parts": parts, "axis": args["dim"], "index": index},
        )
    return Form(f"v0[{':, ' * args['dim']}{int(start) or ''}:{int(stop)}]")


OPERATORS: Final = {
    "operator.add": "+",
    "operator.mul": "*",
    "operator.sub": "-",
    "operator.truediv": "/",
}
FUNCTIONS: Final[Mapping[str, Callable[[Node, Mapping[str, Any]], Form]]] = {
    "torch.select": _selected,
    "torch.narrow": _narrowed,
    "torch.abs": lambda _, __: Form("v0.abs()"),
}
