"""Functions of values and of a tensor that a class learns itself."""

from collections.abc import Callable, Mapping
from typing import Final

from archspec.backends.source.idioms.form import Form, listed
from archspec.backends.source.idioms.functions import OPERATORS
from archspec.graph import Node
from archspec.kind import Parameter


def tensor_form(node: Node, call: Parameter) -> Form:
    """A function of values and of a tensor that the scope has."""
    if sign := OPERATORS.get(call.target):
        return Form(f"v0 {sign} own")
    if made := TENSORS.get(call.target):
        return made(node, call)
    options = "".join(f", {name}={name}" for name in call.args)
    text = f"target({listed(len(node.inputs))}, own{options})"
    return Form(text, call.args, target=call.target)


def _prepended(_: Node, __: Parameter) -> Form:
    return Form("torch.cat([own.expand(v0.size(0), -1, -1), v0], dim=1)")


def _scaled(sign: str) -> Callable[[Node, Parameter], Form]:
    """A number for each channel, with an axis of one for each that follows."""

    def make(_: Node, call: Parameter) -> Form:
        axes = ", None" * call.args["behind"]
        own = f"own[{':, ' * (len(call.shape) - 1)}:{axes}]" if axes else "own"
        return Form(f"v0 {sign} {own}")

    return make


def _for_each(_: Node, call: Parameter) -> Form:
    sizes = ", ".join(["-1"] * (len(call.shape) - call.args.get("leading", 1)))
    return Form(f"own.expand(v0.size(0), {sizes})")


TENSORS: Final[Mapping[str, Callable[[Node, Parameter], Form]]] = {
    "archspec.nn.functional.for_each": _for_each,
    "archspec.nn.functional.prepend": _prepended,
    "archspec.nn.functional.scale": _scaled("*"),
    "archspec.nn.functional.shift": _scaled("+"),
}
