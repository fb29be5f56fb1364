"""Classes and functions by their names in source, and what must be imported for them."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from archspec.backends.source.classes.values import Bound, ClassName, written
from archspec.backends.source.python.build import dotted, literal, name
from archspec.plugins import is_admitted

TORCH, VISION, OURS, OPERATOR = "torch.", "torchvision.", "archspec.nn.", "operator."


@dataclass(slots=True)
class Targets:
    """What the source uses, found while it is written.

    Args:
        imported: the names from torchvision and from plug-ins, each with its module.
        copied: the classes and functions of ours that are copied.
        known: those of torch, as they are called.
        expressed: classes that stand for ours in rows, by the names of these.
        used: those of them that are.
    """

    imported: dict[str, str] = field(default_factory=dict)
    copied: dict[str, None] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    expressed: Mapping[str, ast.ClassDef] = field(default_factory=dict)
    used: dict[str, ast.ClassDef] = field(default_factory=dict)

    def in_row(self, target: str) -> ast.expr | None:
        """The class without arguments that stands for one of ours in rows, if there is one."""
        if target not in self.expressed:
            return None
        self.used[target] = self.expressed[target]
        return name(self.expressed[target].name)

    def name(self, target: str) -> ast.expr:
        """The name of a class or function, such as `nn.Linear`.

        Raises:
            ValueError: where it is of no library that source may use.
        """
        module, _, last = target.rpartition(".")
        if target.startswith((TORCH, OPERATOR)):
            short = target.removeprefix(TORCH) if target.startswith(f"{TORCH}nn.") else target
            self.known.add(short)
            return dotted(short)
        if target.startswith(OURS):
            self.copied[target] = None
            return dotted(last)
        if target.startswith(VISION) or is_admitted(target):
            if self.imported.setdefault(last, module) != module:
                raise ValueError(f"{target} has the name of one of {self.imported[last]}")
            return dotted(last)
        raise ValueError(f"{target} is in no library of torch")

    def value(self, bound: Bound) -> ast.expr:
        """A value of a class as source."""
        if not bound.variable and isinstance(bound.value, ClassName):
            return self.name(bound.value.target)
        return written(bound)

    def literal(self, value: object) -> ast.expr:
        """A value that is none of a class's parameters."""
        return self.name(value.target) if isinstance(value, ClassName) else literal(value)
