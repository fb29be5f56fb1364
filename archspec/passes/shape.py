"""Shapes: what every node takes and gives.

Before: every node's inputs stand above it. After: every node has `shapes` and `output`; layers
that wait for shapes, such as a projection on a shortcut, have been put in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from archspec.diagnostics import Diagnostic, Failure, Fix, Mark, Problem
from archspec.graph import Graph, Node, ScopeNode, splice
from archspec.kind import Origin, Part, Weighted, placed
from archspec.kind.unsized import unsized
from archspec.language.expressions.values import ValueFault
from archspec.passes.blame import explain
from archspec.passes.late import settled
from archspec.shapes import Shape

Parameters = Mapping[str, tuple[int, ...]]


def infer_shapes(graph: Graph) -> Graph:
    """The graph with shapes.

    Raises:
        Failure: A4xx, one for each node that cannot take what it is given; what follows is silent.
            A301 where layers that are put in would have the name of others.
    """
    known: dict[str, Shape | None] = {i.value: i.shape for i in graph.inputs}
    any_open = any(i.shape.open_names for i in graph.inputs)
    taken = {node.path: node.origin for node in graph.nodes}
    pass_ = _Inference(known, dict(graph.scopes), taken, any_open)
    for node in graph.nodes:
        pass_.visit(node)
    if pass_.problems:
        raise Failure(pass_.problems)
    outputs = {name: pass_.stands.get(value, value) for name, value in graph.outputs.items()}
    nodes = tuple(pass_.done.values())
    return replace(graph, nodes=nodes, scopes=pass_.scopes, outputs=outputs)


@dataclass(slots=True)
class _Inference:
    """`known` holds the shape of every value so far; None follows from a fault above.

    `any_open` says whether an input leaves a size open, which no layer may need; `stands` holds the
    value that stands for one whose layer was left out; `taken` says who has which path.
    """

    known: dict[str, Shape | None]
    scopes: dict[str, ScopeNode]
    taken: dict[str, Origin]
    any_open: bool = False
    done: dict[str, Node] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    stands: dict[str, str] = field(default_factory=dict)

    def visit(self, node: Node) -> None:
        if self.stands:
            inputs = tuple(self.stands.get(value, value) for value in node.inputs)
            node = replace(node, inputs=inputs) if inputs != node.inputs else node
        shapes = self._shapes(node)
        if shapes is None:
            self.known[node.path] = None
            return
        if len(shapes) > 1 and node.layer.bypassed(shapes):
            self.stands[node.path] = node.inputs[0]
            return
        if node.late:
            settled_node = self._settle(node, shapes)
            if settled_node is None:
                return
            node = settled_node
        adapted = node.layer.adapt(shapes) if len(shapes) > 1 else None
        if isinstance(adapted, Problem):
            self._fail(node, adapted)
            return
        if adapted is not None:
            adapted_node = self._adapt(node, adapted)
            if adapted_node is None:
                return
            node = adapted_node
            shapes = self._shapes(node)
        if shapes is None:
            self.known[node.path] = None
        else:
            self._infer(node, shapes)

    def _settle(self, node: Node, shapes: tuple[Shape, ...]) -> Node | None:
        """The node with the fields that waited for its channels; None where these are wrong."""
        try:
            layer = settled(node, shapes)
        except ValueFault as fault:
            self.known[node.path] = None
            self.problems += fault.found
            return None
        if isinstance(layer, Problem):
            self._fail(node, layer)
            return None
        return replace(node, layer=layer, late={})

    def _infer(self, node: Node, shapes: tuple[Shape, ...]) -> None:
        output = node.layer.infer(shapes)
        if self.any_open and isinstance(output, Shape):
            output = unsized(node.layer, shapes, output) or output
        if isinstance(output, Problem):
            self._fail(replace(node, shapes=shapes), output)
            return
        node = replace(node, shapes=shapes, output=output)
        if problem := _misfit(node, self.done):
            self._fail(node, problem)
            return
        self.known[node.path] = output
        self.done[node.path] = node

    def _adapt(self, node: Node, part: Part) -> Node | None:
        """The node with layers put before its last input; None where their name is another's."""
        placed_part = placed(part, node.origin)
        new, scopes, value = splice(placed_part, node.scope, node.inputs[-1])
        root = min(scopes, key=len)
        owner = self.scopes[root].origin if root in self.scopes else self.taken.get(root)
        if owner is not None:
            self.known[node.path] = None
            self.problems.append(_same_name(root, node, owner))
            return None
        self.scopes |= scopes
        if node.shared:
            home = node.weights.rpartition(".")[0]
            theirs = {one.path: home + one.path.removeprefix(node.scope) for one in new}
            new = [replace(n, weights=w) if (w := theirs[n.path]) in self.done else n for n in new]
        for one in new:
            self.visit(one)
        return replace(node, inputs=(*node.inputs[:-1], value))

    def _shapes(self, node: Node) -> tuple[Shape, ...] | None:
        shapes = [self.known.get(value) for value in node.inputs]
        return None if None in shapes else tuple(s for s in shapes if s is not None)

    def _fail(self, node: Node, problem: Problem) -> None:
        self.known[node.path] = None
        self.problems.append(explain(problem, node, self.done))


def _same_name(path: str, node: Node, owner: Origin) -> Diagnostic:
    """A301: what is put in would have a name that another layer of its scope has."""
    name = path.rpartition(".")[2]
    problem = Problem(
        "A301",
        f"the name `{name}` stands twice in this scope",
        ("shortcut",),
        label=f"what fits it to the sum would be `{name}` as well",
        fixes=(Fix("name it otherwise: `shortcut: {mode: …, name: …}`"),),
    )
    found = explain(problem, node, {})
    return replace(found, marks=(Mark(owner.span, f"this has a `{name}`"), *found.marks))


def _misfit(node: Node, done: Mapping[str, Node]) -> Problem | None:
    """Weights that do not fit: values given by hand, or another layer's."""
    layer = node.layer
    if isinstance(layer, Weighted) and (problem := layer.wrong_init(node.shapes)):
        return problem
    if not node.shared:
        return None
    owner = done.get(node.weights)
    field = ("share",) if getattr(layer, "share", None) else ()
    if owner is None or type(owner.layer) is not type(layer):
        kind = f"a `{owner.layer.kind}` layer" if owner else "not a layer"
        return Problem("A304", f"`share` names {kind}, and this is a `{layer.kind}`", field)
    return _unlike(layer.parameters(node.shapes), owner.layer.parameters(owner.shapes), field)


def _unlike(mine: Parameters, theirs: Parameters, field: tuple[str, ...]) -> Problem | None:
    """The first parameter that cannot be shared, as its shapes differ."""
    for name in {**mine, **theirs}:
        if mine.get(name) != theirs.get(name):
            here, there = (
                "×".join(map(str, p[name])) if name in p else "absent" for p in (mine, theirs)
            )
            message = f"the shared `{name}` is {there} in the first layer, and {here} here"
            notes = () if field else ("layers with the same weights receive the same channels",)
            return Problem("A304", message, field, notes=notes)
    return None
