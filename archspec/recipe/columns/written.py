"""Numbers as people write them, which are none to those who read tables."""

from typing import Final

from archspec.patterns import compile_later

AS_A_PROGRAM: Final = (
    "write numbers in the digits 0 to 9, with a decimal point, without units or marks between "
    "thousands"
)

_GROUPED: Final = r"\d{1,3}(?:[.,'’_\s]\d{3})+(?:[.,]\d+)?"
_SIGNS: Final = "€$£¥%°"
_FOR_PEOPLE: Final = compile_later(
    rf"[{_SIGNS}]?\s*[-+−]?(?:{_GROUPED}|\d+(?:[.,]\d+)?)\s*(?:[{_SIGNS}]|\s\S{{1,4}})?"
)


def is_for_people(text: str) -> bool:
    """Whether a text that is no number is one to a person: with a decimal comma, a unit, or such.

    >>> [is_for_people(text) for text in ("74,7", "1.250,50 €", "12 345", "81.5 m²", "8 %", "٣")]
    [True, True, True, True, True, True]
    >>> [is_for_people(text) for text in ("flat", "3a", "31.12.2024", "10.0.0.1", "")]
    [False, False, False, False, False]
    """
    return _FOR_PEOPLE.fullmatch(text.strip()) is not None
