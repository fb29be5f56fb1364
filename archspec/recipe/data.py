"""What the network is trained on."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainValidator, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from archspec.kind.choice import Choice, OneOf, Table
from archspec.kind.fields import Expects
from archspec.kind.on_demand import OnDemand
from archspec.recipe.data_plugins import is_dataset
from archspec.recipe.datasets import DATASETS, DRAWN
from archspec.recipe.folds import AnyFolds
from archspec.recipe.kinds_on_demand import AnyAugmentation, AnyField
from archspec.recipe.pairs import Pairs
from archspec.recipe.published import PUBLISHED
from archspec.recipe.python_source import AnyPython
from archspec.recipe.sources import Files


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


DatasetName = Literal[
    "cifar10",
    "cifar100",
    "mnist",
    "fashion_mnist",
    "kmnist",
    "svhn",
    "digits",
    "image_folder",
    "npz",
    "caltech101",
    "caltech256",
    "celeba",
    "cityscapes",
    "country211",
    "dtd",
    "emnist",
    "eurosat",
    "fer2013",
    "fgvc_aircraft",
    "flowers102",
    "food101",
    "gtsrb",
    "imagenet",
    "imagenette",
    "omniglot",
    "oxford_pet",
    "pcam",
    "places365",
    "qmnist",
    "rendered_sst2",
    "sbd",
    "semeion",
    "stanford_cars",
    "stl10",
    "sun397",
    "usps",
    "voc_segmentation",
    "shapes",
    "letters",
    "waves",
    "balls",
    "houses",
]


def _dataset(value: Any, known: ValidatorFunctionWrapHandler) -> Any:
    """A data set that others added, or one of ours."""
    return value if isinstance(value, str) and is_dataset(value) else known(value)


Path = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(min_length=1, max_length=1000)]


class Data(Table):
    """The samples, what each is made of, and which part of them does what.

    They come from one source: `dataset`, `folder`, `table`, `arrays`, `shards`, `python`, or
    `fields` that are files.

    `val: test` watches the set's own test images while training; a fraction holds back that part of
    the training images instead, and leaves the test images unseen until the end.
    """

    dataset: Annotated[DatasetName, WrapValidator(_dataset)] | None = Field(
        None,
        description=f"A data set by its name: {', '.join((*DATASETS, *PUBLISHED))}; or one that is "
        f"drawn in the sizes that the network takes: {', '.join(DRAWN)}.",
    )
    root: str | None = Field(
        None,
        description="The folder (or the .npz file) that holds a `dataset`; `data` and the system's "
        "own folder for data sets by default.",
    )
    folder: Path | None = Field(
        None,
        description="A folder of images, a folder in it for each class: the fields `image` and "
        "`label`.",
    )
    table: Files | None = Field(
        None,
        description="A table with a row for each sample, a `.csv`, `.tsv`, `.jsonl` or "
        "`.parquet`; several with the same columns; or one for each of train, val and test.",
    )
    arrays: Files | None = Field(
        None,
        description="A `.npz`, each array of which is a field; or one for each of train, val and "
        "test.",
    )
    shards: Files | None = Field(
        None,
        description="Tar archives, or a pattern of their names, in which files of one name but for "
        "the ending make a sample; or those of each of train, val and test.",
    )
    python: AnyPython = Field(
        None,
        description="A function that gives the samples, as `mine.data:make`; it is called by "
        "`--allow-code` alone.",
    )
    fields: Mapping[Name, AnyField] = Field(
        {}, description="What a sample is made of, by names: inputs and outputs take fields."
    )
    inputs: Mapping[Name, Name] = Field(
        {}, description="The field that an input takes, where it is not the one of its own name."
    )
    pairs: OnDemand[Pairs] | None = Field(
        None, description="Make pairs of samples: the fields `first`, `second` and `same`."
    )
    val: Validation = Field(
        None, description="What is watched while training: `test`, or a fraction held back."
    )
    test: Part | None = Field(
        None, description="The fraction held back for testing where a set has no test images."
    )
    part: Name | None = Field(
        None, description="The column of a table that says train, val or test of each sample."
    )
    group: Name | None = Field(
        None,
        description="The column by which samples belong together; a group is never in two parts.",
    )
    folds: AnyFolds = Field(
        None,
        description="How many folds the training samples are divided into; a run for each is "
        "trained on the others, and watched on it.",
    )
    order: Name | None = Field(
        None, description="The column by which samples follow each other; the last are held back."
    )
    classes: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(
        None, description="The classes to keep, relabelled 0, 1, … in this order; all by default."
    )
    augment: tuple[AnyAugmentation, ...] = Field(
        (),
        description="Random changes of the training images, applied in this order; all images and "
        "masks of a sample are changed together.",
    )
    normalize: Annotated[Normalize, NORMALIZATIONS] = Field(
        Auto.model_construct(),
        description="How pixel values become inputs: auto, none, or given values.",
    )
    download: bool = Field(True, description="Fetch the files if they are not there.")

    @property
    def name(self) -> str:
        """The data set's name, where it is one; else the word of the source."""
        return self.dataset or next(iter(self.sources), "fields")

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that are given, of which there should be one."""
        return tuple(word for word in SOURCES if getattr(self, word) is not None)

    @property
    def named(self) -> bool:
        """Whether it is more than one image, or one array, with one label."""
        words = (
            self.fields,
            self.inputs,
            self.pairs,
            self.part,
            self.group,
            self.order,
            self.folds,
        )
        return self.dataset not in DATASETS or len(self.sources) > 1 or any(words)


SOURCES = ("dataset", "folder", "table", "arrays", "shards", "python")
"""The fields of `data` that say where samples come from."""
