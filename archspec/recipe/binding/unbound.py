"""What is said of inputs and outputs that no field is found for, and of fields without a use."""

from collections.abc import Iterator

from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.lookups import SHOWN, listing
from archspec.recipe.binding.ports import fits
from archspec.recipe.binding.resolution import Resolution
from archspec.shapes import shape_text


def unbound(resolved: Resolution) -> Iterator[Problem]:
    """Inputs that nothing fills, and outputs that are compared with nothing."""
    if not resolved.fields:
        # The source is not there, or said what is wrong with it.
        return
    for name in resolved.free_inputs:
        yield _unfilled(resolved, name)
    for one in resolved.free_targets if not resolved.free_inputs else ():
        fact = f"no field is left that the output `{one.output}` could be compared with"
        notes = (f"the fields are {listing(resolved.fields)}",)
        fix = Fix(f"name one: `targets: {{{one.output}: {{loss: {one.loss.kind}, to: …}}}}`")
        yield Problem("A651", fact, one.origin, notes=notes, fixes=(fix,))


def _unfilled(resolved: Resolution, name: str) -> Problem:
    shape = resolved.ports.inputs[name]
    left = resolved.free_fields
    likely = [one for one in left if fits(shape, resolved.fields[one].shapes)] or left
    form = f"`inputs: {{{name}: {likely[0] if len(likely) == 1 else '…'}}}`"
    fix = Fix(f"write {form} if one of them is meant")
    fact = f"no field fills the input `{name}` ({shape_text(shape)})"
    field = ("data", "fields") if resolved.recipe.data.fields else ("data",)
    return Problem(
        "A651",
        fact,
        field,
        notes=(f"the fields are {listing(resolved.fields)}",),
        fixes=(fix,),
        key=True,
    )


def unused(resolved: Resolution) -> Iterator[Problem]:
    """Fields that were written, and that nothing takes."""
    pairs = resolved.recipe.data.pairs
    taken = {pairs.of, pairs.by} if pairs else set()
    free = [one for one in resolved.free_fields if one not in taken]
    written = [one for one in free if resolved.fields[one].origin[:2] == ("data", "fields")]
    for name in written[:SHOWN]:
        fix = Fix("name it in `inputs`, or as the `to` of a target; or leave it out")
        fact = f"no input and no target takes the field `{name}`"
        yield Problem("A655", fact, resolved.fields[name].origin[:3], fixes=(fix,), key=True)
