"""Two samples of a batch made one, and their classes with them."""

from typing import ClassVar

from pydantic import Field

from archspec.kind.choice import Choice
from archspec.kind.fields import Positive

ALPHA = "The parts of the two are drawn from Beta(alpha, alpha); small ones leave most as it is."


class Mix(Choice):
    """A way to make one sample of two, whose loss is that of both classes, each by its part."""

    main: ClassVar[str | None] = "alpha"
    alpha: Positive = Field(1.0, description=ALPHA)


class MixUp(Mix):
    """Blend two samples (Zhang 2018)."""

    kind: ClassVar[str] = "mixup"


class CutMix(Mix):
    """Put a box of one image in the place of the same box of another (Yun 2019)."""

    kind: ClassVar[str] = "cutmix"


KINDS = (MixUp, CutMix)
