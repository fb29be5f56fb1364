"""The page on the book's chapter: its sections, its links, and its trainings on a little data.

What its blocks of `console` and `python` print is compared by tests/docs/test_made.py.
"""

import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib import cbook

from archspec.catalog import shipped
from archspec.cli import main
from docs.make.made import read
from tests.runner.test_cifar import write_binary
from tests.runner.test_idx import idx

PAGE = read("docs/book.md")
LONG = [
    line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]
FILES = dict(re.findall(r"```yaml\n# ([\w.]+)\n(.*?)```", PAGE, re.DOTALL))
SHORT = {"train": ["--epochs", "1"], "compare": ["--epochs", "1", "--seeds", "1"]}
"""What takes the place of the epochs and seeds of the page; samples are fewer as well."""

SECTIONS = ["8.1", "8.2", "8.3", "8.4", "8.5", "8.7"]
PARTS = [f"8.2.{n}" for n in range(1, 5)] + [f"8.4.{n}" for n in range(1, 4)]
PARTS += [f"8.5.{n}" for n in range(1, 6)]


@pytest.mark.parametrize("number", [*SECTIONS, *PARTS, "8.3.1", "8.3.2", "8.3.3"])
def test_every_section_is_found_by_its_number(number):
    assert f"({number})" in PAGE


@pytest.mark.parametrize("figure", [f"8.{n}" for n in range(1, 14)])
def test_every_figure_is_in_the_table(figure):
    head = PAGE[: PAGE.index("\n## ")]
    assert re.search(rf"^\| (?:.*, )?{re.escape(figure)}\b", head, re.MULTILINE)


def test_a_link_within_the_page_leads_somewhere():
    titles = re.findall(r"^##+ (.*)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in titles}
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= anchors


def test_the_networks_of_the_chapter_are_all_named():
    books = [name for name in shipped() if name.startswith(("net", "fully_connected"))]
    assert [name for name in books if name not in PAGE] == ["net_fashion"]


def write_clothes(folder: Path) -> None:
    folder.mkdir()
    random = np.random.default_rng(0)
    for part, count in (("train", 600), ("t10k", 100)):
        images = random.integers(0, 256, (count, 28, 28), np.uint8)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(idx(images))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(
            idx(np.arange(count, dtype=np.uint8) % 10)
        )


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A folder with the data sets of the page, of some hundred images, and its photograph."""
    monkeypatch.chdir(tmp_path)
    write_binary(tmp_path / "data")
    write_clothes(tmp_path / "data" / "fashion_mnist")
    shutil.copy(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False), "photo.jpg")
    for name, text in FILES.items():
        Path(name).write_text(re.sub(r"count: \d+", "count: 100", text), encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_what_takes_long_on_the_page_works(place):
    assert len(LONG) > 15
    for line in LONG:
        words = shlex.split(line)[1:]
        said = CliRunner().invoke(main, [*words, *SHORT.get(words[0], [])])
        assert said.exit_code == 0, f"{line}: {said.output}"
    assert Path("studies/book/bars.svg").exists()
    assert Path("learnt.png").exists()
