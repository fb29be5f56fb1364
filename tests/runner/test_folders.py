"""Folders of images as people have them: every spelling of a part, and what lies among them."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from archspec.diagnostics import Failure
from archspec.recipe.part_names import WORDS
from archspec.runner.data.folder import OnDisk, read_folder
from archspec.runner.data.in_file import InFile
from archspec.runner.data.normalization import measured
from archspec.runner.data.samples import InMemory
from archspec.runner.input_statistics import usual_ranges

from .conftest import failed


def picture(path: Path, colour: int = 90, form: str | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (8, 8), colour).save(path, form)


def classes(folder: Path, names: str = "cat dog", each: int = 2) -> None:
    for name in names.split():
        for number in range(each):
            picture(folder / name / f"{number}.png", 10 * number)


def read(root: Path):
    return read_folder(root, (1, 4, 4), 2)


def counts(root: Path) -> dict[str, int]:
    return {part: len(split) for part, split in read(root).parts.items()}


def left_out(root: Path) -> set[tuple[str, str]]:
    return {(one.what, one.why) for one in read(root).left_out}


def refused(root: Path) -> tuple[str, str, list[str]]:
    with pytest.raises(Failure) as caught:
        read(root)
    code, message, _notes = failed(caught)
    return (
        code,
        message.replace(str(root), "ROOT"),
        [h.text for h in caught.value.diagnostics[0].helps],
    )


SPELLINGS = [
    (part, form(word))
    for part, words in WORDS.items()
    for word in words
    for form in (str, str.title, str.upper, "{}_set".format, "{} images".format)
]


@pytest.mark.parametrize(("part", "spelling"), SPELLINGS)
def test_every_spelling_of_a_part(tmp_path, part, spelling):
    for other in {"train", part} - {part}:
        classes(tmp_path / other)
    classes(tmp_path / spelling, each=3)
    assert counts(tmp_path)[part] == 6
    assert read(tmp_path).classes == ("cat", "dog")
    assert read(tmp_path).left_out == ()


@pytest.mark.parametrize(
    "names",
    ["Train Test", "training testing", "train valid test", "train validation", "train dev"],
)
def test_the_parts_that_people_make(tmp_path, names):
    for name in names.split():
        classes(tmp_path / name)
    assert list(counts(tmp_path).values()) == [4] * len(names.split())


def test_without_parts_all_is_to_train_on(tmp_path):
    classes(tmp_path)
    assert counts(tmp_path) == {"train": 4}


def test_a_class_may_be_called_as_a_part_is(tmp_path):
    classes(tmp_path, "training competition rest")
    assert read(tmp_path).classes == ("competition", "rest", "training")


def test_what_systems_and_archives_leave(tmp_path):
    classes(tmp_path)
    picture(tmp_path / "cat" / "._0.png")
    picture(tmp_path / ".ipynb_checkpoints" / "a-checkpoint.png")
    picture(tmp_path / "dog" / ".ipynb_checkpoints" / "a-checkpoint.png")
    picture(tmp_path / "__MACOSX" / "cat" / "a.png")
    for name in ("Thumbs.db", ".DS_Store", "cat/desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "cat" / "labels.txt").write_text("cat")
    (tmp_path / "bird").mkdir()
    assert read(tmp_path).classes == ("cat", "dog")
    assert counts(tmp_path) == {"train": 4}
    assert left_out(tmp_path) == {
        ("3 folders", "hidden, or left by a system"),
        ("4 files", "hidden, or left by a system"),
        ("1 file", "no image"),
        ("1 folder", "empty"),
    }


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.jfif", "JPEG"), ("a.JPG", "JPEG"), ("a.Jpeg", "JPEG"), ("a.jpe", "JPEG"), ("a", "PNG"),
     ("a.1", "PNG"), ("a.jpg_large", "JPEG"), ("a.tga", "TGA"), ("a.pbm", "PPM"), ("a.img", "BMP"),
     ("a.avif", "AVIF"), ("a.webp2", "WEBP")],
)  # fmt: skip
def test_images_are_known_by_any_ending_or_by_what_they_hold(tmp_path, name, form):
    classes(tmp_path)
    picture(tmp_path / "odd" / name, form=form)
    assert read(tmp_path).classes == ("cat", "dog", "odd")


def test_what_lies_beside_the_parts_is_said(tmp_path):
    classes(tmp_path / "train")
    classes(tmp_path / "old")
    picture(tmp_path / "a.png")
    picture(tmp_path / "train" / "b.png")
    for number in range(3):
        picture(tmp_path / "test" / f"{number}.png")
    assert counts(tmp_path) == {"train": 4}
    assert left_out(tmp_path) == {
        ("1 folder", "not a part"),
        ("2 images", "in no class folder"),
        ("1 folder", "its images lie in no class folders"),
    }


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    classes(root)
    picture(outside / "x.png")
    (root / "cat" / "in.png").symlink_to("../dog/0.png")
    (root / "cat" / "out.png").symlink_to(outside / "x.png")
    (root / "cat" / "none.png").symlink_to("nothing.png")
    (root / "cat" / "loop").symlink_to("..", target_is_directory=True)
    (root / "whole").symlink_to("/", target_is_directory=True)
    assert counts(root) == {"train": 5}
    assert left_out(root) == {
        ("2 links", "leading out of the folder"),
        ("1 link", "leading nowhere"),
        ("1 link", "leading to no file"),
    }


def test_a_link_to_the_folder_itself_is_its_user_s_choice(tmp_path):
    classes(tmp_path / "real")
    (tmp_path / "root").symlink_to(tmp_path / "real")
    assert counts(tmp_path / "root") == {"train": 4}


class TestWhatMeansNothing:
    def test_classes_one_level_deeper(self, tmp_path):
        classes(tmp_path / "images")
        code, message, helps = refused(tmp_path)
        assert code == "A602"
        assert message == "`ROOT` has one class, `images`, which leaves nothing to tell apart"
        root = helps[0].split("`")[1].removeprefix("root: ")
        assert counts(Path(root)) == {"train": 4}

    def test_parts_one_level_deeper(self, tmp_path):
        classes(tmp_path / "pets" / "train")
        classes(tmp_path / "pets" / "test")
        code, _message, helps = refused(tmp_path)
        root = helps[0].split("`")[1].removeprefix("root: ")
        assert (code, counts(Path(root))) == ("A602", {"train": 4, "test": 4})

    def test_classes_one_level_deeper_in_a_part(self, tmp_path):
        classes(tmp_path / "train" / "images")
        code, message, helps = refused(tmp_path)
        assert code == "A602"
        assert message.startswith("`ROOT/train` has one class, `images`")
        assert helps == [f"put these straight into `{tmp_path}/train`, if they are the classes"]
        for name in ("cat", "dog"):
            (tmp_path / "train" / "images" / name).rename(tmp_path / "train" / name)
        assert counts(tmp_path) == {"train": 4}

    def test_one_class(self, tmp_path):
        classes(tmp_path, "cat")
        assert refused(tmp_path)[:2] == (
            "A602",
            "`ROOT` has one class, `cat`, which leaves nothing to tell apart",
        )

    def test_images_without_folders(self, tmp_path):
        picture(tmp_path / "a.png")
        assert refused(tmp_path)[:2] == ("A625", "the images of `ROOT` lie in no class folders")

    def test_two_folders_for_one_part(self, tmp_path):
        classes(tmp_path / "val")
        classes(tmp_path / "train")
        classes(tmp_path / "validation")
        message = "in `ROOT`, `val`, `validation` are all names of the part `val`"
        assert refused(tmp_path)[:2] == ("A625", message)

    def test_nothing_to_train_on(self, tmp_path):
        classes(tmp_path / "valid")
        classes(tmp_path / "test")
        classes(tmp_path / "other")
        message = "`ROOT` has `valid`, `test`, and no folder `train` beside them"
        assert refused(tmp_path)[:2] == ("A625", message)

    def test_a_class_in_other_letters(self, tmp_path):
        classes(tmp_path / "train")
        classes(tmp_path / "test", "Cat dog")
        assert refused(tmp_path)[2] == ["call it `cat`, as there"]
        (tmp_path / "test" / "Cat").rename(tmp_path / "test" / "cat")
        assert counts(tmp_path)["test"] == 4

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is hidden from root")
    def test_a_folder_that_may_not_be_read(self, tmp_path):
        classes(tmp_path)
        (tmp_path / "cat").chmod(0)
        assert refused(tmp_path)[0] == "A625"

    def test_folders_without_end(self, tmp_path):
        deep = tmp_path.joinpath(*["d"] * 40)
        picture(deep / "a.png")
        assert refused(tmp_path)[0] == "A625"


class TestMemory:
    @pytest.mark.parametrize("room", [True, False], ids=["in a file", "each time"])
    def test_however_images_are_kept_they_are_the_same_to_the_bit(
        self, tmp_path, monkeypatch, room
    ):
        for number in range(12):
            Image.effect_noise((30, 20), 50).save(tmp_path_of(tmp_path, number))
        kept = read(tmp_path).parts["train"].samples
        if not room:
            full = shutil.disk_usage(tmp_path)._replace(free=10)
            monkeypatch.setattr("shutil.disk_usage", lambda _: full)
        monkeypatch.setattr("archspec.runner.data.bounds.MAX_IN_MEMORY", 12 * 16 - 1)
        streamed = read(tmp_path).parts["train"].samples
        assert type(streamed) is (InFile if room else OnDisk)
        index = torch.tensor([7, 0, 3, 3])
        assert torch.equal(kept.take(index), streamed.take(index))
        kept, streamed = kept.keep(index), streamed.keep(index)
        assert torch.equal(kept.take(torch.tensor([2, 1])), streamed.take(torch.tensor([2, 1])))
        assert measured(kept) == measured(streamed)
        assert usual_ranges(kept) == usual_ranges(streamed)

    def test_however_images_lie_in_memory_their_mean_is_the_same_to_the_bit(self):
        images = torch.randint(256, (50, 3, 40, 40), dtype=torch.uint8)
        apart = images.contiguous(memory_format=torch.channels_last)
        assert measured(InMemory(images)) == measured(InMemory(apart))

    def test_the_budget_is_for_all_parts_together(self, tmp_path, monkeypatch):
        classes(tmp_path / "train", each=3)
        classes(tmp_path / "test", each=2)
        monkeypatch.setattr("archspec.runner.data.bounds.MAX_IN_MEMORY", 16 * 9)
        kinds = {part: type(one.samples).__name__ for part, one in read(tmp_path).parts.items()}
        assert kinds == {"train": "InMemory", "test": "InFile"}

    def test_a_full_disk_while_it_is_written_is_no_failure(self, tmp_path, monkeypatch):
        classes(tmp_path)
        monkeypatch.setattr("archspec.runner.data.bounds.MAX_IN_MEMORY", 0)

        def full(_file, _samples):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("archspec.runner.data.in_file._filled", full)
        assert isinstance(read(tmp_path).parts["train"].samples, OnDisk)

    def test_nothing_is_left_of_the_file(self, tmp_path, monkeypatch):
        classes(tmp_path / "data")
        (tmp_path / "scratch").mkdir()
        monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
        monkeypatch.setattr("archspec.runner.data.bounds.MAX_IN_MEMORY", 0)
        samples = read(tmp_path / "data").parts["train"].samples
        assert isinstance(samples, InFile)
        assert list((tmp_path / "scratch").iterdir()) == []


def tmp_path_of(root: Path, number: int) -> Path:
    folder = root / ("cat" if number % 2 else "dog")
    folder.mkdir(exist_ok=True)
    return folder / f"{number}.png"


class TestPartsThatWouldBeClasses:
    def test_by_what_lies_in_them(self, tmp_path):
        for name in ("my_train", "my_val", "holdout"):
            classes(tmp_path / name, "circles squares triangles")
        with pytest.raises(Failure) as caught:
            read(tmp_path)
        code, message, notes = failed(caught)
        names = "`holdout`, `my_train`, `my_val`"
        fact = f"the folders in `{tmp_path}` look like parts of the data, not classes: {names}"
        assert (code, message) == ("A625", fact)
        assert notes == ("in them lie `circles`, `squares`, `triangles`",)
        named = "`holdout` → `test`, `my_train` → `train`, `my_val` → `val`"
        assert refused(tmp_path)[2][0] == f"name them `train`, `val`, `test`: {named}"

    def test_what_the_help_says_makes_it_a_data_set(self, tmp_path):
        for name in ("my_train", "my_val", "holdout"):
            classes(tmp_path / name, "circles squares triangles")
        for name, part in (("holdout", "test"), ("my_train", "train"), ("my_val", "val")):
            (tmp_path / name).rename(tmp_path / part)
        assert counts(tmp_path) == {"train": 6, "val": 6, "test": 6}

    def test_where_a_part_lacks_a_class(self, tmp_path):
        classes(tmp_path / "learn", "a b c")
        classes(tmp_path / "check", "a b")
        assert refused(tmp_path)[0] == "A625"

    def test_by_their_names_alone(self, tmp_path):
        classes(tmp_path, "learn holdout")
        _, message, helps = refused(tmp_path)
        assert message.endswith("not classes: `holdout`, `learn`")
        assert len(helps) == 3

    def test_parts_within_each_class(self, tmp_path):
        classes(tmp_path / "cat", "train test")
        classes(tmp_path / "dog", "train test")
        code, message, helps = refused(tmp_path)
        assert (code, message[:30]) == ("A625", "in `ROOT`, each class has part")
        assert helps[0] == f"put the classes into the parts: `{tmp_path}/train/cat/…`"

    @pytest.mark.parametrize("below", ["indoors outdoors", "train test"])
    def test_unless_the_recipe_lists_them_as_its_classes(self, tmp_path, below):
        for name in ("cat", "dog"):
            classes(tmp_path / name, below)
        assert refused(tmp_path)[2][-1].endswith('list them: `classes: ["cat", "dog"]`')
        found = read_folder(tmp_path, (1, 4, 4), 2, ("cat", "dog"))
        assert (found.classes, len(found.parts["train"])) == (("cat", "dog"), 8)

    def test_other_folders_in_classes_are_classes_at_any_depth(self, tmp_path):
        classes(tmp_path / "cat", "tabby siamese")
        classes(tmp_path / "dog", "pug poodle")
        assert read(tmp_path).classes == ("cat", "dog")


def test_a_class_without_training_images_is_called_empty(tmp_path):
    classes(tmp_path / "train")
    classes(tmp_path / "val", "cat dog bird")
    (tmp_path / "train" / "bird").mkdir()
    message = "`ROOT/train/bird` is empty, and `ROOT/val/bird` is not"
    assert refused(tmp_path)[:2] == ("A625", message)


class TestBrokenImages:
    def test_are_named_all_at_once_in_every_part(self, tmp_path):
        for part in ("train", "test"):
            classes(tmp_path / part)
        whole = (tmp_path / "train" / "cat" / "1.png").read_bytes()
        (tmp_path / "train" / "cat" / "0.png").write_bytes(b"no image")
        (tmp_path / "train" / "dog" / "1.png").write_bytes(whole[:45])
        (tmp_path / "test" / "dog" / "0.png").write_bytes(b"")
        with pytest.raises(Failure) as caught:
            read(tmp_path)
        code, message, notes = failed(caught)
        assert (code, message) == ("A626", "cannot read 3 of the images")
        assert [note.split("`")[1] for note in notes] == [
            str(tmp_path / name)
            for name in ("train/cat/0.png", "train/dog/1.png", "test/dog/0.png")
        ]
        assert "the file ends before the picture does" in notes[1]
        assert len(refused(tmp_path)[2]) == 1

    def test_and_others_where_there_are_many(self, tmp_path):
        classes(tmp_path, each=8)
        for path in sorted(tmp_path.rglob("*.png"))[:13]:
            path.write_bytes(b"no image")
        with pytest.raises(Failure) as caught:
            read(tmp_path)
        _, message, notes = failed(caught)
        assert (message, len(notes)) == ("cannot read 13 of the images", 11)
        assert notes[-1] == "and 3 others"

    def test_one_is_removed_as_the_help_says(self, tmp_path):
        classes(tmp_path)
        (tmp_path / "cat" / "0.png").write_bytes(b"no image")
        message = "cannot read the image `ROOT/cat/0.png`"
        assert refused(tmp_path)[:2] == ("A626", message)
        (tmp_path / "cat" / "0.png").unlink()
        assert counts(tmp_path) == {"train": 3}


class TestNamesThatLookTheSame:
    """macOS writes an accent as a character of its own, and archives carry that elsewhere."""

    ONE, OTHER = "caf\u00e9", "cafe\u0301"

    @pytest.mark.parametrize(("train", "test"), [(ONE, OTHER), (OTHER, ONE), (OTHER, OTHER)])
    def test_accents_are_the_same_in_whichever_way_they_are_written(self, tmp_path, train, test):
        classes(tmp_path / "train", f"{train} dog")
        classes(tmp_path / "test", f"{test} dog")
        found = read(tmp_path)
        assert found.classes == (self.ONE, "dog")
        assert found.parts["test"].labels.tolist() == [0, 0, 1, 1]

    @pytest.mark.parametrize("part", ["train", "test"])
    def test_two_folders_of_one_name_are_refused(self, tmp_path, part):
        classes(tmp_path / "train", f"{self.ONE} dog")
        classes(tmp_path / "test", f"{self.ONE} dog")
        classes(tmp_path / part, self.OTHER)
        code, fact, helps = refused(tmp_path)
        assert code == "A625"
        assert (
            fact
            == f"`ROOT/{part}` has two folders `{self.ONE}`, whose accents are written in two ways"
        )
        assert helps == ["put the images of both into one of them"]

    def test_capitals_alone_are_told_and_letters_are_left_in_peace(self, tmp_path):
        classes(tmp_path, "Cat cat dog A a")
        assert read(tmp_path).notes == ("classes `Cat`, `cat` differ in capitals alone",)

    def test_blanks_alone_are_told_even_behind_a_letter(self, tmp_path):
        classes(tmp_path, "b")
        (tmp_path / "b").rename(tmp_path / "a ")
        classes(tmp_path, "a c")
        assert read(tmp_path).notes == ("classes `a`, `a ` differ in blanks or capitals alone",)


class TestOtherFormats:
    def test_each_format_is_named_with_what_to_do(self, tmp_path):
        classes(tmp_path)
        (tmp_path / "cat" / "a.HEIC").write_bytes(b"x")
        (tmp_path / "cat" / "b").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0")
        (tmp_path / "cat" / "c.txt").write_text("x")
        advice = "which is not read: save as PNG or JPEG"
        assert left_out(tmp_path) == {
            ("1 file", f"of the format HEIC, {advice}"),
            ("1 file", f"of the format EPS, {advice}"),
            ("1 file", "no image"),
        }

    def test_it_is_named_where_nothing_else_is_there(self, tmp_path):
        for name in ("cat", "dog"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "a.heic").write_bytes(b"x")
        with pytest.raises(Failure) as caught:
            read(tmp_path)
        notes = failed(caught)[2]
        assert notes[1].startswith("left out: 2 files (of the format HEIC, which is not read")

    def test_it_is_named_under_the_ending_of_another(self, tmp_path):
        classes(tmp_path)
        (tmp_path / "cat" / "a.jpg").write_bytes(b"\0\0\0\x18ftypheic" + bytes(99))
        with pytest.raises(Failure) as caught:
            read(tmp_path)
        fact = "it is of the format HEIC, which is not read: save as PNG or JPEG"
        assert failed(caught) == ("A626", failed(caught)[1], (fact,))


@pytest.mark.parametrize(
    ("form", "ending"), [("GIF", "gif"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tif")]
)
def test_pictures_of_several_frames_are_told(tmp_path, form, ending):
    classes(tmp_path)
    first, second = (Image.new("L", (8, 8), colour) for colour in (40, 200))
    path = tmp_path / "cat" / f"x.{ending}"
    first.save(path, form, save_all=True, append_images=[second])
    found = read(tmp_path)
    assert found.notes == (
        f"1 image has several frames or pages, and only the first is used (x.{ending})",
    )
    place = found.parts["train"].files.index(path)
    pixels = found.parts["train"].samples.take(torch.tensor([place]))
    assert (pixels.float() - 40).abs().max() <= 2


def test_a_photo_with_a_copy_behind_it_is_one(tmp_path):
    classes(tmp_path)
    image = Image.new("RGB", (8, 8))
    image.save(tmp_path / "cat" / "x.png.mpo", "MPO", save_all=True, append_images=[image])
    (tmp_path / "cat" / "x.png.mpo").rename(tmp_path / "cat" / "x.png")
    assert read(tmp_path).notes == ()


def test_an_empty_file_is_called_so(tmp_path):
    classes(tmp_path)
    (tmp_path / "cat" / "z.png").write_bytes(b"")
    with pytest.raises(Failure) as caught:
        read(tmp_path)
    assert failed(caught)[2] == ("it is empty",)


def test_a_class_that_only_a_part_has_is_put_among_those_to_train_on(tmp_path):
    classes(tmp_path / "train")
    classes(tmp_path / "test", "cat dog walrus")
    code, _fact, helps = refused(tmp_path)
    assert code == "A625"
    goal = tmp_path / "train" / "walrus"
    assert helps == [f"put training images of it into `{goal}`, or leave it out here"]
    shutil.copytree(tmp_path / "test" / "walrus", goal)
    assert read(tmp_path).classes == ("cat", "dog", "walrus")


def test_one_picture_of_eight_bits_takes_all_to_eight_and_that_is_said(tmp_path):
    classes(tmp_path)
    for path in sorted(tmp_path.glob("*/*.png"))[1:]:
        Image.fromarray(np.full((4, 4), 40_000, np.uint16)).save(path)
    assert (
        "training images such as `1.png` have more than 8 bits, and are read with 8, "
        "as `0.png` has no more"
    ) in read(tmp_path).notes
