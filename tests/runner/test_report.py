"""What a report shows of single samples is what the network says of them."""

import base64
import io
import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import archspec
from archspec.recipe import with_changes
from archspec.runner.measure import Evaluation
from archspec.runner.shown.calibration import calibration
from archspec.runner.shown.certainty import Certainty
from archspec.runner.shown.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from archspec.runner.shown.classes import classes

from .named_tasks import LABELS, PAIRS, SEGMENTATION, SERIES, TWO_HEADS, make_files
from .view_tasks import VIEWS, make_shapes


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shown")
    make_files(folder)
    return folder


@pytest.fixture(autouse=True)
def here(files, monkeypatch):
    monkeypatch.chdir(files)


def trained(text: str, folder: Path, epochs: int):
    network = archspec.loads(text)
    result = network.train(folder, with_changes(network.spec.recipe, {"epochs": epochs}))
    return result, (folder / "report.html").read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    return page.split(f"<h2>{title}")[1].split("<h2>")[0]


def images(html: str) -> list[np.ndarray]:
    sources = re.findall(r"data:image/png;base64,([^\"]+)", html)
    return [np.array(Image.open(io.BytesIO(base64.b64decode(one)))) for one in sources]


def test_dots_of_numbers_have_the_fit_that_was_measured(tmp_path):
    result, page = trained(TWO_HEADS, tmp_path / "run", 3)
    chart = section(page, "Said and right of price").split("</svg>")[0]
    dots = np.array(re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', chart), float)
    right = (dots[:, 0] - LEFT) / (WIDTH - LEFT - RIGHT)
    said = (HEIGHT - BOTTOM - dots[:, 1]) / (HEIGHT - TOP - BOTTOM)
    fit = 1 - ((said - right) ** 2).sum() / ((right - right.mean()) ** 2).sum()
    assert len(dots) == result.evaluations["val"].count
    assert fit == pytest.approx(result.evaluations["val"]["price.r2"], abs=2e-3)


def test_masks_are_those_of_the_files_and_of_the_network(tmp_path):
    _, page = trained(SEGMENTATION, tmp_path / "run", 2)
    html = section(page, "Masks")
    files = [np.array(Image.open(path)) for path in Path("seg/masks").glob("*.png")]
    pictures = [np.array(Image.open(path)) for path in Path("seg/images").glob("*.png")]
    shares = [float(one) for one in re.findall(r": ([\d.]+) % of the pixels", html)]
    triples = [*zip(*[iter(images(html))] * 3, strict=True)]
    assert len(triples) == len(shares) == 8
    assert shares[:3] == sorted(shares)[:3]
    for (picture, truth, said), share in zip(triples, shares, strict=True):
        [place] = [n for n, one in enumerate(pictures) if np.array_equal(one, picture)]
        counts = files[place] != 255
        # Of what counts for nothing, the truth has a colour of its own.
        same = (truth == said).all(2)
        assert not same[~counts].any()
        assert 100 * same[counts].mean() == pytest.approx(share, abs=0.06)


def test_the_shares_of_labels_have_the_f1_that_was_measured(tmp_path):
    result, page = trained(LABELS, tmp_path / "run", 5)
    rows = re.findall(r"<td>([\d.]+) %</td><td>([\d.]+) %</td>", section(page, "Labels"))
    found, right = np.array(rows, float).T / 100
    f1 = (2 * found * right / (found + right)).mean()
    assert f1 == pytest.approx(result.evaluations["test"]["f1"], abs=2e-3)


def test_mistakes_are_as_many_as_were_counted_and_the_most_certain_stand_first(tmp_path):
    network = archspec.load("digits")
    more = {"epochs": 1, "tensorboard": False}
    result = network.train(tmp_path / "run", with_changes(network.spec.recipe, more))
    html = section((tmp_path / "run/report.html").read_text(encoding="utf-8"), "Most certain")
    confusion = np.array(result.evaluations["test"].confusion)
    wrong = int(confusion.sum() - np.trace(confusion))
    assert f"{wrong} mistakes in all 355 test samples" in html
    cards = re.findall(r"is <b>(\d)</b></p><p>said (\d), ([\d.]+) %", html)
    assert len(cards) == len(images(html)) == min(12, wrong)
    assert all(confusion[int(true), int(said)] for true, said, _ in cards)
    shares = [float(share) for *_, share in cards]
    assert shares == sorted(shares, reverse=True)


def test_calibration_is_the_gap_between_what_was_said_and_what_was_right():
    draw = torch.Generator().manual_seed(0)
    sure = torch.rand(500, generator=draw).double() * 0.6 + 0.4
    truth = (torch.rand(500, generator=draw) > sure**2).long()
    known = Certainty(torch.arange(500), sure, torch.zeros(500).long(), truth, {}, "all")
    gaps = 0.0
    for low in np.arange(15) / 15:
        here = (sure > low) & (sure <= low + 1 / 15)
        gaps += abs(float((truth[here] == 0).double().sum() - sure[here].sum()))
    html = calibration("", known)
    assert f"calibration error {100 * gaps / 500:.1f} %" in html
    assert "too sure" in html
    xs = [float(one) for one in re.findall(r'circle cx="([\d.]+)"', html)]
    assert len(xs) == 9
    assert min(xs) > LEFT + 0.4 * (WIDTH - LEFT - RIGHT)


def test_the_matrix_has_every_count_and_right_and_wrong_apart(tmp_path):
    table = ((5, 1), (0, 7))
    html = classes("", Evaluation("test", 13, 0.1, table, ("<a>", "b"), None))
    assert re.findall(r'<i class="(\w+)" style="--share: ([\d.]+)">(\d+)<', html) == [
        ("right", "0.83", "5"),
        ("wrong", "0.41", "1"),
        ("right", "1.00", "7"),
    ]
    assert "<a>" not in html


def test_mistakes_are_shown_in_the_unit_of_their_columns_and_by_their_words(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"{3000 + n},{'' if n % 2 else 7},Ulm,{('yes', 'no')[n % 3 > 0]}" for n in range(60)]
    Path("people.csv").write_text("\n".join(["income,age,city,buys", *rows]) + "\n")
    facts = "{numbers: {of: [income, age], scale: standard, missing: flag}}"
    fields = f"{{facts: {facts}, city: {{category: city}}, buys: {{class: buys}}}}"
    _, page = trained(
        f"""
archspec: 1
inputs: {{facts: [4], city: [1]}}
layers: [embedding: {{vocabulary: 2, width: 2, from: city}}, flatten, concat: facts, linear: 2]
train:
  data: {{table: people.csv, fields: {fields}, val: 0.5}}
  loss: cross_entropy
  tensorboard: false
""",
        tmp_path / "run",
        1,
    )
    html = section(page, "Most certain mistakes")
    cards = html.count('class="card"')
    assert cards > 0
    assert len(re.findall(r"facts: 3,0\d\d, (?:7|a gap)<br>city: Ulm<", html)) == cards


def test_a_forecast_stands_behind_what_was_shown(tmp_path):
    _, page = trained(SERIES, tmp_path / "run", 4)
    charts = section(page, "Forecasts").split("</svg>")[:-1]
    assert len(charts) == 6
    for chart in charts:
        ends = {
            role: [float(one.split()[0]) for one in path[1:].split("L")]
            for path, role in re.findall(r'<path d="(M[^"]+)" class="line (\w+)"', chart)
        }
        assert [len(ends[role]) for role in ("soft", "a", "b")] == [24, 6, 6]
        assert max(ends["soft"]) < min(ends["a"]) == min(ends["b"])


def test_pairs_are_shown_with_both_pictures(tmp_path):
    _, page = trained(PAIRS, tmp_path / "run", 1)
    html = section(page, "Most certain mistakes")
    assert len(images(html)) == 2 * html.count('class="card"') > 0
    assert "is <b>same</b>" in html or "is <b>not same</b>" in html


def test_curves_have_a_chart_for_each_figure_of_each_target(tmp_path):
    result, page = trained(TWO_HEADS, tmp_path / "run", 2)
    titles = re.findall(r'class="title">([^<]+)<', section(page, "Curves"))
    assert titles == ["loss", *result.evaluations["val"].figures]


def test_names_of_columns_and_fields_are_text_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "<img src=x onerror=1>"
    rows = "\n".join(f"{n},{2 * n}" for n in range(40))
    Path("t.csv").write_text(f"x,{name}\n{rows}\n", encoding="utf-8")
    text = f"""
archspec: 1
input: [1]
layers: [linear: 1]
train:
  data: {{table: t.csv, fields: {{x: {{numbers: x}}, y: {{number: "{name}"}}}}, val: 0.2}}
  loss: mse
  epochs: 1
  tensorboard: false
"""
    _, page = trained(text, tmp_path / "run", 1)
    assert name not in page
    assert name in unescape(section(page, "Said and right"))


def test_a_report_of_large_samples_is_a_small_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    for place in range(8):
        for folder, shape in (("images", (300, 400, 3)), ("masks", (300, 400))):
            Path(folder).mkdir(exist_ok=True)
            pixels = random.integers(0, 2, shape).astype(np.uint8)
            Image.fromarray(pixels * (255 if len(shape) > 2 else 1)).save(f"{folder}/{place}.png")
    text = """
archspec: 1
input: [3, 150, 200]
layers: [conv: {width: 2, kernel: 1}]
train:
  data: {fields: {image: {image: "images/*.png"}, mask: {mask: "masks/*.png"}}, val: 0.5}
  epochs: 1
  batch_size: 2
  tensorboard: false
  device: cpu
"""
    _, page = trained(text, tmp_path / "run", 1)
    assert all(max(one.shape[:2]) <= 128 for one in images(page))
    assert len(page) < 500_000


def test_what_is_found_by_views_is_right_as_often_as_was_measured(tmp_path, monkeypatch):
    make_shapes(tmp_path)
    monkeypatch.chdir(tmp_path)
    result, page = trained(VIEWS, tmp_path / "run", 1)
    html, found = section(page, "Found"), result.evaluations["val"]
    right = int(re.findall(r"([\d,]+) have their own right_code nearest", html)[0])
    assert 0 < right < found.count
    assert right / found.count == pytest.approx(found["retrieval"])
    cards = html.split('<div class="card">')[1:]
    wrong = [one for one in cards if "<b>wrong</b>" in one]
    assert len(wrong) == min(6, found.count - right)
    assert all(len(images(one)) == (4 if one in wrong else 2) for one in cards)
    # Two views of one picture are changed apart, and so are not the same.
    assert not any(np.array_equal(*images(one)[:2]) for one in cards)
