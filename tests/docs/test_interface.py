"""What Python sees: names that can be found, and examples that can be followed."""

import inspect
import pydoc
import re
import subprocess
import sys
from functools import cached_property

import pytest

import archspec
from docs.make.made import read

PAGE = read("docs/python.md")
CLASSES = [archspec.Network, archspec.Run]
FUNCTIONS = [one for name in archspec.__all__ if inspect.isfunction(one := getattr(archspec, name))]
MEMBERS = [
    (cls, name, member)
    for cls in CLASSES
    for name, member in vars(cls).items()
    if not name.startswith("_") and isinstance(member, (property, cached_property, type(lambda: 0)))
]


def test_only_what_is_meant_for_use_is_listed():
    assert dir(archspec) == sorted(archspec.__all__)
    assert all(hasattr(archspec, name) for name in archspec.__all__)


def test_help_tells_of_everything_public():
    text = pydoc.plain(pydoc.render_doc(archspec))
    for one in (*CLASSES, *FUNCTIONS):
        assert f"class {one.__name__}" in text or f"{one.__name__}(" in text
    assert "TYPE_CHECKING" not in text


def test_the_site_has_a_reference_of_everything_public():
    listed = set(re.findall(r"^\.\. auto(?:function|class):: archspec\.(\w+)$", PAGE, re.MULTILINE))
    assert listed == {one.__name__ for one in (*CLASSES, *FUNCTIONS, archspec.Failure)}


def test_a_class_says_what_it_is_and_shows_it():
    for one in (*CLASSES, archspec.Failure):
        assert ">>> " in inspect.getdoc(one), one


def test_listing_the_names_imports_no_torch():
    code = "import archspec, sys; dir(archspec); archspec.load('net').params; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "torch" not in found.stdout.split()


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.__name__)
def test_a_function_has_an_example_and_says_what_it_raises(function):
    text = inspect.getdoc(function)
    assert ">>> " in text
    assert "Args:" in text
    assert "Raises:" in text or function is archspec.check  # which gives findings back


@pytest.mark.parametrize(
    ("cls", "name", "member"), MEMBERS, ids=[f"{cls.__name__}.{name}" for cls, name, _ in MEMBERS]
)
def test_a_method_has_an_example_of_its_own_or_in_that_of_its_class(cls, name, member):
    own = inspect.getdoc(member) or ""
    assert ">>> " in own or f"run.{name}" in inspect.getdoc(cls), name
    code = getattr(member, "func", None) or getattr(member, "fget", None) or member
    named = [one for one in inspect.signature(code).parameters if one != "self"]
    assert all(f"{one}:" in own for one in named), named
