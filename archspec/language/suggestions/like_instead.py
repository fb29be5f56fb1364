"""A size that is asked of another value, where the layer can take that value's size as it is."""

from typing import Final

from archspec.kind import Layer
from archspec.language.fields.expected import fields_of
from archspec.patterns import compile_later
from archspec.syntax import Scalar, Tree

ASKED: Final = compile_later(r"\bsizes\(([\w.$-]+)\)")


def like_instead(cls: type[Layer], tree: Tree) -> str:
    """What to write instead of sizes that a file leaves open; empty where nothing takes them.

    Args:
        cls: the kind of layer.
        tree: what stands in its field.
    """
    asked = ASKED.search(tree.text) if isinstance(tree, Scalar) else None
    if asked is None or "like" not in fields_of(cls):
        return ""
    return f"take the size of that value, whatever it is: write `{cls.kind}: {{like: {asked[1]}}}`"
