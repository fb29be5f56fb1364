"""Calls of blocks: their parameters bound, and their layers put in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from archspec.kind import LOST, BlockCall, Held, Origin, Value
from archspec.language.expressions.environment import Environment
from archspec.language.expressions.unknown import SILENT
from archspec.language.skip import Skip
from archspec.language.walk.blocks import Block, BlockArguments
from archspec.language.walk.builder import home_of
from archspec.language.walk.context import Build, Context, OnlyOne
from archspec.language.walk.entries import is_one_layer
from archspec.language.walk.limits import MAX_CALLS
from archspec.language.walk.open_scope import OpenScope
from archspec.language.walk.recording import Called
from archspec.language.walk.replay import built_once
from archspec.language.walk.report import Report, TooMany
from archspec.language.walk.sharing import Twin


def call(
    context: Context, block: Block, held: Held, value: Value, only: OnlyOne | None = None
) -> Value:
    """What a block makes of a value.

    Args:
        context: the walk.
        block: the block.
        held: the call as it was written.
        value: what it takes.
        only: what the list has the call stand for, if that is its only entry.

    Raises:
        Skip: where it cannot be called, or something is wrong with it; that is reported.
    """
    report, origin = context.report, held.origin
    if len(report.calls) >= MAX_CALLS:
        message = f"blocks call each other more than {MAX_CALLS} deep"
        raise report.too_large(message, origin.span)
    if block.name in context.broken_blocks or _follows(context, block):
        raise Skip
    context.called_blocks.add(block.name)
    # Calls count too: blocks that call each other twice double, even without a layer.
    report.grow(1, origin.span)
    outer = context.environment(_seen(context, block), value)
    bound = block.bind(origin, held.tree, held.environment, outer, report)
    inner = _inner(context, block, held, bound, outer)
    if block.inputs:
        inner = replace(inner, inputs=_given(context, block, held, bound))
    before, calls = context.findings(), report.calls
    outermost = block.name not in context.opened
    context.opened.setdefault(block.name, before)
    report.calls = (*calls, BlockCall(block.name, bound.params, origin.span))
    context.most_calls = max(context.most_calls, len(report.calls))
    try:
        result = _built(context, block, bound, held, inner, value, only)
    finally:
        report.calls = calls
        if outermost:
            del context.opened[block.name]
    if context.findings() > before:
        context.broken_blocks.add(block.name)
        return Value(result.id)
    return result


def _follows(context: Context, block: Block) -> bool:
    """Whether a block calls itself although something is wrong with it, which was said."""
    before = context.opened.get(block.name)
    return before is not None and context.findings() > before


def rehearse(context: Context, block: Block) -> None:
    """Finds what is wrong with a block that nobody calls, whatever its parameters are."""
    unknown = dict.fromkeys(block.params, SILENT)
    environment = context.environment(_seen(context, block), LOST).binding(unknown)
    inputs = context.scopes.open.beside({one.text: LOST for one in block.inputs}, {})
    environment = replace(environment, inputs=inputs) if block.inputs else environment
    outer, context.report = (
        context.report,
        Report(calls=(BlockCall(block.name, {}, block.key.span),)),
    )
    try:
        context.rehearse(block.layers, environment, f"`{block.name}`")
    except TooMany:
        pass  # the outer report, which gets all of them, says so at the same number
    finally:
        found, context.report = context.report.problems, outer
    own = block.key.span
    outer.keep(replace(d, marks=tuple(m for m in d.marks if m.span != own)) for d in found)


def _seen(context: Context, block: Block) -> Mapping[str, Any]:
    """The parameters that a block sees beside its own."""
    return {} if block.closed else context.params


def _inner(
    context: Context, block: Block, held: Held, bound: BlockArguments, outer: Environment
) -> Environment:
    """What the block's layers can name; names that were given mean what they mean at the call."""
    inner = outer.binding(bound.params)
    given = block.arguments(held.tree)
    here, around = context.scopes.open, held.environment.homes
    if bound.inline and given:
        # The block's own names will stand in the same scope.
        here = here.as_it_is()
    # What the call names may be an input of the block in which it stands.
    here = here.under(held.environment.inputs)
    texts = (name for name in bound.params if name in given and _holds_text(bound.params[name]))
    homes = {name: home_of(given[name], around) or here for name in texts}
    return Environment(inner.params, inner.received, inner.above, homes)


def _given(context: Context, block: Block, held: Held, bound: BlockArguments) -> OpenScope:
    """The values that the call gives beside the one above, under the block's names for them."""
    scopes, environment = context.scopes, held.environment
    given, values, level = block.arguments(held.tree), {}, scopes.open.level
    for name, called in bound.inputs.items():
        home = home_of(given[name], environment.homes) or environment.inputs
        span = given[name].span
        values[name] = scopes.lookup(called, span, name, bound.name, home)
        level = min(level, level if home is None else home.level)
    places = {one.text: one.span for one in block.inputs}
    return replace(scopes.open.beside(values, places), level=level)


def _holds_text(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_text, value))
    if isinstance(value, Mapping):
        return any(map(_holds_text, value.values()))
    return isinstance(value, str)


def _built(
    context: Context,
    block: Block,
    bound: BlockArguments,
    held: Held,
    inner: Environment,
    value: Value,
    only: OnlyOne | None,
) -> Value:
    """The block's layers, in the list around, as its only layer or in a scope."""

    def layers(value: Value) -> Value:
        return context.layers(block.layers, inner, value)

    if bound.inline:
        return layers(value) if only is None else _within(context, only, value, layers)
    own_name = bound.name is not None or bound.share or bound.source
    if only is not None and own_name:

        def again(value: Value) -> Value:
            return _built(context, block, bound, held, inner, value, None)

        return _within(context, only, value, again)
    name = bound.name if only is None else only.name
    named = held.origin if only is None else only.named
    own = OnlyOne(name, held, block.name, named, context.report.calls[-1])

    def build() -> Value:
        with context.scopes.sharing.within(_twin(context, bound, held.origin, name)):
            if is_one_layer(block.layers, inner, value):
                return context.layers(block.layers, inner, value, only=own)
            return _within(context, own, value, layers)

    if only is not None or bound.share:
        return build()
    what = Called(block.name, bound.params)
    return built_once(context, what, name, held.origin, value, build)


def _within(context: Context, only: OnlyOne, value: Value, build: Build) -> Value:
    origin = only.held.origin
    return context.scopes.within(
        only.name, only.kind, origin, value, build, only.called, only.named
    )


def _twin(context: Context, bound: BlockArguments, origin: Origin, name: str | None) -> Twin | None:
    """The scope whose weights the block's layers use, if the call names one."""
    if bound.share is None:
        return None
    span = origin.place_of("share")
    owner = context.scopes.path_of(bound.share, span)
    return None if owner is None else Twin(context.scopes.peek_path(name), owner, bound.share, span)
