"""As many messages as there are mistakes, each at its line: planted in the shipped specs."""

import random
import re
from collections.abc import Callable

import pytest

from archspec.catalog import shipped
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source

Planter = Callable[[str], str | None]
KIND = re.compile(r"^(\s*- )(conv|linear|maxpool|flatten|tanh|relu|batchnorm|upsample)\b")
FIELD = re.compile(r"([{,]\s*)(width|kernel|padding|stride|scale)(: )")
NUMBER = re.compile(r"((?:width|kernel|linear|maxpool): )(\d+)(?=[,}]|$)")


def misspell_a_kind(line: str) -> str | None:
    return KIND.sub(r"\1\2qx", line) if KIND.match(line) else None


def misspell_a_field(line: str) -> str | None:
    return FIELD.sub(r"\1\2qx\3", line, count=1) if FIELD.search(line) else None


def give_text_for_a_number(line: str) -> str | None:
    return NUMBER.sub(r"\1many", line, count=1) if NUMBER.search(line) else None


def give_nought(line: str) -> str | None:
    return NUMBER.sub(r"\g<1>0", line, count=1) if NUMBER.search(line) else None


def name_no_parameter(line: str) -> str | None:
    return NUMBER.sub(r"\1$nobody", line, count=1) if NUMBER.search(line) else None


def divide_by_zero(line: str) -> str | None:
    return NUMBER.sub(r"\1${8 // 0}", line, count=1) if re.search(r": \d+$", line) else None


def write_a_key_twice(line: str) -> str | None:
    found = re.search(r"\{(\w+): (\w+)[,}]", line)
    return f"{line[:-1]}, {found[1]}: {found[2]}}}" if found and line.endswith("}") else None


WORDS: tuple[Planter, ...] = (
    misspell_a_kind,
    misspell_a_field,
    give_text_for_a_number,
    give_nought,
    name_no_parameter,
    divide_by_zero,
)
"""Mistakes of one stage: those of another end the reading before these are looked for."""

PLAIN = ("net", "net_dropout", "net_batchnorm", "net_width", "net_l2", "unet_small", "net_fashion")


def lines_of(text: str) -> list[int]:
    with pytest.raises(Failure) as caught:
        compile_source(Source("planted.yaml", text))
    return [one.span.line for one in caught.value.diagnostics if one.span]


def planted(name: str, planters: tuple[Planter, ...], seed: int) -> tuple[str, list[int]]:
    """The text of a spec with one to five mistakes, and the lines they stand on."""
    chance = random.Random(seed)  # noqa: S311  mistakes need no secrecy
    lines = shipped()[name].read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("layers:"))
    end = next((n for n in range(first + 1, len(lines)) if re.match(r"\w", lines[n])), len(lines))
    places = chance.sample(range(first + 1, end), end - first - 1)
    wanted, mistaken = chance.randint(1, 5), []
    for place in places:
        options = [new for one in planters if (new := one(lines[place])) is not None]
        if options and len(mistaken) < wanted:
            lines[place] = chance.choice(options)
            mistaken.append(place + 1)
    return "\n".join(lines), sorted(mistaken)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", PLAIN)
def test_every_planted_mistake_is_one_message(name, seed):
    text, mistaken = planted(name, WORDS, seed)
    assert mistaken
    assert lines_of(text) == mistaken


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["net", "unet_small", "net_dropout"])
def test_every_key_written_twice_is_one_message(name, seed):
    text, mistaken = planted(name, (write_a_key_twice,), seed)
    assert lines_of(text) == mistaken


@pytest.mark.parametrize("seed", range(10))
def test_mistakes_of_shape_in_branches_do_not_hide_each_other(seed):
    chance = random.Random(seed)  # noqa: S311  mistakes need no secrecy
    wrong = [
        "linear: 4",
        "conv: {width: 4, kernel: 99}",
        "conv: {width: 4, groups: 3}",
        "reshape: [5]",
    ]
    head = ["archspec: 1", "input: [4, 8, 8]", "layers:", "  - branches:", "      paths:"]
    lines, mistaken = list(head), []
    for path in range(6):
        bad = chance.random() < 0.5 or path == seed % 6
        lines.append(f"        path{path}:")
        lines.append(
            f"          - {chance.choice(wrong) if bad else 'conv: {width: 4, kernel: 1}'}"
        )
        lines.append("          - relu")
        mistaken += [len(lines) - 1] * bad
    assert lines_of("\n".join(lines)) == mistaken
