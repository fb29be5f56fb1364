"""How a layer is written: which module is made for it, and what a forward does with that."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from archspec.backends.source.classes.members import Place, module_of
from archspec.backends.source.idioms.form import Form, listed
from archspec.backends.source.idioms.functions import function_forms
from archspec.backends.source.idioms.modules import MODULES
from archspec.backends.source.idioms.tensors import tensor_form
from archspec.backends.source.idioms.torch_modules import ATTENTION, CALLS, CONSTRUCTIONS
from archspec.kind import Module, Parameter

OURS: Final = "archspec.nn."


def is_expression(place: Place, row: bool) -> bool:
    """Whether a layer is no module in source: in a row of modules, or in a forward."""
    module = module_of(place)
    if module is None:
        return True
    if row:
        return module.target == ATTENTION
    made = MODULES.get(module.target)
    return made is not None and made(place.node, module.args) is not None


def would_be_copied(place: Place) -> bool:
    """Whether a row of modules would need a class of ours for what is an expression."""
    module = module_of(place)
    if module is None or not module.target.startswith(OURS):
        return False
    return module.target in CONSTRUCTIONS or is_expression(place, False)


def construction(place: Place, row: bool) -> Module:
    """The module that is made for a layer: one of torch's, where a forward can do the rest."""
    module = module_of(place)
    assert module is not None  # noqa: S101  it is asked of modules alone
    if not row and (made := CONSTRUCTIONS.get(module.target)):
        return replace(made(place.node, module.args), parametrization=module.parametrization)
    return module


def forms(place: Place) -> Sequence[Form]:
    """What a forward does for a layer."""
    node, call = place.node, place.node.call
    if isinstance(call, Module):
        if call.target in CALLS:
            return CALLS[call.target](node, call.args)
        made = MODULES.get(call.target)
        form = made(node, call.args) if made else None
        return [form or Form(f"own({listed(len(node.inputs))})")]
    if isinstance(call, Parameter):
        return [tensor_form(node, call)]
    return list(function_forms(node, call))


def numbers(place: Place) -> Mapping[str, int]:
    """The numbers of an expression that may be others in another instance of a class."""
    module = module_of(place)
    if module is None or module.target not in MODULES:
        return {}
    return {word: number for one in forms(place) for word, number in one.numbers.items()}


def call_key(place: Place) -> tuple[Any, ...]:
    """What must be equal of layers that one forward calls: they may differ in other numbers."""
    module = module_of(place)
    if module is None or module.target not in CALLS:
        return ()
    return tuple(one.text for one in CALLS[module.target](place.node, module.args))
