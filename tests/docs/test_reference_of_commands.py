"""docs/commands.md is what the commands say of themselves, and the site has every page."""

import importlib.util
import re

from archspec.cli.group import COMMANDS

from .conftest import DOCS


def test_the_reference_is_what_the_commands_say():
    spec = importlib.util.spec_from_file_location("make_commands", DOCS / "make_commands.py")
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    written = program.PAGE.read_text(encoding="utf-8")
    assert written == program.reference(), "docs/commands.md is out of date: `make docs`"
    assert re.findall(r"^## archspec (\w+)$", written, re.MULTILINE) == list(COMMANDS)


def test_every_page_is_in_the_index_of_the_site():
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([\w/-]+)$", index, re.MULTILINE))
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.glob("*.md")}
    assert listed - {"errors/README", "layers/README", "mistakes/README"} == pages - {"index"}
