"""`archspec data`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from archspec.cli.locating import located
from archspec.cli.options import (
    PathName,
    reports_failures,
    root_option,
    set_option,
    spec_argument,
)
from archspec.cli.output import say, say_json
from archspec.diagnostics import Diagnostic, Failure, in_order
from archspec.extras import takes
from archspec.network import Network, load_with


@click.command()
@spec_argument
@set_option
@click.option(
    "--recipe",
    "recipe_file",
    type=PathName(path_type=Path, dir_okay=False),
    help="A file whose `train:` takes the place of the spec's own.",
)
@root_option
@click.option(
    "-o",
    "--output",
    type=PathName(path_type=Path, dir_okay=False),
    help="Also draw eight augmented samples into this file, a .png.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@reports_failures
@takes("train", "`archspec data`")
def command(
    spec: str,
    settings: Sequence[tuple[str, str]],
    recipe_file: Path | None,
    root: str | None,
    output: Path | None,
    *,
    as_json: bool,
) -> None:
    r"""Show what the data set of a recipe is, before anything is trained on it.

    Parts, classes and how many samples each has; shape, range and statistics of the samples; what
    was left out, and why; and what does not fit the network, which is an error.

    Of samples with fields of their own names: the fields, and which input or output takes each; of
    a folder also its parts, its classes and how large its images are; of a table its rows, and the
    gaps and values of each column. A sheet has masks in colours
    over images, and windows as curves.

    \b
    Example:
        archspec data digits
        archspec data net.yaml -o sheet.png
    """
    if output is not None and output.suffix.lower() != ".png":
        raise click.UsageError(f"A sheet is a .png, and `{output}` ends otherwise.")
    network = load_with(spec, settings)
    recipe, place = _recipe(network, recipe_file, root)
    if recipe.named:
        _show_binding(network, recipe, place, as_json=as_json)
        if output is not None:
            _draw_fields(network, recipe, place, output, quiet=as_json)
            say(f"drew {output}", err=as_json)
        return
    data, about = _opened(network, recipe, place, quiet=as_json)
    if as_json:
        say_json(about.as_dict())
    else:
        from archspec.cli.data_text import as_text

        say(as_text(about))
    if found := _misfits(network, recipe, place, data):
        raise Failure(found)
    if output is not None:
        _draw(recipe, place, data, about, output)
        say(f"drew {output}", err=as_json)


def _show_binding(network: Network, recipe: Any, place: Any, *, as_json: bool) -> None:
    """The fields of a sample, told by the beginning of its files, and where they go.

    Raises:
        Failure: whatever does not fit.
    """
    from archspec.cli.binding_text import binding_dict, binding_text
    from archspec.cli.train import bound
    from archspec.passes import check_recipe, check_there, ports_of

    binding = bound(network, recipe)
    if not as_json and binding.fields:
        say(binding_text(binding, ports_of(network.graph)))
    about = _folder(recipe, place, binding, network, quiet=as_json)
    facts = _table(recipe, place, binding, network, quiet=as_json)
    if as_json:
        known = about.as_dict() if about else facts
        say_json(binding_dict(binding) | ({"data": known} if known else {}))
    elif facts:
        from archspec.cli.table_text import table_text

        say(f"\n{table_text(facts)}")
    elif about is not None:
        from archspec.cli.data_text import as_text

        say(f"\n{as_text(about)}")
    check_recipe(network.graph, recipe, place, binding)
    check_there(binding, place)


def _folder(recipe: Any, place: Any, binding: Any, network: Network, *, quiet: bool) -> Any:
    """What is to be said of a folder of images that an input takes; None of all other data."""
    from archspec.passes import check_sized

    taken = [
        port for port, field in binding.inputs.items() if binding.fields[field].kind == "image"
    ]
    if recipe.data.folder is None or binding.absent or not taken:
        return None
    check_sized(network.graph, recipe)
    shape = next(one.shape.dims for one in network.graph.inputs if one.name == taken[0])
    update = {"dataset": "image_folder", "root": recipe.data.folder, "folder": None}
    data = recipe.data.model_copy(update=update)
    _, about = _described(recipe.model_copy(update={"data": data}), place, shape, quiet=quiet)
    return replace(about, source=f"folder at {recipe.data.folder}")


def _table(
    recipe: Any, place: Any, binding: Any, network: Network, *, quiet: bool
) -> dict[str, Any]:
    """What is to be said of the rows of a table as a training divides them; nothing of other data.

    Raises:
        Failure: what a training would say of it before it looks at values.
    """
    from archspec.cli.progress import Notes, progress
    from archspec.cli.table_text import facts_of
    from archspec.passes import check_recipe, check_sized, check_there, ports_of
    from archspec.runner.from_source import rows_of

    if recipe.data.table is None or recipe.data.pairs or binding.absent:
        return {}
    check_recipe(network.graph, recipe, place, binding)
    check_there(binding, place)
    check_sized(network.graph, recipe)
    inputs: Any = ports_of(network.graph).inputs
    with located(place), Notes() if quiet else progress() as shown:
        source, parts, dropped = rows_of(recipe, binding, inputs, shown)
    return facts_of(binding, source, parts, dropped)


def _draw_fields(network: Network, recipe: Any, place: Any, output: Path, *, quiet: bool) -> None:
    """Draws samples of named fields; they are read for it, as for a training."""
    from archspec.cli.progress import Notes, progress
    from archspec.passes import check_sized, ports_of
    from archspec.runner.named_sheet import draw_named_sheet
    from archspec.runner.reading import read_named
    from archspec.runner.storage import write

    check_sized(network.graph, recipe)
    ports: Any = ports_of(network.graph)
    with located(place), Notes() if quiet else progress() as shown:
        data = read_named(recipe, ports.inputs, ports.outputs, shown, training=ports.training)
        write(output, draw_named_sheet(recipe, data))


def _recipe(network: Network, file: Path | None, root: str | None) -> tuple[Any, Any]:
    """The recipe, and where it was written; one that can be read does, whatever else is wrong."""
    from archspec.cli.train import chosen_recipe
    from archspec.runner.moved import with_moved

    if file is None and network.spec.recipe is not None:
        recipe, place = network.spec.recipe, network.spec.train
    else:
        recipe, place = chosen_recipe(network, file)
    if root is not None:
        with located(place):
            recipe = with_moved(recipe, {"data.root": root})
    return recipe, place


def _opened(network: Network, recipe: Any, place: Any, *, quiet: bool) -> tuple[Any, Any]:
    """The data set as the recipe divides it, and what is to be said of it."""
    from archspec.passes import check_sized

    _check_images(network, recipe, place)
    check_sized(network.graph, recipe)
    return _described(recipe, place, network.graph.inputs[0].shape.dims, quiet=quiet)


def _described(recipe: Any, place: Any, shape: Any, *, quiet: bool) -> tuple[Any, Any]:
    """The data set as the recipe divides it for an input of that shape, and what it is."""
    from archspec.cli.progress import Notes, progress
    from archspec.runner.data import divide, read
    from archspec.runner.data.description import describe

    with located(place), Notes() if quiet else progress() as shown:
        data = divide(read(recipe.data, shape, recipe.workers, shown), recipe.data)
        return data, describe(recipe, data)


def _check_images(network: Network, recipe: Any, place: Any) -> None:
    """Nothing, where images can be scaled to what the network takes, without which none is read.

    Raises:
        Failure: A605 where they cannot.
    """
    from archspec.language import locate_in
    from archspec.recipe.samples import input_fits

    if recipe.data.name != "image_folder":
        return
    found = input_fits(recipe, network.graph.inputs[0].shape.dims, ())
    if located_ones := [locate_in(one, place, place.span) for one in found]:
        raise Failure(located_ones)


def _misfits(network: Network, recipe: Any, place: Any, data: Any) -> tuple[Diagnostic, ...]:
    """What of the data does not fit the network, or the recipe."""
    from archspec.language import locate_in
    from archspec.runner.data.label_help import misfit
    from archspec.runner.data.opening import unfit_samples

    given = next(iter(network.graph.output_shapes.values())).dims
    found = unfit_samples(recipe, data, network.graph.inputs[0].shape.dims)
    labels = misfit(recipe, data, given)
    problems = [*found, *([labels] if labels else [])]
    located_ones = [locate_in(problem, place, place.span) for problem in problems]
    return in_order([*network.spec.faults, *located_ones])


def _draw(recipe: Any, place: Any, data: Any, about: Any, output: Path) -> None:
    from archspec.runner.data.sheet import draw_sheet
    from archspec.runner.storage import write

    with located(place):
        write(output, draw_sheet(recipe, data, about))
