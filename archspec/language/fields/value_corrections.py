"""What a wrong value was meant to be: rewritten in every usual way until the field takes it."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final
from unicodedata import numeric

from pydantic import TypeAdapter, ValidationError

from archspec.diagnostics.suggest import likely, only_near
from archspec.language.fields.expected import literals
from archspec.patterns import compile_later
from archspec.syntax import Mapping, Scalar, Tree
from archspec.syntax.scalars import resolve

ARITHMETIC: Final = compile_later(r"(?=.*[*/+-].*\d)[\d.\s()*/+-]*\d[\d.\s()*/+-]*")
TRUTH: Final = {
    **dict.fromkeys(("yes", "on", "1", "true", "y"), True),
    **dict.fromkeys(("no", "off", "0", "false", "n"), False),
}
UNITS: Final = {"K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9}
WORDS: Final = {
    "gpu": "cuda",
    "sum": "add",
    "cat": "concat",
    "float16": "fp16",
    "16": "fp16",
    "half": "fp16",
    "float32": "fp32",
    "32": "fp32",
    "bfloat16": "bf16",
    "mirror": "reflect",
    "symmetric": "reflect",
    "edge": "replicate",
    "border": "replicate",
    "wrap": "circular",
    "constant": "zeros",
    "tied": "shared",
    "conv": "project",
    "validation": "test",
}
"""Values of other frameworks, and ours."""

_WORDS: Final = "zero one two three four five six seven eight nine ten"
NUMERALS: Final = {word: number for number, word in enumerate(_WORDS.split())}

ALMOST: Final = frozenset(("symmetric", "validation", "conv", "constant"))
"""Those whose meaning is only near to that of ours."""

HELD: Final = (dict, list, tuple)
"""What is no single value, and no slip of one."""

QUOTES: Final = str.maketrans(dict.fromkeys("“”„‘’«»", "") | dict.fromkeys("–—−", "-"))


def _numeral(text: str) -> Iterator[Any]:
    """`ten`."""
    yield NUMERALS.get(text.lower())


def _number(text: str) -> Iterator[Any]:
    """`1_024`, `38,386`, `50%`, `1M`, `8.0`, `"8"`, `$8`, `½`."""
    bare = text.translate(QUOTES).strip().removeprefix("$")
    digits = re.sub(r"(?<=\d)[_,'](?=\d{3}\b)", "", bare)
    if digits.endswith("%"):
        digits, factor = digits[:-1], 0.01
    else:
        factor = UNITS.get(digits[-1:].upper(), 1)
        digits = digits[:-1] if factor != 1 else digits
    value = resolve(digits.strip()) if digits.strip() else None
    if len(digits) == 1 and digits.isnumeric() and not digits.isdecimal():
        value = numeric(digits)  # ½
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value * factor
        yield int(value * factor) if value * factor % 1 == 0 else None


def _hundredths(text: str) -> Iterator[Any]:
    """`20` where only a part of one is taken."""
    value = resolve(text.strip()) if text.strip() else None
    if isinstance(value, int | float) and not isinstance(value, bool) and 5 <= value <= 100:
        yield round(value / 100, 6)


def _sizes(text: str) -> Iterator[Any]:
    """`3x3`, `(3, 3)`."""
    found = re.fullmatch(r"\(?\s*(\d+)((?:\s*[x×,]\s*\d+)+)\s*\)?", text.strip())
    if found:
        yield tuple(int(n) for n in re.findall(r"\d+", text))


def _truth(text: str) -> Iterator[Any]:
    yield TRUTH.get(text.lower())


def _bound(text: str) -> Iterator[Any]:
    """`< 100` as a bound."""
    found = re.fullmatch(r"([<>])=?\s*([\d_]+)", text.strip())
    if found:
        yield {"max" if found[1] == "<" else "min": int(found[2].replace("_", ""))}


def _word(text: str) -> Iterator[Any]:
    yield WORDS.get(text.lower())
    yield text.translate(QUOTES).strip()


REWRITES: Final[tuple[Callable[[str], Iterator[Any]], ...]] = (
    _truth,
    _word,
    _numeral,
    _number,
    _hundredths,
    _sizes,
    _bound,
)
GUESSES: Final = (_hundredths, _bound)
"""What gives another value than was written, as only its author knows."""


def candidates(tree: Tree, value: Any) -> Iterator[tuple[Any, bool]]:
    """Values that somebody who wrote this may have meant, the likeliest first.

    With each comes whether it says the same, in the form that is right here.
    """
    if isinstance(tree, Mapping) and isinstance(value, dict) and value:
        yield tuple({name: inner} for name, inner in value.items()), True
        if len(value) == 1 and (inner := next(iter(value.values()))) is not None:
            yield inner, False
    elif isinstance(tree, Scalar) and value is not None and not isinstance(value, HELD):
        # As it was written, where nothing was computed: `001` is no longer 1 once it is text.
        as_written = tree.plain and tree.value == value
        text = "" if isinstance(value, bool) else tree.text if as_written else str(value)
        for rewrite in REWRITES:
            same = rewrite not in GUESSES and text.lower() not in ALMOST
            yield from ((one, same) for one in rewrite(text) if one is not None) if text else ()
        yield text or str(value), True
    if isinstance(tree, Scalar) and not _half_a_number(value):
        yield (value,), True


def _half_a_number(value: Any) -> bool:
    """Text such as `½` or `3..5`, which no list makes a number."""
    text = value if isinstance(value, str) else ""
    return any(map(str.isnumeric, text)) and not any(map(str.isalpha, text))


def meant(tree: Tree, value: Any, annotation: Any) -> tuple[Any, bool]:
    """What the field would take instead, or None, and whether that is certain."""
    known = literals(annotation)
    word = likely(value.translate(QUOTES), known) if isinstance(value, str) else None
    if word is not None and str(value).lower() not in WORDS:
        return word, only_near(str(value), known) is not None
    takes: TypeAdapter[Any] = TypeAdapter(annotation)
    for one, same in candidates(tree, value):
        if _accepted(takes, one):
            return one, same
    return None, False


def _accepted(takes: TypeAdapter[Any], value: Any) -> bool:
    try:
        takes.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def parameter(text: str, names: Collection[str]) -> str | None:
    """The parameter that was meant by its bare name, or in another tool's braces.

    >>> parameter("{{ width }}", ["width"]), parameter("width", ["width"]), parameter("w", [])
    ('width', 'width', None)
    """
    word = re.sub(r"^\{\{?\s*|\s*\}?\}$|^<|>$|^%\(|\)s$", "", text.strip())
    return word if word in names else None


def accepts(annotation: Any, value: Any) -> bool:
    """Whether a field of that type can have a value."""
    return _accepted(TypeAdapter(annotation), value)
