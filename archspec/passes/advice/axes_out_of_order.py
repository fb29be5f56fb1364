"""A719."""

from collections.abc import Iterator

from archspec.diagnostics import Diagnostic
from archspec.graph import Graph
from archspec.language import Spec, suggested_axes


def axes_out_of_order(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """An input that looks like height, width, channels, or like a batch of samples.

    Shapes are of one sample, channels first, as torch has them (torch.nn.Conv2d: N, C, H, W without
    N). TensorFlow and Pillow put the channels last. Silent where the file says which axis counts
    channels.
    """
    unsaid = (one for one in graph.inputs if not one.shape.channel_axis)
    yield from filter(None, map(suggested_axes, unsaid))
