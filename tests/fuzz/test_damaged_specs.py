"""Damaged specs: a graph or findings, in time, whatever stands in the file."""

from random import Random

import pytest
from byte_fuzz import tried
from campaign import SHIPPED, Campaign
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import damaged_texts, damaged_trees, randoms

SLOW = list(HealthCheck)
MANY = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=SLOW)


@MANY
@given(text=damaged_texts(), random=randoms)
def test_a_slip_in_the_text(text, random):
    Campaign().compiled(random, text, "text")


@MANY
@given(text=damaged_trees(), random=randoms)
def test_another_value_in_the_tree(text, random):
    Campaign().compiled(random, text, "tree")


@MANY
@given(data=st.binary(max_size=300))
def test_any_bytes(data):
    tried(data)


@MANY
@given(
    text=st.text(alphabet="ab0 \n\t:-#[]{},&*!|>'\"%@?$~\x00\x85\u2028\ud800\ufeff", max_size=60)
)
def test_any_signs_of_yaml(text):
    tried(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("seed", range(60))
def test_bytes_of_a_shipped_spec_among_others(seed):
    random = Random(seed)  # noqa: S311  no secret depends on it
    data = bytearray(random.choice(SHIPPED).encode())
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(data))
        data[at : at + random.choice((0, 1, 1, 9))] = random.randbytes(random.choice((0, 1, 1, 4)))
    tried(bytes(data))
