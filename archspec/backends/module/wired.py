"""A scope that is no chain as an `nn.Module`: it runs a plan, and no code is generated for it."""

from collections.abc import Mapping
from typing import Any, Final

from torch import nn

from archspec.backends.module.holding import Held, child_of, hold, tensor_of
from archspec.backends.module.plan import Plan
from archspec.backends.module.scriptable import scriptable

IN: Final = "in "
"""How a note begins that says where an error was."""


class Wired(nn.Module):
    """Children and tensors under their names, and a plan that says how values pass them.

    It takes the inputs of its plan by position or by name. It gives what the plan says: a tensor,
    a tuple of several, or a mapping where they have names. An exception on the way gets a note
    that says which layer it was in.

    Args:
        kind: the word that stands for it where a module is printed.
        held: its modules and parameters, in the order of their keys.
        plan: what it does.
        evaluation: what it does in evaluation mode, where that is less.
    """

    # Two underscores, so that no layer has the name of one of these.
    __kind: str
    __plans: tuple[Plan, Plan]

    def __init__(
        self,
        kind: str,
        held: Mapping[str, Held],
        plan: Plan,
        evaluation: Plan | None = None,
    ):
        super().__init__()
        self.__kind = kind
        self.__plans = (evaluation or plan, plan)
        hold(self, held)

    def forward(self, /, *inputs: Any, **named: Any) -> Any:
        """What the plan of the mode makes of the inputs."""
        # As a number: compilers of older releases of torch index by no truth value.
        plan = self.__plans[int(self.training)]
        if not isinstance(inputs, tuple):
            # `torch.fx` hands over one proxy that stands for all of them.
            inputs, named = tuple(inputs[i] for i in range(len(plan.inputs))), {}
        elif named or len(inputs) != len(plan.inputs):
            inputs = plan.ordered(inputs, named)
        slots = [*inputs]
        if plan.tensors:
            slots += [tensor_of(self, name) for name in plan.tensors]
        _run(plan, self._modules, slots)
        return plan.results(slots)

    def _get_name(self) -> str:
        return self.__kind

    def __prepare_scriptable__(self) -> nn.Module:
        """What `torch.jit.script` takes instead, as it reads source: the forward of this mode."""
        return scriptable(self, self.__plans[self.training])


def _run(plan: Plan, modules: Mapping[str, Any], slots: list[Any]) -> None:
    """Appends to the slots what each step gives, and empties those that are done with."""
    functions = plan.functions
    try:
        for child, function, takes, gives, bundled, done in plan.steps:
            call: Any
            if child is None:
                call = functions[function]
            else:
                call = modules[child] if child in modules else child_of(modules, child)
            # Most steps take one value, and a comprehension costs a call.
            taken = (slots[takes[0]],) if len(takes) == 1 else [slots[i] for i in takes]
            made = call(taken) if bundled else call(*taken)
            if len(gives) == 1:
                slots.append(made)
            else:
                slots += [made[i] for i in range(len(gives))]
            for i in done:
                slots[i] = None
    except Exception as error:
        _note(error, plan.place(len(slots)))
        raise


def _note(error: Exception, place: str) -> None:
    """Says which layer an error was in, unless an inner scope has said so more exactly."""
    if not any(note.startswith(IN) for note in getattr(error, "__notes__", ())):
        error.add_note(IN + place)
