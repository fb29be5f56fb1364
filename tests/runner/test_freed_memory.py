"""Whether memory that was freed is taken again, by the pages that the system has to make."""

import platform
import subprocess
import sys

import pytest

PAGES = """
import resource, sys
from contextlib import nullcontext
import torch
from archspec.runner.freed_memory import keep_freed_memory

def step():
    made = [torch.ones(2**20) for _ in range(12)]

with keep_freed_memory() if sys.argv[1] == "kept" else nullcontext():
    for _ in range(3):
        step()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        step()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages(kind: str) -> int:
    words = [sys.executable, "-c", PAGES, kind]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_a_step_takes_the_memory_of_the_step_before():
    assert pages("kept") * 10 < pages("as usual")
