"""A graph as the source of a Python module, which needs torch and nothing of ours."""

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from archspec.backends.source.classes.members import Place, Ref, read_members
from archspec.backends.source.classes.shapes import Shape, find_shapes
from archspec.backends.source.copies import copies
from archspec.backends.source.definitions import Definitions, Ends
from archspec.backends.source.expressed import expressed
from archspec.backends.source.inlining import is_inline
from archspec.backends.source.naming import name_shapes
from archspec.backends.source.python.build import descendants, is_word, literal
from archspec.backends.source.python.layout import Comments, lay_out
from archspec.backends.source.rates import gather_rates
from archspec.backends.source.safety import check
from archspec.backends.source.targets import Targets
from archspec.backends.source.variables import FUNCTIONS
from archspec.compiler import uncollected
from archspec.diagnostics.readable import printable_lines
from archspec.graph import Graph, Scope
from archspec.plugins import is_admitted

Values: TypeAlias = Mapping[ast.stmt, Ref]

NOT_INPUTS: Final = frozenset(
    "self torch nn operator Tensor getattr OrderedDict Callable Any l I O".split()  # noqa: SIM905
)
"""What a module needs itself, or what reads as another letter."""

PROSE: Final = 84
"""The columns of a docstring's lines."""


def write_source(graph: Graph, title: str = "", about: str = "") -> str:
    """The network as Python that a person could have written.

    Args:
        graph: with its calls.
        title: what its class is named after; the network's name by default.
        about: what the class says of itself.

    Returns:
        A module whose `__all__` is the class of the network. Built and run as it is, that has the
        keys, the first weights, the outputs and the gradients of what `build` gives.
    """
    with uncollected():
        return _written(graph, title, about)


def _written(graph: Graph, title: str, about: str) -> str:
    root = read_members(graph)
    shapes = find_shapes(root)
    targets = Targets(expressed=expressed(shapes))
    name_shapes(shapes, title or graph.name, ours() | _of_others(graph))
    words = [one.value for one in graph.inputs]
    definitions = Definitions(targets, dict(zip(words, _inputs(graph), strict=True)))
    body: list[ast.stmt] = [
        definitions.function(one) if one.row else definitions.class_(one)
        for one in shapes[:-1]
        if not is_inline(one)
    ]
    network = _network(graph, shapes[-1], definitions, _prose(about))
    for one in network.body:
        if isinstance(one, ast.FunctionDef) and one.name == "__init__":
            begins = ast.unparse(one.body[0]) == "super().__init__()"
            gather_rates(one, at=1 if begins else 0)
    body = [*targets.used.values(), *body, network]
    copied = list(copies(targets.copied))
    public = ast.Assign([ast.Name("__all__")], ast.List([literal(shapes[-1].name)]), lineno=0)
    tree = ast.Module([*_imports([*copied, *body], targets), public, *copied, *body], [])
    remarks = {**_remarks(graph, shapes[-1], body[-1], definitions.values), **_untyped(tree)}
    text = lay_out(tree, remarks)
    check(text, tree, targets.known, {one.name for one in copied})
    return text


def ours() -> frozenset[str]:
    """The names of classes and functions that may be copied into a module."""
    import archspec.nn as modules
    from archspec.nn import functional, init

    words = {*modules.__all__, *vars(functional), *vars(init)}
    return frozenset(words)


def _of_others(graph: Graph) -> frozenset[str]:
    """The names of what is imported from plug-ins."""
    targets = [node.call.target for node in graph.nodes if node.call is not None]
    return frozenset(one.rpartition(".")[2] for one in targets if is_admitted(one))


def _network(graph: Graph, shape: Shape, definitions: Definitions, about: str) -> ast.ClassDef:
    """The class of the network."""
    if shape.row:
        return definitions.row(shape, about)
    places, several = shape.model.places, len(graph.outputs) > 1
    ends = Ends(
        inputs=tuple(_inputs(graph)),
        outputs=tuple(graph.outputs) if several else (),
        training=graph.training if several else frozenset(),
        idle=frozenset(i for i, place in enumerate(places) if _is_idle(graph, place)),
    )
    return definitions.class_(shape, ends, about)


def _inputs(graph: Graph) -> list[str]:
    """What the forward calls its inputs: as the file does, where that is a word for it."""
    names: list[str] = []
    for one in graph.inputs:
        word = "x" if one.name == "input" else one.name
        if not is_word(word) or word in NOT_INPUTS or word in FUNCTIONS:
            word = "x"
        i = 2
        while word in names:
            word, i = f"x{i}", i + 1
        names.append(word)
    return names


def _is_idle(graph: Graph, place: Place) -> bool:
    nodes = graph.tree.nodes_of(place.child)
    return all(node.path in graph.training_only for node in nodes)


def _imports(body: Sequence[ast.stmt], targets: Targets) -> Iterator[ast.stmt]:
    """What the names in a module come from, in the order in which tools sort imports."""
    used: set[str] = set()
    for node in (node for one in body for node in descendants(one)):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Constant) and "Callable[" in str(node.value):
            used.add("Callable")
    if "operator" in used:
        yield ast.Import([ast.alias("operator")])
    for module, words in (
        ("collections", ["OrderedDict"]),
        ("collections.abc", ["Callable"]),
        ("typing", ["Any"]),
    ):
        if found := [word for word in words if word in used]:
            yield ast.ImportFrom(module, [ast.alias(word) for word in found], 0)
    if "torch" in used:
        yield ast.Import([ast.alias("torch")])
    found = [word for word in ("Tensor", "nn") if word in used]
    yield ast.ImportFrom("torch", [ast.alias(word) for word in found], 0)
    for word, module in sorted(targets.imported.items(), key=lambda one: one[::-1]):
        yield ast.ImportFrom(module, [ast.alias(word)], 0)


def _untyped(tree: ast.Module) -> dict[ast.stmt, str]:
    """Torchvision says nothing of its types."""
    vision = [
        one
        for one in tree.body
        if isinstance(one, ast.ImportFrom) and str(one.module).startswith("torchvision")
    ]
    return dict.fromkeys(vision, "type: ignore[import-untyped]")


def _remarks(graph: Graph, shape: Shape, network: ast.stmt, values: Values) -> Comments:
    """The shapes of the network's values, where they get a name."""
    shapes = {node.path: node.output for node in graph.nodes}
    found: dict[ast.stmt, str] = {}
    for statement in descendants(network):
        if isinstance(statement, ast.stmt) and (ref := values.get(statement)):
            child = shape.model.places[ref.place].child
            path = child.gives[ref.output] if isinstance(child, Scope) else child.path
            found[statement] = str(shapes[path])
    return found


def _prose(about: str) -> str:
    """A text in lines that fit, paragraph by paragraph."""
    lines = printable_lines(about.strip()).splitlines()
    if all(len(line) <= PROSE for line in lines):
        return "\n".join(line.rstrip() for line in lines)
    paragraphs = "\n".join(line.strip() for line in lines).split("\n\n")
    return "\n\n".join("\n".join(textwrap.wrap(one, PROSE)) for one in paragraphs)
