"""An expression that YAML cuts in two at its bracket: what to write is shown, and is right."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.diagnostics.edits import apply

HEAD = "archspec: 1\ninput: [8, 8, 8]\nlayers:\n  - conv: {name: a, width: 4}\n"
CUT = {
    "conv: {width: $sizes[0]}": 'conv: {width: "$sizes[0]"}',
    "upsample: {size: sizes(a)[0], mode: nearest}": (
        'upsample: {size: "sizes(a)[0]", mode: nearest}'
    ),
    "upsample: {size: max(1, $sizes[0] // 2)}": 'upsample: {size: "max(1, $sizes[0] // 2)"}',
    "upsample: {size: [9, max(9, $sizes[1])]}": 'upsample: {size: [9, "max(9, $sizes[1])"]}',
    "residual: {body: [conv: {width: $sizes[0], kernel: 1}], shortcut: project}": (
        'residual: {body: [conv: {width: "$sizes[0]", kernel: 1}], shortcut: project}'
    ),
    "conv: {kernel: 1, width: 2 * $in[0], padding: same}": (
        "conv: {kernel: 1, width: 2 * $in, padding: same}"
    ),
    "conv: {kernel: 1, width: 2 * $in[1]}": 'conv: {kernel: 1, width: "2 * $sizes[0]"}',
}


def refused(layer: str) -> tuple[Source, Failure]:
    source = Source("net.yaml", f"{HEAD}  - {layer}\n")
    with pytest.raises(Failure) as caught:
        compile_source(source)
    return source, caught.value


@pytest.mark.parametrize("layer", CUT)
def test_the_help_writes_the_whole_value_and_it_works(layer):
    source, failure = refused(layer)
    (found,) = failure.diagnostics
    (help_,) = found.helps
    after = apply(source, help_.edits)
    assert after == f"{HEAD}  - {CUT[layer]}\n"
    assert f"`{help_.edits[0].text}`" in help_.text
    compile_source(Source("net.yaml", after))


@pytest.mark.parametrize(
    "layer",
    ["conv: {width: max(1,\n      $sizes[0])}", "conv: {width: $sizes[0]  # never closed"],
)
def test_a_value_that_goes_on_is_not_mended_in_part(layer):
    _, failure = refused(layer)
    (found,) = failure.diagnostics
    assert "put it into quotes" in found.helps[0].text
    assert not found.helps[0].edits


def test_the_channels_are_said_to_be_one_number():
    _, failure = refused("conv: {width: $in[0]}")
    assert "`$in` is one number, the channels" in failure.diagnostics[0].helps[0].text
