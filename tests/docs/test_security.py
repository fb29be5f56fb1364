"""What SECURITY.md promises is attacked by the tests that it names; its bounds are real."""

import ast
import re
from pathlib import Path

import pytest

from archspec.backends.diagram.html.views import MOST_BOXES, MOST_VIEWS
from archspec.backends.diagram.scene import raster
from archspec.backends.diagram.volumes import drawing
from archspec.diagnostics.readable import MAX_NAME, MAX_QUOTED
from archspec.files.archives import MAX_DIRECTORY
from archspec.files.run_files import MAX_RECIPE, MAX_RECIPE_VALUES
from archspec.kind import outline
from archspec.language.expressions.bounds import MAX_FILE_STEPS, MAX_STEPS
from archspec.language.walk.limits import MAX_FINDINGS, MAX_INCLUDED, MAX_LAYERS
from archspec.planning.ranges import MOST_VALUES
from archspec.planning.sweep_plan import MOST
from archspec.runner.data import survey
from archspec.runner.data.bounds import (
    MAX_CLASSES,
    MAX_IN_MEMORY,
    MAX_INFLATION,
    MAX_UNPACKED,
)
from archspec.runner.data.picture import MOST_PIXELS
from archspec.runner.storage import MAX_JSON
from archspec.serving import Limits
from archspec.study import database
from archspec.syntax.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISED = TEXT.partition("## What is promised")[2].partition("\nThe bounds:")[0]
PROMISES = re.findall(r"^\d+\. (.*?)(?=^\d+\. |\Z)", PROMISED, re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`(tests/[\w/]+\.py)((?:::\w+)*)`")
HOSTILE = re.compile(r"hostile|stranger|damaged|large_values|limits")


def test_there_are_promises():
    assert len(PROMISES) == 11


@pytest.mark.parametrize("promise", PROMISES, ids=[p.split("**")[1][:40] for p in PROMISES])
def test_every_promise_names_tests_that_attack_it(promise):
    named = NAMED.findall(promise)
    assert named
    for path, place in named:
        found = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        for word in place.split("::")[1:]:
            (one,) = [node for node in found if getattr(node, "name", None) == word]
            # A test that is left out, or runs only where it is asked for, holds nothing.
            assert not [d for d in one.decorator_list if re.search("skip|slow", ast.dump(d))], word
            found = getattr(one, "body", [])
        assert place or any(getattr(n, "name", "").startswith("test_") for n in found), path


def test_every_file_of_attacks_stands_for_a_promise():
    paths = (path for path in (ROOT / "tests").rglob("test_*.py") if HOSTILE.search(path.name))
    unnamed = {path.relative_to(ROOT).as_posix() for path in paths}
    assert unnamed - {path for path, _ in NAMED.findall(PROMISED)} == set()


MEBIBYTE, GIBIBYTE = 2**20, 2**30
ASKED = Limits()
BOUNDS = {
    "the list of what an archive has, with names": f"{MAX_DIRECTORY // MEBIBYTE} MiB",
    "a request to `serve`: bytes, rows, pixels, seconds to arrive; requests at once": (
        f"{ASKED.body // MEBIBYTE} MiB, {ASKED.rows:,}, {ASKED.pixels:,}, {ASKED.seconds:.0f}; "
        f"{ASKED.requests}"
    ),
    "decoded images in memory": f"{MAX_IN_MEMORY // MEBIBYTE} MiB",
    "files of a folder of images, and folders in each other": (
        f"{survey.MAX_FILES:,}, {survey.MAX_DEPTH}"
    ),
    "a spec, and the files that it includes together": f"{MAX_BYTES // MEBIBYTE} MiB",
    "values of a spec, counting aliases": f"{MAX_NODES:,}",
    "lists and mappings in each other": f"{MAX_DEPTH}",
    "included files": f"{MAX_INCLUDED}",
    "items and characters of a value": f"{MAX_STEPS:,}",
    "steps of one expression": f"{MAX_STEPS:,}",
    "steps of all that a file computes": f"{MAX_FILE_STEPS:,}",
    "layers that a file stands for": f"{MAX_LAYERS:,}",
    "findings that are told of a file": f"{MAX_FINDINGS:,}",
    "characters of a name in a finding, and in a table": f"{MAX_QUOTED}, {MAX_NAME}",
    "classes of a data set": f"{MAX_CLASSES:,}",
    "what an archive of data unpacks to": (
        f"{MAX_UNPACKED // GIBIBYTE} GiB, or {MAX_INFLATION} times its size"
    ),
    "pixels of a picture": f"{MOST_PIXELS:,}",
    "pixels of a diagram, blocks of one with feature maps": (
        f"{raster.MOST_PIXELS:,}, {drawing.MOST_DRAWN:,}"
    ),
    "pictures of a page of HTML, boxes of each beside the first": (
        f"{MOST_VIEWS + 1}, {MOST_BOXES:,}"
    ),
    "things that a sweep varies, and values of them together": f"{MOST}, {MOST_VALUES:,}",
    "a recipe of a run, and its values": (f"{MAX_RECIPE // MEBIBYTE} MiB, {MAX_RECIPE_VALUES:,}"),
    "facts of a run": f"{MAX_JSON // MEBIBYTE} MiB",
    "a journal or a database of trials; rows of each of its tables": (
        f"{database.MAX_FILE // MEBIBYTE} MiB; {database.MAX_ROWS:,}"
    ),
    "a class of torch that a spec names and you let in, while it is tried": (
        f"{outline.SECONDS} seconds, {outline.MEMORY // GIBIBYTE} GiB"
    ),
}


def test_the_bounds_are_those_of_the_source():
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", TEXT, re.MULTILINE)
    assert dict(rows[1:]) == BOUNDS


def test_the_readme_leads_there():
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
