"""A run that was trained, in Python: measured, asked, and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from archspec.extras import takes
from archspec.network import Network, load

if TYPE_CHECKING:
    import torch

    from archspec.backends.export import Exported
    from archspec.runner import Evaluation, Prediction, Progress, RunResult
    from archspec.runner.lines import Say
    from archspec.runner.predictions import Predictions
    from archspec.runner.record import Record

Weights = Literal["best", "last"]


@dataclass(frozen=True)
class Run:
    """The folder of a run, of which no code is executed.

    Args:
        folder: what `train` wrote.
        weights: those of the best epoch, or of the last.

    >>> import tempfile
    >>> place = tempfile.TemporaryDirectory()
    >>> recipe = {"data": {"dataset": "digits", "val": 0.2}, "epochs": 1}
    >>> result = load("digits").train(f"{place.name}/run", recipe)
    >>> run = Run(result.folder)
    >>> run.network
    <Network digits: 1×8×8 → 10, 21,482 parameters>
    >>> run.record.classes[:3], type(run.module).__name__
    (('0', '1', '2'), 'Sequential')
    >>> run.evaluate("val").count
    288

    It goes on, is asked about a picture, and is written as a file:

    >>> run.resume(changes={"epochs": 2}).evaluations["val"].count
    288
    >>> from PIL import Image
    >>> Image.new("L", (8, 8)).save(f"{place.name}/blank.png")
    >>> [one.path.name for one in run.predict(f"{place.name}/blank.png")]
    ['blank.png']
    >>> run.export(f"{place.name}/digits.pt2").path.name
    'digits.pt2'
    >>> place.cleanup()
    """

    folder: Path
    weights: Weights = "best"

    @cached_property
    def network(self) -> Network:
        """The network of the run, from the file that was kept with it."""
        return load(self.folder / "spec.yaml")

    @cached_property
    def record(self) -> Record:
        """What the run knows of its data: fields, classes, scales."""
        from archspec.runner.record import read_record

        return read_record(self.folder)

    @cached_property
    def module(self) -> torch.nn.Module:
        """The network with the weights of the run, in eval mode."""
        from archspec.runner.session.weights import load_kept

        module = self._fresh()
        load_kept(self.folder, self.weights, module)
        return module.eval()

    def _fresh(self) -> torch.nn.Module:
        """The network as the run computes it, with initial weights."""
        from archspec.runner import read_recipe

        return self.network.build_for(read_recipe(self.folder))

    def evaluate(
        self,
        part: Literal["train", "val", "test"] | None = None,
        *,
        data: Any = None,
        fields: Sequence[str] = (),
        losses: Mapping[str, Callable[..., Any]] | None = None,
        metrics: Mapping[str, Sequence[Any]] | None = None,
        allow_code: bool = False,
        device: Literal["auto", "cpu", "cuda", "mps"] = "auto",
    ) -> Evaluation:
        """The figures of one part of its data, of which `["kind.f1"]` is one.

        Args:
            part: by default the last of train, val and test that there is.
            data: data sets, where the run was given some in Python; as in `Network.train`.
            fields: likewise.
            losses: likewise.
            metrics: likewise.
            allow_code: likewise.
            device: where to compute.

        Raises:
            Failure: A628 to A661, as `archspec eval`.
        """
        from archspec.runner import evaluate
        from archspec.runner.own.gathering import gathered

        own = gathered(data, fields, losses, metrics)
        return evaluate(
            self._fresh(),
            self.folder,
            part,
            weights=self.weights,
            device=device,
            own=own,
            allow_code=allow_code,
        )

    def predict(
        self, samples: Any, *, device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    ) -> Predictions | list[Prediction]:
        """What the network says about new samples.

        Args:
            samples: the columns that its inputs are made of, by name, or the path of a table; or
                paths of images, for a run of images with one label.
            device: where to compute.

        Returns:
            A column for each output, in the unit of the data and with the names of its classes; of
            images, a prediction for each.

        Raises:
            Failure: A624, A626, A648, A650 where they are not what the run takes.
        """
        from archspec.runner import predict, read_recipe
        from archspec.runner.predictions import predict_named

        if self.record.bound is None:
            paths = [samples] if isinstance(samples, (str, Path)) else samples
            return predict(self._fresh(), self.folder, paths, weights=self.weights, device=device)
        return predict_named(self.module, read_recipe(self.folder), self.record, samples, device)

    def export(
        self, path: str | Path, to: str | None = None, *, say: Callable[[str], object] = str
    ) -> Exported:
        """Writes the network as a file that others run, with what they must know to use it.

        The file has the text `preprocessing.json`: the shape of each input, how its values are
        normalised, and the classes of each output.

        Args:
            path: of the file.
            to: as in `Network.export`.
            say: likewise.

        Raises:
            Failure: as `Network.export`; A641 to A645 where the folder is no complete run.
        """
        from archspec.runner import read_recipe
        from archspec.runner.exported_facts import NAME, exported_facts
        from archspec.runner.session.weights import weights_file

        facts = exported_facts(self.network.graph, read_recipe(self.folder), self.record)
        weights = weights_file(self.folder, self.weights)
        return self.network.export(path, to, weights=weights, about={NAME: facts}, say=say)

    def resume(
        self,
        *,
        changes: Mapping[str, Any] | None = None,
        data: Any = None,
        fields: Sequence[str] = (),
        losses: Mapping[str, Callable[..., Any]] | None = None,
        metrics: Mapping[str, Sequence[Any]] | None = None,
        callbacks: Sequence[Callable[[Any], Any]] = (),
        allow_code: bool = False,
        accept: Sequence[str] = (),
        progress: Progress | Say | None = None,
    ) -> RunResult:
        """Goes on where the run was saved last, to the same numbers.

        What was given to `Network.train` in Python has to be given again.

        Args:
            changes: other values for fields of its recipe, such as `{"epochs": 40}`.
            data: as in `Network.train`.
            fields: likewise.
            losses: likewise.
            metrics: likewise.
            callbacks: likewise.
            allow_code: likewise.
            accept: `["data"]`, where the data may be another one than the run began with.
            progress: likewise.

        Raises:
            Failure: as `archspec train --resume`.
        """
        from archspec.runner import resume
        from archspec.runner.own.gathering import gathered

        own = gathered(data, fields, losses, metrics, callbacks)
        return resume(
            self._fresh(),
            self.folder,
            changes=changes,
            accept=accept,
            own=own,
            allow_code=allow_code,
            progress=progress,
        )


@takes("train", "`open_run`")
def open_run(folder: str | Path, weights: Weights = "best") -> Run:
    """The run in a folder.

    Args:
        folder: what `train` wrote.
        weights: those of the best epoch, or of the last.

    Raises:
        Failure: A641 where it holds no run.

    >>> open_run("nowhere")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    archspec.diagnostics.diagnostic.Failure: error[A641]: ...
    """
    from archspec.runner import read_recipe

    read_recipe(Path(folder))
    return Run(Path(folder), weights)
