"""`check --fix` renames what cannot be called so, in every place that names it."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.fixes import fixed

HEAD = """\
archspec: 1
params: {tap: conv 1}
input: [3, 8, 8]
blocks:
  half: {params: {of: required}, layers: [conv: {width: channels($of), kernel: 1}]}
layers:
  - conv: {name: conv 1, width: 4}
"""
NAMED = [
    "conv: {width: channels('conv 1'), kernel: 1}",
    "conv: {width: 'channels(''conv 1'')', kernel: 1}",
    'conv: {width: "channels(\\"conv 1\\") + channels(\'conv 1\')", kernel: 1}',
    "conv: {width: \"${channels('conv 1') // 2}\", kernel: 1}",
    "conv: {width: 9, kernel: 1, when: \"sizes('conv 1') == $sizes\"}",
    "conv:\n      width: 2 *\n        channels( 'conv 1' )",
    "conv: {width: channels($tap), kernel: 1}",
    "half: {of: conv 1}",
    "concat: {with: [conv 1]}",
]


def check(source: Source) -> tuple[Diagnostic, ...]:
    try:
        compile_source(source)
    except Failure as failure:
        return tuple(failure.diagnostics)
    return ()


@pytest.mark.parametrize("layer", NAMED)
def test_a_layer_is_renamed_wherever_it_is_named(layer):
    text = f"{HEAD}  - {layer}\n"
    after = fixed(Source("net.yaml", text), check)
    assert after.text == text.replace("conv 1", "conv_1")
    assert not check(after)


def test_a_scope_is_renamed_within_paths():
    text = (
        "archspec: 1\ninput: [3, 8, 8]\nlayers:\n"
        "  - sequence: {name: train, layers: [conv: {name: a, width: 4}]}\n"
        "  - conv: {width: channels(train.a), kernel: 1}\n"
        "  - add: train.a\n"
    )
    after = fixed(Source("net.yaml", text), check)
    assert after.text == text.replace("train", "train_")
    assert not check(after)


def test_names_that_only_begin_alike_stay():
    text = f"{HEAD}  - conv: {{name: conv_10, width: 4, kernel: 1}}\n"
    text += "  - conv: {width: channels(conv_10), kernel: 1}\n"
    assert fixed(Source("net.yaml", text), check).text == text.replace("conv 1", "conv_1")
