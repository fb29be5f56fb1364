"""One entry of a list as it is written: its kind, its fields, and whether it is there."""

from collections.abc import Mapping
from dataclasses import replace

from archspec.diagnostics import Diagnostic, Help
from archspec.kind import LOST, Layer, Value
from archspec.language.expressions.environment import Environment
from archspec.language.expressions.expressions import asks
from archspec.language.expressions.values import scalar_value, tree_of, value_of
from archspec.language.fields.field_path import Constraint
from archspec.language.fields.validate import Place, called, misnamed
from archspec.language.fields.value_errors import shown, wrong_value
from archspec.language.skip import Skip
from archspec.language.suggestions.item_errors import not_a_layer, several_keys, unknown_kind
from archspec.language.walk.context import Context
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree

WHEN = Constraint(Layer).at(("when",))


def kind_and_value(context: Context, tree: Tree) -> tuple[Scalar, Tree | None]:
    """`kind`, `kind: value` or `kind: {…}`.

    Raises:
        Skip: where it is none of these; that is reported.
    """
    if isinstance(tree, Scalar) and isinstance(tree.value, str) and tree.value:
        return tree, None
    if isinstance(tree, Fields) and len(tree.entries) == 1:
        [entry] = tree.entries
        empty = isinstance(entry.value, Scalar) and entry.value.value is None
        return entry.key, None if empty else entry.value
    if isinstance(tree, Fields) and tree.entries:
        raise context.report.skip(several_keys(tree, context.is_kind))
    raise context.report.skip(not_a_layer(tree))


def spelt_out(tree: Tree, environment: Environment) -> Tree:
    """The layer as it would be written, where a parameter holds it with its fields."""
    if not isinstance(tree, Scalar) or "$" not in tree.text:
        return tree
    value = scalar_value(tree, environment)
    return tree_of(value, tree.span) if isinstance(value, Mapping) else tree


def kind_name(context: Context, key: Scalar, environment: Environment) -> str:
    """The word for the kind, which a parameter may hold.

    Raises:
        Skip: where it is no word; that is reported.
    """
    kind = scalar_value(key, environment) if "$" in key.text else key.text
    if isinstance(kind, str):
        return kind
    message = f"the kind must be text, and `{key.text}` is {shown(kind)}"
    helps = (Help("to leave a layer out, give it a `when`"),) if kind is None else ()
    raise context.report.skip(Diagnostic("A206", message, key.span, helps=helps))


def is_there(context: Context, fields: Fields | None, environment: Environment) -> bool:
    """Whether the `when` among these fields holds, where there is one.

    Raises:
        Skip: where it is neither true nor false, which is reported, or cannot be computed.
    """
    entry = fields.entry("when") if fields else None
    if entry is None:
        return True
    value = value_of(entry.value, environment)
    if isinstance(value, bool):
        return value
    span = entry.value.span
    finding = wrong_value("`when`", WHEN, entry.value, value, span, environment)
    raise context.report.skip(finding)


def check_absent(context: Context, kind: str, key: Scalar, fields: Fields) -> None:
    """A layer that is switched off must still be a layer, with fields that exist."""
    name = fields.entry("name")
    if name and isinstance(name.value, Scalar):
        context.absent.setdefault(name.value.text, name.value.span)
    cls = context.kind_of(kind)
    if cls is not None:
        for one in misnamed(cls, Place(called(cls), key.span, fields)):
            context.report.add(one)
    elif kind not in context.blocks and kind not in context.broken_blocks:
        context.report.add(unknown_kind(kind, key, context.blocks, value=fields))


def check_kind(
    context: Context, kind: str, key: Scalar, value: Tree | None, role: str = ""
) -> None:
    """A205 where there is neither a kind nor a block of that name.

    Raises:
        Skip: where there is none, or where it is a block with which something is wrong.
    """
    if kind in context.broken_blocks and not role:
        raise Skip
    if not context.is_kind(kind) and kind not in context.broken_blocks:
        raise context.report.skip(unknown_kind(kind, key, context.blocks, role, value))


def is_one_layer(tree: Tree, environment: Environment, value: Value) -> bool | None:
    """Whether one entry of a list is there, as far as is known before it is built; None for none.

    An entry whose `when` asks for the shape of an entry above counts as there.
    """
    if not isinstance(tree, Sequence):
        return False
    there = 0
    for i, item in enumerate(tree):
        there += _may_be_there(item, environment.receiving(LOST if i else value))
        if there > 1:
            return False
    return True if there else None


def _may_be_there(item: Tree, environment: Environment) -> bool:
    try:
        item = spelt_out(item, environment)
        fields = item.entries[0].value if isinstance(item, Fields) and item.entries else None
        entry = fields.entry("when") if isinstance(fields, Fields) else None
        if entry is None or (isinstance(entry.value, Scalar) and asks(entry.value.text)):
            return True
        return value_of(entry.value, environment) is not False
    except Skip:
        return True


def names_in_entry(tree: Tree, environment: Environment) -> list[str]:
    """The names that layers of an entry, or of a list, would have."""
    if isinstance(tree, Scalar):
        return []
    if isinstance(tree, Sequence):
        return [name for item in tree for name in names_in_entry(item, environment)]
    found: list[str] = []
    for entry in tree:
        if entry.key.text != "name":
            found += names_in_entry(entry.value, environment)
        elif isinstance(entry.value, Scalar):
            try:
                name = scalar_value(entry.value, environment)
            except Skip:
                continue
            found += [name] if isinstance(name, str) else []
    return found


def without_when(tree: Tree, fields: Fields) -> Sequence:
    """A list of the entry alone, as if it had no `when`."""
    entries = tuple(entry for entry in fields if entry.key.text != "when")
    inner = Fields(entries, fields.span, fields.flow)
    if isinstance(tree, Fields) and tree.entries[0].value is fields:
        whole = replace(tree.entries[0], value=inner)
        tree = Fields((whole,), tree.span, tree.flow)
    return Sequence((tree,), tree.span, flow=True)
