"""The JSON Schema says what the compiler says: it takes what ships, and refuses what is refused."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from archspec.catalog import shipped
from archspec.cli import main
from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.kind import kinds
from archspec.language import OnlyBlocks
from archspec.schema import whole_schema
from archspec.syntax import plain, read
from tests.recipe.twelve import TASKS


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    result = CliRunner().invoke(main, ["schema"])
    loaded: dict[str, Any] = json.loads(result.output)
    Draft202012Validator.check_schema(loaded)
    return loaded


@pytest.fixture(scope="module")
def written_out() -> dict[str, Any]:
    """The same with everything in its place."""
    loaded: dict[str, Any] = json.loads(json.dumps(whole_schema()))
    return loaded


@pytest.fixture(scope="module")
def accepts(schema: dict[str, Any]) -> Callable[[str], bool]:
    validator = Draft202012Validator(schema)
    return lambda text: validator.is_valid(plain(read(Source("a.yaml", text))))


@pytest.mark.parametrize("path", shipped().values(), ids=lambda path: path.stem)
def test_every_shipped_spec_is_valid(path: Path, accepts: Callable[[str], bool]) -> None:
    assert accepts(path.read_text())


@pytest.mark.parametrize("text", TASKS.values(), ids=TASKS)
def test_every_task_of_training_is_valid(text: str, accepts: Callable[[str], bool]) -> None:
    assert accepts("archspec: 1\n" + text.lstrip())


def file(*layers: str, head: str = "archspec: 1\ninput: [3, 32, 32]\n", tail: str = "") -> str:
    return head + "layers:\n" + "".join(f"  - {layer}\n" for layer in layers) + tail


REFUSED = {
    "an unknown field": file("conv: {widht: 3}"),
    "a missing field": file("conv: {kernel: 3}"),
    "text for a number": file("conv: three"),
    "a number that is too small": file("conv: {width: 0}"),
    "a fraction for a whole number": file("conv: {width: 1.5}"),
    "an unknown word": file("conv: {width: 3, padding: sane}"),
    "a list with a wrong item": file("conv: {width: 3, kernel: [3, x]}"),
    "true for a number": file("linear: true"),
    "a probability above one": file("dropout: 1.5"),
    "an unknown shortcut": file("residual: {body: [relu], shortcut: projekt}"),
    "a field of a nested layer": file("sequence: [conv: {widht: 3}]"),
    "a list for a layer": file("[relu]"),
    "a number for a layer": file("5"),
    "two kinds in one item": file("{relu: null, tanh: null}"),
    "layers that are no list": "archspec: 1\ninput: [3]\nlayers: relu\n",
    "no layers": "archspec: 1\ninput: [3]\n",
    "blocks without their layers": "archspec: 1\nblocks: {mine: {params: {w: 1}}}\n",
    "blocks beside an input": "archspec: 1\ninput: [3]\nblocks: {mine: [relu]}\n",
    "no version": "input: [3]\nlayers: [relu]\n",
    "another version": "archspec: 2\ninput: [3]\nlayers: [relu]\n",
    "no input": "archspec: 1\nlayers: [relu]\n",
    "two kinds of input": "archspec: 1\ninput: [3]\ninputs: {a: [3]}\nlayers: [relu]\n",
    "an input without a size": "archspec: 1\ninput: []\nlayers: [relu]\n",
    "an unknown field of the file": file("relu", tail="layer: []\n"),
    "an unknown figure": file("relu", tail="expect: {parms: 3}\n"),
    "an unknown field of training": file("flatten", tail="train: {data: {datset: digits}}\n"),
    "an unknown optimiser": file(
        "flatten", "linear: 10", tail="train: {data: {dataset: digits}, optimizer: sdg}\n"
    ),
    "defaults of no kind": file("relu", tail="defaults: {cnov: {}}\n"),
}


def findings(text: str) -> Sequence[Diagnostic]:
    """What `check` finds wrong."""
    try:
        return compile_source(Source("a.yaml", text))[0].faults
    except OnlyBlocks:
        return ()
    except Failure as failure:
        return failure.diagnostics


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_both_refuse(text: str, accepts: Callable[[str], bool]) -> None:
    assert findings(text)
    assert not accepts(text)


ACCEPTED = {
    "an expression for a number": file("conv: $w // 2", tail="params: {w: 8}\n"),
    "a bare kind": file("relu"),
    "sizes left open": file(
        "relu",
        head="archspec: 1\ninput: [3, H, 16*W + 1]\n",
        tail="expect: {output: [3, H, 16*W + 1], macs: 0}\n",
    ),
    "an expectation of open sizes": file(
        "conv: {width: 2, kernel: 1}",
        head="archspec: 1\ninput: [3, H, W]\n",
        tail="expect: {macs: 6*H*W}\n",
    ),
    "a size per axis": file("conv: {width: 3, kernel: [1, 3]}"),
    "a call of a block": file(
        "mine: {w: 4}", tail="blocks: {mine: {params: {w: 1}, layers: [conv: $w]}}\n"
    ),
    "a composite": file("conv: {width: 3, norm: {batchnorm: {eps: 1e-3}}, act: relu}"),
    "paths with names": file("branches: {paths: {a: [conv: 3], b: [conv: 3]}, merge: add}"),
    "a repeat over items": file("repeat: {each: [1, 2], as: n, layers: [conv: $n]}"),
    "blocks for other files": "archspec: 1\nblocks: {mine: [relu]}\n",
    "weights by hand": file("conv: {width: 1, init: {values: [[1, 0, -1]]}, kernel: [1, 3]}"),
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_both_accept(text: str, accepts: Callable[[str], bool]) -> None:
    assert not findings(text)
    assert accepts(text)


def test_every_kind_and_every_field_of_it_is_described(
    schema: dict[str, Any], written_out: dict[str, Any]
) -> None:
    kept = {*written_out["$defs"]}
    for word in kinds():
        entry = without_references(schema["$defs"][f"kind.{word}"], schema, kept)
        assert entry["description"].strip(), word
        fields = next(one for one in entry["anyOf"] if "properties" in one)["properties"]
        assert all(field["description"].strip() for field in fields.values()), word


def without_references(part: Any, schema: dict[str, Any], kept: set[str]) -> Any:
    """A part of a schema with each reference, but to some names, replaced by what it leads to."""
    if isinstance(part, list):
        return [without_references(one, schema, kept) for one in part]
    if not isinstance(part, dict):
        return part
    name = part.get("$ref", "").removeprefix("#/$defs/")
    if name and name not in kept:
        said = {key: value for key, value in part.items() if key != "$ref"}
        return without_references({**schema["$defs"][name], **said}, schema, kept)
    return {key: without_references(one, schema, kept) for key, one in part.items()}


def test_what_is_shared_is_what_stood_there(
    schema: dict[str, Any], written_out: dict[str, Any]
) -> None:
    """Put back into its places, it gives the schema in which everything is written out."""
    own = {name: schema["$defs"][name] for name in written_out["$defs"]}
    assert without_references({**schema, "$defs": own}, schema, set(own)) == written_out


def parts(schema: Any) -> Iterator[str]:
    """Every mapping and list in a schema, as text."""
    inner = schema.values() if isinstance(schema, dict) else schema
    if isinstance(schema, (dict, list)):
        yield json.dumps(schema, sort_keys=True)
        for one in inner:
            yield from parts(one)


def test_nothing_long_is_written_three_times(schema: dict[str, Any]) -> None:
    found = Counter(parts(schema))
    assert not [text for text, count in found.items() if count > 2 and len(text) > 200]
    assert len(json.dumps(schema)) < 300_000


def test_names_are_those_that_a_reader_would_look_for(schema: dict[str, Any]) -> None:
    named = {"Count", "Kernel", "Layer", "Probability", "augment", "cross_entropy", "init"}
    assert named <= {*schema["$defs"]}
    assert not [name for name in schema["$defs"] if name.startswith("part.")]


def fields(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property in a schema, by its name."""
    for key, one in schema.items() if isinstance(schema, dict) else ():
        if key == "properties":
            yield from ((name, field) for name, field in one.items() if isinstance(field, dict))
        yield from fields(one)
    for one in schema if isinstance(schema, list) else ():
        yield from fields(one)


def test_a_field_is_described_outside_the_forms_of_its_value(schema: dict[str, Any]) -> None:
    """Editors show the description that is furthest inside."""
    for name, field in fields(schema):
        followed = {**schema["$defs"].get(field.get("$ref", "")[8:], {}), **field}
        for form in followed.get("anyOf", ()):
            form = {**schema["$defs"].get(form.get("$ref", "")[8:], {}), **form}
            assert "description" not in form or "properties" in form, (name, form)
