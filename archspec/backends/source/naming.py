"""What classes, functions and attributes are called in source."""

import re
from collections.abc import Container, Iterable, Iterator
from itertools import chain, count
from typing import Final

from archspec.backends.source.classes.members import Place, module_of
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.classes.wording import GENERIC, usable
from archspec.backends.source.holding import is_numbered
from archspec.backends.source.inlining import is_inline, needs_statements
from archspec.backends.source.python.build import is_word
from archspec.graph.names import unusable

CAPITALS: Final = {
    word.lower(): word
    for word in """
    AlexNet CNN ConvMixer ConvNeXt CReLU DenseNet EfficientNet GAN GoogLeNet MaxViT MBConv MLP
    MNASNet MobileNet PyramidNet RegNet ReLU ResNet ResNeXt RNN SE ShuffleNet SqueezeNet TCN UNet
    VGG ViT
    """.split()  # noqa: SIM905  a list would take a line a word
}
"""How names of networks are written by those who made them."""

TAKEN: Final = frozenset(
    """
    torch nn Tensor OrderedDict Callable Any True False None super range len type int float bool
    str tuple list dict getattr Sequential Module Parameter
    """.split()  # noqa: SIM905  a list would take a line a word
)
"""What no class or function may be called."""

VAGUE: Final = frozenset(("block", "body", "layer", "layers"))
"""What things are called within blocks that says nothing of them."""

_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_PART: Final = re.compile(r"[A-Za-z]+|[0-9]+")
"""A part of a name between other characters, or a number."""


def class_word(text: str) -> str:
    """A text in the manner of classes; empty where nothing of it can be in one.

    >>> class_word("net_res-deep"), class_word("resnext50_32x4d"), class_word("5")
    ('NetResDeep', 'ResNeXt50_32x4d', '')
    """
    word = ""
    for part in _WORD.findall(text):
        letters = part.rstrip("0123456789") if part[:1].isalpha() else ""
        first = CAPITALS.get(letters.lower(), letters[:1].upper() + letters[1:])
        between = "_" if word[-1:].isdigit() and part[0].isdigit() else ""
        word += between + first + part[len(letters) :]
    return word if is_word(word) else ""


def function_word(text: str) -> str:
    """A text in the manner of functions.

    >>> function_word("denseBlock-2"), function_word("5")
    ('dense_block_2', '')
    """
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    word = "_".join(part.lower() for part in _PART.findall(spaced))
    return word if is_word(word) else ""


def name_shapes(shapes: Iterable[Shape], network: str, taken: Container[str]) -> None:
    """Gives every class and function a name that nothing else has."""
    *every, root = shapes
    inner = [shape for shape in every if not is_inline(shape)]
    calls = {shape.model.block for shape in inner if not shape.row}
    title = class_word(network)
    root.name = _free([title, title and f"{title}Net", "Network"], {*TAKEN}, taken)
    used = {*TAKEN, root.name, *(word for shape in every for word in _local_words(shape))}
    for shape in inner:
        word = function_word if shape.row else class_word
        shape.name = _free(map(word, _texts(shape, calls)), used, taken)
        used.add(shape.name)


def _local_words(shape: Shape) -> Iterator[str]:
    """What else is called by words where classes and functions are used."""
    yield from (one.name for one in shape.parameters)
    yield from (path.rpartition(".")[2] for path in shape.model.externals)
    if needs_statements(shape):
        for place in shape.model.places:
            yield place.name
            if module_of(place) is not None:
                yield place.node.layer.kind


def _texts(shape: Shape, calls: Container[tuple[str, ...]]) -> Iterable[str]:
    """What a class may be named after, the best first.

    Args:
        shape: the class or function.
        calls: the blocks of which classes are calls, and the places within these that they have.
    """
    model = shape.model
    kind, stem = model.scope.kind, model.scope.name.rstrip("0123456789_")
    blocks = {member.block for member in shape.members}
    if len(blocks) == 1 and model.block:
        block, inner = model.block[0], model.block[-1].rstrip("0123456789_")
        if len(model.block) == 1:
            yield block
        elif inner in VAGUE or len(inner) == 1:
            yield f"{block}_{inner}" if (block,) in calls else block
        else:
            yield inner or kind
    if kind not in GENERIC and model.call is None:
        yield kind
    if stem:
        if not shape.row and is_numbered(model.places):
            yield f"{stem.removesuffix('s')}s"
        yield stem
    if model.block:
        yield f"{model.block[0]}_{kind}"
    if kind not in GENERIC:
        yield kind
    yield "layers" if shape.row else "block"


def _free(words: Iterable[str], used: Container[str], taken: Container[str]) -> str:
    """The first of the words that is free, else the first with a number."""
    found = [word for word in words if word]
    numbered = (f"{word}{i}" for i in count(2) for word in found[:1])
    return next(one for one in chain(found, numbered) if one not in used and one not in taken)


def attribute_word(place: Place, taken: Container[str]) -> str:
    """What a layer or scope without weights is called in a class; its key is nobody's."""
    inner = place.inner
    kind = place.node.layer.kind if inner is None and module_of(place) is not None else "block"
    words = [word for word in (place.name, kind) if usable(word) and unusable(word) is None]
    numbered = (f"{words[-1] if words else 'layer'}{i}" for i in count(2))
    return next(one for one in chain(words, numbered) if one not in taken)
