"""Fields to inputs and targets: by what the recipe says, by names, and by what is left."""

from collections.abc import Mapping, Sequence
from itertools import product

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Problem
from archspec.recipe.binding.given import Given, Path
from archspec.recipe.binding.lookups import listing, meant
from archspec.recipe.binding.ports import Ports, fits
from archspec.recipe.binding.target_check import compares, fits_target, output_shapes
from archspec.recipe.binding.wanted import Wanted
from archspec.recipe.pairs import Pairs
from archspec.recipe.targets import InfoNce
from archspec.recipe.training import Recipe


@dataclass(slots=True)
class Resolution:
    """Settles which field goes where.

    Attributes:
        inputs: the field of each input, once it is settled.
        targets: the field of each output, likewise.
        problems: names of fields and inputs that are none.
    """

    recipe: Recipe
    ports: Ports
    fields: Mapping[str, Given]
    wanted: Sequence[Wanted]
    inputs: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def settle(self) -> None:
        """By names first; then what is left, where no name is wrong."""
        self._named_inputs()
        self._named_targets()
        if not self.problems:
            self._rest()

    @property
    def compared(self) -> dict[str, Given]:
        """The field of each output as what is known of it."""
        return {output: self.fields[name] for output, name in self.targets.items()}

    @property
    def free_inputs(self) -> list[str]:
        """The inputs that nothing fills yet."""
        return [name for name in self.ports.inputs if name not in self.inputs]

    @property
    def free_targets(self) -> list[Wanted]:
        """The outputs that are compared with nothing yet."""
        return [
            one
            for one in self.wanted
            if one.output not in self.targets and not isinstance(one.loss, InfoNce)
        ]

    @property
    def free_fields(self) -> list[str]:
        """The fields that nothing takes yet."""
        pairs = self.recipe.data.pairs
        spent = (pairs.of, pairs.by) if pairs else ()  # of these the pairs are made
        taken = {*self.inputs.values(), *self.targets.values(), *spent}
        return [name for name in self.fields if name not in taken]

    def _named_inputs(self) -> None:
        for name, taken in self.recipe.data.inputs.items():
            place: Path = ("data", "inputs", name)
            if name not in self.ports.inputs:
                self.problems.append(_no_input(name, self.ports, place))
            elif self._known(taken, place):
                self.inputs[name] = taken
        for name in self.ports.inputs:
            if name in self.fields and name not in self.recipe.data.inputs:
                self.inputs[name] = name

    def _named_targets(self) -> None:
        for one in self.wanted:
            if one.to is not None:
                if self._known(one.to, (*one.origin[:-1], "to")):
                    self.targets[one.output] = one.to
            elif one.output in self.fields and not isinstance(one.loss, InfoNce):
                self.targets[one.output] = one.output

    def _known(self, name: str, place: Path) -> bool:
        # A source that is not there may have any field.
        data = self.recipe.data
        if name in self.fields:
            return True
        if (not self.fields and not data.fields) or (data.pairs and name in Pairs.NAMES):
            # A source that is not there may have any field; of pairs it was said what they lack.
            return False
        fixes = meant(name, self.fields)
        notes = (f"the fields are {listing(self.fields)}",)
        self.problems.append(
            Problem("A651", f"no field is called `{name}`", place, notes=notes, fixes=fixes)
        )
        return False

    def _rest(self) -> None:
        """What is left takes what is left, where there is no choice or one choice fits."""
        inputs, targets, fields = self.free_inputs, self.free_targets, self.free_fields
        if len(self.ports.inputs) > 1:
            # Their names tell several apart.
            inputs = []
        shared = self._shared(targets)
        if len(inputs) > 1 or len(shared) > 1:
            return
        firsts = [one for one in fields if self._fills(one, inputs)] if inputs else [""]
        seconds = [one for one in fields if self._compares(one, shared)] if shared else [""]
        chosen = _two(firsts, seconds)
        if chosen is None and len(fields) <= len(inputs) + len(shared):
            # There is no choice, so what is wrong is the shape or the loss.
            chosen = _two(fields if inputs else [""], fields if shared else [""])
        if chosen is None:
            chosen = self._of_the_same_axes(inputs, shared)
        if chosen is None:
            return
        if inputs:
            self.inputs[inputs[0]] = chosen[0]
        for output in targets if shared else []:
            self.targets[output.output] = chosen[1]

    def _shared(self, targets: list[Wanted]) -> list[Wanted]:
        """The outputs that want a field of their own: those of the short form share one."""
        return targets[:1] if not self.recipe.targets else targets

    def _of_the_same_axes(self, inputs: list[str], shared: list[Wanted]) -> tuple[str, str] | None:
        """The only fields with as many axes as what is left: what is wrong is one of the sizes."""
        fields = self.free_fields
        firsts, seconds = [""], [""]
        if inputs:
            axes = len(self.ports.inputs[inputs[0]])
            alike = [one for one in fields if axes in map(len, self.fields[one].shapes)]
            firsts = [one for one in fields if self._fills(one, inputs)] or alike
        if shared:
            axes = len(self.ports.outputs[shared[0].output])
            known = [one for one in fields if compares(shared[0], self.fields[one])]
            shapes = {one: output_shapes(shared[0], self.fields[one]) for one in known}
            seconds = [one for one in known if axes in map(len, shapes[one])]
        return (firsts[0], seconds[0]) if len(firsts) == len(seconds) == 1 else None

    def _fills(self, name: str, inputs: list[str]) -> bool:
        """Whether a field has the shape of the input that is left."""
        return fits(self.ports.inputs[inputs[0]], self.fields[name].shapes)

    def _compares(self, name: str, targets: list[Wanted]) -> bool:
        """Whether a field is one that the output that is left can be compared with."""
        output = self.ports.outputs[targets[0].output]
        return fits_target(targets[0], output, self.fields[name])


def _two(firsts: Sequence[str], seconds: Sequence[str]) -> tuple[str, str] | None:
    """The first of both that are not the same.

    >>> _two(["a", "b"], ["a", "b"]), _two(["b"], ["a", "b"]), _two(["a"], ["a"])
    (('a', 'b'), ('b', 'a'), None)
    """
    pairs = product(firsts[:2], seconds[:2])
    return next((pair for pair in pairs if pair[0] != pair[1]), None)


def _no_input(name: str, ports: Ports, place: Path) -> Problem:
    return Problem(
        "A653",
        f"the network has no input `{name}`",
        place,
        notes=(f"its inputs are {listing(ports.inputs)}",),
        fixes=meant(name, ports.inputs),
        key=True,
    )
