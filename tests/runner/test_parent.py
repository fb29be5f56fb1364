"""A report says what changed since the run that this one is a change of."""

import json
import re
from html import unescape

import pytest

import archspec
from archspec.diagnostics import Failure
from archspec.runner import FirstFree, Silent, resume, train

from .conftest import recipe, small
from .named_tasks import TWO_HEADS, make_files

SPEC = "archspec: 1\nname: {name}\ninput: [1, 8, 8]\nlayers:\n  - linear: {width}\n"


def trained(folder, *, width=10, name="a", parent=None, progress=None, **fields):
    wanted = recipe(**{"batch_size": 512, "epochs": 1} | fields)
    files = {"spec.yaml": SPEC.format(name=name, width=width)}
    ways = {"input_shape": (1, 8, 8), "files": files, "progress": progress}
    return train(small(), wanted, folder, parent=parent, **ways)


def section(folder) -> str:
    page = (folder / "report.html").read_text(encoding="utf-8")
    return page.split("<h2>What changed")[1].split("</section>")[0]


def rows(html: str) -> list[tuple[str, ...]]:
    found = re.findall(r"<tr>(.*?)</tr>", html.replace("<thead>", ""))
    return [tuple(map(unescape, re.findall(r"<td>(.*?)</td>", one))) for one in found]


def test_figures_fields_and_lines_are_those_of_both_runs(tmp_path):
    old = trained(tmp_path / "old")
    fields = {"epochs": 2, "optimizer": {"adam": {"lr": 0.01}}, "threads": 1}
    new = trained(tmp_path / "new", width=12, parent=tmp_path / "old", **fields)
    html = section(tmp_path / "new")
    found = {one[:2]: one[2:] for one in rows(html) if len(one) == 5}
    then, now = old.evaluations["test"].accuracy, new.evaluations["test"].accuracy
    shares = (f"{100 * then:.1f} %", f"{100 * now:.1f} %", f"{100 * (now - then):+.1f} points")
    assert found["test", "accuracy"] == shares
    assert [one for one in rows(html) if len(one) == 3] == [
        ("epochs", "1", "2"),
        ("optimizer.adam.lr", "0.001", "0.01"),
    ]
    assert re.findall(r"class=\"(?:gone|added)\">([^<]+)<", html) == [
        "-  - linear: 10",
        "+  - linear: 12",
    ]


def test_figures_of_other_samples_have_no_difference(tmp_path):
    trained(tmp_path / "old", data={"dataset": "digits", "val": 0.1})
    normalized = {"dataset": "digits", "val": 0.1, "normalize": "none"}
    for data, columns in (({"dataset": "digits", "val": 0.2}, 4), (normalized, 5)):
        folder = tmp_path / f"new-{columns}"
        trained(folder, parent=tmp_path / "old", data=data)
        html = section(folder)
        assert {len(one) for one in rows(html) if one[:1] == ("val",)} == {columns}
        assert ("of other samples (<code>data.val</code>)" in html) == (columns == 4)


def test_figures_of_several_targets_are_those_of_each(tmp_path, monkeypatch):
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    network = archspec.loads(TWO_HEADS)
    recipe = network.spec.recipe.model_copy(update={"epochs": 1})
    old = network.train("old", recipe)
    new = network.train("new", recipe.model_copy(update={"seed": 1}), parent="old")
    found = {one[1]: one[2:4] for one in rows(section(tmp_path / "new")) if one[:1] == ("val",)}
    both = [one.evaluations["val"] for one in (old, new)]
    names = ["loss", "price.loss", "price.mae", "price.r2", "kind.loss", "kind.accuracy"]
    assert [*found] == [*names, "kind.f1", "kind.auroc"]
    assert found["kind.f1"] == tuple(f"{one['kind.f1']:.4g}" for one in both)


def test_it_is_told_when_a_run_goes_on_whatever_became_of_the_other(tmp_path):
    trained(tmp_path / "old")
    trained(tmp_path / "new", parent=tmp_path / "old")
    assert "Neither the network nor the recipe has changed" in section(tmp_path / "new")
    (tmp_path / "old").rename(tmp_path / "away")
    resume(small(), tmp_path / "new", changes={"epochs": 2})
    assert ("epochs", "1", "2") in rows(section(tmp_path / "new"))


def test_the_run_before_it_of_the_same_name_is_the_parent(tmp_path):
    for epochs in (1, 2, 3):
        trained(FirstFree(tmp_path, "net"), epochs=epochs)
    assert not (tmp_path / "net/parent.json").exists()
    assert ("epochs", "2", "3") in rows(section(tmp_path / "net-3"))


def test_the_run_that_it_begins_with_is_the_parent(tmp_path):
    trained(tmp_path / "old")
    trained(tmp_path / "net")
    start = {"weights": str(tmp_path / "old")}
    trained(FirstFree(tmp_path, "net"), start=start)
    assert f"Compared with <code>{tmp_path}/old</code>" in section(tmp_path / "net-2")


def test_a_run_before_it_that_cannot_be_read_is_said_and_left_out(tmp_path):
    trained(tmp_path / "net")
    (tmp_path / "net/result.json").write_text("[")
    notes: list[str] = []

    class Notes(Silent):
        def on_note(self, text):
            notes.append(text)

    trained(FirstFree(tmp_path, "net"), progress=Notes())
    assert [one for one in notes if "will not compare it with" in one]
    assert not (tmp_path / "net-2/parent.json").exists()


def test_a_parent_without_figures_is_said_before_anything_is_made(tmp_path):
    trained(tmp_path / "old")
    (tmp_path / "old/result.json").unlink()
    with pytest.raises(Failure, match="has not ended"):
        trained(tmp_path / "new", parent=tmp_path / "old")
    assert not (tmp_path / "new").exists()


def test_words_of_strangers_are_text(tmp_path):
    trained(tmp_path / "<b>", name='"<img src=x>"')
    trained(tmp_path / "new", parent=tmp_path / "<b>")
    page = (tmp_path / "new/report.html").read_text(encoding="utf-8")
    assert "<img src=x>" not in page
    assert "<b>`" not in page


@pytest.mark.parametrize("bad", [{"recipe": 1}, {"figures": {"test": 3}}, {"spec": None}, {"x": 1}])
def test_a_parent_that_no_run_writes_is_refused(tmp_path, bad):
    trained(tmp_path / "old")
    trained(tmp_path / "new", parent=tmp_path / "old")
    path = tmp_path / "new/parent.json"
    content = json.loads(path.read_text()) | bad
    path.write_text(json.dumps({"x": 1} if "x" in bad else content))
    with pytest.raises(Failure, match="A645"):
        resume(small(), tmp_path / "new", changes={"epochs": 2})
