"""Tables and archives of one's own: which file a row names, and which of several is odd."""

from pathlib import Path

import numpy as np
import pytest
import torch

from archspec.recipe import RecipeFailure
from archspec.recipe.sources import PartFiles
from archspec.runner.fields.reading import files
from archspec.runner.sources.archives import read_archives
from archspec.runner.sources.pairing import paired
from archspec.runner.sources.tables import read_table


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        text = "image,kind\nx.png,cat\ny.png,dog\n"
        (tmp_path / folder / "t.csv").write_text(text, encoding="utf-8")
        np.savez(tmp_path / folder / "t.npz", image=np.array(["x.png", "y.png"]))
    return tmp_path


def named(raw, column="image"):
    return [Path(one).as_posix() for one in files(column, raw, "image")]


@pytest.mark.parametrize(("read", "ending"), [(read_table, "csv"), (read_archives, "npz")])
def test_a_row_names_files_beside_its_own_table(read, ending):
    files = (f"a/t.{ending}", f"b/t.{ending}")
    each = [["a/x.png", "a/y.png"], ["b/x.png", "b/y.png"]]
    found = read(PartFiles(train=files[0], test=files[1])).parts
    assert [named(found["train"]), named(found["test"])] == each
    together = read(files).parts["train"]
    assert named(together) == each[0] + each[1]
    assert named(together.keep(torch.tensor([3, 0]))) == ["b/y.png", "a/x.png"]


def test_the_other_sample_of_a_pair_names_its_file_beside_its_own_table():
    whole = paired(read_table(("a/t.csv", "b/t.csv")).parts["train"], ("image",), "kind", 1.0)
    # Of each kind there is one row in each table, so that the other one is in the other table.
    assert named(whole, "second image") == ["b/x.png", "b/y.png", "a/x.png", "a/y.png"]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (np.zeros((4, 5)), "in `two.npz`, `x` has samples of 5 numbers"),
        (np.zeros(4), "in `two.npz`, `x` has samples of one number"),
        (np.array([["a", "b", "c"]]), "in `two.npz`, `x` has samples of 3 texts"),
        (np.zeros(()), "in `two.npz`, `x` is one value, and has no samples"),
    ],
)
def test_of_archives_that_do_not_fit_the_odd_one_is_named(other, said):
    np.savez("one.npz", x=np.zeros((4, 3)))
    np.savez("two.npz", x=other)
    with pytest.raises(RecipeFailure) as caught:
        read_archives(("one.npz", "two.npz"))
    (found,) = caught.value.problems
    assert (found.code, found.message) == ("A624", said)
    assert found.notes in ((), ("in `one.npz`, it has samples of 3 numbers",))
    assert found.field == ("data", "arrays", 1)
