"""Kinds are found in the files that say their words, before any is imported."""

import subprocess
import sys

from archspec.kind import find, kinds
from archspec.kind.registry import homes


def test_the_words_in_the_files_are_the_kinds_of_the_classes() -> None:
    for word, cls in kinds().items():
        assert f"archspec.layers.{homes()[word]}" == cls.__module__
    assert homes().keys() == kinds().keys()


def test_finding_a_kind_gives_its_class() -> None:
    assert all(find(word) is cls for word, cls in kinds().items())
    assert find("no such kind") is None


def test_finding_one_kind_does_not_import_the_others() -> None:
    code = (
        "import sys; from archspec.kind import find; find('flatten');"
        "print(sorted(m for m in sys.modules if m.startswith('archspec.layers.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['archspec.layers.flatten']"
