"""What stands for a parameter that has no value, so that one mistake is said once."""

from archspec.dataclass import dataclass
from archspec.diagnostics import Diagnostic, Help, Mark, Span


@dataclass(frozen=True, slots=True)
class Silent:
    """A parameter whose value nobody can know here, which is no mistake."""

    def found(self, name: str, span: Span) -> tuple[Diagnostic, ...]:  # noqa: ARG002
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A parameter whose own value is wrong, which was said."""

    cause: Diagnostic

    def found(self, name: str, span: Span) -> tuple[Diagnostic, ...]:  # noqa: ARG002
        """The cause, which is shown once however often it is found."""
        return (self.cause,)


@dataclass(frozen=True, slots=True)
class Itself:
    """The parameter that is being worked out."""

    def found(self, name: str, span: Span) -> tuple[Diagnostic, ...]:
        """A208."""
        return (Diagnostic("A208", f"the parameter `{name}` is defined by itself", span),)


@dataclass(frozen=True, slots=True)
class Below:
    """A parameter that is worked out later."""

    key: Span

    def found(self, name: str, span: Span) -> tuple[Diagnostic, ...]:
        """A208: where it stands."""
        message = f"the parameter `{name}` stands below this one"
        help_ = Help("a parameter may use those above it: move this one down")
        return (Diagnostic("A208", message, span, "", (Mark(self.key, "here"),), (), (help_,)),)


SILENT = Silent()
Unknown = Silent | Broken | Itself | Below


class UnknownValue(Exception):  # noqa: N818  what it is, and no error of the expression
    """An expression names a parameter that has no value."""

    def __init__(self, name: str, value: Unknown):
        super().__init__(name)
        self.name, self.value = name, value
