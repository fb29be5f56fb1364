"""The site: the pages of this folder, the interface in Python and the commands. `make site`."""

import re
from pathlib import Path

from archspec.version import __version__

project = "archspec"
copyright = "the authors of archspec, MIT"  # noqa: A001  Sphinx's word
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "html_image"]
myst_heading_anchors = 3
exclude_patterns = ["pictures"]
html_theme = "furo"
html_title = f"archspec {release}"
html_extra_path = ["pictures"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
add_module_names = False
default_role = "code"  # docstrings mark code as Markdown does
nitpicky = False
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]

ROOT = Path(__file__).parent.parent
OUTSIDE = re.compile(r"\[([^]\n]+)\]\(((?:\.\./)+[\w./-]*)(?:#[\w-]+)?\)")


PAGES_OF = {"layers/README": "[a-z]*", "errors/README": "A*", "mistakes/README": "[a-z]*"}
"""Lists of pages, each with the pages that belong below it."""


FIRST_HALF = "<!-- the first half of README.md, which conf.py puts here -->\n"


def setup(app):
    """Makes of pages that are read in the repository as well pages of the site."""
    app.connect("source-read", _as_of_the_site)


def _as_of_the_site(_app, name, text):
    """Files of the repository that are no pages are named without a link."""
    text[0] = text[0].replace(FIRST_HALF, _first_half())
    text[0] = OUTSIDE.sub(lambda found: found[0] if _is_page(found[2]) else found[1], text[0])
    if pattern := PAGES_OF.get(name):
        text[0] += f"\n```{{toctree}}\n:hidden:\n:glob:\n\n{pattern}\n```\n"


def _first_half():
    """What a newcomer reads first, with its links and pictures as seen from here."""
    whole = (ROOT / "README.md").read_text(encoding="utf-8")
    half = whole.partition("\n## Use\n")[0]
    # Sphinx finds pictures that stand by themselves.
    lines = [line for line in half.splitlines() if line not in ("<p>", "</p>")]
    return re.sub(r"(\]\(|src=\")docs/", r"\1", "\n".join(lines)) + "\n"


def _is_page(path):
    return (Path(__file__).parent / path).with_suffix(".md").exists()
