"""Words and forms of other tools in `train`, and what is said of them."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Source

FILE = """archspec: 1
input: [1, 8, 8]
layers:
  - flatten
  - linear: 10
train:
  RECIPE
"""


def found(*lines: str) -> tuple[Diagnostic, ...]:
    source = Source("a.yaml", FILE.replace("RECIPE", "\n  ".join(lines)))
    return compile_source(source)[0].faults


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("early_stop: 3", "{patience: 3}"),
        ("clip: 1.0", "{norm: 1.0}"),
        ("optimizer: {adam: 0.01}", "{lr: 0.01}"),
    ],
)
def test_a_bare_number_is_led_to_its_field(line, instead):
    (one,) = found("data: {dataset: digits}", line)
    (edit,) = one.helps[0].edits
    assert edit.text == instead
    number = line.rpartition(" ")[2].rstrip("}")
    corrected = line.replace(number, edit.text)
    assert found("data: {dataset: digits}", corrected) == ()


def test_a_bare_data_set_is_led_to_its_field_beside_other_mistakes():
    first, second = found("data: npz", "normalize: true")
    assert [help_.text for help_ in first.helps] == ["did you mean `data: {dataset: npz}`?"]
    assert "unknown field `normalize`" in second.message


@pytest.mark.parametrize(
    ("line", "help_"),
    [
        (
            "learning_rate: 0.1",
            "`learning_rate` belongs to the optimiser: `optimizer: {adam: {lr: 0.1}}`",
        ),
        ("shuffle: true", "leave it out: training samples are shuffled anew in every epoch"),
        ("monitor: accuracy", "here it is called `watch`"),
        ("loss: crossentropy", "did you mean `cross_entropy`?"),
        (
            "metrics: [accuracy]",
            "leave it out: loss and accuracy are always measured; `watch` says which decides",
        ),
    ],
)
def test_frequent_words_of_other_tools_are_known(line, help_):
    (one,) = found("data: {dataset: digits}", line)
    assert [one.text for one in one.helps] == [help_]


def test_a_path_is_a_root():
    (one,) = found("data: {dataset: npz, path: x.npz, val: 0.1}")
    assert [one.text for one in one.helps] == ["here it is called `root`"]


def test_a_misspelt_field_still_explains_that_it_is_missing():
    (one,) = found("daat: {dataset: digits}")
    assert "unknown field `daat`" in one.message
