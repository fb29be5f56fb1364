"""Random changes of training samples: our own, and torchvision's."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from archspec.kind.choice import OneOf
from archspec.recipe.augmentation import Augmentation
from archspec.recipe.numbers import Count
from archspec.recipe.transforms import Kinds, table, transform

Strength = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Ends = tuple[Annotated[float, Field(gt=0, le=1)], Annotated[float, Field(gt=0, le=1)]]
Ratios = tuple[Annotated[float, Field(gt=0, le=100)], Annotated[float, Field(gt=0, le=100)]]


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


class RandomResizedCrop(Augmentation):
    """Cut a random part out of an image and bring it to the size of the input (Szegedy 2015)."""

    kind: ClassVar[str] = "random_resized_crop"
    main: ClassVar[str | None] = "scale"
    scale: Ends = Field(
        (0.08, 1.0), description="The smallest and the largest part of the area that is kept."
    )
    ratio: Ratios = Field((0.75, 4 / 3), description="The smallest and the largest width / height.")


class ColorJitter(Augmentation):
    """Change brightness, contrast, saturation and hue, in this order, by up to these parts."""

    kind: ClassVar[str] = "color_jitter"
    brightness: Strength = Field(0.4, description="The largest change of brightness.")
    contrast: Strength = Field(0.4, description="The largest change of contrast.")
    saturation: Strength = Field(0.4, description="The largest change of saturation.")
    hue: Annotated[float, Field(ge=0, le=0.5)] = Field(
        0.1, description="The largest turn of the hue, of a whole turn."
    )


class GaussianNoise(Augmentation):
    """Add normal noise to every value, as a denoising autoencoder takes away (Vincent 2008)."""

    kind: ClassVar[str] = "gaussian_noise"
    main: ClassVar[str | None] = "sigma"
    sigma: Strength = Field(0.1, description="The deviation of the noise, with values in 0 to 1.")


OWN = (Flip, Crop, Erase, RandomResizedCrop, ColorJitter, GaussianNoise)
"""Changes of a whole batch at once, which are many times as fast as torchvision's."""

KINDS = Kinds(OWN, tuple(table()), transform)
AUGMENTATIONS = OneOf(KINDS)
