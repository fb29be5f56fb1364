"""The networks that ship are, node by node, what they were when they were recorded.

Where a change is meant, `python tests/specs/recorded.py /tmp/after` writes the record anew; do so
before the change as well, and read how the two folders differ.
"""

import json

import pytest

from .recorded import RECORD, aspects, digest, networks, title

RECORDED = json.loads(RECORD.read_text(encoding="utf-8"))
NETWORKS = {title(path, variant): (path, variant) for path, variant in networks()}


def test_every_network_is_recorded():
    assert list(RECORDED) == sorted(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_network_is_what_it_was(name):
    lines = aspects(*NETWORKS[name])
    digests = {aspect: digest(one) for aspect, one in lines.items()}
    assert {"nodes": len(lines["wiring"]), **digests} == RECORDED[name]
