"""What is known of each data set before any of it is on the disk."""

from typing import Final

from archspec.dataclass import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DataFacts:
    """A data set in figures.

    Args:
        shape: of one image, channels first; None where it depends on the files.
        train: number of training images; None where it depends on the files.
        test: number of test images; None where it depends on the files.
        classes: names in the order of the labels; None where they depend on the files.
        about: what it is, in a few words.
    """

    shape: Shape | None
    train: int | None
    test: int | None
    classes: tuple[str, ...] | None
    about: str


DIGITS = tuple("0123456789")
# fmt: off
CIFAR10 = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)
CIFAR100 = (
    "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle",
    "bottle", "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle",
    "caterpillar", "cattle", "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch",
    "crab", "crocodile", "cup", "dinosaur", "dolphin", "elephant", "flatfish", "forest", "fox",
    "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard", "lion",
    "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom",
    "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
    "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road",
    "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake",
    "spider", "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank",
    "telephone", "television", "tiger", "tractor", "train", "trout", "tulip", "turtle",
    "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
)
CLOTHES = (
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
    "ankle boot",
)
KANA = (
    "o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo",
)
# fmt: on

DRAWN: Final = ("shapes", "letters", "waves", "balls", "houses")
"""Those that are drawn when they are asked for; `archspec.recipe.generated` says what they have."""

DATASETS: dict[str, DataFacts] = {
    "cifar10": DataFacts((3, 32, 32), 50_000, 10_000, CIFAR10, "small colour photographs"),
    "cifar100": DataFacts((3, 32, 32), 50_000, 10_000, CIFAR100, "small colour photographs"),
    "mnist": DataFacts((1, 28, 28), 60_000, 10_000, DIGITS, "handwritten digits"),
    "fashion_mnist": DataFacts((1, 28, 28), 60_000, 10_000, CLOTHES, "clothes in shades of grey"),
    "kmnist": DataFacts((1, 28, 28), 60_000, 10_000, KANA, "handwritten cursive kana"),
    "svhn": DataFacts((3, 32, 32), 73_257, 26_032, DIGITS, "house numbers"),
    "digits": DataFacts(
        (1, 8, 8), 1_442, 355, DIGITS, "handwritten digits that ship with archspec"
    ),
    "image_folder": DataFacts(None, None, None, None, "a folder of images for each class"),
    "npz": DataFacts(None, None, None, None, "arrays of your own"),
}
