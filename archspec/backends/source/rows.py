"""Rows of modules that take more than an expression: some are not always there, some are filled."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archspec.backends.source.classes.members import Place, module_of
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.classes.wording import usable
from archspec.backends.source.construction import (
    Construction,
    Surroundings,
    path_within,
)
from archspec.backends.source.inlining import needs_statements
from archspec.backends.source.naming import attribute_word
from archspec.backends.source.python.build import assign, attribute, call, literal, name, template
from archspec.kind.weight_field import tied_path


@dataclass(frozen=True, slots=True)
class Rows:
    """Writes the statements behind which a row of modules is an expression."""

    making: Construction

    def row(
        self, shape: Shape, around: Surroundings, word: str = "layers"
    ) -> tuple[list[ast.stmt], ast.expr]:
        """Statements, and the row as an expression for behind them.

        Args:
            shape: the row.
            around: where it is made.
            word: what a list of its modules is called, where one is needed.
        """
        if needs_statements(shape):
            return self._named(shape, around)
        if shape.optional:
            return self._listed(shape, around, word)
        return [], self.making.row(shape, around)

    def _listed(
        self, shape: Shape, around: Surroundings, word: str
    ) -> tuple[list[ast.stmt], ast.expr]:
        """A list that grows by what is there."""
        making, last = self.making, max(shape.optional)
        kind = "list[nn.Module]" if shape.positional else "list[tuple[str, nn.Module]]"
        first = ast.AnnAssign(ast.Name(word), template(kind, {}), ast.List([]), 1)
        found: list[ast.stmt] = [first]
        some = first.value
        assert isinstance(some, ast.List)  # noqa: S101  it was made so
        for position in range(last + 1):
            made = making.entries(shape, around, [position])
            if position in shape.optional:
                test = making.condition(shape, position, around)
                found.append(ast.If(test, [_appended(word, made)], []))
            elif found[-1] is first:
                some.elts += made
            else:
                found.append(_appended(word, made))
        rest = making.entries(shape, around, range(last + 1, len(shape.positions)))
        return found, making.sequential(shape, [ast.Starred(name(word)), *rest])

    def _named(self, shape: Shape, around: Surroundings) -> tuple[list[ast.stmt], ast.expr]:
        """A row whose modules have names, as they are filled or used again."""
        words: dict[str, str] = {}
        taken = {one.name for one in shape.parameters} | set(outside_words(shape))

        def within(path: str) -> ast.expr:
            first, *rest = path.split(".")
            return path_within(name(words[first]), rest)

        around = Surroundings(around.known, around.outside, within)
        found: list[ast.stmt] = []
        entries: list[ast.expr] = []
        for position in range(len(shape.positions)):
            place = shape.place(position)
            made = self.making.entries(shape, around, [position])
            if not place.stateful or place.owner or len(made) > 1 or _is_starred(made):
                entries += made
                continue
            word = _local(place, taken)
            taken.add(word)
            words[place.name] = word
            found.append(assign(ast.Name(word), _module(made[0])))
            found += self.first_numbers(shape, position, name(word), around)
            entries.append(self.making.entry(shape, position, 0, name(word)))
        return found, self.making.sequential(shape, entries)

    def first_numbers(
        self, shape: Shape, position: int, module: ast.expr, around: Surroundings
    ) -> Iterator[ast.stmt]:
        """How the tensors of a module begin, or whose they are."""
        place = shape.place(position)
        if place.inner is not None or place.owner or module_of(place) is None:
            return
        made = module_of(place)
        if made is None or made.parametrization is None:
            yield from self._ties(shape, place, module, around)
            yield from self._fills(place, module)
            return
        # What the weight is made of begins by what that was filled with.
        yield from self._fills(place, module)
        if place.node.init:
            yield ast.Expr(self.making.parametrized(module, made))
        yield from self._ties(shape, place, module, around)

    def _fills(self, place: Place, module: ast.expr) -> Iterator[ast.stmt]:
        for word, fill in place.node.init.items():
            yield ast.Expr(self.making.fill(fill, _tensor(module, word)))

    def _ties(
        self, shape: Shape, place: Place, module: ast.expr, around: Surroundings
    ) -> Iterator[ast.stmt]:
        owner = self.making.again(shape.model, place.ties, around) if place.ties else module
        keys = place.node.layer.parameters(place.node.shapes) if place.ties else ()
        for path in dict.fromkeys(map(tied_path, keys)):
            yield assign(attribute(module, *path), attribute(owner, *path))


def _tensor(module: ast.expr, word: str) -> ast.expr:
    """A tensor of a module; of one in a container, whose class no checker knows, by its path."""
    path = _path_in_container(module)
    if path:
        return call("self.get_parameter", literal(f"{path}.{word}"))
    return attribute(module, *word.split("."))


def _path_in_container(module: ast.expr) -> str:
    """The path of a module that a class looks up; empty for what is an attribute or a variable."""
    match module:
        case ast.Subscript(
            value=ast.Name(id="self"), slice=ast.Constant(value=str(key) | int(key))
        ):
            return str(key)
        case ast.Subscript(
            value=ast.Attribute(value=ast.Name(id="self"), attr=outer),
            slice=ast.Constant(value=str(key) | int(key)),
        ):
            return f"{outer}.{key}"
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="self"), attr="get_submodule"),
            args=[ast.Constant(value=str(path))],
        ):
            return path
    return ""


def _appended(word: str, made: list[ast.expr]) -> ast.stmt:
    """`layers.append(…)`, or `layers += […]` for several."""
    if len(made) == 1 and not _is_starred(made):
        return ast.Expr(call(f"{word}.append", *made))
    return ast.AugAssign(ast.Name(word), ast.Add(), ast.List(made))


def _is_starred(made: list[ast.expr]) -> bool:
    return any(isinstance(one, ast.Starred) for one in made)


def _module(entry: ast.expr) -> ast.expr:
    """The module of an entry, which may be a pair with its name."""
    return entry.elts[1] if isinstance(entry, ast.Tuple) else entry


def _local(place: Place, taken: set[str]) -> str:
    free = usable(place.name) and place.name not in taken
    return place.name if free else attribute_word(place, taken)


def outside_words(shape: Shape) -> Mapping[str, str]:
    """The parameters by which a class is given modules from outside, each with its path."""
    taken = {one.name for one in shape.parameters}
    found: dict[str, str] = {}
    for path in shape.model.externals:
        last = path.rpartition(".")[2]
        stem = word = last if usable(last) else "module"
        count = 2
        while word in taken or word in found:
            word, count = f"{stem}{count}", count + 1
        found[word] = path
    return found
