"""What a run says of itself in files: strict, bounded, and the same bytes for the same run."""

import json
from pathlib import Path

import pytest

from archspec.runner import evaluate, predict, train
from archspec.runner.measure import Evaluation
from archspec.runner.result import as_dict, read_energy

from .conftest import recipe, small
from .test_hostile_runs import picture


def strict(text: str) -> dict:
    """JSON as its standard has it, without the words that Python adds."""

    def refuse(word):
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)


def evaluation(classes: int, loss: float = 1.0, energy: float | None = 0.5) -> Evaluation:
    """Of each class three samples: two found, and one taken for the next."""
    table = tuple(
        tuple(2 if j == i else int(j == (i + 1) % classes) for j in range(classes))
        for i in range(classes)
    )
    names = tuple(f"class {i}" for i in range(classes))
    return Evaluation("test", 3 * classes, loss, table, names, energy)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_nothing(value):
    found = strict(json.dumps(as_dict(evaluation(3, value, value))))
    assert (found["loss"], found["energy"]) == (None, None)
    assert found["accuracy"] == pytest.approx(2 / 3)


def test_figures_grow_with_the_classes_and_not_with_their_square():
    sizes = {n: len(json.dumps(as_dict(evaluation(n)))) for n in (300, 1200)}
    assert sizes[1200] < 200_000
    assert sizes[1200] < 4.5 * sizes[300]
    assert "confusion" in as_dict(evaluation(100))


def test_of_many_classes_the_most_frequent_mistakes_are_told():
    one = evaluation(1200)
    rows = [list(row) for row in one.confusion]
    rows[7][3], rows[9][2] = 50, 40
    found = as_dict(Evaluation("test", 1, 1.0, tuple(map(tuple, rows)), one.classes, None))
    assert found["mistakes"][:2] == [
        {"is": "class 7", "taken_for": "class 3", "samples": 50},
        {"is": "class 9", "taken_for": "class 2", "samples": 40},
    ]
    assert len(found["mistakes"]) == 1000
    assert found["mistakes_left_out"] == 1200 + 2 - 1000


TIMED = {"metrics.csv", "segments.json", "report.html", "state.safetensors"}
"""Files that say how long an epoch took, or when it was."""


def test_equal_runs_give_equal_files(tmp_path):
    for name in ("one", "other"):
        wanted = recipe(epochs=3, batch_size=256, data={"val": 0.2})
        files = {"spec.yaml": "a: 1\n"}
        train(small(), wanted, tmp_path / name / "run", input_shape=(1, 8, 8), files=files)
    one, other = (
        {p.name: p.read_bytes() for p in (tmp_path / n / "run").iterdir()} for n in ("one", "other")
    )
    assert one.keys() == other.keys()
    assert {name for name in one if one[name] != other[name]} <= TIMED
    assert {"best.safetensors", "last.safetensors", "result.json", "fingerprint.json"} <= one.keys()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run whose last epoch was not its best: the rate is far too high for it."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    schedule = {"multistep": {"milestones": (2,), "gamma": 100.0}}
    optimizer = {"sgd": {"lr": 0.02}}
    wanted = recipe(
        epochs=4, batch_size=64, schedule=schedule, optimizer=optimizer, data={"val": 0.2}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archspec.runner.session.session.draw_curves", lambda *_: "<svg/>")
        result = train(small(), wanted, folder, input_shape=(1, 8, 8))
    assert result.best == 2
    return result


def test_the_best_weights_and_the_last_both_stand_in_report_and_result(run):
    content = strict((run.folder / "result.json").read_text())
    assert (content["best"]["epoch"], content["last"]["epoch"]) == (2, 4)
    page = (run.folder / "report.html").read_text()
    for weights, found in (("best", run.evaluations), ("last", run.last)):
        for part in ("train", "val", "test"):
            measured = evaluate(small(seed=3), run.folder, part, weights=weights)
            kept = content[weights]["parts"][part]
            assert [list(row) for row in measured.confusion] == kept["confusion"]
            assert measured.loss == pytest.approx(kept["loss"], rel=1e-5)
            assert found[part].accuracy == kept["accuracy"]
            assert f"<td>{found[part].accuracy * 100:.1f} %</td>" in page
    # The training measured its validation samples by the last weights too.
    assert run.last["val"].loss == pytest.approx(run.history[-1].val_loss)
    assert run.evaluations["val"].loss == pytest.approx(run.history[1].val_loss)
    assert run.last["test"].accuracy < run.evaluations["test"].accuracy


def test_predictions_are_made_by_the_weights_that_are_asked_for(run):
    path = picture(run.folder)
    best, last = (predict(small(), run.folder, [path], weights=w)[0].top for w in ("best", "last"))
    assert best != last
    assert read_energy(run.folder, "best") != read_energy(run.folder, "last")


def rewritten(folder: Path, **fields: object) -> None:
    """The run as another machine would have begun it."""
    for name in ("recipe.json", "fingerprint.json"):
        content = json.loads((folder / name).read_text())
        (content["recipe"] if name == "fingerprint.json" else content).update(fields)
        (folder / name).write_text(json.dumps(content))


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_a_run_of_a_graphics_card_is_measured_on_a_cpu(tmp_path, precision):
    result = train(small(), recipe(epochs=1), tmp_path / "run", input_shape=(1, 8, 8))
    rewritten(tmp_path / "run", device="cuda", precision=precision)
    found = evaluate(small(), tmp_path / "run", device="cpu")
    assert found.confusion == result.evaluations["test"].confusion
    assert predict(small(), tmp_path / "run", [picture(tmp_path / "run")], device="cpu")
