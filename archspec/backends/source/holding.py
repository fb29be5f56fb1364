"""Where a class holds what it makes: as attributes, by keys, in containers if names have dots."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from archspec.backends.source.classes.members import Place
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.construction import path_within
from archspec.backends.source.idioms.forms import is_expression
from archspec.backends.source.python.build import assign, attribute, call, is_attribute, literal
from archspec.graph.growth import prefixes
from archspec.kind import Parameter

SELF: Final = ast.Name("self")

OF_MAPPINGS: Final = frozenset(("clear", "items", "keys", "pop", "update", "values"))
"""The methods of an `nn.ModuleDict`, which none of its attributes and modules may be called."""

OF_LISTS: Final = frozenset(("append", "extend", "insert", "pop"))
"""The methods of an `nn.ModuleList`, which none of its attributes may be called."""

Container: TypeAlias = Literal["nn.ModuleList", "nn.ModuleDict", "nn.Module"]

OF_CONTAINERS: Final[Mapping[Container, frozenset[str]]] = {
    "nn.Module": frozenset(),
    "nn.ModuleDict": OF_MAPPINGS,
    "nn.ModuleList": OF_LISTS,
}


@dataclass(slots=True)
class Holding:
    """Says how a class puts modules and tensors under their names, and how it calls them then.

    Args:
        shape: the class.
        base: what the class is, by the names of its modules: an `nn.ModuleList` if they are
            numbered, an `nn.ModuleDict` if some have names that no attribute can have.
        containers: the containers that names with dots stand in, by their paths.
        tensors: the names of tensors.
        open: the containers that there are so far.
    """

    shape: Shape
    base: Container = field(init=False)
    containers: Mapping[str, Container] = field(init=False)
    tensors: frozenset[str] = field(init=False)
    open: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Finds what kind of container suits the names."""
        held = [one for one in self.shape.model.places if one.stateful]
        self.tensors = frozenset(one.name for one in held if is_tensor(one))
        modules = {_first(one.name) for one in held if one.name not in self.tensors}
        listed = is_numbered(self.shape.model.places) and not self.shape.optional
        words = dict.fromkeys((_first(one.name) for one in held), listed)
        self.base = "nn.Module" if all(map(is_attribute, modules)) else _kind(words)
        self.containers = self._containers()

    def _containers(self) -> dict[str, Container]:
        inner: dict[str, dict[str, bool]] = {}
        for i, place in enumerate(self.shape.model.places):
            for outer in prefixes(place.name.rpartition(".")[0]) if place.stateful else ():
                always = i not in self.shape.optional and place.name not in self.tensors
                word = _first(place.name[len(outer) + 1 :])
                inner.setdefault(outer, {})[word] = inner.get(outer, {}).get(word, True) and always
        return {outer: _kind(words) for outer, words in inner.items()}

    def words(self) -> set[str]:
        """The attributes that modules and tensors take up."""
        held = {_first(one.name) for one in self.shape.model.places if one.stateful}
        return held | OF_CONTAINERS[self.base]

    def lengths(self) -> dict[str, int]:
        """How many modules each list has, by what it is called."""
        held = [one.name for one in self.shape.model.places if one.stateful]
        lists = [outer for outer, kind in self.containers.items() if kind == "nn.ModuleList"]
        found = {
            ast.unparse(self.held(outer)): len(
                {_first(one[len(outer) + 1 :]) for one in held if one.startswith(f"{outer}.")}
            )
            for outer in lists
        }
        return found | ({"self": len(held)} if self.base == "nn.ModuleList" else {})

    def containing(self, name: str) -> Iterator[ast.stmt]:
        """What makes the containers in which something is about to be put."""
        for outer in prefixes(name.rpartition(".")[0]):
            if outer not in self.open:
                self.open.add(outer)
                yield self.put(outer, call(self.containers[outer]))

    def put(self, name: str, value: ast.expr) -> ast.stmt:
        """What holds a module or a tensor under its name."""
        outer, _, last = name.rpartition(".")
        method = "register_parameter" if name in self.tensors else "add_module"
        if self._kind_around(outer) == "nn.ModuleList" and name not in self.tensors:
            around = self.held(outer) if outer else SELF
            return ast.Expr(call(attribute(around, "append"), value))
        made = self.held(name)
        if isinstance(made, ast.Call):
            around = self.held(outer) if outer else SELF
            return ast.Expr(call(attribute(around, method), literal(last), value))
        return assign(made, value)

    def held(self, name: str) -> ast.expr:
        """How a class calls what it holds under a name."""
        outer, _, last = name.rpartition(".")
        tensor = name in self.tensors
        if not outer:
            return self._own(name, "nn.Module" if tensor else self.base)
        kind = self._kind_around(outer)
        if kind is None or kind == "nn.Module" or tensor:
            how = "self.get_parameter" if tensor else "self.get_submodule"
            return call(how, literal(name))
        key = literal(int(last) if kind == "nn.ModuleList" else last)
        return ast.Subscript(attribute(SELF, outer), key)

    def _kind_around(self, outer: str) -> Container | None:
        """The container of which it is known that it can be told its items."""
        if not outer:
            return self.base
        return self.containers.get(outer) if is_attribute(outer) else None

    def _own(self, word: str, base: Container) -> ast.expr:
        """What the class holds under a name: as an attribute, by its key, or looked up."""
        if is_attribute(word):
            return attribute(SELF, word)
        if base == "nn.Module":
            return call("getattr", SELF, literal(word))
        return ast.Subscript(SELF, literal(int(word) if base == "nn.ModuleList" else word))

    def within(self, path: str) -> ast.expr:
        """A module of the class, or further in."""
        names = {place.name for place in self.shape.model.places}
        name = next((one for one in reversed([*prefixes(path)]) if one in names), _first(path))
        rest = path[len(name) + 1 :]
        return path_within(self.held(name), rest.split(".") if rest else [])


def is_held(place: Place) -> bool:
    """Whether a class holds something for a place, and does not only compute."""
    if place.inner is not None or place.owner or is_tensor(place):
        return True
    return not is_expression(place, False)


def is_tensor(place: Place) -> bool:
    """Whether it is a tensor that the class learns itself."""
    return isinstance(getattr(place.child, "call", None), Parameter)


def is_numbered(places: Sequence[Place]) -> bool:
    """Whether all that a class holds are modules that are called 0, 1, 2, …."""
    held = [one for one in places if is_held(one)]
    modules = all(one.stateful and not is_tensor(one) for one in held)
    return modules and [one.name for one in held] == [str(i) for i in range(len(held))]


def _first(name: str) -> str:
    return name.partition(".")[0]


def _kind(words: Mapping[str, bool]) -> Container:
    """What holds modules of these names, of which some are tensors or not always there."""
    if all(words.values()) and list(words) == [str(i) for i in range(len(words))]:
        return "nn.ModuleList"
    return "nn.ModuleDict" if OF_MAPPINGS.isdisjoint(words) else "nn.Module"
