"""Data sets that torchvision reads, known without it: what a sample has, and which parts there are.

Source: torchvision's documentation, "Datasets", of version 0.24. What is larger than archspec reads
(iNaturalist and LFW have more classes), videos, flows and boxes are left out.
"""

from collections.abc import Mapping
from typing import Any, Final

from archspec.dataclass import dataclass, field
from archspec.recipe.part_names import Part

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A data set of images that torchvision reads.

    Args:
        reader: the name of its class in `torchvision.datasets`.
        parts: what its class is given for each part.
        classes: how many classes its labels count; 0 where it has none.
        mask: how many its masks count; 0 without masks.
        ignore: the value of pixels that count for nothing.
        lowest: the value of a mask that is class 0.
        attributes: names of what each sample is or is not.
        fetched: whether torchvision downloads it.
        given: what its class is given for all parts.
    """

    reader: str
    parts: Mapping[Part, Words]
    classes: int = 0
    mask: int = 0
    ignore: int | None = None
    lowest: int = 0
    attributes: tuple[str, ...] = ()
    fetched: bool = True
    given: Words = field(default_factory=dict)


def _split(**words: str) -> dict[Part, Words]:
    """The parts that a class takes as `split`, by its own words for them."""
    parts: dict[Part, Words] = {}
    for part in ("train", "val", "test"):
        if part in words:
            parts[part] = {"split": words[part]}
    return parts


WHOLE: Final[dict[Part, Words]] = {"train": {}}
"""Sets without parts, of which the recipe holds some back."""

TRAIN_OR_NOT: Final[dict[Part, Words]] = {"train": {"train": True}, "test": {"train": False}}
TWO: Final = _split(train="train", test="test")
THREE: Final = _split(train="train", val="val", test="test")
TRAIN_VAL: Final = _split(train="train", val="val")
IMAGE_SET: Final[dict[Part, Words]] = {
    "train": {"image_set": "train"},
    "val": {"image_set": "val"},
}

# fmt: off
FACES: Final = (
    "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs",
    "Big_Lips", "Big_Nose", "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows",
    "Chubby", "Double_Chin", "Eyeglasses", "Goatee", "Gray_Hair", "Heavy_Makeup",
    "High_Cheekbones", "Male", "Mouth_Slightly_Open", "Mustache", "Narrow_Eyes", "No_Beard",
    "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline", "Rosy_Cheeks", "Sideburns",
    "Smiling", "Straight_Hair", "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat",
    "Wearing_Lipstick", "Wearing_Necklace", "Wearing_Necktie", "Young",
)
# fmt: on
"""The attributes of CelebA, as its list has them."""

PUBLISHED: Final[dict[str, PublishedSet]] = {
    "caltech101": PublishedSet("Caltech101", WHOLE, 101, given={"target_type": "category"}),
    "caltech256": PublishedSet("Caltech256", WHOLE, 257),
    "celeba": PublishedSet(
        "CelebA",
        _split(train="train", val="valid", test="test"),
        attributes=FACES,
        given={"target_type": "attr"},
    ),
    "cityscapes": PublishedSet(
        "Cityscapes", TRAIN_VAL, mask=34, fetched=False, given={"target_type": "semantic"}
    ),
    "country211": PublishedSet("Country211", _split(train="train", val="valid", test="test"), 211),
    "dtd": PublishedSet("DTD", THREE, 47),
    "emnist": PublishedSet("EMNIST", TRAIN_OR_NOT, 47, given={"split": "balanced"}),
    "eurosat": PublishedSet("EuroSAT", WHOLE, 10),
    "fer2013": PublishedSet("FER2013", _split(train="train"), 7, fetched=False),
    "fgvc_aircraft": PublishedSet("FGVCAircraft", THREE, 100),
    "flowers102": PublishedSet("Flowers102", THREE, 102),
    "food101": PublishedSet("Food101", TWO, 101),
    "gtsrb": PublishedSet("GTSRB", TWO, 43),
    "imagenet": PublishedSet("ImageNet", TRAIN_VAL, 1000, fetched=False),
    "imagenette": PublishedSet("Imagenette", TRAIN_VAL, 10),
    "omniglot": PublishedSet("Omniglot", WHOLE, 964),
    "oxford_pet": PublishedSet(
        "OxfordIIITPet",
        _split(train="trainval", test="test"),
        37,
        mask=3,
        lowest=1,
        given={"target_types": ["category", "segmentation"]},
    ),
    "pcam": PublishedSet("PCAM", THREE, 2),
    "places365": PublishedSet("Places365", _split(train="train-standard", val="val"), 365),
    "qmnist": PublishedSet("QMNIST", TRAIN_OR_NOT, 10),
    "rendered_sst2": PublishedSet("RenderedSST2", THREE, 2),
    "sbd": PublishedSet(
        "SBDataset", IMAGE_SET, mask=21, ignore=255, given={"mode": "segmentation"}
    ),
    "semeion": PublishedSet("SEMEION", WHOLE, 10),
    "stanford_cars": PublishedSet("StanfordCars", TWO, 196, fetched=False),
    "stl10": PublishedSet("STL10", TWO, 10),
    "sun397": PublishedSet("SUN397", WHOLE, 397),
    "usps": PublishedSet("USPS", TRAIN_OR_NOT, 10),
    "voc_segmentation": PublishedSet("VOCSegmentation", IMAGE_SET, mask=21, ignore=255),
}
"""By the names that recipes have for them."""
