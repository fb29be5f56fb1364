"""What a file says, once its parameters, blocks and expressions are worked out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Source, Span
from archspec.graph import Graph
from archspec.kind.fields import Expects
from archspec.syntax import Mapping as Fields
from archspec.syntax import Tree

if TYPE_CHECKING:
    from archspec.recipe import Binding, Recipe


class Document(BaseModel):
    """The fields of a file, for messages and for the schema; each stage reads its own part."""

    model_config = ConfigDict(extra="forbid", strict=True)

    archspec: Any = Field(description="The version of the language: 1.")
    name: Any = Field(None, description="What the network is called.")
    about: Any = Field(None, description="What it is, for people.")
    params: Any = Field(
        None, description="Names with values, to be used as $name and set by --set."
    )
    variants: Any = Field(
        None, description="Named sets of parameters, chosen as file.yaml:variant."
    )
    input: Any = Field(None, description="The shape of one sample, channels first: [3, 32, 32].")
    inputs: Any = Field(None, description="The shapes of several inputs, by their names.")
    outputs: Any = Field(None, description="The layers that are outputs, by names for them.")
    include: Any = Field(None, description="Files beside this one whose blocks it uses.")
    defaults: Any = Field(None, description="Fields to set on every layer of a kind.")
    blocks: Any = Field(
        None, description="Layers under a name, with parameters, to be used as a kind."
    )
    layers: Annotated[Any, Expects("a list of layers")] = Field(
        description="The network: layers, each taking the output of the one above."
    )
    expect: Any = Field(None, description="Figures that must hold; checked with the file.")
    train: Any = Field(None, description="How to train it: data, optimiser, epochs.")


@dataclass(frozen=True, slots=True)
class Output:
    """A named output: the layer it is, when it is given, and its weight in the loss.

    Args:
        training: whether only training gives it.
    """

    name: str
    layer: str
    span: Span
    training: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Expectation:
    """A figure that must hold, and where it was written."""

    figure: str
    value: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Spec:
    """A network, and what stands around it in the file.

    Args:
        params: the values of the parameters, with everything that was set.
        graph: the network, with names, wiring and shapes.
        outputs: those that the file names; empty for the last layer.
        expect: figures that must hold; none where parameters were changed from outside.
        recipe: how to train it, if the file says so.
        train: where the recipe was written, for messages.
        faults: what is wrong with the recipe; the network is none the worse for it.
        binding: which field of the recipe goes where, by its files as they were when this was read;
            None where it names no fields, or where the recipe was not held against the network.
        included: the trees of the files that it includes.
        absent: the names of layers that are switched off, and where they stand.
        bound: values of names that the input leaves open, as they were set from outside.
    """

    source: Source
    name: str
    about: str
    params: Mapping[str, Any]
    graph: Graph
    outputs: tuple[Output, ...] = ()
    expect: tuple[Expectation, ...] = ()
    recipe: "Recipe | None" = None
    train: Fields | None = None
    faults: tuple[Diagnostic, ...] = ()
    binding: "Binding | None" = None
    variant: str | None = None
    absent: Mapping[str, Span] = field(default_factory=dict)
    bound: Mapping[str, int] = field(default_factory=dict)
    layers_span: Span | None = None
    tree: Tree | None = None
    included: tuple[Fields, ...] = ()
