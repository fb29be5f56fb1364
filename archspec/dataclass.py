"""`dataclass` of the standard library, at a fraction of the time that a class takes to be made.

That one compiles up to six methods for each class, and a command makes a hundred classes most of
which it never calls. Here methods are shared between classes; `__init__` alone is compiled, when it
is first called. To type checkers this is the decorator of the standard library, whose functions
`fields`, `replace` and `asdict` take what this one makes.
"""

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError, field
from inspect import Signature, signature
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, get_origin

__all__ = ["dataclass", "field"]

Fields = dict[str, tuple[Any, "Field[Any]"]]
"""Annotations and fields, by name, in the order of `__init__`."""


def _dataclass(*, frozen=False, slots=False, eq=True, repr=True):  # type: ignore[no-untyped-def]  # noqa: A002  the words of the standard one
    """Makes a class of the fields that it annotates.

    >>> @dataclass(frozen=True, slots=True)
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, 0), dataclasses.replace(Point(1), y=2)
    (Point(x=1, y=0), True, Point(x=1, y=2))
    """
    return lambda cls: _made(cls, frozen=frozen, slots=slots, eq=eq, shown=repr)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass


def _made(cls: Any, *, frozen: bool, slots: bool, eq: bool, shown: bool) -> Any:
    """The class with what its fields give it; what it defines itself stays."""
    own = _own(cls)
    fields = {**_inherited(cls), **own}
    given: dict[str, Any] = {"__plain_fields__": fields, "__init__": None, **_ABOUT}
    given["__match_args__"] = tuple(name for name, (_, one) in fields.items() if one.init)
    if shown:
        given["__repr__"] = _repr
    if eq:
        compared = [name for name, (_, one) in fields.items() if one.compare]
        given |= {"__values__": attrgetter("__class__", *compared), "__eq__": _eq}
    given = {name: value for name, value in given.items() if name not in vars(cls)}
    if eq and not vars(cls).get("__hash__"):
        given["__hash__"] = _hash if frozen else None
    if frozen:
        given |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
    made = (_with_slots if slots else _without_slots)(cls, own, given)
    if "__init__" in given:
        made.__init__ = _init_at_first_call(made)
    return made


def _own(cls: Any) -> Fields:
    found: Fields = {}
    for name, annotation in cls.__annotations__.items():
        if not _is_of_class(annotation):
            value = vars(cls).get(name, MISSING)
            found[name] = annotation, value if isinstance(value, Field) else field(default=value)
    return found


def _inherited(cls: Any) -> Fields:
    found: Fields = {}
    for base in cls.__mro__[:0:-1]:
        found |= vars(base).get("__plain_fields__", {})
    return found


def _is_of_class(annotation: Any) -> bool:
    if isinstance(annotation, str):
        return annotation.startswith("ClassVar")
    return annotation is ClassVar or get_origin(annotation) is ClassVar


def _without_slots(cls: Any, own: Fields, given: dict[str, Any]) -> Any:
    """The class itself, where defaults are attributes, as they are in the standard library."""
    for name in own.keys() & vars(cls).keys():
        delattr(cls, name)
    defaults = {name: one.default for name, (_, one) in own.items() if one.default is not MISSING}
    for name, value in {**given, **defaults}.items():
        setattr(cls, name, value)
    return cls


def _with_slots(cls: Any, own: Fields, given: dict[str, Any]) -> Any:
    """A new class, as slots are given at birth alone."""
    left_out = {"__dict__", "__weakref__", *own}
    body = {name: value for name, value in vars(cls).items() if name not in left_out}
    taken = {slot for base in cls.__mro__[1:] for slot in vars(base).get("__slots__", ())}
    body |= {**given, "__getstate__": _state, "__setstate__": _take_state}
    body["__slots__"] = tuple(name for name in own if name not in taken)
    body["__qualname__"] = cls.__qualname__
    return type(cls)(cls.__name__, cls.__bases__, body)


def _init_at_first_call(cls: Any) -> Any:
    def __init__(self: Any, *args: Any, **given: Any) -> None:  # noqa: N807  it is one
        cls.__init__ = compiled = _compiled_init(cls)
        compiled(self, *args, **given)

    return __init__


def _compiled_init(cls: Any) -> Any:
    """The function that gives an object its values, as the standard library would write it.

    Of a frozen class they pass by its `__setattr__`: by the slots themselves, where it has some.
    """
    frozen = cls.__setattr__ is _refuse_to_set
    names: dict[str, Any] = {"FACTORY": _FACTORY, "put": object.__setattr__}
    parameters, body = ["self"], []
    for name, (_, one) in cls.__plain_fields__.items():
        names |= {f"default_{name}": one.default, f"make_{name}": one.default_factory}
        value = _value(name, one)
        if one.init:
            parameters.append(name + _default(name, one))
        if value and isinstance(slot := getattr(cls, name, None), MemberDescriptorType) and frozen:
            names[f"put_{name}"] = slot.__set__
            body.append(f"put_{name}(self, {value})")
        elif value:
            body.append(f"put(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    lines = [f"def __init__({', '.join(parameters)}):", *(body or ["pass"])]
    exec("\n    ".join(lines), names)  # noqa: S102  names of fields alone, which Python has read
    return _labelled(names["__init__"], cls)


def _default(name: str, one: "Field[Any]") -> str:
    if one.default_factory is not MISSING:
        return "=FACTORY"
    return "" if one.default is MISSING else f"=default_{name}"


def _value(name: str, one: "Field[Any]") -> str:
    """What is written into a field; empty where nothing is, and `__post_init__` does it."""
    if one.default_factory is not MISSING:
        made = f"make_{name}()"
        return f"{made} if {name} is FACTORY else {name}" if one.init else made
    if one.init:
        return name
    return "" if one.default is MISSING else f"default_{name}"


def _labelled(init: Any, cls: Any) -> Any:
    init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    taken = {name: kind for name, (kind, one) in cls.__plain_fields__.items() if one.init}
    init.__annotations__ = {**taken, "return": None}
    return init


@recursive_repr()
def _repr(self: Any) -> str:
    fields = type(self).__plain_fields__.items()
    shown = (f"{name}={getattr(self, name)!r}" for name, (_, one) in fields if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: Any) -> Any:
    if self is other:
        return True
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__values__(self) == self.__values__(other)


def _hash(self: Any) -> int:
    return hash(self.__values__(self))


def _refuse_to_set(_self: Any, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__plain_fields__]


def _take_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__plain_fields__, state, strict=True):
        object.__setattr__(self, name, value)


class _Factory:
    """Stands in a signature for a value that is made at each call, as in the standard library."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY: Final = _Factory()


class _StandardFields:
    """What functions of the standard library look for in a class, made when it is looked for."""

    def __get__(self, _: object, cls: Any) -> dict[str, "Field[Any]"]:
        listed = [(name, kind, one) for name, (kind, one) in cls.__plain_fields__.items()]
        twin: Any = dataclasses.make_dataclass(
            cls.__name__, listed, init=False, repr=False, eq=False
        )
        found: dict[str, Field[Any]] = twin.__dataclass_fields__
        cls.__dataclass_fields__ = found
        return found


class _SignatureOfInit:
    """What `inspect` looks for in a class, whose `__init__` may not be compiled yet."""

    def __get__(self, _: object, cls: Any) -> Signature:
        whole = signature(_compiled_init(cls))
        return whole.replace(parameters=[*whole.parameters.values()][1:])


_ABOUT: Final = {"__dataclass_fields__": _StandardFields(), "__signature__": _SignatureOfInit()}
