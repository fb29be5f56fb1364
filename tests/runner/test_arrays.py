"""Arrays as people save them: names, types, labels and shapes; every help is obeyed."""

import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from archspec.diagnostics import Failure
from archspec.recipe import RecipeFailure
from archspec.runner import Silent
from archspec.runner.data.label_help import misfit
from archspec.runner.data.normalization import scaled
from archspec.runner.data.npz import read_npz
from archspec.runner.data.opening import open_data

from .conftest import failed, recipe

N = 24
TIMES, OVER = "multiply it by 255", "divide it by 255"
AS_BYTES = "write it as the training samples are: bytes of 0 to 255"


def images(count: int = N, dtype: type = np.uint8) -> np.ndarray:
    random = np.random.default_rng(0)
    return random.integers(0, 256, (count, 3, 8, 8)).astype(dtype)


def labels(count: int = N, classes: int = 3) -> np.ndarray:
    return np.arange(count) % classes


def save(folder: Path, **arrays: np.ndarray) -> Path:
    np.savez(folder / "d.npz", **arrays)
    return folder / "d.npz"


def accepted(folder: Path, *, outputs=3, shape=(3, 8, 8), loss="cross_entropy", **arrays):
    """The data set that these arrays are, if such a network can be trained on it."""
    chosen = recipe(data={"dataset": "npz", "root": str(save(folder, **arrays))}, loss=loss)
    data = open_data(chosen, shape, Silent())
    if found := misfit(chosen, data, (outputs,)):
        raise RecipeFailure([found])
    return data


def refused(folder: Path, **given) -> tuple[str, str, tuple[str, ...], list[str]]:
    with pytest.raises(Failure) as caught:
        accepted(folder, **given)
    code, message, notes = failed(caught)
    return code, message, notes, [one.text for one in caught.value.diagnostics[0].helps]


def code_in(text: str) -> str:
    return re.findall(r"`([^`]*)`", text)[0]


class TestNames:
    @pytest.mark.parametrize("word", ["val", "valid", "validation", "dev", "test", "testing"])
    @pytest.mark.parametrize("form", ["x_{}", "X_{}", "{}_x", "x{}", "{}_images", "image_{}"])
    def test_every_spelling_is_used(self, tmp_path, word, form):
        x, y = form.format(word), form.replace("images", "labels").replace("image", "label")
        y = y.replace("x", "y").replace("X", "y").format(word)
        arrays = {x: images(4), y: labels(4)}
        found = read_npz(save(tmp_path, x_train=images(), y_train=labels(), **arrays))
        part = "test" if word.startswith("test") else "val"
        assert {name: len(one) for name, one in found.parts.items()} == {"train": N, part: 4}
        assert found.left_out == ()

    def test_arrays_that_are_not_used_are_named(self, tmp_path):
        path = save(tmp_path, x=images(), y=labels(), ids=labels(), notes=np.array(["a"]))
        (left,) = read_npz(path).left_out
        assert (left.what, left.examples) == ("2 arrays", ("ids", "notes"))

    def test_two_names_for_one_part(self, tmp_path):
        more = {"x_val": images(), "x_valid": images(), "y_val": labels()}
        note = refused(tmp_path, x=images(), y=labels(), **more)[2][0]
        assert note == "`x_val` and `x_valid` are names for the same"

    def test_names_of_classes(self, tmp_path):
        names = np.array(["cat", "dog", "owl"])
        path = save(tmp_path, x=images(), y=labels(), class_names=names)
        assert read_npz(path).classes == ("cat", "dog", "owl")
        path = save(tmp_path, x=images(), y=labels(), classes=names.astype("S"))
        assert read_npz(path).classes == ("cat", "dog", "owl")

    def test_a_part_without_labels(self, tmp_path):
        note = refused(tmp_path, x_train=images(), y_train=labels(), x_test=images(2))[2][0]
        assert note == "`x_test` has 2 samples, and there is no `y_test`"

    @pytest.mark.parametrize("part", ["val", "test"])
    def test_labels_without_samples(self, tmp_path, part):
        lone = {f"y_{part}": labels(2)}
        _code, _fact, (note,), helps = refused(tmp_path, x_train=images(), y_train=labels(), **lone)
        assert note == f"`y_{part}` has labels, and there is no `x_{part}`"
        assert helps == [f"write the samples too: `x_{part}`", f"or leave `y_{part}` out"]

    @pytest.mark.parametrize("name", ["x", "y"])
    def test_a_single_value(self, tmp_path, name):
        note = refused(tmp_path, **{"x": images(), "y": labels(), name: np.array(3)})[2][0]
        assert note == f"`{name}` is a single value, and no array of them"

    @pytest.mark.parametrize("names", [("x.npy", "x.npy"), ("x.npy", "x"), ("y.npy", "y.npy")])
    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_an_array_that_stands_there_twice(self, tmp_path, names):
        path = save(tmp_path, **({"y": labels()} if "x" in names[0] else {"x": images()}))
        with zipfile.ZipFile(path, "a") as archive:
            for name in names:
                with archive.open(name, "w") as file:
                    np.lib.format.write_array(file, images() if "x" in name else labels())
        with pytest.raises(Failure) as caught:
            read_npz(path)
        code, _fact, notes = failed(caught)
        fact = f"`{names[0][0]}` stands there twice, and only one of them can count"
        assert (code, notes) == ("A622", (fact,))

    def test_names_of_classes_that_look_the_same_are_the_same(self, tmp_path):
        names = np.array(["caf\u00e9", "cafe\u0301", "owl"])
        note = refused(tmp_path, x=images(), y=labels(), classes=names)[2][0]
        assert note.startswith("1 names of classes stand there twice")

    def test_a_table_of_names_is_no_list_of_them(self, tmp_path):
        names = np.array([["cat", "dog", "owl"]])
        note = refused(tmp_path, x=images(), y=labels(), classes=names)[2][0]
        assert note == "the names of its classes are 1×3, and no list"


class TestScale:
    """One scale for all parts: what the training samples are."""

    KINDS = ("uint8", "float32", "float64", "int64", "uint16", "float16")

    @pytest.mark.parametrize("train", KINDS)
    @pytest.mark.parametrize("test", KINDS)
    def test_equal_pictures_of_0_to_255_are_equal_inputs_in_any_types(self, tmp_path, train, test):
        arrays = {"x_train": images(dtype=train), "x_test": images(dtype=test)}
        found = read_npz(save(tmp_path, **arrays, y_train=labels(), y_test=labels()))
        every = torch.arange(N)
        parts = [found.parts[part].samples.take(every) for part in ("train", "test")]
        assert parts[0].dtype == parts[1].dtype
        assert torch.equal(*parts)
        assert found.divisor == (255 if train == "uint8" else 1)

    def test_numbers_between_bytes_are_brought_to_the_scale_of_bytes(self, tmp_path):
        between = images().astype(np.float32) * np.float32(0.99)
        arrays = {"x_train": images(), "x_test": between, "y_train": labels(), "y_test": labels()}
        found = read_npz(save(tmp_path, **arrays)).parts["test"].samples.take(torch.arange(N))
        assert np.allclose(found.numpy(), between / 255)

    @pytest.mark.parametrize(
        ("train", "test", "advice", "change"),
        [
            (images(), images() / 255, TIMES, lambda x: x * 255),
            (images() / 255, images(), OVER, lambda x: x / 255),
            (images(dtype=float), images() / 255, TIMES, lambda x: x * 255),
            (images() / 255, images(dtype=float), OVER, lambda x: x / 255),
            (images(), images(dtype=float) - 128, AS_BYTES, lambda x: (x + 128).astype(np.uint8)),
        ],
    )
    def test_other_scales_are_refused_and_the_help_is_right(
        self, tmp_path, train, test, advice, change
    ):
        arrays = {"x_train": train, "y_train": labels(), "y_test": labels()}
        code, _fact, notes, helps = refused(tmp_path, x_test=test, **arrays)
        assert code == "A624"
        assert notes[0].startswith("`x_test` has another scale than `x_train`: it holds ")
        assert helps == [advice]
        changed = accepted(tmp_path, x_test=change(test), **arrays)
        every = torch.arange(N)
        parts = [
            scaled(changed.parts[part].samples.take(every), changed.divisor)
            for part in ("train", "test")
        ]
        assert torch.allclose(*parts)

    def test_a_table_of_small_numbers_in_one_part_is_no_other_scale(self, tmp_path):
        arrays = {"x_train": np.float32([[0, 200], [9, 1]]), "x_test": np.float32([[0, 1]])}
        found = read_npz(save(tmp_path, **arrays, y_train=labels(2), y_test=labels(1)))
        assert found.parts["test"].samples.take(torch.tensor([0])).tolist() == [[0, 1]]

    def test_what_float32_cannot_hold(self, tmp_path, recwarn):
        x = images(dtype=np.float64)
        x[3, 0, 0, 0], x[5, 0, 0, 0] = 1e39, -1e300
        note = refused(tmp_path, x=x, y=labels())[2][0]
        assert note == "in `x`, 2 of 4,608 values are not finite, or larger than float32 can hold"
        y = labels().astype(float)
        y[0] = 1e39
        assert refused(tmp_path, x=images(), y=y)[2][0].startswith("in `y`, 1 of 24 values")
        assert not [one for one in recwarn if issubclass(one.category, RuntimeWarning)]


class TestShapes:
    @pytest.mark.parametrize(
        ("x", "shape"),
        [
            (images().transpose(0, 2, 3, 1), (3, 8, 8)),
            (images()[:, 0], (1, 8, 8)),
            (images().reshape(N, -1), (3, 8, 8)),
            (images()[:, :1].reshape(N, -1), (1, 8, 8)),
            (images(), (192,)),
            (images()[:, :1], (8, 8)),
            (images()[:, :, :6], (3, 8, 6)),
        ],
        ids=["channels last", "no channels", "flat", "flat grey", "an image", "one more", "turned"],
    )
    def test_the_help_is_an_expression_that_gives_what_the_network_takes(self, tmp_path, x, shape):
        code, _message, _notes, helps = refused(tmp_path, shape=shape, x=x, y=labels())
        assert code == "A605"
        changed = eval(code_in(helps[0]), {"x": x})  # noqa: S307  a help of ours
        assert changed.shape == (N, *shape)
        assert accepted(tmp_path, shape=shape, x=changed, y=labels()).parts[
            "train"
        ].labels.shape == (N,)

    def test_channels_last_gives_the_right_pixels(self, tmp_path):
        helps = refused(tmp_path, x=images().transpose(0, 2, 3, 1), y=labels())[3]
        assert helps == ["put the channels first: `x.transpose(0, 3, 1, 2)`"]
        changed = eval(code_in(helps[0]), {"x": images().transpose(0, 2, 3, 1)})  # noqa: S307
        assert (changed == images()).all()

    @pytest.mark.parametrize(
        ("x", "right"),
        [(images().transpose(0, 2, 3, 1)[:, 1:], (3, 7, 8)), (images()[:, 0], (1, 8, 8))],
    )
    def test_two_helps_obeyed_together(self, tmp_path, x, right):
        helps = refused(tmp_path, shape=(3, 9, 9), x=x, y=labels())[3]
        changed = eval(code_in(helps[0]), {"x": x})  # noqa: S307
        assert helps[1] == f"and write `input: {list(right)}`"
        assert accepted(tmp_path, shape=right, x=changed, y=labels())

    def test_another_size_is_written_into_the_spec(self, tmp_path):
        helps = refused(tmp_path, shape=(3, 9, 9), x=images(), y=labels())[3]
        assert helps == ["write `input: [3, 8, 8]`"]


class TestLabels:
    @pytest.mark.parametrize(
        ("train", "test", "kind"),
        [
            (labels(), labels().astype(float), "int64"),
            (labels().astype(float), labels(), "float64"),
            (labels(), labels() / 3, "float32"),
            (labels(classes=2) > 0, labels(classes=2), "int64"),
            (labels(classes=2), labels(classes=2) > 0, "int64"),
        ],
    )
    def test_labels_of_one_type_in_all_parts(self, tmp_path, train, test, kind):
        arrays = {"x_train": images(), "x_test": images()}
        code, _fact, (note,), helps = refused(tmp_path, y_train=train, y_test=test, **arrays)
        assert code == "A624"
        assert note == f"labels of `test` are {test.dtype}, and those to train on {train.dtype}"
        assert code_in(helps[0]) == f"y.astype('{kind}')"
        changed = {f"y_{name}": y.astype(kind) for name, y in (("train", train), ("test", test))}
        found = read_npz(save(tmp_path, **arrays, **changed))
        assert bool(found.classes) is kind.startswith("int")

    def test_labels_of_one_shape_in_all_parts(self, tmp_path):
        arrays = {"x_train": images(), "x_test": images(), "y_train": labels()}
        (note,) = refused(tmp_path, y_test=labels()[:, None], **arrays)[2]
        assert note == "each label of `test` is a list (1), and of those to train on one number"

    @pytest.mark.parametrize(
        ("y", "note"),
        [
            (np.eye(3)[labels()], "they are one-hot, 3 float64 each"),
            (np.eye(3, dtype=int)[labels()], "they are one-hot, 3 int64 each"),
            (labels()[:, None], "each is a list of one int64, (N, 1)"),
            (labels()[:, None].astype(np.float32), "each is a list of one float32, (N, 1)"),
            (labels().astype(float), "they are whole numbers, written as float64"),
            (labels() > 0, "they are true or false (bool)"),
            ((labels() > 0)[:, None], "each is a list of one bool, (N, 1)"),
            (np.eye(3)[labels()] * 0.7 + 0.1, "they are probabilities, 3 float64 each"),
        ],
    )
    def test_each_sort_has_its_own_sentence_and_a_help_that_works(self, tmp_path, y, note):
        code, message, notes, helps = refused(tmp_path, x=images(), y=y)
        assert code == "A606"
        assert (
            message
            == "`cross_entropy` needs class numbers, and the labels are taken for quantities"
        )
        assert notes == (note,)
        changed = eval(code_in(helps[0]), {"y": y})  # noqa: S307
        classes = int(changed.max()) + 1
        assert (changed == labels() % classes).all() or classes == 2
        assert accepted(tmp_path, outputs=classes, x=images(), y=changed)

    @pytest.mark.parametrize(
        ("y", "loss", "outputs"),
        [
            (labels() / 7, "mse", 1),
            (np.random.default_rng(0).normal(size=(N, 2)), "mse", 2),
            (np.tile([1, 1, 0], (N, 1)), "bce_with_logits", 3),
        ],
    )
    def test_numbers_want_another_loss(self, tmp_path, y, loss, outputs):
        helps = refused(tmp_path, x=images(), y=y)[3]
        assert code_in(helps[0]) == f"loss: {loss}"
        assert accepted(tmp_path, outputs=outputs, loss=loss, x=images(), y=y)

    def test_whole_numbers_that_are_to_be_predicted(self, tmp_path):
        helps = refused(tmp_path, loss="mse", outputs=1, x=images(), y=labels())[3]
        changed = eval(code_in(helps[0]), {"y": labels()})  # noqa: S307
        assert accepted(tmp_path, loss="mse", outputs=1, x=images(), y=changed)
        assert code_in(helps[1]) == "loss: cross_entropy"

    def test_labels_from_1(self, tmp_path):
        code, message, notes, helps = refused(tmp_path, x=images(), y=labels() + 1)
        assert (code, message) == ("A604", "the network has 3 outputs, but npz has 4 classes")
        assert notes == ("labels are 1 to 3",)
        assert helps == ["subtract 1 from them: `y - 1`"]
        assert accepted(tmp_path, x=images(), y=labels() + 1 - 1)

    def test_labels_from_1_for_a_network_of_another_width(self, tmp_path):
        helps = refused(tmp_path, outputs=7, x=images(), y=labels() + 1)[3]
        assert helps == ["subtract 1 from them: `y - 1`", "and make the last layer `linear: 3`"]

    @pytest.mark.parametrize("values", [(0, 4, 9), (-1, 0, 1), (1001, 2002, 100_000_000)])
    def test_labels_with_gaps(self, tmp_path, values):
        y = np.array(values)[labels()]
        helps = refused(tmp_path, x=images(), y=y)[3]
        first, second = re.findall(r"`([^`]*)`", helps[0])
        names = {"numpy": np, "y_train": y}
        exec(first, names)  # noqa: S102  a help of ours
        assert (eval(second, names) == labels()).all()  # noqa: S307
        assert accepted(tmp_path, x=images(), y=labels())

    def test_text(self, tmp_path):
        y = np.array(["cat", "dog", "owl"])[labels()]
        helps = refused(tmp_path, x=images(), y=y)[3]
        names = {"numpy": np, "y_train": y}
        exec(code_in(helps[0]), names)  # noqa: S102
        found = accepted(tmp_path, x=images(), y=names["y_train"], classes=names["classes"])
        assert found.classes == ("cat", "dog", "owl")

    @pytest.mark.parametrize("value", [0, 2])
    def test_one_class_leaves_nothing_to_tell_apart(self, tmp_path, value):
        found = refused(tmp_path, outputs=value + 1, x=images(), y=np.full(N, value))
        fact = f"every training sample is of the class `{value}`"
        assert found[:2] == ("A602", f"{fact}, which leaves nothing to tell apart")

    def test_as_many_numbers_as_a_label_has(self, tmp_path):
        y = np.random.default_rng(0).normal(size=(N, 2))
        found = refused(tmp_path, loss="mse", x=images(), y=y)
        assert found[1] == "the network gives 3 numbers, but a label is 2"
        assert found[3] == ["make the last layer `linear: 2`"]
        assert accepted(tmp_path, loss="mse", outputs=2, x=images(), y=y)
