"""The table of torchvision's transforms, and what is known of them without torch."""

import pickle

import pytest
from torchvision.transforms import v2

import archspec
from archspec.diagnostics import Diagnostic
from archspec.recipe import RecipeFailure
from archspec.recipe.augmentations import AUGMENTATIONS, ColorJitter, Crop
from archspec.recipe.transform_check import NUMBERS, unfit_transforms
from archspec.recipe.transforms import INNER, Transform, table, transform
from archspec.runner.data.transforms import check_transforms
from docs.make.made import read
from docs.make.transforms import LEFT_OUT, TABLE, every, transforms


def test_the_table_is_that_of_the_torchvision_that_is_installed():
    assert transforms()[TABLE] == read(TABLE), "out of date: `make tables`"


def test_every_transform_is_offered_or_left_out_for_a_reason():
    offered = {known["class"] for known in table().values()}
    assert {one.__name__ for one in every()} == offered | LEFT_OUT.keys()
    assert not offered & LEFT_OUT.keys()


def test_our_own_changes_win_over_torchvisions_of_the_same_name():
    assert type(AUGMENTATIONS.read("color_jitter")) is ColorJitter
    assert type(AUGMENTATIONS.read({"crop": 2})) is Crop
    inner = INNER.read("color_jitter")
    assert isinstance(inner, Transform)
    assert inner.target == "ColorJitter"


def test_defaults_are_torchvisions():
    found = transform("random_perspective")()
    theirs = v2.RandomPerspective()
    assert (found.distortion_scale, found.p) == (theirs.distortion_scale, theirs.p)
    assert found.interpolation == getattr(theirs.interpolation, "value", theirs.interpolation)


def test_a_recipe_with_transforms_can_be_pickled():
    found = AUGMENTATIONS.read({"random_choice": {"transforms": ({"random_invert": 1.0},)}})
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  of our own


def said(augment: str, shape: str = "[3, 32, 32]") -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in errors(augment, shape)]


def errors(augment: str, shape: str = "[3, 32, 32]") -> list[Diagnostic]:
    text = f"""
archspec: 1
input: {shape}
layers: [flatten, linear: 10]
train: {{data: {{dataset: npz, root: d.npz, augment: [{augment}]}}}}
"""
    return [one for one in archspec.check(text=text) if one.severity == "error"]


@pytest.mark.parametrize(
    "augment",
    [
        "random_rotation: 30, {random_affine: {degrees: [-5, 5], scale: [0.8, 1.2]}}",
        "{pad: 4}, random_crop",
        "{random_rotation: {degrees: 90, expand: true}}, center_crop",
        "random_apply: {transforms: [pad: 2, random_crop], p: 0.3}",
        "trivial_augment_wide, {auto_augment: cifar10}, crop: 2",
        "random_choice: {transforms: [jpeg: [20, 60], gaussian_blur: 3], p: [0.2, 0.8]}",
    ],
)
def test_what_leaves_images_as_large_as_they_were_is_fine(augment):
    assert said(augment) == []


@pytest.mark.parametrize(
    ("augment", "message"),
    [
        ("{pad: 4}", "after `pad` an image is not as large as the network takes it"),
        (
            "{pad: 4}, flip, random_crop",
            "after `pad` an image is not as large as the network takes it",
        ),
        (
            "random_crop, {random_order: {transforms: [resize, random_zoom_out]}}",
            "after `random_zoom_out` an image is not as large as the network takes it",
        ),
    ],
)
def test_what_leaves_them_larger_is_found(augment, message):
    assert said(augment) == [("A608", message)]


def test_colours_need_colours_and_images_need_three_axes():
    (one,) = said("random_rotation: 5, random_invert", "[4, 8, 8]")
    assert one[1] == "`random_invert` needs 1 or 3 channels, but the network takes 4×8×8"
    (one,) = said("random_rotation: 5", "[12]")
    assert one[1] == "`random_rotation` needs images, but the network takes 12"


REQUIRED = {
    "gaussian_blur": {"kernel_size": 3},
    "random_adjust_sharpness": {"sharpness_factor": 1.0},
    "random_affine": {"degrees": 10.0},
    "random_crop": {"padding": 2},
    "random_erasing": {"p": 1.0},
}
VALUES = [0, 3, 4, -1, 0.3, 1.5, 200, (1,), (0, 1), (3, 1), (-1, 1), (0.1, 0.4), (0.4, 0.1)]
VALUES += [(30, 60), (5, 500), (1, 2, 3), (1, 2, 3, 4), (5, -5, 1, 2), (1, 2, 2, 1), (1,) * 5]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (word, one)
        for word, known in table().items()
        for one in known["fields"]
        if one in NUMBERS.get(known["class"], ()) or one == "fill"
    ],
)
def test_numbers_that_torchvision_refuses_are_found(kind, name):
    for value in VALUES:
        try:
            change = transform(kind)(**{**REQUIRED.get(kind, {}), name: value})
        except ValueError:
            continue  # the table of its signatures says so
        found = [one.field for one in unfit_transforms((change,), (3, 32, 32), ("augment",))]
        mine = ("augment", 0, kind, name) in found
        try:
            check_transforms((change,), (3, 32, 32), ("augment",))
        except RecipeFailure as failure:
            # What depends on more than a number is not known without torchvision.
            [note] = failure.problems[0].notes
            others = "Padding size" in note or "out of bounds for dimension" in note
            others |= (kind, name, value) == ("elastic_transform", "sigma", (0, 1))
            assert mine or others, (value, note)
        else:
            # It takes no notice of numbers behind the second.
            assert not mine or (isinstance(value, tuple) and len(value) > 2), value


def test_a_range_says_how_it_is_written():
    (one,) = said("random_erasing: {scale: [0.9, 0.1]}")
    assert one[1] == "the range `scale` ends at 0.1, below its beginning, 0.9"
    (one,) = errors("random_affine: {degrees: 5, shear: [5, -5, 1, 2]}")
    assert [help_.text for help_ in one.helps] == ["write `shear: [-5, 5, 1, 2]`"]


@pytest.mark.parametrize(
    ("augment", "message"),
    [
        ("jpeg: {quality: [0, 500]}", "`quality` is at least 1, and not 0"),
        ("gaussian_blur: {kernel_size: 4}", "`kernel_size` is odd, and not 4"),
        ("random_affine: {degrees: 5, scale: [-1, 1]}", "`scale` is above 0, and not -1"),
        (
            "elastic_transform: {alpha: [1, 2, 3]}",
            "`alpha` is a list of one or two numbers and not of 3",
        ),
        (
            "random_choice: {transforms: [random_invert, random_crop], p: [0, 0]}",
            "`p` is 0 for each, so that none is drawn",
        ),
        (
            "random_choice: {transforms: [random_invert, random_crop], p: [1, 1, 1]}",
            "`p` is a list of two numbers and not of 3",
        ),
        ("rand_augment: {magnitude: 31}", "`magnitude` is at most 30, and not 31"),
        ("random_rotation: -5", "`degrees` goes so far to both sides, and not -5"),
        (
            "random_rotation: {degrees: 5, fill: [0, 1]}",
            "`fill` is a list of one or three numbers and not of 2",
        ),
    ],
)
def test_a_number_says_what_it_may_be(augment, message):
    assert said(augment) == [("A608", message)]
