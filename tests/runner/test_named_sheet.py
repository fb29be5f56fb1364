"""Samples of named fields are drawn as the network gets to see them."""

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from PIL import Image

from archspec.cli import main
from archspec.runner.data.normalization import Normalization
from archspec.runner.data.page import SIDE
from archspec.runner.field_pictures import COLOURS, Shown, charts, pictures
from archspec.runner.fields import Facts

from .named_tasks import SEGMENTATION, SERIES, TASKS, TWO_HEADS, make_files


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    make_files(folder)
    return folder


@pytest.fixture(autouse=True)
def here(files, monkeypatch):
    monkeypatch.chdir(files)


def drawn(text: str, folder: Path):
    (folder / "task.yaml").write_text(text.strip() + "\n")
    sheet = folder / "sheet.png"
    done = CliRunner().invoke(main, ["data", str(folder / "task.yaml"), "-o", str(sheet)])
    return done, sheet


@pytest.mark.parametrize("text", [text for text, _ in TASKS.values()], ids=TASKS)
def test_every_sort_of_field_is_drawn_below_the_table_of_fields(text, tmp_path):
    done, sheet = drawn(text, tmp_path)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("field ")
    assert f"drew {sheet}" in " ".join(done.output.split())
    with Image.open(sheet) as picture:
        assert picture.format == "PNG"
        colours = picture.convert("RGB").getcolors(2**24)
    assert (
        sum(n for n, one in colours if one != (255, 255, 255)) / sum(n for n, _ in colours) > 0.01
    )


def test_the_sheet_is_the_same_each_time_and_another_by_another_seed(tmp_path):
    first = drawn(SEGMENTATION, tmp_path)[1].read_bytes()
    assert drawn(SEGMENTATION, tmp_path)[1].read_bytes() == first
    other = SEGMENTATION.replace("batch_size: 8", "batch_size: 8\n  seed: 7")
    assert drawn(other, tmp_path)[1].read_bytes() != first


def test_classes_of_a_mask_are_in_colours_over_its_image():
    change = Normalization((0.5,) * 3, (0.25,) * 3)
    image = change(torch.full((1, 3, 8, 8), 200, dtype=torch.uint8))[0]
    mask = torch.zeros(8, 8, dtype=torch.int64)
    mask[0, 0], mask[0, 7], mask[7, 7] = 1, 2, -100
    fields = {
        "image": Shown(Facts("image", (3, 8, 8), divisor=255), image, change),
        "mask": Shown(Facts("mask", (8, 8), ("ground", "a", "b"), ignore=255), mask),
    }
    [one] = pictures(fields)
    step = one.width // 8
    at = lambda x, y: one.getpixel((x * step + step // 2, y * step + step // 2))  # noqa: E731
    assert at(3, 3) == (200, 200, 200)
    for place, colour in (((0, 0), COLOURS[0]), ((7, 0), COLOURS[1]), ((7, 7), (255,) * 3)):
        assert at(*place) == pytest.approx([(200 + part) / 2 for part in colour], abs=1)


def test_a_mask_of_another_size_stands_beside_the_image():
    fields = {
        "image": Shown(Facts("image", (1, 8, 8), divisor=255), torch.zeros(1, 8, 8)),
        "mask": Shown(Facts("mask", (4, 4), ("a", "b")), torch.ones(4, 4, dtype=torch.int64)),
    }
    assert len([*pictures(fields)]) == 2


def test_windows_stand_behind_each_other_in_the_range_that_both_have():
    past, later = torch.arange(8.0)[None], torch.arange(8.0, 12.0)[None]
    fields = {
        "past": Shown(Facts("window", (1, 8), columns=("x",)), past),
        "next": Shown(Facts("window", (1, 4), columns=("x",)), later),
    }
    [chart] = charts(fields)
    found = [[y for y in range(SIDE) if chart.getpixel((x, y)) == COLOURS[0]] for x in (1, 85, 230)]
    heights = [sum(one) / len(one) for one in found]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > SIDE * 0.9 - 8
    assert heights[-1] < SIDE * 0.1 + 8


def test_values_are_in_the_unit_of_the_data_and_words_are_words(tmp_path):
    from archspec.runner.named_sheet import _fields, _lines

    from .test_views import split_of

    loader, data = split_of(TWO_HEADS, tmp_path)
    one = data.parts["train"].keep(torch.tensor([0]))
    [batch] = loader.in_order(one)
    lines = dict(line.split(": ") for line in _lines(_fields(data, batch, {})))
    rows = Path("houses.csv").read_text().splitlines()
    values = [row.split(",") for row in rows[1:]]
    assert lines["kind"] in {"flat", "house", "villa"}
    assert lines["city"] in {"Ulm", "Köln", "Bonn"}
    price = float(lines["price"].replace(",", ""))
    assert any(abs(float(row[3]) - price) < 1 for row in values)


@pytest.mark.parametrize("text", [SERIES.replace("load.csv", "absent.csv")])
def test_what_is_not_there_is_said_and_no_sheet_is_written(text, tmp_path):
    done, sheet = drawn(text, tmp_path)
    assert done.exit_code == 1
    assert "A620" in done.output
    assert not sheet.exists()
