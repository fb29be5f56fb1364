"""The outputs that a file names."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from archspec.diagnostics import Diagnostic, Help
from archspec.graph.names import misspelt
from archspec.kind.fields import Expects, Positive, Reference
from archspec.language.document.model import Output
from archspec.language.expressions.values import value_of
from archspec.language.fields.validate import Place, validate
from archspec.language.rewrite.renaming import bad_name
from archspec.language.skip import Skip
from archspec.syntax import Entry, Scalar, describe
from archspec.syntax import Mapping as Fields


class OutputFields(BaseModel):
    """An output with more to say than the name of its layer."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, defer_build=True
    )

    from_: Reference = Field(alias="from", description="The layer whose output it is.")
    when: Annotated[bool | Literal["training"], Expects("`training`, true or false")] = Field(
        True, description="`training` for one that evaluation leaves out; false for none."
    )
    weight: Positive = Field(1.0, description="Its weight in the loss.")


def read_outputs(
    entries: Iterable[Entry], params: Mapping[str, Any], problems: list[Diagnostic]
) -> tuple[Output, ...]:
    """The outputs, those of training behind the others; what is wrong goes to `problems`.

    So the first one is what the network is for: its shape is held against `expect` and data sets.
    """
    found: list[Output] = []
    before = len(problems)
    for entry in entries:
        if why := misspelt(entry.key.text):
            problems.append(bad_name("an output", entry.key.text, entry.key.span, why))
        try:
            one = read_output(entry, params)
        except Skip as skip:
            problems += skip.found
        else:
            found += [] if one is None else [one]
    if found and all(one.training for one in found) and len(problems) == before:
        message = "every output is there in training alone, so evaluation would give nothing"
        helps = (Help("leave one of them without `when`"),)
        problems.append(Diagnostic("A203", message, found[0].span, helps=helps))
    return tuple(sorted(found, key=lambda one: one.training))


def read_output(entry: Entry, params: Mapping[str, Any]) -> Output | None:
    """The name of a layer, or a mapping with `from`; None where its `when` is false.

    Raises:
        Skip: what is wrong with its fields, or an expression without a value.
    """
    tree = entry.value
    if isinstance(tree, Scalar) and tree.text:
        return Output(entry.key.text, tree.text, tree.span)
    if not isinstance(tree, Fields):
        message = f"an output is the name of a layer, not {describe(tree)}"
        raise Skip(Diagnostic("A203", message, tree.span))
    data = value_of(tree, params)
    fields = validate(OutputFields, data, Place("an output", entry.key.span, tree, params))
    if fields.when is False:
        return None
    source = tree.entry("from")
    span = source.value.span if source else entry.key.span
    training = fields.when == "training"
    return Output(entry.key.text, fields.from_, span, training, fields.weight)
