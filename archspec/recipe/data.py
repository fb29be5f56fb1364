"""What the network is trained on."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from archspec.kind.choice import Choice, OneOf, Table
from archspec.kind.fields import Expects
from archspec.recipe.datasets import DATASETS
from archspec.recipe.schedules import Count


class Augmentation(Choice):
    """A random change of the training images, drawn anew in every epoch."""


class Flip(Augmentation):
    """Mirror an image with probability `p`."""

    kind: ClassVar[str] = "flip"
    main: ClassVar[str | None] = "p"
    p: Annotated[float, Field(ge=0, le=1)] = Field(0.5, description="How often.")
    axis: Literal["horizontal", "vertical"] = Field("horizontal", description="Along which axis.")


class Crop(Augmentation):
    """Shift an image by up to `padding` pixels each way; what comes in at the edge is the mean."""

    kind: ClassVar[str] = "crop"
    main: ClassVar[str | None] = "padding"
    padding: Count = Field(4, description="The largest shift, in pixels.")


class Erase(Augmentation):
    """Cover one square of an image with the mean (cutout; DeVries and Taylor 2017)."""

    kind: ClassVar[str] = "erase"
    main: ClassVar[str | None] = "size"
    size: Count = Field(8, description="The side of the square, in pixels.")
    p: Annotated[float, Field(ge=0, le=1)] = Field(1.0, description="How often.")


class Normalize(Choice):
    """How pixel values become inputs."""


class Auto(Normalize):
    """Subtract the training images' mean and divide by their deviation, channel by channel."""

    kind: ClassVar[str] = "auto"


class NoNormalize(Normalize):
    """Leave the values between 0 and 1."""

    kind: ClassVar[str] = "none"


class Values(Normalize):
    """Means and deviations as written, one for each channel."""

    kind: ClassVar[str] = "values"
    mean: tuple[float, ...] = Field(description="The mean of each channel, with values in 0 to 1.")
    std: tuple[Annotated[float, Field(gt=0)], ...] = Field(description="Likewise the deviation.")


AUGMENTATIONS = OneOf((Flip, Crop, Erase))
NORMALIZATIONS = OneOf((Auto, NoNormalize, Values))
Part = Annotated[float, Field(gt=0, lt=1)]


def _held_back(value: object) -> object:
    """`test`, a fraction, or nothing; one error instead of one for each of the three."""
    if value is None or value == "test":
        return value
    if isinstance(value, float) and 0 < value < 1:
        return value
    raise PydanticCustomError("held_back", "write `test`, or a fraction between 0 and 1")


Validation = Annotated[
    Literal["test"] | float | None,
    PlainValidator(_held_back, json_schema_input_type=Literal["test"] | Part | None),
    Expects("`test`, or a fraction between 0 and 1"),
]


class Data(Table):
    """The data set, and which part of it does what.

    `val: test` watches the set's own test images while training; a fraction holds back that part of
    the training images instead, and leaves the test images unseen until the end.
    """

    dataset: Literal[
        "cifar10",
        "cifar100",
        "mnist",
        "fashion_mnist",
        "kmnist",
        "svhn",
        "digits",
        "image_folder",
        "npz",
    ] = Field(description=f"Its name: {', '.join(DATASETS)}.")
    root: str | None = Field(
        None,
        description="The folder (or the .npz file) that holds it; `data` and the system's own "
        "folder for data sets by default.",
    )
    download: bool = Field(True, description="Fetch the files if they are not there.")
    classes: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(
        None, description="The classes to keep, relabelled 0, 1, … in this order; all by default."
    )
    augment: tuple[Annotated[Augmentation, AUGMENTATIONS], ...] = Field(
        (), description="Random changes of the training images, applied in this order."
    )
    normalize: Annotated[Normalize, NORMALIZATIONS] = Field(
        Auto(), description="How pixel values become inputs: auto, none, or given values."
    )
    val: Validation = Field(
        None, description="What is watched while training: `test`, or a fraction held back."
    )
    test: Part | None = Field(
        None, description="The fraction held back for testing where a set has no test images."
    )
