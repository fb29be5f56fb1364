"""A network from its file, and everything that can be made of it: the interface in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from archspec.catalog import find
from archspec.compiler import compile_file, compile_source
from archspec.diagnostics import Failure, Source
from archspec.diagnostics.readable import printable_lines
from archspec.extras import require, takes
from archspec.files.run_files import DIAGRAM, NARROW_DIAGRAM
from archspec.graph import Graph
from archspec.language import Given, Overrides, Spec, recipe_of_mapping, resolved_text
from archspec.passes import check_recipe, check_sized, fits
from archspec.passes.optimise import Optimised, Purpose, find_folds, in_short, optimise
from archspec.version import __version__

WIDE, NARROW = "9.3x14", "3.5x24"
"""Inches of a picture on a page that is read on a screen, and on a small one."""

if TYPE_CHECKING:
    import torch

    from archspec.backends.diagram import Drawn, Wishes
    from archspec.backends.export import Exported
    from archspec.passes.memory import TrainingMemory
    from archspec.runner import FirstFree, FoldsResult, Progress, RunResult
    from archspec.runner.lines import Say
    from archspec.weights import LoadReport


@dataclass(frozen=True, repr=False)
class Network:
    """A checked network, printed as its table of layers and shown in a notebook as its picture.

    Attributes:
        spec: what the file says.
        graph: every layer with its shapes, costs and receptive field.

    >>> network = load("net", classes=10)
    >>> network
    <Network net: 3×32×32 → 10, 18,354 parameters>
    >>> print(network)  # doctest: +ELLIPSIS
    net: 3×32×32 → 10
    <BLANKLINE>
    layer  kind     output    params     MACs   sees
    ...
    """

    spec: Spec
    graph: Graph

    def __repr__(self) -> str:
        takes = ", ".join(str(one.shape) for one in self.graph.inputs)
        facts = f"{takes} → {self.graph.given}, {self.params:,} parameters"
        return printable_lines(f"<Network {self.name}: {facts}>")

    def __str__(self) -> str:
        return printable_lines(self.summary())

    @property
    def name(self) -> str:
        """What the file calls it, or the variant that it is.

        >>> load("resnet50").name
        'resnet50'
        """
        return self.graph.name

    @property
    def params(self) -> int:
        """How many numbers it learns or could learn.

        >>> load("net").params
        18090
        """
        return self.graph.cost.params

    @property
    def macs(self) -> int:
        """Multiply-adds of convolutions, linear layers and attention, for one sample.

        With sizes left open it is an expression, which counts as an `int`.

        >>> load("net").macs
        753728
        """
        return self.graph.cost.macs

    @property
    def training_macs(self) -> int:
        """Multiply-adds of a step of training for one sample: forward, by input and by weight.

        >>> load("net").training_macs
        1818816
        """
        from archspec.passes.gradients import training_macs

        return training_macs(self.graph)

    @property
    def peak_bytes(self) -> int:
        """Bytes of the values that are there at once, at most, in evaluation of one sample.

        >>> load("net").peak_bytes
        143360
        """
        from archspec.passes.memory import peak_bytes

        return peak_bytes(self.graph)

    @property
    def training_memory(self) -> TrainingMemory:
        """What a step of training holds, in bytes, by the file's own recipe if it has one.

        >>> memory = load("digits").training_memory
        >>> memory.sample, memory.batch, memory.total
        (35840, 64, 2637472)
        """
        from archspec.passes.memory import training_memory

        return training_memory(self.graph, self.spec.recipe)

    @property
    def receptive_fields(self) -> dict[str, tuple[int, ...]]:
        """How much of each input an output sees, by the input's name.

        >>> load("net").receptive_fields
        {'input': (32, 32)}
        """
        return {name: field.extent for name, field in self.graph.receptive_fields.items()}

    @property
    def inputs(self) -> dict[str, tuple[int, ...]]:
        """The shape of one sample of each input, channels first, without the batch axis.

        >>> load("net").inputs
        {'input': (3, 32, 32)}
        """
        return {one.name: one.shape.dims for one in self.graph.inputs}

    @property
    def outputs(self) -> dict[str, tuple[int, ...]]:
        """The shape of each output for one sample, those of training alone among them.

        >>> load("net").outputs
        {'output': (2,)}
        """
        return {name: shape.dims for name, shape in self.graph.output_shapes.items()}

    @cached_property
    def text(self) -> str:
        """The file with every parameter at the value it has: compiling it gives this network.

        >>> "width: 64" in load("net_width", width=64).text
        True
        """
        return resolved_text(self.spec, recipe=self.trainable)

    @property
    def trainable(self) -> bool:
        """Whether the file's own recipe, if it has one, fits the network as its parameters are.

        >>> load("net").trainable, load("net", classes=7).trainable
        (True, False)
        """
        return fits(self.graph, self.spec)

    def optimised(self, purpose: Purpose, *, any_tie: bool = False) -> Optimised:
        """The graph after rewrites that nothing shows, and what they were.

        Args:
            purpose: `inference`, or `training`, which keeps gradients to the bit as well.
            any_tie: in training, let a gradient go to any of the numbers in a window that an
                activation makes one number by rounding.

        >>> load("net").optimised("inference").rewrites[0].paths
        ('1', '2')
        """
        return optimise(self.graph, purpose, any_tie=any_tie)

    @takes("torch", "`Network.build`")
    def build(
        self,
        device: torch.device | str | None = None,
        *,
        weights: str | Path | None = None,
        partial: bool = False,
        optimised: Purpose | Optimised | None = None,
    ) -> torch.nn.Module:
        """The network as an `nn.Module`, which carries its spec as `archspec_text`.

        Args:
            device: where its tensors are made; `meta` allocates nothing.
            weights: fills it, as `load_weights` does; without, weights are initial ones.
            partial: as in `load_weights`.
            optimised: rewrites the graph first, as `optimised` does, and lays images and kernels
                out channels last where torch can run the network so. Every key stays. Convolutions
                may then round otherwise in the last bit. For `inference` on a CPU, pools over 2×2
                positions compare whole tensors wherever no gradient is wanted.

        Raises:
            Failure: A504 where it does not fit into this machine, A520 to A524 where the weights
                cannot be had or do not fit.

        >>> import torch
        >>> module = load("net").build()
        >>> tuple(module(torch.zeros(8, 3, 32, 32)).shape)
        (8, 2)
        """
        rewritten = self.optimised(optimised) if isinstance(optimised, str) else optimised
        module = self._built(rewritten.graph if rewritten else self.graph, device)
        if weights is not None:
            self.load_weights(module, weights, partial=partial)
        if rewritten:
            _lay_out(module, self.graph)
        if rewritten and rewritten.purpose == "inference":
            _quicken(module)
        return module

    @takes("torch", "`Network.build_for`")
    def build_for(self, recipe: Any) -> torch.nn.Module:
        """The network as a run by that recipe computes it, with initial weights.

        Every key, and every weight of a seed, is that of `build()`; how kernels lie in memory is
        for the run to choose, as it knows its device.

        Args:
            recipe: of the run, as a `Recipe`.

        Raises:
            Failure: A504 where it does not fit into this machine.

        >>> network = load("digits")
        >>> network.build_for(network.spec.recipe).state_dict().keys() == {
        ...     *network.build().state_dict()
        ... }
        True
        """
        return self._built(self._rewritten(recipe).graph)

    def _rewritten(self, recipe: Any) -> Optimised:
        if recipe.rewrites == "none":
            return Optimised(self.graph, "training", ())
        return self.optimised("training", any_tie=recipe.rewrites == "any_tie")

    def _built(self, graph: Graph, device: torch.device | str | None = None) -> torch.nn.Module:
        from archspec.backends.module import build_module

        module = build_module(graph, device)
        vars(module)["archspec_text"] = self.text
        return module

    @takes("torch", "`Network.load_weights`")
    def load_weights(
        self, module: torch.nn.Module, weights: str | Path, *, partial: bool = False
    ) -> LoadReport:
        """Fills a module of this network with trained weights, and says what fitted.

        Args:
            module: what `build` gave.
            weights: a `.safetensors` or `.pt` file, of which no code runs; or `torchvision`, or
                `torchvision:IMAGENET1K_V2`, for what torchvision has published under the name of
                the variant, or else of the network.
            partial: leave out what does not fit, where without it that is a failure.

        Raises:
            Failure: A520 to A524 where the weights cannot be had or do not fit; the module is then
                as it was.

        >>> import tempfile, torch
        >>> network = load("net")
        >>> with tempfile.NamedTemporaryFile(suffix=".pt") as file:
        ...     torch.save(network.build().state_dict(), file.name)
        ...     report = network.load_weights(network.build(), file.name)
        >>> len(report.matched)
        8
        """
        from archspec.weights import load_weights, locate

        path = locate(weights, self.spec.variant or self.graph.name)
        return load_weights(module, path, partial=partial)

    def export(
        self,
        path: str | Path,
        to: str | None = None,
        *,
        weights: str | Path | None = None,
        partial: bool = False,
        module: torch.nn.Module | None = None,
        about: Mapping[str, str] | None = None,
        say: Callable[[str], object] = str,
    ) -> Exported:
        """Writes the network, as it is in evaluation, as a file that others run.

        Batches may have any size, and so may images where the file leaves their sizes open. Inputs,
        outputs and these axes have the names of the file. What the file gives is compared with what
        the network gives, for other batches and sizes than it was traced with, before it gets its
        name; normalisations are folded into the convolutions before them.

        Args:
            path: of the file.
            to: `pt2` for torch itself, `onnx` for others; by default what the path ends in.
            weights: as in `build`.
            partial: as in `build`.
            module: what `build` gave, perhaps trained since, instead of one that is built.
            about: further texts to keep in the file, by name.
            say: is told of each stage.

        Raises:
            Failure: A501 where the file cannot be written, A506 where a package is missing, A540
                where torch cannot export the network, A541 where the file gives something else;
                what `build` raises.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     exported = load("net").export(f"{folder}/net.pt2")
        >>> exported.path.name, exported.difference < 1e-5
        ('net.pt2', True)
        """
        require_export(path, to)
        from archspec.backends.export import format_of, write_export

        path = Path(path)
        form = format_of(path, to)
        reference = module or self.build(weights=weights, partial=partial)
        was_training = reference.training
        try:
            texts = {**(about or {}), "spec.yaml": self.text, "archspec": __version__}
            given = self._for_export(reference.eval(), built=module is None)
            places = self.optimised("inference").before if module is None else {}
            return write_export(self.graph, given, reference, path, form, texts, say, places)
        finally:
            reference.train(was_training)

    def _for_export(self, module: torch.nn.Module, *, built: bool) -> torch.nn.Module:
        """A copy that does less and gives the same; of a module of others, who knows what hooks."""
        from copy import deepcopy

        from archspec.backends.export import fold, settle, simplify
        from archspec.backends.module import build_module

        if built:
            copy = build_module(self.optimised("inference").graph)
            copy.load_state_dict(module.state_dict())
            simplify(copy)
        else:
            copy = deepcopy(module)
        copy.eval()
        settle(copy, self.graph)
        fold(copy, find_folds(self.graph))
        return copy

    def summary(self, depth: int | None = None) -> str:
        """The table of layers as text.

        Args:
            depth: deeper scopes are summed up in a line each; by default nothing is.

        >>> print(load("resnet18").summary(depth=1).splitlines()[0])
        resnet18: 3×224×224 → 1000
        """
        from archspec.backends.table import as_text

        return as_text(self.graph, depth, self.spec.recipe)

    def as_dict(self) -> dict[str, Any]:
        """The table of layers as data.

        >>> load("net").as_dict()["params"]
        18090
        """
        from archspec.backends.table import as_dict

        return as_dict(self.graph, self.spec.variant, self.spec.recipe)

    def diagram(
        self, path: str | Path, depth: int | None = None, **wishes: Unpack[Wishes]
    ) -> Drawn:
        """Draws the network into a file, in the format that its ending names.

        Args:
            path: ends in `.svg`, `.png`, `.pdf`, `.tex`, `.html`, `.dot` or `.mmd`.
            depth: deeper scopes become a box each; by default what is read at a glance, or what
                fits the page.
            wishes: `direction`, `columns`, `page`, `style`, `theme` and more, as `archspec diagram`
                has them and `archspec.backends.diagram.Options` describes them.

        Returns:
            The file, the depth that was drawn, and what is to be said of it.

        Raises:
            Failure: A501 where the file cannot be written, A507 for a path that is no scope's, A508
                for wishes that cannot be heeded.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     drawn = load("resnet50").diagram(f"{folder}/net.svg", page="column")
        >>> drawn.depth
        1
        """
        from archspec.backends.diagram import Options, draw

        return draw(self.graph, path, Options(depth=depth, **wishes))

    def svg(self, depth: int | None = None, **wishes: Unpack[Wishes]) -> str:
        """The diagram as SVG.

        Args:
            depth: as in `diagram`.
            wishes: likewise.

        Raises:
            Failure: A507 and A508, as `diagram`.

        >>> load("net").svg(theme="auto").startswith("<svg")
        True
        """
        from archspec.backends.diagram import Options, to_svg

        return to_svg(self.graph, Options(depth=depth, **wishes))

    @takes("torch", "`Network.source`")
    def source(self) -> str:
        """The network as Python that needs torch alone, as a person could have written it.

        The one class in its `__all__` takes no arguments. With the same seed it has the keys and
        weights of what `build` gives, and it gives the same outputs and gradients, to the bit.

        Raises:
            Failure: A506 where torch, whose classes it looks at, is not installed.

        >>> namespace = {}
        >>> exec(load("net").source(), namespace)
        >>> sum(p.numel() for p in namespace["Net"]().parameters())
        18090
        """
        from archspec.backends.source import write_source

        return write_source(self.graph, self.spec.variant or self.graph.name, self.spec.about)

    @property
    def penalties(self) -> Mapping[str, tuple[float, float]]:
        r"""The `l1` and `l2` of layers that have their own, by the key of each parameter.

        >>> loads("archspec: 1\ninput: [3]\nlayers: [linear: {width: 2, l2: 0.1}]").penalties
        {'0.weight': (0.0, 0.1), '0.bias': (0.0, 0.1)}
        """
        found: dict[str, tuple[float, float]] = {}
        for node in self.graph.nodes:
            if (penalty := node.layer.penalty) is not None:
                found |= dict.fromkeys(node.keys.values(), penalty)
        return found

    @property
    def data_dependent(self) -> tuple[str, ...]:
        """The layers whose weights begin by what the first batch looks like.

        >>> load("net").data_dependent
        ()
        """
        return tuple(node.path for node in self.graph.nodes if node.layer.needs_data)

    @takes("train", "`Network.train`")
    def train(
        self,
        folder: str | Path | FirstFree,
        recipe: Any = None,
        *,
        data: Any = None,
        fields: Sequence[str] = (),
        losses: Mapping[str, Callable[..., Any]] | None = None,
        metrics: Mapping[str, Sequence[Any]] | None = None,
        callbacks: Sequence[Callable[[Any], Any]] = (),
        allow_code: bool = False,
        progress: Progress | Say | None = None,
        parent: str | Path | None = None,
    ) -> RunResult:
        """Trains the network by its own recipe, or another, into a folder.

        Args:
            folder: is made, or the first that is free.
            recipe: as a `Recipe`, or a mapping of all that would stand under `train`, which is
                checked as a file is; the file's own by default.
            data: a data set, or `{"train": …, "val": …, "test": …}`, in the place of a source:
                whatever gives samples by number, as mappings of tensors by the names of fields.
            fields: the names of what samples have, where they are tuples.
            losses: by output, functions of scores and what is right that give a value for each
                sample, in the place of the recipe's.
            metrics: by output, figures beside the recipe's: classes or objects with
                `update(scores, target)`, which gives sums, and `value(*sums)`.
            callbacks: functions that are told of `RunStart`, `StepEnd`, `Saved`, `EpochEnd` and
                `RunEnd`, as the types of their arguments say; one that returns `Stop` ends the run
                after the epoch that is under way.
            allow_code: whether a function that the recipe names may run and make the data.
            progress: is told what happens: `print`, or any function that takes a line; or an object
                with the callbacks of `archspec.runner.Progress`. Nothing is printed without.
            parent: a run of which this one is a change: its report says what changed since.

        Raises:
            Failure: A2xx, where a mapping is no recipe; A6xx, where the recipe, the data or the
                folder do not fit; A411 where the file leaves a size of the input open.

        >>> import tempfile
        >>> recipe = {"data": {"dataset": "digits", "val": 0.2}, "epochs": 1}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     result = load("digits").train(f"{folder}/run", recipe)
        >>> result.evaluations["val"].count
        288
        """
        import torch

        from archspec.runner import train
        from archspec.runner.own.from_module import with_code
        from archspec.runner.own.gathering import gathered, with_given

        own = gathered(data, fields, losses, metrics, callbacks)
        chosen = self._chosen(recipe, whole=data is None, checked=data is None and not losses)
        recipe = with_given(chosen, own, tuple(self.graph.output_shapes))
        check_sized(self.graph, recipe)
        own = with_code(own, recipe, allowed=allow_code) or own
        rewritten = self._rewritten(recipe)
        torch.manual_seed(recipe.seed)
        return train(
            self._built(rewritten.graph),
            recipe,
            folder,
            input_shape={one.name: one.shape.dims for one in self.graph.inputs},
            files={"spec.yaml": self.text},
            penalties=self.penalties,
            outputs={one.name: one.weight for one in self.spec.outputs},
            output_shapes={n: one.dims for n, one in self.graph.output_shapes.items()},
            training=self.graph.training,
            lsuv=self.data_dependent,
            depths=_depths(self.graph) if recipe.layer_decay else None,
            name=self.spec.variant or self.graph.name,
            rewritten=in_short(rewritten.rewrites),
            own=own,
            progress=progress,
            diagrams=self._diagrams(),
            parent=parent,
        )

    def _diagrams(self) -> dict[str, str]:
        """The pictures of a run's report: one for a page, and one for a telephone."""
        return {
            name: self.svg(theme="auto", page=page)
            for name, page in ((DIAGRAM, WIDE), (NARROW_DIAGRAM, NARROW))
        }

    def train_folds(
        self, folder: str | Path, recipe: Any = None, *, data: Any = None, **given: Any
    ) -> FoldsResult:
        """Trains a run for each of the recipe's folds, and sums their figures up.

        Args:
            folder: in which each run gets a folder of its own; it must be empty or not there.
            recipe: as in `train`, with `folds`.
            data: as in `train`.
            **given: as in `train`, by name.

        Raises:
            Failure: A603 where the recipe has no folds, or takes one of them; as `train`.

        >>> import tempfile
        >>> recipe = {"data": {"dataset": "digits", "folds": 2}, "epochs": 1}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     result = load("digits").train_folds(f"{folder}/runs", recipe)
        >>> len(result.runs)
        2
        """
        from archspec.runner import begin_folds, of_each_fold, summed_up
        from archspec.runner.own.gathering import gathered, with_given

        checked = data is None and not given.get("losses")
        chosen = self._chosen(recipe, whole=data is None, checked=checked)
        whole = with_given(chosen, gathered(data), tuple(self.graph.output_shapes))
        folder = Path(folder)
        each = [*of_each_fold(whole, folder)]
        begin_folds(folder, len(each))
        runs = [self.train(place, one, data=data, **given) for one, place in each]
        return summed_up(folder, runs)

    def _chosen(self, recipe: Any, *, whole: bool, checked: bool) -> Any:
        """The recipe to train by: one that is given, or the file's own.

        Args:
            recipe: as in `train`.
            whole: whether it says what to train on as well.
            checked: whether all that it needs stands in it, to be held against the network.

        Raises:
            Failure: everything that is wrong with it.
        """
        if recipe is None and self.spec.faults:
            raise Failure(self.spec.faults)
        if not isinstance(recipe, Mapping):
            return self.spec.recipe if recipe is None else recipe
        found, place = recipe_of_mapping(recipe, data_given=not whole)
        if checked:
            check_recipe(self.graph, found, place)
        return found

    def _repr_svg_(self) -> str:
        """The picture, for what shows nothing but pictures."""
        return self.svg()

    def _repr_html_(self) -> str:
        """The picture as a notebook shows it, in light and in dark."""
        return self.svg(theme="auto")


def _depths(graph: Graph) -> dict[str, int]:
    """How deep each parameter stands, which only some recipes ask."""
    from archspec.passes.depth import depths

    return depths(graph)


def _lay_out(module: torch.nn.Module, graph: Graph) -> None:
    """Lays the kernels of a network out as its only input, an image of known size, is best read."""
    from archspec.runner.layout import choose_layout

    shapes = [one.shape for one in graph.inputs]
    if len(shapes) == 1 and not shapes[0].open_names:
        choose_layout(module, shapes[0].dims)


def _quicken(module: torch.nn.Module) -> None:
    """Makes pools faster where they are on a CPU; others have kernels that are."""
    from archspec.backends.module import quicken_pools

    if all(one.device.type == "cpu" for one in module.parameters()):
        quicken_pools(module)


def require_export(path: str | Path, to: str | None = None) -> None:
    """Nothing, where all that `Network.export` takes for such a file is installed.

    Raises:
        Failure: A506 where it is not.
    """
    if "onnx" in (to, Path(path).suffix.removeprefix(".")):
        other = "or write a `.pt2` file, which takes nothing but torch"
        require("onnx", "a `.onnx` file", other)
    else:
        require("torch", "an exported network")


@takes("torch", "a built network")
def seeded(network: Network, seed: int) -> torch.nn.Module:
    """The network with the initial weights of that seed."""
    import torch

    torch.manual_seed(seed)
    return network.build()


def load(reference: str | Path, /, **params: Any) -> Network:
    """The network of a file, or of a spec that ships, with parameters set.

    Args:
        reference: a path, `path:variant`, or the name of a spec that ships.
        params: values for the parameters of the file, or for sizes that it leaves open. Each is
            taken as it is: a text stays a text, where `--set` reads it as YAML.

    Raises:
        Failure: everything that is wrong with it.

    >>> load("net_width", width=64).params
    85890
    >>> load("net_width", widht=64)
    Traceback (most recent call last):
    archspec.diagnostics.diagnostic.Failure: error[A211]: `widht=64` names no parameter of the file
      = note: parameters: `width`, `size`, `classes`, `channels`
      = help: did you mean `width`?
    """
    return load_with(str(reference), [(name, Given(value)) for name, value in params.items()])


def load_with(reference: str, overrides: Overrides = ()) -> Network:
    """The same with parameters as text, as on the command line."""
    path, variant = find(reference)
    return Network(*compile_file(path, overrides, variant))


def loads(
    text: str, name: str = "spec.yaml", *, params: Mapping[str, Any] | None = None
) -> Network:
    r"""The network of a text.

    Args:
        text: what a file would hold.
        name: of the file that messages speak of.
        params: as in `load`.

    Raises:
        Failure: everything that is wrong with it.

    >>> loads("archspec: 1\ninput: [3, 8, 8]\nlayers: [conv: 4, flatten, linear: 2]").params
    402
    """
    overrides = [(name, Given(value)) for name, value in (params or {}).items()]
    return Network(*compile_source(Source(name, text), overrides))
