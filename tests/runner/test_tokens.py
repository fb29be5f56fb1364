"""Texts as numbers: by words, by characters, and by a file that lists what is known."""

import json
from pathlib import Path

import numpy as np
import pytest

import archspec
from archspec.diagnostics import Failure
from archspec.passes.recipe import absent_files, recipe_faults
from archspec.recipe import RecipeFailure
from archspec.runner import evaluate

from .named_tasks import TEXT, make_reviews

BY_FILE = TEXT.replace("vocabulary: 40}}", "vocabulary: words.txt}}")
NAMES = """
archspec: 1
input: [12]
layers: [embedding: {vocabulary: 30, width: 6}, flatten, linear: 16, relu, linear: 2]
train:
  data:
    table: names.csv
    fields:
      name: {tokens: {of: name, length: 12, tokenizer: characters, vocabulary: 30}}
      form: {class: form}
    val: 0.2
  inputs: {}
  epochs: 15
  batch_size: 16
  watch: accuracy
  optimizer: {adam: {lr: 0.02}}
  tensorboard: false
  device: cpu
""".replace("  inputs: {}\n", "")


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    random = np.random.default_rng(0)
    make_reviews(tmp_path / "reviews.csv", random)
    rows = ["name,form"]
    for _ in range(240):
        stem = "".join(random.choice(list("abcdefghij"), 5))
        form = int(random.integers(0, 2))
        rows.append(f"{stem.capitalize() if form else stem},{('small', 'large')[form]}")
    (tmp_path / "names.csv").write_text("\n".join(rows))
    (tmp_path / "words.txt").write_text("good\ngreat\nlovely\nbad\nawful\nthe\n!\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def facts(folder: Path, field: str) -> dict:
    return json.loads((folder / "run.json").read_text())["bound"]["fields"][field]


def test_characters_are_learnt_from_and_keep_their_size(files):
    """Only the first letter says which form it is, and words would be in small letters."""
    network = archspec.loads(NAMES)
    result = network.train(files / "run")
    assert result.evaluations["val"].accuracy > 0.95
    words = facts(files / "run", "name")["words"]
    assert set(words) == set("abcdefghijABCDEFGHIJ")
    assert archspec.open_run(files / "run").predict({"name": ["Abcde", "abcde"]})["output"] == [
        "large",
        "small",
    ]


def test_tokens_of_a_file_have_the_numbers_of_their_lines(files, monkeypatch, tmp_path):
    network = archspec.loads(BY_FILE)
    result = network.train(files / "run")
    assert result.evaluations["val"].accuracy > 0.7
    assert facts(files / "run", "words")["words"] == (files / "words.txt").read_text().split()
    from archspec.runner.fields.words import decode_tokens
    from archspec.runner.record import read_record
    from archspec.runner.sources import Raw

    known = read_record(files / "run").bound.fields["words"]
    field = network.spec.recipe.data.fields["words"]
    raw = Raw({"text": ("the GOOD, the bad!", "nice")}, 2)
    assert decode_tokens("words", field, known, raw).array.tolist() == [
        [7, 2, 1, 7, 5, 8, 0, 0],
        [1, 0, 0, 0, 0, 0, 0, 0],
    ]


def test_a_run_knows_its_tokens_without_the_file_that_listed_them(files, monkeypatch, tmp_path):
    network = archspec.loads(BY_FILE.replace("epochs: 8", "epochs: 2"))
    result = network.train(files / "run")
    (files / "words.txt").unlink()
    (files / "elsewhere").mkdir()
    monkeypatch.chdir(files / "elsewhere")
    again = evaluate(network.build(), files / "run", "val")
    assert again.loss == pytest.approx(result.evaluations["val"].loss)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"good\nbad\ngood\n", "lines 1 and 3 are the same, `good`"),
        (b"good\n\nbad\n", "in line 2, nothing is no token"),
        (b"Good\n", "in line 1, `Good` is no token, which is a word in small letters"),
        (b"<pad>\ngood\n", "in line 1, `<pad>` is no token"),
        (b"good\n\xff\n", "it is not UTF-8"),
        (b"", "in line 1, nothing is no token"),
        (b"a\x1b[2J\n", r"in line 1, `a\x1b[2J` is no token"),
    ],
)
def test_a_file_that_lists_no_tokens_is_refused_at_its_name(files, content, said):
    (files / "words.txt").write_bytes(content)
    network = archspec.loads(BY_FILE)
    [found] = recipe_faults(network.graph, network.spec.recipe, network.spec.train)
    assert found.code == "A654"
    assert found.message.startswith("`words.txt` lists no tokens: ")
    assert said in found.message
    with pytest.raises(Failure, match="lists no tokens"):
        network.train(files / "run")
    assert not (files / "run").exists()


def test_a_file_that_is_not_there_is_absent(files):
    (files / "words.txt").unlink()
    network = archspec.loads(BY_FILE)
    assert network.spec.faults == ()
    [found] = absent_files(network.spec.binding, network.spec.train, "A620")
    assert found.field == ("data", "fields", "words", "tokens", "vocabulary")
    with pytest.raises(RecipeFailure, match=r"cannot read `.*words\.txt`"):
        network.train(files / "run")


def test_a_device_is_no_file_and_nothing_is_said_to_be_near_it():
    network = archspec.loads(BY_FILE.replace("words.txt", "/dev/zero"))
    [found] = absent_files(network.spec.binding, network.spec.train, "A620")
    assert found.message == "`/dev/zero` cannot be looked at: it is a device, not a file"
    assert found.fixes == ()


def test_no_endless_or_huge_file_is_read(files, monkeypatch):
    from archspec.recipe import tokenizing

    monkeypatch.setattr(tokenizing, "MAX_BYTES", 1000)
    (files / "words.txt").write_text("\n".join(f"w{n}" for n in range(1000)))
    network = archspec.loads(BY_FILE)
    [found] = absent_files(network.spec.binding, network.spec.train, "A620")
    assert "larger than 1,000 bytes" in found.message


@pytest.mark.parametrize(("vocabulary", "many"), [("40", "40"), ("words.txt", "9")])
def test_more_tokens_than_the_embedding_has_vectors_are_refused_unread(vocabulary, many):
    text = TEXT.replace("vocabulary: 40}}", f"vocabulary: {vocabulary}}}}}")
    text = text.replace("embedding: {vocabulary: 40", "embedding: {vocabulary: 8")
    network = archspec.loads(text)
    [found] = recipe_faults(network.graph, network.spec.recipe, network.spec.train)
    said = f"the input `input` is {many} different numbers, and 8 are looked up"
    assert (found.code, found.message) == ("A652", said)
    assert [one.text for one in found.helps] == [f"write `vocabulary: {many}` in the `embedding`"]


def test_more_categories_than_the_embedding_has_vectors_are_refused_before_training(files):
    """How many there are is known once the training samples are."""
    lines = [f"c{n % 7},{n % 2}" for n in range(40)]
    (files / "t.csv").write_text("\n".join(["c,y", *lines]))
    text = """
archspec: 1
input: [1]
layers: [embedding: {vocabulary: 7, width: 2}, flatten, linear: 2]
train:
  data: {table: t.csv, fields: {c: {category: c}, y: {class: y}}, val: 0.2}
  epochs: 1
  tensorboard: false
"""
    with pytest.raises(RecipeFailure, match="is 8 different numbers, and fewer are looked up"):
        archspec.loads(text).train(files / "run")
    assert not (files / "run").exists()
    archspec.loads(text.replace("vocabulary: 7", "vocabulary: 8")).train(files / "run")


def test_a_text_is_no_target():
    text = TEXT.replace("{class: stars}", "{tokens: {of: text, length: 8, vocabulary: 40}}")
    network = archspec.loads(text.replace("watch: accuracy\n", "\n"))
    [found] = recipe_faults(network.graph, network.spec.recipe, network.spec.train)
    assert (found.code, found.message) == ("A606", "`cross_entropy` does not compare with `tokens`")
