"""Modules for rows that are an expression each: what a forward would write where it stands."""

import ast
import inspect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from archspec.backends.source.classes.members import Member, module_of
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.idioms.form import Form
from archspec.backends.source.idioms.forms import OURS
from archspec.backends.source.idioms.modules import MODULES
from archspec.backends.source.python.build import literal, name, template
from archspec.nn.resolve import resolve

VALUE: Final = "x"


def expressed(shapes: Sequence[Shape]) -> Mapping[str, ast.ClassDef]:
    """A class for each of ours that all rows use with the same numbers, by what it stands for.

    Such a class says in its forward what it does, where ours would be told by its arguments:
    `x.mean((2, 3))`. What is used in several ways is none of them.
    """
    found: dict[str, list[ast.expr | None]] = defaultdict(list)
    for shape in shapes:
        for member in shape.members if shape.row else ():
            for target, made in _in_row(shape, member):
                found[target].append(made)
    return {
        target: _class(target, made[0])
        for target, made in found.items()
        if made[0] is not None and len({one and ast.unparse(one) for one in made}) == 1
    }


def _in_row(shape: Shape, member: Member) -> Iterator[tuple[str, ast.expr | None]]:
    """Each of our modules in a row, and what it does with `x`, where that is one expression."""
    for position, at in enumerate(member.present):
        module = None if at is None else module_of(member.places[at])
        if at is None or module is None or not module.target.startswith(OURS):
            continue
        differs = any(p == position and one.variable for (p, _), one in shape.bound.items())
        make = None if differs else MODULES.get(module.target)
        form = make(member.places[at].node, module.args) if make else None
        yield module.target, None if form is None else _expression(form)


def _expression(form: Form) -> ast.expr:
    values = {word: literal(value) for word, value in {**form.values, **form.numbers}.items()}
    return template(form.text, {**values, "v0": name(VALUE)})


def _class(target: str, made: ast.expr) -> ast.ClassDef:
    about = (inspect.getdoc(resolve(target)) or "").partition("\n")[0]
    said = "" if "`" in about else f"    {about!r}\n"
    [found] = ast.parse(
        f"class {target.rpartition('.')[2]}(nn.Module):\n{said}"
        f"    def forward(self, {VALUE}: Tensor) -> Tensor:\n"
        f"        return {ast.unparse(made)}\n"
    ).body
    assert isinstance(found, ast.ClassDef)  # noqa: S101  it was written so
    return found
