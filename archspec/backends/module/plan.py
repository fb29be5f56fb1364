"""The forward of a scope as data: what is called, with which values, in which order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any, NamedTuple


class Step(NamedTuple):
    """One call of a child or of a function.

    Values stand in slots: those of the inputs come first, then those of the scope's own tensors,
    then what each step gives, in order.

    Args:
        child: the key of a module; a name is that and nothing else.
        function: which of the plan's functions is called where no child is.
        takes: the slots of its arguments.
        gives: the slots of its result; several are for the items of a tuple.
        bundled: whether the function takes its values as one.
        done: the slots that nobody needs after it.
    """

    child: str | None = None
    function: int = 0
    takes: tuple[int, ...] = ()
    gives: tuple[int, ...] = ()
    bundled: bool = False
    done: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scope does with its inputs.

    Args:
        inputs: the names under which it takes them.
        tensors: the parameters of its own that steps take.
        functions: those that steps call, with their options.
        steps: in order of execution, each a `Step` as a plain tuple: to `torch.compile` they are
            one constant then, which it need not look into at every call.
        gives: the slots of its results.
        names: of the results, where they are given as a mapping.
        places: which layer each step is and where that was written; no constant, so that what was
            compiled for one block serves those that are like it.
    """

    inputs: tuple[str, ...] = ()
    tensors: tuple[str, ...] = ()
    functions: tuple[Callable[..., Any], ...] = ()
    steps: tuple[tuple[Any, ...], ...] = ()
    gives: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def ordered(self, values: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
        """The inputs in order, where some or all are given by name.

        Raises:
            TypeError: where one is missing, given twice, or not an input.

        >>> Plan(("image", "age")).ordered(("an image",), {"age": 7})
        ('an image', 7)
        >>> Plan(("image", "age")).ordered(("an image",), {})
        Traceback (most recent call last):
        TypeError: the inputs are `image`, `age`: `age` is missing
        """
        rest = self.inputs[len(values) :]
        faults = [f"`{name}` is missing" for name in rest if name not in named]
        for name in named:
            if name not in rest:
                known = name in self.inputs
                faults.append(f"`{name}` is {'given twice' if known else 'none of them'}")
        if len(values) > len(self.inputs):
            faults.append(f"{len(values)} values are given")
        if faults:
            names = ", ".join(f"`{name}`" for name in self.inputs)
            are = "input is" if len(self.inputs) == 1 else "inputs are"
            raise TypeError(f"the {are} {names}: {', '.join(faults)}")
        return (*values, *(named[name] for name in rest))

    def results(self, slots: Sequence[Any]) -> Any:
        """What the scope gives: a value, a tuple of several, or a mapping where they have names."""
        if len(self.gives) == 1 and not self.names:
            return slots[self.gives[0]]
        values = tuple(slots[i] for i in self.gives)
        return dict(zip(self.names, values, strict=True)) if self.names else values

    def place(self, filled: int) -> str:
        """The place of the step that comes next when so many slots are filled."""
        steps = zip(self.places, starmap(Step, self.steps), strict=True)
        return next((place for place, step in steps if filled in step.gives), "")
