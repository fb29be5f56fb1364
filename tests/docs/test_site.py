"""The site is built of the pages without a warning, and has what they name."""

import re
import subprocess
import sys

import pytest

from docs.make.made import ROOT, read


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `make site` builds it."""
    made = tmp_path_factory.mktemp("site")
    options = re.search(r"sphinx-build (.*) docs build/site", read("Makefile"))[1].split()
    command = [sys.executable, "-m", "sphinx", *options, str(ROOT / "docs"), str(made)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    return made


@pytest.mark.slow
def test_every_page_is_there_and_no_picture_is_missing(site):
    pages = {
        path.relative_to(ROOT / "docs").with_suffix(".html")
        for path in (ROOT / "docs").rglob("*.md")
    }
    assert [page for page in pages if not (site / page).exists()] == []
    for path in site.glob("*.html"):
        named = re.findall(r'<img [^>]*src="([^":]+)"', path.read_text(encoding="utf-8"))
        assert [one for one in named if not (path.parent / one).exists()] == [], path.name


@pytest.mark.slow
def test_the_reference_of_python_has_the_members_of_networks_and_runs(site):
    page = (site / "python.html").read_text(encoding="utf-8")
    for name in (
        "load",
        "Network.build",
        "Network.train",
        "Run.predict",
        "register_data",
        "Failure",
    ):
        assert f'id="archspec.{name}"' in page, name
