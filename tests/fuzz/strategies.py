"""Random specs, valid and damaged, for hypothesis, which records every choice and shrinks them."""

from random import Random

import campaign
import spec_writer
import text_mutations
import tree_mutations
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

randoms = st.randoms(use_true_random=False)


def specs() -> SearchStrategy[str]:
    """Files of which most are valid."""
    return randoms.map(lambda random: spec_writer.as_text(random, spec_writer.spec(random)))


def damaged_texts() -> SearchStrategy[str]:
    """Files with slips in their text."""

    def damaged(random: Random, text: str) -> str:
        return text_mutations.mutated(random, text)

    return st.builds(damaged, randoms, specs() | st.sampled_from(campaign.SHIPPED))


def damaged_trees() -> SearchStrategy[str]:
    """Files whose values are of other types and in other places."""
    return randoms.map(
        lambda random: tree_mutations.as_text(
            random, tree_mutations.mutated(random, spec_writer.spec(random))
        )
    )
