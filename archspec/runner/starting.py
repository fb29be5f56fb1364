"""Fills a network with the weights with which a training is to begin, and says what fitted."""

from pathlib import Path

from torch import nn

from archspec.recipe.keys import fits
from archspec.recipe.start import Start, spare
from archspec.runner.session.weights import weights_file
from archspec.weights import LoadReport, load_weights, locate


def start_from(start: Start, model: nn.Module, name: str) -> LoadReport:
    """Fill a model as a recipe says.

    Args:
        start: from where, and what keeps its initial values.
        model: on the CPU.
        name: of the network, by which torchvision has weights of it.

    Raises:
        Failure: A520 to A524 where the weights cannot be had or do not fit, A641 and A642 where a
            run has none that are whole; then nothing of the model was changed.
    """
    spared = [one for one in model.state_dict() if any(fits(one, p) for p in start.spared or ())]
    return load_weights(model, _file(start, name), spared=spared, way_out=spare)


def _file(start: Start, name: str) -> Path:
    if start.published:
        return locate(start.weights, name)
    return weights_file(start.path, "best") if start.path.is_dir() else start.path
