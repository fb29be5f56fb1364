"""Scales that are not one are refused or told, both ways, and honest data is left in peace."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from archspec.diagnostics import Failure
from archspec.runner.data.folder import read_folder
from archspec.runner.data.npz import read_npz

from .conftest import failed

PICTURES = np.random.default_rng(0).integers(0, 256, (24, 1, 8, 8))
"""Bright and dark ones alike, which reach 255."""

UNIT, BYTES, WORDS = PICTURES / 255, PICTURES.astype("uint8"), (PICTURES * 257).astype("uint16")
TWELVE = (PICTURES * 16).astype("uint16")
MASKS = (PICTURES > 127).astype("uint8")


def arrays(folder: Path, train: np.ndarray, test: np.ndarray):
    named = {"x_train": train, "y_train": np.arange(len(train)) % 2}
    np.savez(folder / "d.npz", x_test=test, y_test=np.arange(len(test)) % 2, **named)
    return read_npz(folder / "d.npz")


def folder_of(root: Path, **parts: list[np.ndarray]) -> Path:
    for part, pictures in parts.items():
        for number, one in enumerate(pictures):
            (root / part / "ab"[number % 2]).mkdir(parents=True, exist_ok=True)
            plain = one.astype("float32") if one.dtype.kind == "f" else one
            ending = "tif" if plain.dtype.kind == "f" else "png"
            Image.fromarray(plain).save(root / part / "ab"[number % 2] / f"{number}.{ending}")
    return root


def pictures(root: Path, **parts: np.ndarray):
    return read_folder(folder_of(root, **{k: list(v) for k, v in parts.items()}), (1, 8, 8), 1)


APART = [
    pytest.param(WORDS, BYTES, "multiply {it} by 257, as uint16", id="16 and 8 bits"),
    pytest.param(BYTES, WORDS, "divide {it} by 257", id="8 and 16 bits"),
    pytest.param(BYTES, MASKS, "multiply {it} by 255", id="bytes and masks of 0 and 1"),
    pytest.param(MASKS, BYTES, "divide {it} by 255", id="masks of 0 and 1 and bytes"),
    pytest.param(UNIT, WORDS, "divide {it} by 65535", id="0 to 1 and 16 bits"),
    pytest.param(WORDS, UNIT, "multiply {it} by 65535", id="16 bits and 0 to 1"),
    pytest.param(UNIT, UNIT / 255, None, id="divided twice"),
    pytest.param(BYTES / 127.5 - 1, BYTES, None, id="-1 to 1 and bytes"),
]


class TestArrays:
    @pytest.mark.parametrize(("train", "test", "advice"), APART)
    def test_another_scale_is_refused_and_obeying_the_help_mends_it(
        self, tmp_path, train, test, advice
    ):
        with pytest.raises(Failure) as caught:
            arrays(tmp_path, train, test)
        code, _fact, (note,) = failed(caught)
        assert code == "A624"
        assert note.startswith("`x_test` has another scale than `x_train`: it holds ")
        (told,) = (one.text for one in caught.value.diagnostics[0].helps)
        assert told == (advice or "bring it to the scale of the training samples").format(it="it")
        if advice:
            times = int(told.split(" by ")[1].split(",")[0])
            changed = test * float(times) if told.startswith("multiply") else test / times
            found = arrays(tmp_path, train, changed)
            assert found.notes == ()

    @pytest.mark.parametrize(
        ("train", "test"), [(TWELVE, WORDS), (WORDS, TWELVE), (BYTES // 16, BYTES)]
    )
    def test_what_may_be_another_scale_is_told(self, tmp_path, train, test):
        (note,) = arrays(tmp_path, train, test).notes
        assert note.startswith("`x_test` may have another scale than `x_train`: it holds uint")

    def test_a_part_with_signs_beside_one_without_is_told(self, tmp_path):
        (note,) = arrays(tmp_path, UNIT, UNIT * 2 - 1).notes
        assert note.endswith(
            "it holds float64 from -1 to 1, and the training samples float64 from 0 to 1"
        )

    @pytest.mark.parametrize(
        ("train", "test"),
        [
            (BYTES, BYTES // 8),
            (BYTES, BYTES[:1] // 4),
            (UNIT, UNIT / 9),
            (WORDS, WORDS // 8),
            (BYTES, np.zeros_like(BYTES)),
            (MASKS, MASKS[:1] * 0),
            (MASKS * 255, MASKS * 255),
            (MASKS, MASKS),
            (UNIT * 2 - 1, UNIT - 0.5),
        ],
        ids=["dark", "one", "floats", "deep", "black", "empty", "255", "masks", "signs"],
    )
    def test_honest_parts_are_taken_without_a_word(self, tmp_path, train, test):
        assert arrays(tmp_path, train, test).notes == ()

    def test_samples_of_two_scales_in_one_part_are_told(self, tmp_path):
        mixed = np.concatenate([UNIT[:4], BYTES[4:]])
        (note,) = arrays(tmp_path, mixed, UNIT[:4] * 255).notes
        assert note.startswith("`x_train` may be of two scales: 4 of 24 samples end at 1 or below")

    def test_dots_far_above_all_other_values_are_told_and_not_refused(self, tmp_path):
        dotted = np.where(PICTURES.max() == PICTURES, 60_000, BYTES.astype(np.int64))
        (note,) = arrays(tmp_path, dotted, BYTES).notes
        assert "the others at 60000 or above" in note


class TestPictures:
    @pytest.mark.parametrize(
        ("train", "test"),
        [
            (UNIT, UNIT * 255),
            (UNIT * 255, UNIT),
            (UNIT, UNIT * 65_535),
            (BYTES, MASKS),
            (MASKS, BYTES),
        ],
    )
    def test_another_scale_is_refused_whatever_the_depth(self, tmp_path, train, test):
        with pytest.raises(Failure) as caught:
            pictures(tmp_path, train=train[:, 0], test=test[:, 0])
        code, fact, notes = failed(caught)
        assert (code, fact) == (
            "A624",
            f"the pictures of `test` in `{tmp_path}` are of another scale",
        )
        assert notes[0].startswith("they hold 0 to ")

    def test_obeying_the_help_mends_it(self, tmp_path):
        with pytest.raises(Failure) as caught:
            pictures(tmp_path / "a", train=UNIT[:, 0], test=UNIT[:, 0] * 255)
        assert [one.text for one in caught.value.diagnostics[0].helps] == ["divide them by 255"]
        assert pictures(tmp_path / "b", train=UNIT[:, 0], test=UNIT[:, 0] * 255 / 255).notes == ()

    def test_twelve_bits_beside_sixteen_are_told(self, tmp_path):
        (note,) = pictures(tmp_path, train=WORDS[:, 0], test=TWELVE[:, 0]).notes
        held = f"they hold 0 to {TWELVE.max()}, and those to train on 0 to 65535"
        assert note == f"the pictures of `test` may be of another scale: {held}"

    def test_pictures_of_two_scales_in_one_folder_are_refused_by_name(self, tmp_path):
        with pytest.raises(Failure) as caught:
            pictures(tmp_path, train=np.concatenate([UNIT[:5, 0], UNIT[5:, 0] * 255]))
        code, fact, (note,) = failed(caught)
        assert (code, fact) == (
            "A624",
            f"the pictures of `train` in `{tmp_path}` are of two scales",
        )
        assert note.startswith("5 of 24 end at 1 or below (`")

    @pytest.mark.parametrize(
        ("train", "test"),
        [
            (BYTES, BYTES // 8),
            (BYTES, BYTES[:1] // 4),
            (MASKS, MASKS),
            (MASKS * 255, MASKS[:2] * 255),
            (np.concatenate([BYTES, BYTES[:1] // 200]), BYTES),
            (np.concatenate([BYTES, BYTES * 0]), BYTES),
            (UNIT * 255, UNIT * 30),
        ],
        ids=["dark", "one", "masks", "255", "night", "black", "deep"],
    )
    def test_honest_pictures_are_taken_without_a_word(self, tmp_path, train, test):
        assert pictures(tmp_path, train=train[:, 0], test=test[:, 0]).notes == ()
