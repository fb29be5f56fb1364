"""What a wrong value was meant to be: rewritten in every usual way until the field takes it."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from archspec.diagnostics.suggest import likely
from archspec.language.fields.expected import literals
from archspec.syntax import Mapping, Scalar, Tree
from archspec.syntax.scalars import resolve

ARITHMETIC: Final = re.compile(r"(?=.*[*/+-].*\d)[\d.\s()*/+-]*\d[\d.\s()*/+-]*")
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

HELD: Final = (dict, list, tuple)
"""What is no single value, and no slip of one."""

QUOTES: Final = str.maketrans(dict.fromkeys("“”„‘’«»", "") | dict.fromkeys("–—−", "-"))


def _number(text: str) -> Iterator[Any]:
    """`1_024`, `38,386`, `50%`, `1M`, `8.0`, `"8"`, `$8`."""
    digits = re.sub(r"(?<=\d)[_,'](?=\d{3}\b)", "", text.strip().removeprefix("$"))
    if digits.endswith("%"):
        digits, factor = digits[:-1], 0.01
    else:
        factor = UNITS.get(digits[-1:].upper(), 1)
        digits = digits[:-1] if factor != 1 else digits
    value = resolve(digits.strip()) if digits.strip() else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value * factor
        yield int(value * factor) if value * factor % 1 == 0 else None
        yield round(value / 100, 6) if factor == 1 and 5 <= value <= 100 else None


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
    _number,
    _sizes,
    _bound,
)


def candidates(tree: Tree, value: Any) -> Iterator[Any]:
    """Values that somebody who wrote this may have meant, the likeliest first."""
    if isinstance(tree, Mapping) and isinstance(value, dict) and value:
        yield tuple({name: inner} for name, inner in value.items())
    elif isinstance(tree, Scalar) and value is not None and not isinstance(value, HELD):
        text = str(value) if not isinstance(value, bool) else ""
        for rewrite in REWRITES:
            yield from (one for one in rewrite(text) if one is not None) if text else ()
        yield text
    if isinstance(tree, Scalar):
        yield (value,)


def meant(tree: Tree, value: Any, annotation: Any) -> tuple[Any, bool]:
    """What the field would take instead, or None, and whether a word of its own was misspelt."""
    known = literals(annotation)
    word = likely(value.translate(QUOTES), known) if isinstance(value, str) else None
    if word is not None and str(value).lower() not in WORDS:
        return word, True
    takes: TypeAdapter[Any] = TypeAdapter(annotation)
    for one in candidates(tree, value):
        if _accepted(takes, one):
            return one, False
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
