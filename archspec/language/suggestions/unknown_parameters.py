"""What was meant by a parameter that is not there, and by what a layer receives, wrongly used."""

from collections.abc import Mapping
from typing import Any, Final

from archspec.diagnostics import Help
from archspec.diagnostics.suggest import QUESTION, did_you_mean, near
from archspec.language.expressions.environment import SIZES, Environment
from archspec.language.expressions.expression_error import MAX_SHOWN
from archspec.language.suggestions.other_frameworks import CHANNELS
from archspec.patterns import compile_later

ALL_SIZES: Final = ("size", "shape", "dims", "resolution", "spatial", "hw", "in_size", "input_size")
FIRST_SIZE: Final = ("height", "h", "rows", "length", "tokens", "positions", "seq_len", "n_tokens")
LAST_SIZE: Final = ("w", "cols", "columns")
"""What a person may call the sizes that a layer receives, which are `$sizes`."""
AROUND: Final = compile_later(r"^(?:in|input)_|_(?:in|input)$")
"""What such a word may have about it, as in `in_height`."""

WHOLE_LIST: Final = compile_later(r"(\$sizes\b|\bsizes\([^()]*\))(?!\[)")
INDEXED: Final = compile_later(r"\$in\s*(?:\[|\.)")
FIRST: Final = r"\1[0]"
LIST: Final = 'the list of the sizes that a layer receives: `"$sizes[0]"` is its first'


def instead_of_parameter(word: str, params: list[str], scope: Mapping[str, Any]) -> Help | None:
    """What to write for `$word`, which is no parameter.

    Args:
        word: as it was written, without its `$`.
        params: the parameters there are, the nearest first.
        scope: what the expression can name.
    """
    if close := did_you_mean(word, params, "${}"):
        return close[0]
    if isinstance(scope, Environment):
        if word in scope.above.names():
            return Help(f"`{word}` is a layer: ask for its `channels({word})` or `sizes({word})`")
        if SIZES not in scope.params and (help_ := _of_sizes(word.lower(), scope)):
            return help_
    if word.lower() in CHANNELS:
        return Help("for the channels that a layer receives, write `$in`")
    return None if params else Help(f"declare it: `params: {{{word}: …}}`")


def _of_sizes(word: str, scope: Environment) -> Help | None:
    shape = scope.received.shape
    last = len(shape.sizes) - 1 if shape is not None else 1
    if last < 0:
        return None
    own = AROUND.sub("", word)
    # A `width` alone may as well be that of a layer to come.
    of_last = own in LAST_SIZE or (own == "width" and own != word)
    index = 0 if own in FIRST_SIZE else last if of_last else -1
    if index >= 0:
        return Help(f'for that size of what a layer receives, write `"$sizes[{index}]"`')
    if own in ALL_SIZES or near(word, [SIZES]):
        return Help(f"{QUESTION} `$sizes`? it is {LIST}")
    return None


def about_received(text: str, scope: Mapping[str, Any]) -> Help | None:
    """What `$in` and `$sizes` are, where an expression that has no value takes them for another.

    Args:
        text: the expression.
        scope: what it can name.
    """
    if not isinstance(scope, Environment):
        return None
    if INDEXED.search(text):
        return Help(f"`$in` is one number, the channels; `$sizes` is {LIST}")
    found = WHOLE_LIST.search(text)
    if found is None or (SIZES in scope.params and found[0] == f"${SIZES}"):
        return None
    what = LIST if found[0].startswith("$") else f'a list: `"{found[0]}[0]"` is its first'
    if len(text) <= MAX_SHOWN and f"{found[0]}." not in text and '"' not in text:
        what = f'{what.partition(":")[0]}: write `"{WHOLE_LIST.sub(FIRST, text)}"` for the first'
    return Help(f"`{found[0]}` is {what}")
