"""Long lines that are no YAML: nothing is looked for in them that somebody may have meant."""

import pytest

from archspec.diagnostics import Failure, Source
from archspec.syntax import read

LINES = {
    "signs before a colon": "layers: [linear: {width: " + "$a " * 300_000 + "x: y}",
    "a list that is not closed": "layers:\n  - linear: [" + "$a in " * 100_000,
    "blanks within a value": "a: x" + " " * 500_000 + "y: z",
    "brackets": "a: {b: $x" + "[" * 500_000,
}


@pytest.mark.parametrize("text", LINES.values(), ids=LINES)
def test_a_long_line_is_refused_as_soon_as_it_is_read(text):
    with pytest.raises(Failure) as failure:
        read(Source("long.yaml", text))
    assert failure.value.diagnostics[0].code in ("A102", "A104")
