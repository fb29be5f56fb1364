"""Equal modules, worked out once: the layers of the first are put under another path.

Two calls of a block are equal where they give it the same arguments and the same shape, and the
block names nothing outside itself; two containers, where all that is mentioned in them is the same.
So a hundred equal blocks cost little more than one.
"""

from collections.abc import Callable

from archspec.kind import Origin, Value
from archspec.language.expressions.file_budget import current_budget
from archspec.language.walk.context import Context
from archspec.language.walk.counterpart_places import Gone
from archspec.language.walk.limits import MAX_CALLS, MAX_NESTED
from archspec.language.walk.moved_recording import Move
from archspec.language.walk.recording import Called, Container, Key, Recorder, Recording


def built_once(
    context: Context,
    what: Called | Container,
    name: str | None,
    origin: Origin,
    value: Value,
    build: Callable[[], Value],
) -> Value:
    """What a call or container makes of a value: built, or as an equal one before it.

    Args:
        context: the walk.
        what: the block with its arguments, or the container with all that it mentions.
        name: what its scope is called, if it has a name.
        origin: where it stands.
        value: what it takes.
        build: builds its scope.
    """
    scopes = context.scopes
    if scopes.quiet or scopes.sharing.twins or scopes.open.shared or value.shape is None:
        return build()
    path, level = scopes.peek_path(name), scopes.open.level
    if path in scopes.known:
        # Two scopes of one path, which is an error, are not told apart.
        return build()
    key = *what.key, value.shape, value.numbers
    part = _again(context, key, path, origin, value)
    part = part or _recalled(context, key, what, path, origin, value)
    if part is not None and _fits(context, part):
        return _put(context, part, name, origin)
    recorder = Recorder(context, what)
    with recorder.watched():
        result = build()
    if recorder.outermost > level and recorder.is_clean() and result.shape and path in scopes.known:
        context.recordings[key] = recorder.recording(path, value, result)
    return result


def _again(context: Context, key: Key, path: str, origin: Origin, value: Value) -> Recording | None:
    """What an equal one before it put into this network, under another path."""
    recording = context.recordings.get(key)
    return Move(context, recording, path, value).recording(origin) if recording else None


def _recalled(
    context: Context,
    key: Key,
    what: Called | Container,
    path: str,
    origin: Origin,
    value: Value,
) -> Recording | None:
    """What an equal one came to in an earlier check of the text, as it is in this one."""
    found = context.memory.find(what, value) if context.memory else None
    if found is None:
        return None
    recording, places = found
    try:
        moved = Move(context, recording, path, value, places).recording(origin)
    except Gone:
        return None
    if current_budget().spent(recording.steps, origin.span):
        return None
    context.report.name(recording.named, origin.span)
    context.recordings[key] = moved
    return moved


def _fits(context: Context, part: Recording) -> bool:
    """Whether lists and calls are not nested too deep where it stands; building it says so."""
    calls = len(context.report.calls)
    return context.open + part.open <= MAX_NESTED and calls + part.within <= MAX_CALLS


def _put(context: Context, part: Recording, name: str | None, origin: Origin) -> Value:
    """Puts layers and scopes into the network that were worked out before."""
    scopes = context.scopes
    context.report.grow(part.layers, origin.span)
    context.most_open = max(context.most_open, context.open + part.open)
    context.most_calls = max(context.most_calls, len(context.report.calls) + part.within)
    path = scopes.next_path(name, origin)
    scopes.known.update((scope.path, scope) for scope in part.scopes)
    for node in part.nodes:
        context.nodes.put(node)
    scopes.values.update(part.values)
    scopes.paths.update(part.paths)
    for where, span in part.spans:
        scopes.spans.setdefault(where, span)
    context.norms.update(part.norms)
    context.called_blocks |= part.called
    for word, span in part.absent.items():
        context.absent.setdefault(word, span)
    return scopes.bind(name, path, part.result, origin)
