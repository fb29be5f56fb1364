"""Kinds of layers, rules of advice and data sets of one's own: the door for plug-ins."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from archspec import plugins
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import is_there
from archspec.files.nearby import nearby
from archspec.kind import Layer, registry
from archspec.kind.any_module import AnyModule
from archspec.passes import advice
from archspec.recipe import DataFacts, data_plugins
from archspec.recipe.added_fields import drawn

Kind = TypeVar("Kind", bound=type[Layer])
Read = TypeVar("Read", bound=Callable[..., Any])


def register(cls: Kind) -> Kind:
    r"""Makes a class a kind of layer, which specs name by its word; works as a decorator.

    It lasts as long as the process. `archspec check --plugin FILE` and an entry point of the group
    `archspec.layers` register every kind of a module by themselves.

    Args:
        cls: below `archspec.kind.Layer`, with `kind`, a docstring, `infer`, and `lower` or `build`.

    Returns:
        The class.

    Raises:
        TypeError: which says why it can be no kind.

    >>> from archspec.kind.elementwise import Activation
    >>> @register
    ... class Mirrored(Activation):
    ...     "The sigmoid of the number itself: an example."
    ...     kind = "mirrored"
    ...     torch_name = "LogSigmoid"
    >>> from archspec import loads
    >>> str(loads("archspec: 1\ninput: [3]\nlayers: [mirrored]").graph.nodes[0].call)
    'torch.nn.LogSigmoid()'
    """
    registry.register(cls)
    return cls


def register_rule(code: str) -> Callable[[advice.Rule], advice.Rule]:
    r"""Makes a function a rule of advice, which `archspec check` asks.

    Args:
        code: `A900` to `A999`; a comment `# archspec: ignore A900` silences it.

    Returns:
        A decorator for a function from a graph and a spec to `Diagnostic`s of that code, whose
        docstring is the page that `archspec explain` prints.

    Raises:
        TypeError: where the code is another rule's, or no code for rules of one's own.

    >>> from archspec import check
    >>> from archspec.diagnostics import Diagnostic
    >>> @register_rule("A999")
    ... def named_anonymously(graph, spec):
    ...     "A name that tells nothing."
    ...     if graph.name == "test":
    ...         yield Diagnostic("A999", "`test` says nothing of the network", spec.layers_span)
    >>> text = "archspec: 1\nname: test\ninput: [3]\nlayers: [relu]"
    >>> [str(one.severity) for one in check(text=text)]
    ['warning']
    """

    def registered(rule: advice.Rule) -> advice.Rule:
        advice.register(code, rule)
        return rule

    return registered


def register_data(
    name: str,
    *,
    shape: tuple[int, ...] = (),
    classes: tuple[str, ...] = (),
    fields: Mapping[str, str | Mapping[str, Any]] | None = None,
    shapes: Mapping[str, tuple[int, ...]] | None = None,
    train: int,
    test: int = 0,
    about: str = "",
) -> Callable[[Read], Read]:
    r"""Makes a function a data set, which recipes name as `dataset`.

    It has either images with labels, of which `shape` and `classes` are said, or fields of any
    kind. It is called when somebody trains, and not when a spec is checked.

    Args:
        name: by which recipes name it.
        shape: of one image, channels first.
        classes: their names, in the order of the labels from 0.
        fields: what a sample has, by names, as a recipe would say it: `{"stars": "number"}`. A
            field is made of the column of its own name, unless it says `of`.
        shapes: of one sample of the fields that are images, masks or arrays, channels first.
        train: how many samples there are to train on.
        test: how many there are to test on.
        about: what it is, in a few words.

    Returns:
        A decorator for a function from the recipe's `root`, a path or None, to a mapping such as
        `{"train": …, "test": …}`. Of images with labels, each is a pair: N×C×… as bytes of 0 to 255
        or as floats, and N whole numbers. Of fields, each is a mapping from columns to N values:
        arrays of numbers, or texts.

    Raises:
        TypeError: where another data set has the name, or a field is none.

    >>> @register_data("noise", shape=(1, 8, 8), classes=("a", "b"), train=4)
    ... def noise(root):
    ...     import numpy as np
    ...     return {"train": (np.zeros((4, 1, 8, 8), np.float32), np.array([0, 1, 0, 1]))}
    >>> from archspec import check
    >>> text = "archspec: 1\ninput: [1, 8, 8]\nlayers: [flatten, linear: 3]\n"
    >>> print(check(text=text + "train: {data: {dataset: noise, val: 0.5}}")[0].message)
    the network has 3 outputs, but noise has 2 classes

    >>> @register_data("reviews", fields={"text": {"tokens": {"length": 8, "vocabulary": 100}},
    ...                                   "stars": "number"}, train=2)
    ... def reviews(root):
    ...     return {"train": {"text": ["well made", "broke at once"], "stars": [5.0, 1.0]}}
    >>> layers = "layers: [embedding: {vocabulary: 100, width: 4}, flatten, linear: 2]\n"
    >>> recipe = "train: {data: {dataset: reviews, val: 0.5}, loss: mse}"
    >>> text = f"archspec: 1\ninputs: {{text: {{shape: [8], values: 100}}}}\n{layers}{recipe}"
    >>> print(check(text=text)[0].message)
    the output `output` is 2, but `stars` needs 1 or a single number
    """
    known = fields and drawn(about, fields, shapes or {}, train, test)

    def registered(read: Read) -> Read:
        if known:
            data_plugins.register_fields(name, known, read)
        else:
            data_plugins.register(name, DataFacts(shape, train, test, classes, about), read)
        return read

    return registered


def allow_package(package: str) -> None:
    r"""Lets specs name classes of a package, by the kind `torch`: `torch: {module: …, args: …}`.

    Args:
        package: a package or module, such as `timm` or `torch.nn`. Its code runs, on arguments
            that a spec gives: allow only what you would import with a spec that you have read.

    Raises:
        TypeError: where it is no name of a package.

    >>> allow_package("torch.nn")
    >>> from archspec import loads
    >>> loads("archspec: 1\ninput: [4]\nlayers: [torch: torch.nn.PReLU]").params
    1
    """
    if not all(part.isidentifier() for part in package.split(".")):
        raise TypeError(f"`{package}` is no name of a package, such as `timm`")
    plugins.allow(package)
    registry.register(AnyModule)


def load_plugin(path: str | Path) -> None:
    """Runs a file of Python, and makes every class in it that has a `kind` a kind of layer.

    Args:
        path: of the file, which is code that may do anything.

    Raises:
        Failure: A530 where it cannot be run, or a class in it can be no kind.

    >>> load_plugin("nowhere.py")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    archspec.diagnostics.diagnostic.Failure: error[A530]: there is no file `nowhere.py`
    ...
    """
    file = Path(path)
    found = nearby(file, "file", fits=lambda one: one.suffix == ".py")
    if found and not is_there(file):
        fact = f"there is no file `{path}`"
        raise Failure([Diagnostic("A530", fact, helps=(Help(found),))])
    module = plugins.load_file(file)
    for cls in registry.own_classes(module):
        try:
            registry.register(cls)
        except TypeError as error:
            raise plugins.unusable(f"in `{path}`, {error}") from None
