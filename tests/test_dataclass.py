"""Our `dataclass` makes what the one of the standard library makes."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any, ClassVar

import pytest

from archspec import dataclass as ours
from archspec.language.walk.context import Context

FORMS = [
    {"frozen": frozen, "slots": slots, "eq": eq}
    for frozen in (False, True)
    for slots in (False, True)
    for eq in (False, True)
]


def classes(decorator: Callable[..., Any], form: dict[str, bool]) -> tuple[Any, Any]:
    """A class with fields of every sort, and one below it."""

    @decorator(**form)
    class Base:
        """A base."""

        kind: ClassVar[str] = "base"
        one: int
        two: str = field(default="two", repr=False)
        three: list[int] = field(default_factory=list, compare=False)

        def method(self) -> int:
            return self.one

    @decorator(**form)
    class Below(Base):
        four: "float | None" = None
        two: str = "other"
        five: int = field(init=False, default=5)
        six: int = field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "six", self.one * 6)

    return Base, Below


def what_is_seen(made: tuple[Any, Any]) -> list[Any]:
    """What a program can tell of the classes and their objects."""
    base, below = made
    first, same, other = base(1), base(one=1, three=[3]), base(2, "b")
    lower = below(1, four=0.5)
    return [
        *(str(inspect.signature(cls)) for cls in made),
        *(cls.__match_args__ for cls in made),
        *([(f.name, f.type, f.init, f.repr) for f in dataclasses.fields(cls)] for cls in made),
        *(repr(one).replace("ours", "") for one in (first, same, other, lower)),
        *(first == one for one in (same, other, lower, 1)),
        *(hash(first) == hash(same) if base.__hash__ and base.__eq__ is not object.__eq__ else 0,),
        base.__hash__ is None,
        base.__hash__ is object.__hash__,
        first.three is not same.three,
        dataclasses.asdict(lower),
        dataclasses.asdict(dataclasses.replace(lower, one=7)),
        hasattr(first, "__dict__"),
        [dataclasses.asdict(copy.copy(lower)), dataclasses.asdict(copy.deepcopy(lower))],
        first.method(),
        base.kind,
    ]


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_it_makes_what_the_standard_one_makes(form: dict[str, bool]) -> None:
    found, expected = (
        what_is_seen(classes(decorator, form))
        for decorator in (ours.dataclass, dataclasses.dataclass)
    )
    assert found == expected


@pytest.mark.parametrize("slots", [False, True])
def test_what_is_frozen_does_not_change(slots: bool) -> None:
    made = classes(ours.dataclass, {"frozen": True, "slots": slots})[0](1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'one'"):
        made.one = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'one'"):
        del made.one
    assert made.one == 1


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_wrong_arguments_are_refused_by_the_same_words(form: dict[str, bool]) -> None:
    for given in ({}, {"one": 1, "seven": 7}, {"one": 1, "five": 2}):
        words = []
        for decorator in (ours.dataclass, dataclasses.dataclass):
            with pytest.raises(TypeError) as raised:
                classes(decorator, form)[1](**given)
            words.append(str(raised.value))
        assert words[0] == words[1]


def test_what_a_class_defines_itself_stays() -> None:
    @ours.dataclass(frozen=True)
    class Own:
        one: int

        def __init__(self) -> None:
            object.__setattr__(self, "one", 11)

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return other == 11

        def __hash__(self) -> int:
            return 11

    assert (repr(Own()), Own() == 11, hash(Own())) == ("own", True, 11)


@ours.dataclass(frozen=True, slots=True)
class Kept:
    """At the top of a module, where `pickle` finds it."""

    one: int
    below: "Kept | None" = None


def test_objects_are_pickled() -> None:
    kept = Kept(1, Kept(2))
    assert pickle.loads(pickle.dumps(kept)) == kept  # noqa: S301  made in this line


def test_an_object_that_holds_itself_is_shown() -> None:
    made = classes(ours.dataclass, {})[0](1)
    made.three.append(made)
    assert repr(made).endswith("three=[...])")


def test_no_init_is_compiled_before_the_first_call() -> None:
    base = classes(ours.dataclass, {"slots": True})[0]
    waiting = base.__init__
    base(1)
    assert base.__init__ is not waiting
    assert base.__init__.__qualname__.endswith("Base.__init__")
    assert "report" in inspect.signature(Context).parameters
