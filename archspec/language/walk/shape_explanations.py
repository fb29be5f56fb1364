"""Why a shape is what it is: the layers on the way that a message about shapes points to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import takewhile

from archspec.diagnostics import Diagnostic, Help, Mark, Problem, Span
from archspec.graph import Input, Node
from archspec.language.fields.expected import literals
from archspec.language.fields.locate import locate
from archspec.language.walk.channel_axes import other_axes
from archspec.language.walk.number_checks import origin_of_numbers
from archspec.shapes import Shape
from archspec.syntax import Scalar

MAX_STEPS = 12
MAX_BACK = 1000
"""Layers that are looked back through for the cause of a problem; each of many asks anew."""
RESIDUAL = ("body", "shortcut")
"""The labels of a sum whose second input is the first one's own, as it was."""


def explain(
    problem: Problem, node: Node, done: Mapping[str, Node], inputs: Mapping[str, Input]
) -> Diagnostic:
    """The problem at its place, with what led to it."""
    found = locate(problem, node.origin)
    if problem.code == "A413":
        return replace(found, marks=(*origin_of_numbers(node, done, inputs), *found.marks))
    if problem.code == "A401":
        return replace(found, notes=(*found.notes, *_sizes_on_the_way(node, done)))
    if problem.code == "A403":
        # A layer before paths side by side would change all of them, and help none.
        helps = () if node.labels and node.labels != RESIDUAL else found.helps
        helps = (*other_axes(node, done), *helps)
        found = replace(found, marks=(*found.marks, *_parted(node, done)), helps=helps)
        return _with_reasons(found, node, done) if node.labels == RESIDUAL else found
    if problem.code == "A304":
        owner = done.get(node.weights)
        marks = (Mark(owner.origin.span, "whose weights it would use"),) if owner else ()
        return replace(found, marks=(*marks, *found.marks))
    return replace(found, marks=(*_source(node, done), *found.marks))


def _way(value: str, done: Mapping[str, Node]) -> Iterator[Node]:
    """The nodes that led to a value by their first inputs, the last one first."""
    for _ in range(MAX_BACK):
        if value not in done:
            return
        yield done[value]
        value = done[value].inputs[0]


def _sizes_on_the_way(node: Node, done: Mapping[str, Node]) -> tuple[str, ...]:
    """How the sizes shrank: 28×28 → 24×24 → 12×12."""
    way = list(_way(node.inputs[0], done))
    if not way:
        return ()
    shapes = [way[-1].shapes[0], *(n.output for n in reversed(way))]
    sizes = list(dict.fromkeys("×".join(map(str, s.sizes)) for s in shapes if s.spatial))
    if len(sizes) < 2:
        return ()
    cut = ["…", *sizes[-MAX_STEPS:]] if len(sizes) > MAX_STEPS else sizes
    return (f"sizes on the way: {' → '.join(cut)}",)


def _source(node: Node, done: Mapping[str, Node]) -> tuple[Mark, ...]:
    """The layer that gave this shape: the last that changed it."""
    for one in _way(node.inputs[0], done):
        if one.output != one.shapes[0]:
            mark = Mark(one.origin.span, f"this layer gives {one.output}")
            return (mark,) if one.origin.span != node.origin.span else ()
    return ()


def _parted(node: Node, done: Mapping[str, Node]) -> tuple[Mark, ...]:
    """Where each input of a merge got its shape, if that was within the file's paths."""
    labels = node.labels or ("the layer above", *(f"`{v}`" for v in node.inputs[1:]))
    ways = [list(_way(value, done)) for value in node.inputs]
    common = {one.path for one in ways[0]}.intersection(*({o.path for o in w} for w in ways[1:]))
    marks = []
    for way, label in zip(ways, labels, strict=False):
        # Within paths side by side, what stands before them is nobody's fault.
        own = [one for one in way if not node.labels or one.path not in common]
        last = next((one for one in own if one.output != one.shapes[0]), None)
        if last is not None and last.origin.span != node.origin.span:
            marks.append(Mark(last.origin.span, _words(label, node, last)))
    return tuple(marks)


def _words(label: str, node: Node, last: Node) -> str:
    """What a layer has done to one input of a merge."""
    if node.labels == RESIDUAL:
        return f"the {label} changes it here"
    if not node.labels or label.startswith("path "):
        return f"{label} gives {last.output}"
    if label in ("layers", "gate"):
        return f"the {label} {'give' if label == 'layers' else 'gives'} {last.output}"
    return f"`{label}` gives {last.output}"


def _with_reasons(found: Diagnostic, node: Node, done: Mapping[str, Node]) -> Diagnostic:
    """The finding with the fields on the first path that changed channels and sizes."""
    other = {node.inputs[1], *(one.path for one in _way(node.inputs[1], done))}
    path = list(takewhile(lambda one: one.path not in other, _way(node.inputs[0], done)))
    wide = [n for n in path if n.output.channels != n.shapes[0].channels]
    small = [n for n in path if n.output.sizes != n.shapes[0].sizes]
    channels, sizes = _written(wide, "width"), _written(small, "stride")
    unpadded = not sizes and _unpadded(small)
    if unpadded:
        sizes = f"{_written(small, 'kernel')} without padding"
    told = [f"channels differ because of {channels}"] if channels else []
    if sizes:
        told.append(f"sizes {'' if told else 'differ '}because of {sizes}")
    notes = (*found.notes, ", ".join(told)) if told else found.notes
    kept = _kept(wide, small) if bool(channels) == bool(wide) and bool(sizes) == bool(small) else ""
    if unpadded:
        kept = "" if wide else "`padding: same`"
    text = f"{'or ' if found.helps else ''}keep the shape: {kept}"
    helps = (*found.helps, Help(text)) if kept else found.helps
    return replace(found, notes=notes, helps=helps)


def _unpadded(nodes: list[Node]) -> bool:
    """Whether one layer alone changed the sizes, and `padding: same` would have kept them."""
    if not _written(nodes, "kernel") or getattr(nodes[0].layer, "padding", None) != 0:
        return False
    node = nodes[0]
    if "same" not in literals(type(node.layer).model_fields["padding"].annotation):
        return False
    padded = node.layer.model_copy(update={"padding": "same"}).infer(node.shapes)
    return isinstance(padded, Shape) and padded.sizes == node.shapes[0].sizes


def _written(nodes: list[Node], field: str) -> str:
    """How the field stands in the file, if one layer alone changed the shape and has it."""
    if len(nodes) != 1:
        return ""
    layer, origin = nodes[0].layer, nodes[0].origin
    entry = origin.fields.entry(field) if origin.fields else None
    if entry and isinstance(entry.value, Scalar):
        return f"`{field}: {entry.value.text}`"
    main = origin.value if layer.main == field else None
    return f"`{layer.kind}: {_text(main)}`" if main else ""


def _kept(wide: list[Node], small: list[Node]) -> str:
    """What to write so that the one layer which changes the shape leaves it as it is."""
    changing = list({id(node): node for node in (*wide, *small)}.values())
    if len(changing) != 1:
        return ""
    node, before = changing[0], changing[0].shapes[0]
    fields = {"width": before.channels} if wide else {}
    fields |= {"stride": 1} if small else {}
    if node.layer.model_copy(update=fields).infer(node.shapes) != before:
        return ""
    words = [f"`width: {before.channels}`"] if wide else []
    return " and ".join([*words, *(["no `stride`"] if small else [])])


def _text(span: Span) -> str:
    return span.source.lines[span.line - 1][span.column - 1 : span.end_column - 1]
