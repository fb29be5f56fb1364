"""Where sizes do not go together, the help takes the size of the other value, and works."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.diagnostics.edits import apply

ENCODER = "  - conv: {name: enc, width: 8, kernel: 3, padding: same}\n  - maxpool: 2\n"
UP = {
    "nearest": "  - upsample: 2\n",
    "learnt": "  - conv_transpose: {width: 8, kernel: 2, stride: 2}\n",
    "too far": "  - upsample: 3\n",
}
MERGES = ["concat: enc", "add: enc", "mul: {with: enc}", "concat: {with: [enc]}"]


def mended(text: str) -> str:
    """The text after the help that speaks of the size of the other value."""
    source = Source("net.yaml", text)
    with pytest.raises(Failure) as caught:
        compile_source(source)
    (found,) = caught.value.diagnostics
    assert found.code == "A403"
    (help_,) = (one for one in found.helps if "to the size of `enc`" in one.text)
    return apply(source, help_.edits)


@pytest.mark.parametrize("merge", MERGES)
@pytest.mark.parametrize("up", UP)
@pytest.mark.parametrize("sizes", ["65, 33", "65", "9, 11, 13", "H, W"])
def test_obeying_it_gives_a_network(sizes, up, merge):
    after = mended(f"archspec: 1\ninput: [3, {sizes}]\nlayers:\n{ENCODER}{UP[up]}  - {merge}\n")
    _, graph = compile_source(Source("net.yaml", after))
    assert graph.nodes[-1].output.sizes == graph.nodes[0].output.sizes


def test_in_a_block_the_size_is_that_of_what_was_given():
    text = (
        "archspec: 1\ninput: [3, 65, 65]\nblocks:\n  up:\n    params: {skip: required}\n"
        "    layers:\n      - upsample: 2\n      - concat: $skip\nlayers:\n"
        f"{ENCODER}  - up: {{skip: enc}}\n"
    )
    after = mended(text)
    assert "      - upsample: {like: $skip}\n      - concat: $skip\n" in after
    compile_source(Source("net.yaml", after))


def test_of_channels_it_says_nothing():
    text = f"archspec: 1\ninput: [3, 64, 64]\nlayers:\n{ENCODER}  - conv: 4\n  - add: enc\n"
    with pytest.raises(Failure) as caught:
        compile_source(Source("net.yaml", text))
    assert not any("size of" in one.text for one in caught.value.diagnostics[0].helps)


@pytest.mark.parametrize(
    "layer",
    [
        'upsample: {size: "sizes(enc)"}',
        'upsample: {scale: "sizes(enc)[0] // $sizes[0]"}',
        'crop: {size: "sizes(enc)"}',
    ],
)
def test_of_open_sizes_the_layer_that_takes_them_is_written(layer):
    text = f"archspec: 1\ninput: [3, H, W]\nlayers:\n{ENCODER}  - {layer}\n"
    with pytest.raises(Failure) as caught:
        compile_source(Source("net.yaml", text))
    (found,) = caught.value.diagnostics
    kind = layer.partition(":")[0]
    assert found.code == "A411"
    assert found.helps[0].text.endswith(f"write `{kind}: {{like: enc}}`")
    # A crop takes what is larger.
    larger = text.replace("maxpool: 2", "pad: 2") if kind == "crop" else text
    compile_source(Source("net.yaml", larger.replace(layer, f"{kind}: {{like: enc}}")))
