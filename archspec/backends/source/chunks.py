"""Parts of a value taken apart at once: `x1, x2 = x.chunk(2, dim=1)`."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

from archspec.backends.source.python.build import assign, descendants, is_word


def unpack_chunks(body: Sequence[ast.stmt], inputs: Sequence[str]) -> Iterator[ast.stmt]:
    """Statements, before each that takes all parts of a value one that gives these names."""
    names = (node.id for one in body for node in descendants(one) if isinstance(node, ast.Name))
    used = {*inputs, *names}
    for statement in body:
        for part in _whole(statement):
            value = part[0].value
            word = ast.unparse(value).partition(".")[0]
            words = _words(word, len(part), used)
            used.update(words)
            yield assign(ast.Tuple([ast.Name(one) for one in words]), value)
            _Names(dict(zip(part, words, strict=True))).visit(statement)
        yield statement


def _whole(statement: ast.stmt) -> Iterator[list[ast.Subscript]]:
    """The parts of each value of which a statement takes all, each once, in their order."""
    found: dict[str, list[tuple[int, ast.Subscript]]] = defaultdict(list)
    if isinstance(statement, (ast.Assign, ast.Return)):
        for node in descendants(statement):
            match node:
                case ast.Subscript(
                    value=ast.Call(
                        func=ast.Attribute(value=ast.Name(), attr="chunk"),
                        args=[ast.Constant()],
                    ) as value,
                    slice=ast.Constant(value=int(index)),
                ):
                    found[ast.unparse(value)].append((index, node))
    for parts in found.values():
        parts.sort(key=lambda one: one[0])
        count_ = parts[0][1].value
        assert isinstance(count_, ast.Call)  # noqa: S101  it was found as one
        if [index for index, _ in parts] == list(range(ast.literal_eval(count_.args[0]))):
            yield [node for _, node in parts]


def _words(stem: str, length: int, used: set[str]) -> list[str]:
    free = (f"{stem}{i}" for i in count(1))
    plain = (f"part{i}" for i in count(1))
    words = free if is_word(f"{stem}{1000}") else plain
    found: list[str] = []
    while len(found) < length:
        word = next(words)
        found += [] if word in used else [word]
    return found


class _Names(ast.NodeTransformer):
    """Names in the place of parts."""

    def __init__(self, words: dict[ast.Subscript, str]):
        self.words = words

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if node in self.words:
            return ast.Name(self.words[node])
        self.generic_visit(node)
        return node
