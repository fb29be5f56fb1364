"""Receptive fields, against the inputs that an output of torch's really depends on."""

import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archspec.backends.module import build_module
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source

SIZE = 48


@st.composite
def a_layer(draw) -> str:
    kind = draw(st.sampled_from(["conv", "maxpool", "avgpool"]))
    kernel = draw(st.integers(1, 4))
    fields = {"kernel": kernel, "stride": draw(st.integers(1, 3))}
    fields["padding"] = draw(st.integers(0, kernel // 2))
    if kind == "conv":
        fields |= {"width": 1, "dilation": draw(st.integers(1, 3))}
    return f"  - {kind}: {{{', '.join(f'{k}: {v}' for k, v in fields.items())}}}"


def seen(module: torch.nn.Module, size: int) -> int:
    """How far apart the first and the last input are that the middle output depends on."""
    x = torch.full((1, 1, size), 0.0, requires_grad=True)
    output = module.double()(x.double())
    output[0, 0, output.shape[2] // 2].backward()
    touched = x.grad[0, 0].nonzero().flatten()
    assume(len(touched))  # or the middle of the output sees padding alone
    return int(touched[-1] - touched[0]) + 1


@given(st.lists(a_layer(), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_stack_of_windows(layers):
    text = "\n".join(["archspec: 1", f"input: [1, {SIZE}]", "layers:", *layers])
    try:
        _, graph = compile_source(Source("a.yaml", text))
    except Failure:
        assume(False)
    (extent,) = graph.receptive_field.extent
    module = build_module(graph)
    for i, layer in enumerate(list(module)):
        if isinstance(layer, torch.nn.MaxPool1d):
            # An average sees what a maximum may: every position of its window.
            module[i] = _as_average(layer)
        elif isinstance(layer, torch.nn.Conv1d):
            torch.nn.init.constant_(layer.weight, 1.0)
    middle = graph.nodes[-1].output.sizes[0] // 2
    reach = seen(module, SIZE)
    assert reach <= extent
    if _is_inside(layers, middle):
        assert reach == extent


def _as_average(pool: torch.nn.MaxPool1d) -> torch.nn.Module:
    return torch.nn.AvgPool1d(pool.kernel_size, pool.stride, pool.padding)


def _is_inside(layers: list[str], position: int) -> bool:
    """Whether everything that this output sees lies within the input and not in the padding."""
    low = high = position
    for line in reversed(layers):
        fields = dict(f.split(": ") for f in line.split("{")[1].rstrip("}").split(", "))
        kernel, stride, padding = (int(fields[name]) for name in ("kernel", "stride", "padding"))
        low = low * stride - padding
        high = high * stride - padding + (kernel - 1) * int(fields.get("dilation", 1))
    return low >= 0 and high < SIZE


def sees(body: str, shape: str = "[3, 32, 32]") -> list[tuple[int, ...]]:
    text = f"archspec: 1\ninput: {shape}\nlayers:\n{body}\n"
    return [node.receptive_field.extent for node in compile_source(Source("a.yaml", text))[1].nodes]


def test_the_book_s_rule():
    same = "  - conv: {width: 4, kernel: 3, padding: same}\n"
    assert sees(same * 3) == [(3, 3), (5, 5), (7, 7)]
    assert sees(f"{same}  - maxpool: 2\n{same}") == [(3, 3), (4, 4), (8, 8)]


def test_it_never_exceeds_the_input():
    assert sees("  - conv: {width: 4, kernel: 9, padding: same}\n" * 9)[-1] == (32, 32)


def test_a_vector_sees_everything():
    assert sees("  - flatten\n  - linear: 3")[-1] == (32, 32)
    assert sees("  - conv: {width: 4, kernel: 3}\n  - global_avgpool")[-1] == (32, 32)


def test_a_sum_sees_what_its_widest_branch_sees():
    body = "  - residual: [conv: {width: 3, kernel: 5, padding: same}]"
    assert sees(body)[-1] == (5, 5)


def test_each_axis_by_itself():
    assert sees("  - conv: {width: 4, kernel: [1, 3], padding: same}\n" * 2)[-1] == (1, 5)
