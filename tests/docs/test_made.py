"""What `python -m docs.make` makes of the package is what stands in docs/."""

import re
from pathlib import Path

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.diagnostics.pages import pages
from archspec.kind import kinds
from docs.make import command, walk
from docs.make.codes import copies
from docs.make.layer_examples import example
from docs.make.made import ROOT, Maker, differences, read
from docs.make.makers import MAKERS

# Examples of codes are tried by tests/diagnostics/test_pages.py, each by itself.
CODES = Maker(lambda: copies(list(pages().values())), MAKERS["codes"].owns)


@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=pytest.mark.slow if one == "gallery" else ()) for one in MAKERS],
)
def test_what_is_made_is_what_stands_there(name):
    maker = CODES if name == "codes" else MAKERS[name]
    found = list(differences(maker, maker.make()))
    assert found == [], f"out of date: `make docs`, or `python -m docs.make {name}`"


def test_all_that_stands_there_is_made_by_one_maker_or_by_people():
    owned = [
        path for maker in MAKERS.values() for pattern in maker.owns for path in ROOT.glob(pattern)
    ]
    assert len(owned) == len(set(owned)) > 200


@pytest.mark.parametrize("cls", kinds().values(), ids=kinds().keys())
def test_the_example_of_a_kind(cls):
    _, graph = compile_source(Source("a.yaml", example(cls)))
    assert any(type(node.layer) is cls for node in graph.nodes) or cls.family == "container"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A repository in which one page is made, one is out of date and one is left."""
    monkeypatch.setattr("docs.make.made.ROOT", tmp_path)
    monkeypatch.setitem(
        MAKERS, "two", Maker(lambda: {"p/a.md": "new\n", "p/b.md": "b\n"}, ("p/*",))
    )
    monkeypatch.setattr(
        command, "_made", lambda names, jobs: ((n, MAKERS[n].make()) for n in names)
    )
    (tmp_path / "p").mkdir()
    (tmp_path / "p/a.md").write_text("old\n")
    (tmp_path / "p/b.md").write_text("b\n")
    (tmp_path / "p/gone.md").write_text("of a kind that was\n")
    return tmp_path


def files(place: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (place / "p").iterdir()}


def test_what_is_out_of_date_is_written_and_what_is_left_is_removed(place, capsys):
    assert command.main(["two"]) == 0
    assert capsys.readouterr().out == "two: wrote p/a.md\ntwo: removed p/gone.md\n"
    assert files(place) == {"a.md": "new\n", "b.md": "b\n"}
    assert command.main(["two", "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_a_check_writes_nothing_and_fails(place, capsys):
    before = files(place)
    assert command.main(["two", "--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "two: out of date: p/a.md",
        "two: left of what is gone: p/gone.md",
    ]
    assert files(place) == before


def test_no_two_make_the_same_file(place, monkeypatch):
    monkeypatch.setitem(MAKERS, "three", Maker(lambda: {"p/b.md": "other\n"}))
    with pytest.raises(ValueError, match=r"three makes what another makes: \['p/b.md'\]"):
        command.main(["two", "three"])


def test_a_name_that_is_none_is_refused_with_those_that_are(capsys):
    with pytest.raises(SystemExit):
        command.main(["tuor"])
    assert "tour" in capsys.readouterr().err


def test_a_walk_keeps_figures_that_machines_differ_in_and_takes_all_else(monkeypatch):
    said = "$ archspec train digits\nepoch 1  loss 0.5    3 s\nwrote runs/digits\n"
    monkeypatch.setitem(walk.WALKS, "console", lambda block, names: said)
    page = f"# A page\n\n```console\n{said}```\n"
    with_others = page.replace("0.5    3 s", "0.49  12 s")
    assert walk.walked(page) == page
    assert walk.walked(with_others) == with_others
    assert walk.walked(with_others.replace("wrote", "made")) == page


def test_every_page_is_in_the_index_of_the_site():
    index = read("docs/index.md")
    listed = set(re.findall(r"^([\w-]+)$", index, re.MULTILINE))
    pages_there = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert listed == pages_there - {"index"}


def test_every_picture_is_shown():
    shown = "".join(
        path.read_text("utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    )
    pictures = sorted((ROOT / "docs/pictures").iterdir())
    assert [path.name for path in pictures if f"pictures/{path.name}" not in shown] == []
