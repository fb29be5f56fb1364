"""The words of `init:` stand where no class has to be made to know them."""

from archspec.kind.init_field import WORDS
from archspec.kind.initializers import INITIALIZERS


def test_every_word_has_its_initializer_and_none_is_missing():
    assert tuple(INITIALIZERS) == WORDS
