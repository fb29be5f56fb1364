"""The page about plug-ins shows every file that the tests install."""

from docs.make.made import read
from docs.make.pages import PLUGIN, SHOWN


def test_the_page_shows_every_file_of_the_plug_in():
    files = [path for path in PLUGIN.rglob("*") if path.suffix in (".py", ".toml")]
    names = {path.relative_to(PLUGIN).as_posix() for path in files if path.stem != "__init__"}
    assert {name for name, *_ in SHOWN.findall(read("docs/extending.md"))} == names
