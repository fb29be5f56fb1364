"""Tables of Parquet and of lines of JSON are trained on as the same values in a CSV are."""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from archspec.cli import main
from archspec.network import load, loads
from archspec.recipe import RecipeFailure
from archspec.recipe.sources import File
from archspec.run import open_run
from archspec.runner.fields.reading import as_texts
from archspec.runner.sources import frames, tables
from archspec.runner.sources.frames import read_frame
from archspec.runner.sources.tables import read_table

polars = pytest.importorskip("polars")

SPEC = """
archspec: 1
inputs: {facts: [2], city: [1]}
layers:
  - embedding: {vocabulary: 4, width: 2, from: city}
  - flatten
  - concat: {with: facts}
  - linear: 16
  - relu: {name: hidden}
  - linear: {width: 1, name: price, from: hidden}
  - linear: {width: 2, name: kind, from: hidden}
outputs: {price: price, kind: kind}
train:
  data:
    table: TABLE
    fields:
      facts: {numbers: {of: [area, rooms], missing: mean, scale: standard}}
      city: {category: city}
      price: {number: {of: price, scale: standard}}
      kind: {class: kind}
    val: 0.25
  targets: {price: {loss: mse, metrics: [r2]}, kind: {loss: cross_entropy}}
  optimizer: {adam: {lr: 0.02}}
  epochs: 12
  batch_size: 16
  device: cpu
  tensorboard: false
"""


def rows(count: int = 160) -> list[dict]:
    random = np.random.default_rng(0)
    found = []
    for number in range(count):
        area, rooms = float(random.integers(20, 200)), int(random.integers(1, 6))
        found.append(
            {
                "area": None if number == 7 else area,
                "rooms": None if number == 9 else rooms,
                "city": ["Ulm", "Köln", "New, York"][number % 3],
                "price": 3 * area + 20 * rooms,
                "kind": "large" if area > 110 else "small",
                "unused": [number, number],
            }
        )
    return found


def written(folder, ending: str, some: list[dict]):
    path = folder / f"t{ending}"
    if ending == ".parquet":
        polars.DataFrame(some).write_parquet(path)
    elif ending == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*some[0]])
            writer.writeheader()
            writer.writerows(some)
    else:
        text = "\n".join(json.dumps(one, ensure_ascii=False) for one in some)
        path.write_text(text + "\n", encoding="utf-8")
    return path


def trained(folder, ending: str):
    path = written(folder, ending, rows())
    (folder / "net.yaml").write_text(SPEC.replace("TABLE", str(path)), encoding="utf-8")
    return load(folder / "net.yaml").train(folder / f"run{ending[1:]}")


@pytest.mark.parametrize("ending", [".parquet", ".jsonl"])
def test_a_run_has_the_figures_of_the_same_values_in_a_csv(tmp_path, ending):
    one, other = trained(tmp_path, ".csv"), trained(tmp_path, ending)
    assert one.evaluations["val"].figures == other.evaluations["val"].figures
    assert other.evaluations["val"]["price.r2"] > 0.8


def test_lines_of_json_are_the_same_by_both_readers(tmp_path, monkeypatch):
    path = written(tmp_path, ".jsonl", rows())
    here = read_table(str(path)).parts["train"].columns
    monkeypatch.setattr(tables, "LARGE", 0)
    there = read_table(str(path)).parts["train"].columns
    assert here.keys() == there.keys()
    assert [as_texts(n, here[n], n) for n in ("city", "kind", "rooms")] == [
        as_texts(n, there[n], n) for n in ("city", "kind", "rooms")
    ]
    assert np.array_equal(here["unused"], there["unused"])


def test_a_row_of_parquet_is_predicted_as_a_table_of_the_same_form(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    trained(tmp_path, ".parquet")
    new = [{k: one[k] for k in ("area", "rooms", "city")} for one in rows()[10:14]]
    expected = open_run(tmp_path / "runparquet").predict(written(tmp_path, ".parquet", new))
    for ending in (".parquet", ".jsonl", ".csv"):
        path = written(tmp_path, ending, new)
        target = f"out{ending}"
        done = CliRunner().invoke(main, ["predict", "runparquet", path.name, "-o", target])
        assert done.exit_code == 0, done.output
        columns = read_table(target).parts["train"].columns
        assert list(columns["kind"]) == expected["kind"]
        assert np.allclose([float(x) for x in columns["price"]], expected["price"], rtol=1e-4)
    done = CliRunner().invoke(main, ["predict", "runparquet", "t.jsonl"])
    assert [json.loads(line)["kind"] for line in done.output.splitlines()] == expected["kind"]


def test_a_missing_package_is_named_with_what_brings_it(tmp_path, monkeypatch):
    path = written(tmp_path, ".parquet", rows(20))
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(RecipeFailure) as caught:
        read_table(str(path))
    [problem] = caught.value.problems
    assert problem.code == "A506"
    assert problem.field == ("data", "table")
    assert "archspec-nn[tables]" in problem.fixes[0].text


def test_a_damaged_table_is_a_finding(tmp_path):
    whole = written(tmp_path, ".parquet", rows(20)).read_bytes()
    random = np.random.default_rng(1)
    found = set()
    for _ in range(120):
        damaged = bytearray(whole)
        for place in random.integers(4, len(whole) - 8, 6):
            damaged[place] = random.integers(256)
        path = tmp_path / "d.parquet"
        path.write_bytes(damaged)
        try:
            read_frame(path, File("d.parquet", ("table",)), None)
        except RecipeFailure as failure:
            found |= {one.code for one in failure.problems}
    assert found == {"A622"}


def test_a_table_that_unpacks_beyond_memory_is_refused_before_it_is(tmp_path, monkeypatch):
    path = tmp_path / "bomb.parquet"
    polars.DataFrame({"x": polars.zeros(3_000_000, eager=True)}).write_parquet(path)
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(frames, "machine_memory", lambda: 2**26)
    with pytest.raises(RecipeFailure) as caught:
        read_table(str(path))
    assert "one of its columns takes" in caught.value.problems[0].notes[0]


LISTS = """
archspec: 1
input: [2]
layers: [linear: 2]
train:
  data: {table: t.jsonl, fields: {input: {array: x}, kind: {class: kind}}, val: 0.25}
  epochs: 1
  device: cpu
  tensorboard: false
"""


def lines_of_lists(folder, first, more="") -> None:
    lines = [{"x": [first if n == 3 else n, 2], "kind": "ab"[n % 2] + more} for n in range(16)]
    (folder / "t.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e300], ids=["high", "low", "wide"])
def test_a_number_that_no_float_reaches_is_not_finite(number, tmp_path, monkeypatch, recwarn):
    monkeypatch.chdir(tmp_path)
    lines_of_lists(tmp_path, number)
    with pytest.raises(RecipeFailure, match="1 of 24 values are not finite"):
        loads(LISTS).train("run")
    assert not [one for one in recwarn if "overflow" in str(one.message)]


def test_lines_with_a_name_each_ask_for_no_more_than_memory_holds(tmp_path, monkeypatch):
    lines = "".join(f'{{"k{number}": 1}}\n' for number in range(300))
    (tmp_path / "t.jsonl").write_text(lines)
    given = str(tmp_path / "t.jsonl")
    monkeypatch.setattr(tables, "machine_memory", lambda: 300 * 300 * 8 * 8)
    assert len(read_table(given).parts["train"].columns) == 300
    monkeypatch.setattr(tables, "machine_memory", lambda: 300 * 300 * 8 * 8 - 1)
    with pytest.raises(RecipeFailure) as caught:
        read_table(given)
    assert "300 columns of 300 samples are more than memory holds" in str(caught.value)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_class_that_is_half_a_sign_is_written_into_any_table(ending, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines_of_lists(tmp_path, 1, more="\ud800")
    loads(LISTS).train("run")
    done = CliRunner().invoke(main, ["predict", "run", "t.jsonl", "-o", f"said.{ending}"])
    assert (done.exit_code, done.output) == (0, "")
    if ending == "parquet":
        assert set(polars.read_parquet("said.parquet")["kind"]) <= {"a\\ud800", "b\\ud800"}
    elif ending == "jsonl":
        lines = Path(f"said.{ending}").read_text(encoding="utf-8").splitlines()
        said = {json.loads(line)["kind"] for line in lines}
        assert said <= {"a\ud800", "b\ud800"}
