"""Which parameters of a network a recipe means: by words, and by patterns of their keys."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from archspec.dataclass import dataclass
from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.suggest import did_you_mean, listed
from archspec.kind.fields import Expects

BIASES: Final = "biases"
NORMS: Final = "norms"
LONGEST: Final = 200
"""Characters of a pattern; keys are shorter."""

MOST: Final = 100
"""Patterns in a list."""

MAX_UNFIT: Final = 10
"""Patterns of a list that are said to fit nothing."""

MAX_COMPARED: Final = 500_000
"""Patterns times keys: a second or two."""

Place: TypeAlias = tuple[str | int, ...]

WORDS: Final = "a pattern of keys such as `stem.*`, or a list of them"
WILD: Final = frozenset("*?[")


def _patterns(value: Any) -> tuple[str, ...]:
    several = (value,) if isinstance(value, (str, int)) and value is not True else value
    if not isinstance(several, (tuple, list)) or not 0 < len(several) <= MOST:
        raise PydanticCustomError("patterns", "write " + WORDS)  # noqa: RUF100, EM101
    found = tuple(str(one) if type(one) is int else one for one in several)
    if any(not isinstance(one, str) or not 0 < len(one) <= LONGEST for one in found):
        raise PydanticCustomError("patterns", "write " + WORDS)  # noqa: RUF100, EM101
    return found


_ONE: Final = (
    {"type": "string", "minLength": 1, "maxLength": LONGEST},
    {"type": "integer", "minimum": 0},
)
PATTERNS: Final[dict[str, Any]] = {
    "anyOf": [
        *_ONE,
        {"type": "array", "items": {"anyOf": [*_ONE]}, "minItems": 1, "maxItems": MOST},
    ]
}
Patterns = Annotated[
    tuple[str, ...], BeforeValidator(_patterns), WithJsonSchema(PATTERNS), Expects(WORDS)
]


@dataclass(frozen=True)
class Keys:
    """The keys of a network's parameters.

    Args:
        all: in their order; of a shared parameter each.
        norms: those of normalisations.
        first: the first key of a shared parameter, by each of its others.
    """

    all: tuple[str, ...]
    norms: frozenset[str] = frozenset()
    first: Mapping[str, str] = MappingProxyType({})

    @property
    def parameters(self) -> tuple[str, ...]:
        """One key for each parameter: its first."""
        return tuple(key for key in self.all if key not in self.first)

    def named(self, pattern: str) -> frozenset[str]:
        """The parameters that a word or a pattern means, by any of their keys; the first of each.

        `biases` are all that are called so, `norms` all of normalisations; a pattern means each key
        that it fits, and each below a scope that it fits. `*` is any text, dots included.

        >>> keys = Keys(("stem.0.weight", "stem.0.bias", "head.weight"))
        >>> sorted(keys.named("stem")) == sorted(keys.named("stem.**"))
        True
        >>> keys.named("biases"), keys.named("h*.weight")
        (frozenset({'stem.0.bias'}), frozenset({'head.weight'}))
        >>> Keys(("a.weight", "b.weight"), first={"b.weight": "a.weight"}).named("b")
        frozenset({'a.weight'})
        """
        return frozenset(self.first.get(key, key) for key in self._meant(pattern))

    def _meant(self, pattern: str) -> Iterable[str]:
        """All keys that a word or a pattern means."""
        if pattern == BIASES:
            return filter(_is_bias, self.all)
        if pattern == NORMS:
            return self.norms
        return (key for key in self.all if fits(key, pattern))

    def unfit(self, patterns: Iterable[str]) -> list[tuple[int, str]]:
        """The first patterns that no key fits, each with its place among them."""
        strange = (
            (number, pattern)
            for number, pattern in enumerate(patterns)
            if pattern not in (BIASES, NORMS) and not self.named(pattern)
        )
        return [*islice(strange, MAX_UNFIT)]

    def too_many(self, patterns: int, field: Place) -> Problem | None:
        """The finding that to compare so many patterns with all keys would take too long."""
        if patterns * len(self.all) <= MAX_COMPARED:
            return None
        fact = f"{patterns:,} patterns are too many to be compared with {len(self.all):,} keys"
        return Problem("A607", fact, field, fixes=(Fix("write fewer, with `*` in them"),))


def fits(key: str, pattern: str) -> bool:
    """Whether a pattern means a key, or a scope in which it stands.

    >>> [fits("layer1.0.conv.weight", one) for one in ("layer1", "layer*.0", "layer", "*.weight")]
    [True, True, False, True]
    """
    return fnmatchcase(key, pattern) or fnmatchcase(key, f"{pattern}.*")


def unfit_pattern(
    pattern: str,
    keys: Collection[str],
    field: Place,
    words: Sequence[str] = (),
    *,
    owner: str = "no parameter of the network",
) -> Problem:
    """The finding that a pattern means nothing, with what there is, the nearest first.

    Args:
        pattern: as it was written.
        keys: that it might have meant.
        field: where it stands.
        words: that may stand there beside patterns.
        owner: what has none like it.
    """
    fact = f"{owner} has a key like `{pattern}`"
    tops = list(dict.fromkeys(key.partition(".")[0] for key in keys))
    scopes = {scope: None for key in keys for scope in _scopes(key)}
    word = pattern.rstrip("*").rstrip(".")
    meant = did_you_mean(word, [*words, *scopes]) if word and not WILD & {*word} else ()
    note = f"keys begin with {listed(tops, 12)}"
    return Problem("A656", fact, field, notes=(note,), fixes=tuple(Fix(one.text) for one in meant))


def covering(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """The widest scopes that hold names and none of the others, in order.

    >>> covering(["stem.0.weight", "stem.1.bias", "body.0.weight"], ["body.1.weight"])
    ['stem', 'body.0']
    """
    taken = {scope for key in others for scope in _scopes(key)}
    widest = (next((one for one in _scopes(n) if one not in taken), n) for n in names)
    return list(dict.fromkeys(widest))


def literal(key: str) -> str:
    """The pattern that means a key or a scope, and nothing beside it.

    >>> literal("stem.0"), literal("a*")
    ('stem.0', 'a[*]')
    """
    return "".join(f"[{one}]" if one in WILD else one for one in key)


def _is_bias(key: str) -> bool:
    """`bias` itself, `in_proj_bias` of attention and `bias_hh_l0` of recurrent layers."""
    name = key.rpartition(".")[2]
    return name == "bias" or name.endswith("_bias") or name.startswith("bias_")


def _scopes(key: str) -> Iterator[str]:
    parts = key.split(".")
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])
