"""Words and forms of other tools in `train`, and what is said of them."""

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source

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


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("normal: 0.1", "{std: 0.1}"),
        ("truncated_normal: 0.1", "{std: 0.1}"),
        ("uniform: 0.1", "{low: -0.1, high: 0.1}"),
    ],
)
def test_a_bare_number_of_an_initializer_is_how_far_its_numbers_are_spread(written, instead):
    text = "archspec: 1\ninput: [4]\nlayers: [linear: {width: 2, init: {INIT}}]\n"
    with pytest.raises(Failure) as failed:
        compile_source(Source("a.yaml", text.replace("INIT", written)))
    [one] = failed.value.diagnostics
    [edit] = one.helps[0].edits
    assert edit.text == instead
    compile_source(Source("a.yaml", text.replace("INIT", written.replace("0.1", edit.text))))


def test_nothing_is_offered_for_a_number_that_says_nothing_of_samples():
    (one,) = found("data: 3")
    assert one.helps == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("epochs: 3000000000", "greater than 0 and at most 2,147,483,647"),
        ("batch_size: 3000000000", "greater than 0 and at most 2,147,483,647"),
        ("schedule: {multistep: {milestones: []}}", "must have at least 1 item, not 0"),
    ],
)
def test_how_large_and_how_many_may_be_is_said(line, said):
    (one,) = found("data: {dataset: digits}", line)
    assert said in " ".join([one.message, *one.notes])


def test_a_class_that_is_listed_twice_is_named():
    fields = "{x: {numbers: [a]}, y: {class: {of: c, classes: [p, q, p]}}}"
    (one,) = found(f"data: {{table: x.csv, val: 0.1, fields: {fields}}}")
    assert one.message == (
        "`data.fields.y.class.classes` must have each class once, and `p` stands there twice"
    )


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
