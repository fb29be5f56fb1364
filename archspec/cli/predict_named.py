"""A run of named fields, asked about tables, files and texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archspec.cli.output import say, say_json
from archspec.cli.predict_lines import lines
from archspec.cli.predict_table import Columns, check_form, tell_rows, write_rows
from archspec.diagnostics import Diagnostic, Failure
from archspec.recipe.columns import ARCHIVES, SHARDS, TABLES


@dataclass(frozen=True)
class Asked:
    """What a run is asked about.

    Args:
        files: tables and archives with what its inputs are made of; or files of a sample each, and
            folders of them.
        texts: samples themselves.
        top: how many of the likeliest classes a line lists.
        device: where to compute.
    """

    files: Sequence[Path]
    texts: Sequence[str]
    top: int
    device: Any


def tell_named(
    opened: Any,
    asked: Asked,
    output: Path | None,
    absent: Sequence[Failure] = (),
    *,
    as_json: bool,
) -> None:
    """Writes or prints what the network says; what cannot be read stops no other answer.

    Args:
        opened: the run.
        asked: what it is asked about.
        output: the table to write. Without it there is a line for each file, or the rows of all in
            the form of the first table.
        absent: what is wrong with others that it was asked about.
        as_json: whether to print columns as JSON, by file.

    Raises:
        Failure: A501 where the output cannot be written, A506 without polars where it takes that,
            A620 to A626, A648, A650 for what cannot be answered, after all answers.
    """
    if output is not None:
        check_form(output)
    failed = [*absent]
    tables = [path for path in asked.files if path.suffix.lower() in (*TABLES, *ARCHIVES, *SHARDS)]
    found = _of_tables(opened, tables, asked.device, failed)
    others = [path for path in asked.files if path not in tables]
    in_lines = not (found or as_json or output)
    top = asked.top if in_lines else 0
    names, said = _of_samples(opened, replace(asked, files=others, top=top), failed)
    if names and in_lines:
        for line in lines(names, said, _of_masks(opened.record.bound)):
            say(line)
    elif names:
        found[""] = {"file" if others else "text": names, **said}
    if as_json:
        say_json(found)
    elif found and output is not None:
        write_rows(found, output)
    elif found:
        tell_rows(found, tables[0].suffix.lower())
    if failed:
        raise Failure(one for failure in failed for one in failure.diagnostics)


def _of_tables(
    opened: Any, paths: Sequence[Path], device: Any, failed: list[Failure]
) -> dict[str, Columns]:
    """What is said of the rows of each table that could be read."""
    found = {}
    for path in paths:
        try:
            said = opened.predict(path, device=device)
            found[str(path)] = opened.record.bound.titled(said)
        except Failure as failure:
            failed.append(failure)
    return found


def _of_samples(
    opened: Any, asked: Asked, failed: list[Failure]
) -> tuple[list[str], dict[str, list[Any]]]:
    """The names of the samples that were answered, and what is said of each."""
    from archspec.runner import read_recipe
    from archspec.runner.predictions import predict_files, predict_named, sample_files, text_column

    def answer(samples: Any) -> dict[str, list[Any]]:
        recipe, record = read_recipe(opened.folder), opened.record
        said = predict_named(opened.module, recipe, record, samples, asked.device, top=asked.top)
        titled: dict[str, list[Any]] = record.bound.titled(said)
        return titled

    files: list[Path] = []
    for path in asked.files:
        try:
            files += sample_files([path])
        except Failure as failure:
            failed.append(failure)
    answered, said = predict_files(answer, files, failed.append) if files else ([], {})
    names = [*map(str, answered)]
    if asked.texts:
        if (column := text_column(opened.record.bound)) is None:
            fact = f"the run in `{opened.folder}` takes no text by itself"
            raise Failure([Diagnostic("A648", fact)])
        more = answer({column: asked.texts})
        said = {name: [*said.get(name, ()), *values] for name, values in more.items()}
    return [*names, *asked.texts], said


def _of_masks(bound: Any) -> Mapping[str, Sequence[str]]:
    """The classes of the pixels of each output that is a mask."""
    targets = bound.targets.items()
    fields = {bound.called(output): bound.fields[field] for output, field in targets}
    return {output: facts.classes for output, facts in fields.items() if facts.kind == "mask"}
