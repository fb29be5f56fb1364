"""Classes counted by names alone are those that training finds, or nothing is said."""

import random
from contextlib import suppress
from pathlib import Path

import pytest

import archspec
from archspec.diagnostics import Failure
from archspec.recipe.class_folders import class_folders
from archspec.runner.data.folder_layout import understand
from archspec.runner.data.survey import Leavings, survey

NAMES = ("cat", "dog", "Train", "test", "val2017", ".hidden", "__MACOSX", "my_train", "holdout")
FILES = ("a.png", "b.JPG", "c.png", ".c.png", "notes.txt", "Thumbs.db")


def fill(folder: Path, drawn: random.Random, depth: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in drawn.sample(FILES, drawn.randint(0, 3)):
        (folder / name).write_bytes(b"")
    if depth:
        for name in drawn.sample(NAMES, drawn.randint(0, 4)):
            fill(folder / name, drawn, depth - 1)


def test_what_is_counted_is_what_training_finds(tmp_path):
    drawn, counted = random.Random(0), 0  # noqa: S311  folders, no secrets
    for number in range(400):
        root = tmp_path / str(number)
        fill(root, drawn, 3)
        if (found := class_folders(str(root))) is None:
            continue
        counted += 1
        # What is refused for something else is said when it is read.
        with suppress(Failure):
            assert understand(survey(root, Leavings()), Leavings()).classes == found
    assert counted > 20


def pictures(root: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (root / name).mkdir(parents=True)
        (root / name / "a.png").write_bytes(b"")


@pytest.mark.parametrize("source", ["folder: {}", "dataset: image_folder, root: {}"])
@pytest.mark.parametrize(
    ("last", "line", "told"),
    [
        ("linear: 2", "8 ~   - linear: 3", "`linear: 3`"),
        (
            "linear: $classes",
            "",
            "set the parameter: `--set classes=3`, or `classes: 3` in the file",
        ),
    ],
)
def test_the_width_of_the_output_is_at_fault(tmp_path, source, last, line, told):
    pictures(tmp_path / "own", ("ant", "bee", "fly"))
    data = source.format(tmp_path / "own")
    head = ["archspec: 1", "params: {classes: 2}", "input: [3, 8, 8]", "layers:"]
    layers = ["  - global_avgpool", "  - relu", "", f"  - {last}"]
    lines = [*head, *layers, "train:", f"  data: {{{data}, val: 0.1}}"]
    [finding] = archspec.check(text="\n".join(lines))
    assert finding.code == "A604"
    assert finding.message.endswith("3 classes")
    assert finding.span is not None
    assert finding.span.start == (8, lines[7].index(last) + len("linear: ") + 1)
    assert line in str(finding)
    assert told in str(finding)


def test_a_folder_without_end_is_left_alone(tmp_path, monkeypatch):
    pictures(tmp_path, tuple(f"class{n}" for n in range(40)))
    assert len(class_folders(str(tmp_path)) or ()) == 40
    monkeypatch.setattr("archspec.recipe.class_folders.MAX_ENTRIES", 30)
    assert class_folders(str(tmp_path)) is None
