"""What is said where a layer names another that is not there to be named."""

from collections.abc import Mapping
from typing import Final

from archspec.dataclass import dataclass
from archspec.diagnostics import Diagnostic, Edit, Help, Mark, Span
from archspec.diagnostics.suggest import did_you_mean
from archspec.language.expressions.expressions import is_computation
from archspec.patterns import compile_later

SHOWN: Final = 8
NO_NAME: Final = compile_later(r"[(\[\"']")
"""What no name has, and calls, lists and texts of an expression do."""
RECEIVED: Final = Help("what a layer receives is known to it as `$in` and `$sizes`")


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that was not found.

    Args:
        name: as it was written.
        span: where.
        field: the field that names it; empty where an expression asks for it.
        scope: the path of the scope in which it stands, with a dot at its end.
        own: the path of the layer that names it.
        above: the names that it could have used, and where they stand.
        paths: the paths of everything named above it, as it would name them.
        explored: whether what stands above was gathered, which takes time.
    """

    name: str
    span: Span | None
    field: str
    scope: str
    own: str
    above: Mapping[str, Span | None]
    paths: Mapping[str, Span | None]
    explored: bool = True

    def explained(
        self, everything: Mapping[str, Span | None], absent: Mapping[str, Span]
    ) -> Diagnostic:
        """A302, once every path of the network and every layer that is switched off is known."""
        what = "layer" if self.field == "outputs" else "layer above"
        message = f"no {what} is named `{self.name}`"
        own = self.own == self.scope + self.name
        where = None if own else everything.get(self._below(everything))
        if own:
            return self._finding(
                message, "this layer itself", help_=None if self.field else RECEIVED
            )
        if where is not None and self._is_around(where):
            label = f"`{self.name}` is this layer, or one around it"
            return self._finding(message, label, Mark(where, "named here"), help_=RECEIVED)
        if where is not None and self.field != "outputs":
            label = f"`{self.name}` stands below, on line {where.line}"
            help_ = Help("name a layer above, or move this one below it")
            return self._finding(message, label, Mark(where, "named here"), help_=help_)
        if self.name in absent:
            mark = Mark(absent[self.name], "named here, and switched off by its `when`")
            return self._finding(message, "not there", mark)
        if inner := self._in_other_scope():
            return self._finding(f"no {what} in this scope is named `{self.name}`", *inner)
        return self._unknown(message)

    def _is_around(self, where: Span) -> bool:
        """Whether a name that is not there yet was written above all the same."""
        return self.field != "outputs" and self.span is not None and where.start < self.span.start

    def _below(self, everything: Mapping[str, Span | None]) -> str:
        """The path that this name will have, in this scope or one around it."""
        parts = self.scope.split(".")
        around = [".".join([*parts[:i], self.name]) for i in range(len(parts) - 1, -1, -1)]
        return next((path for path in around if path in everything), "")

    def _in_other_scope(self) -> tuple[str, Mark | None, Help] | None:
        """The label, the mark and the help for a name that stands inside a scope above."""
        found = [path for path in self.paths if path.rpartition(".")[2] == self.name]
        if not found:
            return None
        path, where = found[0], self.paths[found[0]]
        scope = path.rpartition(".")[0]
        mark = Mark(where, "named here") if where else None
        if path.split(".")[0] in self.above and self.span is not None:
            edit = Edit(self.span, path)
            help_ = Help(f"write `{path}`", (edit,), certain=len(found) == 1)
            return f"it stands in `{scope}`", mark, help_
        return "it stands in a scope without a name", mark, Help("give that scope a `name`")

    def _unknown(self, message: str) -> Diagnostic:
        if not self.explored:
            return self._finding(message, "not a name above this line")
        # The only input needs no name: every first layer takes it.
        told = [(n, s) for n, s in self.above.items() if s or n != "input"]
        shown = [f"{n} (line {s.line})" if s else n for n, s in told]
        names = ", ".join(shown[:SHOWN]) + (", …" if len(shown) > SHOWN else "")
        note = f"names above: {names}" if told else "no layer above has a name"
        options = [*self.above, *self.paths]
        help_ = next(iter(did_you_mean(self.name, options)), None)
        if computed := self._computed():
            help_ = computed
        elif self.name.isdecimal():
            help_ = Help("layers are not named by their index: give that one a `name`")
        elif not told:
            help_ = Help("give the layer that is meant a `name`")
        label = "" if self.field == "outputs" else "not a name above this line"
        return self._finding(message, label, help_=help_, note=note)

    def _computed(self) -> Help | None:
        """How to have a text computed that stands where a name does, and can be none."""
        if not NO_NAME.search(self.name) or not is_computation(self.name):
            return None
        mark = "'" if '"' in self.name else '"'
        text = f"{mark}${{{self.name}}}{mark}"
        plain = self.span is not None and mark not in self.name
        edits = (Edit(self.span, text),) if plain and self.span else ()
        return Help(f"to compute it, write `${{{self.name}}}`", edits)

    def _finding(
        self,
        message: str,
        label: str,
        mark: Mark | None = None,
        help_: Help | None = None,
        note: str = "",
    ) -> Diagnostic:
        marks, helps = (mark,) if mark else (), (help_,) if help_ else ()
        notes = (note,) if note else ()
        return Diagnostic("A302", message, self.span, label, marks, notes, helps)
