"""What is wrong with a recipe for a network, known before there is either."""

import pytest

from archspec.recipe import Recipe, problems
from archspec.shapes import Size

DIGITS = {"dataset": "digits"}
CIFAR = {"dataset": "cifar10"}


def check(given: tuple = (1, 8, 8), output: tuple = (10,), **train: object):
    return problems(Recipe.model_validate({"data": DIGITS} | train), given, output)


def test_what_fits_is_silent():
    assert check() == []
    assert check((3, 32, 32), (2,), data=CIFAR | {"classes": ("airplane", "bird")}) == []
    assert check((3, Size.named("H"), Size.named("W") // 2), data=CIFAR) == []
    assert check((5,), (1,), data={"dataset": "npz", "root": "a.npz"}, loss="mse") == []
    npz = {"dataset": "npz", "root": "a.npz"}
    weighed = {"cross_entropy": {"class_weights": (1, 2)}}
    assert check(output=(Size.named("N"),), data=npz, loss=weighed) == []
    assert check(output=(1,), data=DIGITS | {"classes": ("0", "1")}, loss="bce_with_logits") == []


CASES = [
    (
        "a class that the data set lacks, with the nearest name",
        {"data": CIFAR | {"classes": ("airplane", "brid")}, "given": (3, 32, 32), "output": (2,)},
        ("A601", "cifar10 has no class `brid`", ("data", "classes", 1), "did you mean `bird`?"),
    ),
    (
        "a class listed twice",
        {"data": DIGITS | {"classes": ("1", "2", "1")}, "output": (3,)},
        ("A602", "the class `1` is listed twice", ("data", "classes", 2), None),
    ),
    (
        "one class only",
        {"data": DIGITS | {"classes": ("1",)}, "output": (1,)},
        ("A602", "one class leaves nothing to tell apart", ("data", "classes"), None),
    ),
    (
        "arrays without a file",
        {"data": {"dataset": "npz"}},
        (
            "A603",
            "`npz` does not say where the .npz file is",
            ("data",),
            "add `root: ` with the path of the .npz file",
        ),
    ),
    (
        "images without a folder",
        {"data": {"dataset": "image_folder"}, "given": (3, 32, 32)},
        (
            "A603",
            "`image_folder` does not say where the folder of images is",
            ("data",),
            "add `root: ` with the path of the folder of images",
        ),
    ),
    (
        "a folder for what ships",
        {"data": DIGITS | {"root": "elsewhere"}},
        (
            "A603",
            "`digits` ships with archspec, and lies in no folder of yours",
            ("data", "root"),
            "leave `root` out",
        ),
    ),
    (
        "a fraction for testing where there are test images",
        {"data": DIGITS | {"test": 0.2}},
        ("A603", "digits has 355 test images of its own", ("data", "test"), "remove `test`"),
    ),
    (
        "more classes than outputs",
        {"output": (2,)},
        (
            "A604",
            "the network has 2 outputs, but digits has 10 classes",
            ("data", "dataset"),
            "make the last layer `linear: 10`",
        ),
    ),
    (
        "fewer classes than outputs",
        {"data": DIGITS | {"classes": ("1", "2")}},
        (
            "A604",
            "the network has 10 outputs, but the recipe keeps 2 classes",
            ("data", "classes"),
            "make the last layer `linear: 2`",
        ),
    ),
    (
        "images of another size",
        {"given": (3, 32, 32)},
        (
            "A605",
            "the network takes 3×32×32, but samples of digits are 1×8×8",
            ("data", "dataset"),
            "write `input: [1, 8, 8]`",
        ),
    ),
    (
        "a folder of images for a network of vectors",
        {"data": {"dataset": "image_folder", "root": "x"}, "given": (64,)},
        (
            "A605",
            "the network takes 64, but images are 1×height×width or 3×height×width",
            ("data", "dataset"),
            "write `input: [3, 32, 32]`: images are converted and scaled to that",
        ),
    ),
    (
        "scores that are still an image",
        {"output": (10, 4, 4)},
        (
            "A606",
            "the network gives 10×4×4, but `cross_entropy` needs one score for each class",
            ("loss",),
            "end the network with `flatten` and `linear: 10`",
        ),
    ),
    (
        "a distance between classes",
        {"loss": "mse"},
        (
            "A606",
            "`mse` compares numbers, but digits is labelled with classes",
            ("loss",),
            "write `loss: cross_entropy`",
        ),
    ),
    (
        "accuracy of numbers",
        {"data": {"dataset": "npz", "root": "x"}, "loss": "l1", "watch": "accuracy"},
        ("A606", "`l1` has no accuracy to watch", ("watch",), "write `watch: loss`"),
    ),
    (
        "Nesterov's momentum without any",
        {"optimizer": {"sgd": {"nesterov": True}}},
        (
            "A607",
            "`nesterov` needs a momentum and no dampening",
            ("optimizer", "sgd", "nesterov"),
            "write `momentum: 0.9`",
        ),
    ),
    (
        "weights for other classes",
        {"loss": {"cross_entropy": {"class_weights": (1, 2, 3)}}},
        (
            "A606",
            "`class_weights` has 3 numbers, but there are 10 classes",
            ("loss", "cross_entropy", "class_weights"),
            "write a number for each, or `class_weights: balanced`",
        ),
    ),
    (
        "weights for other scores, where only the file knows the classes",
        {
            "data": {"dataset": "npz", "root": "a.npz"},
            "loss": {"nll": {"class_weights": (1, 2)}},
            "output": (3,),
        },
        (
            "A606",
            "`class_weights` has 2 numbers, but the network gives 3 scores",
            ("loss", "nll", "class_weights"),
            "write a number for each, or `class_weights: balanced`",
        ),
    ),
    (
        "an output of another size, which the weights have as well",
        {"output": (2,), "loss": {"cross_entropy": {"class_weights": (1, 2)}}},
        (
            "A604",
            "the network has 2 outputs, but digits has 10 classes",
            ("data", "dataset"),
            "make the last layer `linear: 10`",
        ),
    ),
    (
        "a format that takes a factor, for a network in parts",
        {"shard": True, "precision": "fp16"},
        (
            "A607",
            "`precision: fp16` takes a factor for the loss, which a sharded network has none of",
            ("precision",),
            "write `precision: bf16`, which needs none",
        ),
    ),
    (
        "milestones out of order",
        {"schedule": {"multistep": {"milestones": (8, 4)}}},
        (
            "A607",
            "the milestones do not rise",
            ("schedule", "multistep", "milestones"),
            "list the epochs in order, each once",
        ),
    ),
    (
        "a crop across the whole image",
        {"data": DIGITS | {"augment": ("flip", {"crop": 8})}},
        (
            "A608",
            "`crop: 8` reaches across the whole image (1×8×8)",
            ("data", "augment", 1),
            None,
        ),
    ),
    (
        "a flip of what is no image",
        {"data": {"dataset": "npz", "root": "x", "augment": ("flip",)}, "given": (5,)},
        ("A608", "`flip` needs images, but the network takes 5", ("data", "augment", 0), None),
    ),
    (
        "means for other channels",
        {"data": DIGITS | {"normalize": {"values": {"mean": (0.1, 0.2), "std": (1.0,)}}}},
        (
            "A608",
            "`mean` has 2 numbers, but samples have 1 channel",
            ("data", "normalize", "values", "mean"),
            "leave `normalize` out: mean and deviation are measured",
        ),
    ),
]


@pytest.mark.parametrize(("train", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_one_mistake_is_one_problem_at_its_field(train, expected):
    (problem,) = check(**train)
    fix = problem.fixes[0].text if problem.fixes else None
    assert (problem.code, problem.message, problem.field, fix) == expected


def test_several_mistakes_are_reported_together():
    found = check((1, 28, 28), (3,), data=CIFAR | {"classes": ("airplane", "brid")})
    assert [problem.code for problem in found] == ["A601", "A605"]
