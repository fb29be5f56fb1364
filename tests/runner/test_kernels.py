"""What kernels make of a picture, and the sheet that shows it."""

import io

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

import archspec
from archspec.cli import main
from archspec.diagnostics import Failure
from archspec.runner.kernel_sheet import SIDE, _show_kernel
from archspec.runner.kernels import answers, convolutions, photograph

FIXED = archspec.load("fixed_kernels").build()


def drawn(*arguments):
    return CliRunner().invoke(main, ["kernels", *map(str, arguments)])


@pytest.fixture
def photo(tmp_path):
    """A picture that is taller than wide, of noise."""
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 30, 3), np.uint8)).save(path)
    return path


def test_the_mean_of_a_corner_is_that_of_schoolbooks():
    rows = torch.tensor([[255.0] * 4, [0.0] * 4, [0.0] * 4])
    mean = answers(convolutions(FIXED, ["mean"]), rows[None])[0].answer
    assert mean[0, :3].tolist() == pytest.approx([510 / 9, 255 / 3, 255 / 3])


@pytest.mark.parametrize("word", ["mean", "vertical_edges", "sharpen"])
def test_a_kernel_gives_what_sums_over_windows_give(word, photo):
    picture = photograph(photo, 1) / 255
    [one] = answers(convolutions(FIXED, [word]), picture)
    assert one.name == word
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(picture[0].numpy(), 1), (3, 3))
    expected = (windows * one.weight[0].numpy()).sum((2, 3))
    np.testing.assert_allclose(one.answer.numpy(), expected, atol=1e-5)


def test_a_large_picture_becomes_smaller_and_keeps_its_form(tmp_path):
    Image.new("L", (1000, 500)).save(tmp_path / "wide.png")
    assert tuple(photograph(tmp_path / "wide.png", 3).shape) == (3, 128, 256)


def test_layers_that_see_no_picture_are_left_out():
    network = archspec.load("fully_connected_small")
    assert convolutions(network.build(), ["0", "1"]) == {}


def test_the_sheet_has_a_place_for_the_picture_and_for_each_kernel(photo, tmp_path):
    said = drawn("fixed_kernels", photo, "-o", tmp_path / "k.png")
    words = f"drew {tmp_path}/k.png: 3 kernels of mean, vertical_edges, sharpen"
    assert said.output.split() == words.split()
    sheet = Image.open(io.BytesIO((tmp_path / "k.png").read_bytes())).convert("RGB")
    # Four in a row, and the first is the picture: in grey, as the network takes one channel.
    assert 4 * SIDE < sheet.width / 160 < 5 * SIDE
    red, green, _ = sheet.split()
    assert list(red.tobytes()) == list(green.tobytes())


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_the_same_kernels_give_the_same_file(form, photo, tmp_path):
    for name in ("one", "other"):
        drawn("fixed_kernels", photo, "-o", tmp_path / f"{name}.{form}")
    one, other = ((tmp_path / f"{name}.{form}").read_bytes() for name in ("one", "other"))
    assert one == other


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fully_connected"], "no two-dimensional convolution of `fully_connected` takes"),
        (["net", "-o", "k.gif"], "A sheet is .png, .svg, .pdf"),
        (["nowhere"], "nowhere"),
        ([".", "--set", "a=1"], "--set is for a spec"),
    ],
)
def test_what_cannot_be_drawn_is_said(arguments, words, photo):
    said = drawn(arguments[0], photo, *arguments[1:])
    assert said.exit_code in (1, 2)
    assert words in said.output


def test_a_picture_may_be_too_small_and_a_layer_too_wide():
    def layer(**fields):
        text = f"{{archspec: 1, input: [1, 300, 300], layers: [conv: {fields}]}}".replace("'", "")
        return convolutions(archspec.loads(text).build(), ["0"])

    with pytest.raises(Failure, match=r"\(9×9\) do not fit a picture of 4×4"):
        answers(layer(width=1, kernel=9), torch.zeros(1, 4, 4))
    with pytest.raises(Failure, match="makes 163,840,000 numbers"):
        answers(layer(width=4096, kernel=1), torch.zeros(1, 200, 200))


def test_a_kernel_that_keeps_brightness_is_shown_between_black_and_white_of_the_picture(photo):
    picture = photograph(photo, 1) / 255
    black_and_white = pytest.approx((float(picture.min()), float(picture.max())))
    mean, edges, sharp = answers(
        convolutions(FIXED, ["mean", "vertical_edges", "sharpen"]), picture
    )
    assert mean.ends == sharp.ends == black_and_white
    assert edges.ends == (float(edges.answer.min()), float(edges.answer.max()))
    assert float(sharp.answer.max()) > sharp.ends[1]


def test_numbers_that_are_learnt_are_written_as_decimals(monkeypatch):
    said = []
    figure = Figure()
    monkeypatch.setattr(
        "matplotlib.axes.Axes.text", lambda *one, **_: said.append(one[3]) or Text()
    )
    for kernel in ([[13 / 80, 0.3829]], [[1 / 9, -1.0]]):
        _show_kernel(figure.add_axes((0, 0, 1, 1)), torch.tensor([kernel]))
    assert said == ["0.16", "0.38", "1/9", "−1"]
