"""Padding by size, against the operators of ONNX whose `auto_pad` is SAME_UPPER."""

import pytest
import torch
from torch_modules import make_module

from archspec.kind import find
from archspec.shapes import Shape

onnx = pytest.importorskip("onnx")
runtime = pytest.importorskip("onnxruntime")

SIZES = [(7, 8), (9, 5), (6, 6)]
WINDOWS = [(3, 2, 1), (2, 2, 1), (3, 1, 1), (2, 1, 1), (5, 3, 1), (1, 2, 1)]
"""Kernel, stride and dilation; the runtime of ONNX knows no dilation here."""


def by_onnx(kind, x, weight=None, **attributes):
    taken = ["x"] if weight is None else ["x", "w"]
    make, number = onnx.helper, onnx.TensorProto.FLOAT
    node = make.make_node(kind, taken, ["y"], auto_pad="SAME_UPPER", **attributes)
    given = {"x": x.numpy()} | ({} if weight is None else {"w": weight.detach().numpy()})
    inputs = [make.make_tensor_value_info(n, number, a.shape) for n, a in given.items()]
    output = make.make_tensor_value_info("y", number, [None] * 4)
    graph = make.make_graph([node], "g", inputs, [output])
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 19)], ir_version=9)
    session = runtime.InferenceSession(model.SerializeToString())
    return torch.from_numpy(session.run(None, given)[0])


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_a_convolution_is_that_of_onnx(window, size):
    kernel, stride, dilation = window
    fields = {"kernel": kernel, "stride": stride, "dilation": dilation, "padding": "same_upper"}
    layer = find("conv").model_validate({"width": 3, "bias": False, **fields})
    module = make_module(layer, Shape((2, *size)))
    x = torch.randn(1, 2, *size)
    expected = by_onnx("Conv", x, module.weight, strides=[stride] * 2, dilations=[dilation] * 2)
    torch.testing.assert_close(module(x), expected)
    assert tuple(layer.infer((Shape((2, *size)),)).sizes) == tuple(expected.shape[2:])


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("window", WINDOWS[:-1], ids=str)
@pytest.mark.parametrize(
    ("kind", "onnx_kind", "own", "onnx_own"),
    [
        ("maxpool", "MaxPool", {}, {}),
        ("avgpool", "AveragePool", {"count_include_pad": False}, {}),
        ("avgpool", "AveragePool", {}, {"count_include_pad": 1}),
    ],
)
def test_a_pool_is_that_of_onnx(kind, onnx_kind, own, onnx_own, window, size):
    kernel, stride, _ = window
    fields = {"kernel": kernel, "stride": stride, "padding": "same_upper", **own}
    layer = find(kind).model_validate(fields)
    x = torch.randn(1, 2, *size)
    expected = by_onnx(onnx_kind, x, kernel_shape=[kernel] * 2, strides=[stride] * 2, **onnx_own)
    torch.testing.assert_close(make_module(layer, Shape((2, *size)))(x), expected)
