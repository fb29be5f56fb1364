"""The outputs that a file names."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from archspec.diagnostics import Diagnostic, Help
from archspec.graph.names import misspelt
from archspec.kind.fields import Expects, Positive, Reference, as_text
from archspec.language.document.model import Output
from archspec.language.document.tables import table
from archspec.language.expressions.values import Computes, value_of
from archspec.language.fields.validate import Place, validate
from archspec.language.fields.value_errors import shown
from archspec.language.rewrite.renaming import bad_name
from archspec.language.skip import Skip
from archspec.syntax import Entry, Scalar, Sequence, describe
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


def output_entries(
    tree: Fields, params: Mapping[str, Any], problems: list[Diagnostic]
) -> tuple[Entry, ...]:
    """What stands under `outputs`: a mapping, or a list of layers whose names they keep.

    Of a name with dots the last word is kept: `neck.p3` gives `p3`. An item may also be a pair of
    the output's name and its layer's. A list may be computed, as all else that can only be one.
    """
    entry = tree.entry("outputs")
    if entry is None or isinstance(entry.value, Fields):
        return table(tree, "outputs", problems)
    try:
        value = value_of(entry.value, params, Computes.ITSELF)
    except Skip as skip:
        problems += skip.found
        return ()
    if not isinstance(value, tuple):
        return table(tree, "outputs", problems)
    places = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,) * len(value)
    found: dict[str, Entry] = {}
    before = len(problems)
    for item, place in zip(value, places, strict=True):
        pair = _named(item)
        if pair is None:
            message = f"an output is the name of a layer, not {shown(item)}"
            problems.append(Diagnostic("A203", message, place.span, notes=(PAIRS,)))
            continue
        name, layer = pair
        if name in found:
            message = f"the output `{name}` stands twice"
            problems.append(Diagnostic("A301", message, place.span, helps=_told_apart(layer)))
        found[name] = Entry(Scalar(name, name, place.span), Scalar(layer, layer, place.span))
    return () if len(problems) > before else tuple(found.values())


PAIRS: Final = "or a pair of a name and a layer, as in `outputs: [[logits, head.fc]]`"


def _named(item: Any) -> tuple[str, str] | None:
    """The name of an output in a list, and its layer's; None where it is neither text nor a pair.

    >>> _named("p3"), _named("neck.p3"), _named(("fine", "neck.p3")), _named(3.5)
    (('p3', 'p3'), ('p3', 'neck.p3'), ('fine', 'neck.p3'), None)
    """
    words = tuple(map(as_text, item)) if isinstance(item, tuple) else (as_text(item),)
    if len(words) not in (1, 2) or not all(isinstance(word, str) and word for word in words):
        return None
    if isinstance(item, tuple):
        return None if len(words) == 1 else (words[0], words[1])
    return words[0].rpartition(".")[2] or words[0], words[0]


def _told_apart(layer: str) -> tuple[Help, ...]:
    """How to name an output of a list that would be called as another is."""
    words = layer.replace(".", "_")
    return (Help(f"name it in a pair: `[{words}, {layer}]`"),) if "." in layer else ()


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
            bad = bad_name("an output", entry.key.text, entry.key.span, why)
            problems.append(_with_a_name(bad, entry))
            continue
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


def _with_a_name(bad: Diagnostic, entry: Entry) -> Diagnostic:
    """What is said of a name in a list, where the mapping has another for the output."""
    layer = entry.value
    if not isinstance(layer, Scalar) or entry.key.span != layer.span:
        return bad
    named = Help("give it a name: `outputs: {name: " + layer.text + "}`")
    return replace(bad, helps=(named,))


def read_output(entry: Entry, params: Mapping[str, Any]) -> Output | None:
    """The name of a layer, or a mapping with `from`; None where its `when` is false.

    Raises:
        Skip: what is wrong with its fields, or an expression without a value.
    """
    tree = entry.value
    if isinstance(tree, Scalar) and tree.text:
        layer = value_of(tree, params) if "$" in tree.text else tree.text
        layer = str(layer) if type(layer) is int else layer
        if isinstance(layer, str) and layer:
            return Output(entry.key.text, layer, tree.span)
        message = f"an output is the name of a layer, not {shown(layer)}"
        raise Skip(Diagnostic("A203", message, tree.span))
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
