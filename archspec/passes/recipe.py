"""The recipe, held against the network that it would train."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from archspec.diagnostics import Diagnostic, Failure, Fix, Help, Problem, in_order
from archspec.files import expanded, is_there
from archspec.graph import Graph
from archspec.language import Spec, locate_in
from archspec.passes.output_width import at_its_shape, at_its_width
from archspec.passes.parameters import misdirected
from archspec.passes.recomputed import unknown_scopes
from archspec.passes.trainable import untrainable
from archspec.shapes import solve
from archspec.syntax import Mapping

if TYPE_CHECKING:
    from archspec.recipe import Binding, Ports, Recipe


def check_recipe(
    graph: Graph, recipe: "Recipe", place: Mapping, binding: "Binding | None" = None
) -> None:
    """Nothing, where `recipe_faults` finds nothing.

    Raises:
        Failure: A6xx, each at its field.
    """
    if found := recipe_faults(graph, recipe, place, binding):
        raise Failure(found)


def fits(graph: Graph, spec: Spec) -> bool:
    """Whether the recipe of a file, if it has one, fits its network as the parameters are."""
    if spec.faults or spec.recipe is None or spec.train is None:
        return not spec.faults
    try:
        check_recipe(graph, spec.recipe, spec.train, spec.binding)
    except Failure:
        return False
    return True


def recipe_faults(
    graph: Graph, recipe: "Recipe", place: Mapping, binding: "Binding | None" = None
) -> tuple[Diagnostic, ...]:
    """What of the data, the loss and the loop does not fit the network, A6xx, each at its field.

    Args:
        graph: with shapes.
        recipe: how to train it.
        place: where the recipe was written.
        binding: as `named_binding` gives it, where it is known already; else files are looked at.
    """
    from archspec.recipe import problems

    shape = graph.inputs[0].shape.dims
    output = next(iter(graph.output_shapes.values())).dims
    if len(graph.inputs) > 1 and not recipe.named:
        found = [_several_inputs(graph)]
    else:
        # Of named fields, the binding says what is wrong with their source.
        found = [*problems(recipe, shape, output, given=recipe.named)]
        found += untrainable(graph, recipe)
        found += misdirected(graph, recipe)
        found += unknown_scopes(graph, recipe)
    if known := binding or named_binding(graph, recipe):
        found += [*_twice(recipe, place), *known.problems]
    return in_order(_located(problem, graph, place) for problem in found)


def _located(problem: Problem, graph: Graph, place: Mapping) -> Diagnostic:
    """The finding at its field, or at the output that is at fault."""
    found = locate_in(problem, place, place.span)
    found = at_its_shape(found, problem.shape, graph) if problem.shape else found
    return at_its_width(found, problem.width, graph) if problem.width else found


def named_binding(graph: Graph, recipe: "Recipe") -> "Binding | None":
    """The binding of a recipe that names fields; None of one image with one label.

    The files of its source are looked at: whoever needs this twice passes it on.
    """
    return binding_of(graph, recipe) if recipe.named else None


def binding_of(graph: Graph, recipe: "Recipe") -> "Binding":
    """Which field of a recipe each input and output of a network takes."""
    from archspec.recipe import bind

    return bind(recipe, ports_of(graph))


def ports_of(graph: Graph) -> "Ports":
    """The inputs and outputs of a network, as a recipe has to fit them."""
    from archspec.recipe import Ports

    inputs = {one.name: one.shape.dims for one in graph.inputs}
    outputs = {name: shape.dims for name, shape in graph.output_shapes.items()}
    return Ports(inputs, outputs, graph.training, _looked_up(graph))


def _looked_up(graph: Graph) -> dict[str, int]:
    """How many numbers are known of each input that a layer looks numbers up from."""
    names, found = {one.value: one.name for one in graph.inputs}, dict[str, int]()
    for node in graph.nodes:
        for value in node.inputs:
            if value in names and node.layer.looks_up:
                known = node.layer.looks_up
                found[names[value]] = min(known, found.get(names[value], known))
    return found


def check_start(recipe: "Recipe", place: Mapping) -> None:
    """Nothing, where the weights with which a training begins are there.

    Raises:
        Failure: A520 where they are not.
    """
    from archspec.recipe.start import absent_weights

    if found := absent_weights(recipe.start, "A520"):
        raise Failure(locate_in(problem, place, place.span) for problem in found)


def check_there(binding: "Binding | None", place: Mapping) -> None:
    """Nothing, where every file that a recipe names was there when it was bound.

    Raises:
        Failure: A620, each at its name.
    """
    if found := absent_files(binding, place, "A620"):
        raise Failure(locate_in(problem, place, place.span) for problem in found)


def absent_data(
    graph: Graph, recipe: "Recipe", place: Mapping, binding: "Binding | None" = None
) -> list[Diagnostic]:
    """A721 for each file or folder of samples or weights that is not there yet.

    Args:
        graph: of the network.
        recipe: how to train it.
        place: where the recipe was written.
        binding: as `named_binding` gives it, where it is known already; else files are looked at.
    """
    from archspec.recipe.start import absent_weights  # most specs are not trained

    absent = [
        *absent_files(binding or named_binding(graph, recipe), place, "A721"),
        *absent_root(recipe, place, "A721"),
        *absent_weights(recipe.start, "A721"),
    ]
    return [locate_in(problem, place, place.span) for problem in absent]


def absent_files(binding: "Binding | None", place: Mapping, code: str) -> list[Problem]:
    """The findings on files that could not be looked at, of a recipe that names fields."""
    return [
        Problem(
            code,
            f"`{one.path}` cannot be looked at: {one.why}",
            one.field,
            fixes=_elsewhere_if_gone(one.path, place, folder=one.field[-1] == "folder"),
        )
        for one in (binding.absent if binding else ())
    ]


def absent_root(recipe: "Recipe", place: Mapping, code: str) -> list[Problem]:
    """The finding on a `root` that is not there, of data that lies where its user put it."""
    data, folder = recipe.data, recipe.data.dataset == "image_folder"
    if data.root is None or not (folder or (data.dataset == "npz" and not recipe.named)):
        return []
    path = expanded(data.root)
    if is_there(path) and path.is_dir() is folder:
        return []
    kind = "folder" if folder else "file"
    fix = _elsewhere(data.root, place, folder=folder)
    fact = f"`{data.root}` cannot be looked at: there is no such {kind}"
    return [Problem(code, fact, ("data", "root"), fixes=(fix,))]


def _elsewhere_if_gone(path: str, place: Mapping, *, folder: bool) -> tuple[Fix, ...]:
    """Where a file may be meant to be; of one that is there, as a device is, nothing helps so."""
    return () if is_there(expanded(path)) else (_elsewhere(path, place, folder=folder),)


def _elsewhere(path: str, place: Mapping, *, folder: bool) -> Fix:
    """Where a file may be meant to be: a path is relative to where the command is started."""
    spec = place.span.source.path
    beside = None if spec is None else Path(spec).parent / path
    if beside is not None and beside != Path(path) and _has_files(beside):
        return Fix(f"there is one beside the spec: write `{beside}`")
    from archspec.files.nearby import nearby
    from archspec.recipe.columns import is_pattern

    whole = expanded(path)
    if not is_pattern(path):
        found = nearby(whole, "folder" if folder else "file")
    else:
        # Of a pattern, the folder may be misspelt.
        gone = not (is_pattern(str(whole.parent)) or is_there(whole.parent))
        found = nearby(whole.parent, "folder") if gone else None
    return Fix(found or "a path is relative to the folder in which the command is started")


def _has_files(path: Path) -> bool:
    from archspec.recipe.binding.patterns import files_of
    from archspec.recipe.columns import Unreadable, is_pattern

    if not is_pattern(str(path)):
        return is_there(path)
    try:
        return bool(files_of(str(path)))
    except (OSError, Unreadable):
        # It is no place to point to, whatever is wrong with it.
        return False


def _several_inputs(graph: Graph) -> Problem:
    message = f"the network takes {len(graph.inputs)} inputs, but a sample of data is one"
    names = ", ".join(one.name for one in graph.inputs)
    fix = Fix(f"say what a sample is made of: `fields`, with the names {names}")
    return Problem("A605", message, ("data",), fixes=(fix,))


def _twice(recipe: "Recipe", place: Mapping) -> Iterator[Problem]:
    """The short form and the long one, both written; targets without any say nothing."""
    if recipe.targets and place.entry("loss") and place.entry("targets"):
        fact = "`loss` is the short form of `targets`, and both are there"
        yield Problem("A655", fact, ("loss",), fixes=(Fix("leave `loss` out"),), key=True)


def check_sized(graph: Graph, recipe: "Recipe") -> None:
    """Nothing, where every size of the input is known, as training needs it.

    Raises:
        Failure: A411, with the sizes of the samples where these are known.
    """
    from archspec.recipe import DATASETS

    one = graph.inputs[0]
    if names := one.shape.open_names:
        known = DATASETS.get(recipe.data.name)
        samples = known.shape if known else None
        fits = samples is not None and len(samples) == len(one.shape.dims)
        values = solve(one.shape.dims, samples) if samples and fits else None
        settings = " ".join(f"--set {name}={(values or {}).get(name, '…')}" for name in names)
        message = f"training needs the size of a sample, and the input is {one.shape}"
        helps = (Help(f"say how large the samples are: `{settings}`"),)
        raise Failure([Diagnostic("A411", message, one.span, helps=helps)])
