"""Where what an earlier text of a file says stands in the text that is there now."""

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.kind import BlockCall, Held, Origin
from archspec.language.expressions.environment import Above, Environment
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree
from archspec.syntax.counterparts import counterparts


class Gone(Exception):  # noqa: N818  it is no error: the call is built
    """A place of an earlier check's text is none of this one's."""


@dataclass(slots=True)
class Places:
    """Where the trees of an earlier text stand in this one, where they say the same.

    Args:
        spans: each place of that text, and the one of this.
        trees: each tree of that text by its place in memory, and the one of this.
    """

    spans: dict[Span, Span] = field(default_factory=dict)
    trees: dict[int, Tree] = field(default_factory=dict)

    def add(self, old: Tree, new: Tree) -> bool:
        """Learns where the parts of a tree stand; false where the new one says something else."""
        if self.trees.get(id(old)) is new:
            return True
        pairs, found = counterparts(old, new), dict[Span, Span]()
        if pairs is None:
            return False
        for one, other in pairs:
            if found.setdefault(one.span, other.span) != other.span:
                return False
        if any(self.spans.get(one, other) != other for one, other in found.items()):
            # The same stands in two places, and which of them is meant was settled before.
            return False
        self.spans.update(found)
        self.trees.update((id(one), other) for one, other in pairs)
        return True

    def span(self, span: Span) -> Span:
        """A place in this text.

        Raises:
            Gone: where nothing is known to stand there.
        """
        found = self.spans.get(span)
        if found is None:
            raise Gone
        return found

    def tree(self, tree: Tree) -> Tree:
        """A tree of this text.

        Raises:
            Gone: where there is none like it.
        """
        found = self.trees.get(id(tree))
        if found is None:
            raise Gone
        return found

    def origin(self, origin: Origin) -> Origin:
        """Where a layer is written in this text."""
        fields, value, item = origin.fields, origin.value, origin.item
        written = self.tree(fields) if fields else None
        return Origin(
            self.span(origin.span),
            written if isinstance(written, Fields) else None,
            self.span(value) if value else None,
            self.span(item) if item else None,
            origin.calls,
            origin.rounds,
        )

    def call(self, call: BlockCall) -> BlockCall:
        """A call of a block in this text."""
        return BlockCall(call.name, call.arguments, self.span(call.span))

    def held(self, held: Held, above: Above) -> Held:
        """A layer as it is written in this text."""
        here = held.environment
        if held.home is not None or here.homes or here.inputs is not None:
            # Names in it are looked for in a scope of the other text.
            raise Gone
        tree = self.tree(held.tree) if held.tree else None
        environment = Environment(here.params, here.received, above)
        return Held(held.cls, self.origin(held.origin), tree, environment, held.role, held.again)
