"""Trackers are told of every epoch, wherever their own variables say, and stop no training.

Weights & Biases and MLflow are not among what is developed with: stand-ins have the calls that are
used here, and the last tests use the real ones where they are installed.
"""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

import pytest

from archspec.diagnostics import Failure
from archspec.runner import Silent, resume, train

from .conftest import recipe, small

SHAPE = (1, 8, 8)


class Notes(Silent):
    def __init__(self):
        self.notes: list[str] = []

    def on_note(self, text):
        self.notes.append(text)


def stand_in(monkeypatch, name: str, **members) -> ModuleType:
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    vars(module).update(members)
    monkeypatch.setitem(sys.modules, name, module)
    return module


@pytest.fixture
def wandb(monkeypatch):
    """As much of wandb as is used; `began` and `told` are what it got."""
    found = SimpleNamespace(began=[], told=[], ended=[])

    def init(**given):
        found.began.append(given)
        return SimpleNamespace(
            log=lambda values, step: found.told.append((step, values)),
            finish=lambda exit_code: found.ended.append(exit_code),
        )

    monkeypatch.setenv("WANDB_MODE", "offline")
    stand_in(monkeypatch, "wandb", init=init, Settings=dict)
    return found


def begun(folder, progress=None, **fields):
    wanted = recipe(batch_size=512, **fields)
    return train(small(), wanted, folder, input_shape=SHAPE, progress=progress)


def test_a_tracker_that_is_not_installed_is_said_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(Failure) as caught:
        begun(tmp_path / "run", track=("wandb",))
    [found] = caught.value.diagnostics
    assert (found.code, found.message) == (
        "A506",
        "`wandb` is not installed, which `track: wandb` takes",
    )
    assert [one.text for one in found.helps] == [
        "install it with `pip install 'archspec-nn[wandb]'`",
        "or leave `wandb` out of `track`",
    ]
    assert not (tmp_path / "run").exists()


def test_wandb_gets_the_recipe_once_and_each_epoch_under_one_name(tmp_path, wandb):
    result = begun(tmp_path / "run", track=("wandb",), epochs=2)
    resume(small(), tmp_path / "run", changes={"epochs": 3})
    first, second = wandb.began
    assert first["id"] == second["id"]
    assert len(first["id"]) == 32
    assert first["config"]["optimizer.adam.lr"] == result_rate(result)
    assert [step for step, _ in wandb.told] == [1, 2, 3]
    assert wandb.told[1][1]["train/loss"] == result.history[1].train_loss
    assert wandb.ended == [0, 0]


def result_rate(result) -> float:
    return result.history[0].rate


def test_a_tracker_that_fails_is_said_once_and_the_run_is_the_same(tmp_path, wandb, monkeypatch):
    def broken(**given):
        def refuse(values, step):
            raise ConnectionError("no route\nto host")

        return SimpleNamespace(log=refuse, finish=lambda exit_code: wandb.ended.append(exit_code))

    monkeypatch.setattr(sys.modules["wandb"], "init", broken)
    notes = Notes()
    found = begun(tmp_path / "run", notes, track=("wandb",), epochs=3)
    alone = begun(tmp_path / "alone", epochs=3)
    assert [one.train_loss for one in found.history] == [one.train_loss for one in alone.history]
    assert notes.notes == ["Weights & Biases does not follow the run: no route"]
    # It is not told any more, and nothing is left to be ended.
    assert wandb.ended == []


def test_a_training_that_is_cut_off_has_failed(tmp_path, wandb):
    class Cut(Silent):
        def on_epoch(self, epoch, best):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begun(tmp_path / "run", Cut(), track=("wandb",))
    assert wandb.ended == [1]


def test_wandb_asks_nobody_for_a_key(tmp_path, wandb, monkeypatch):
    monkeypatch.delenv("WANDB_MODE")
    settings = SimpleNamespace(settings=SimpleNamespace(api_key=None))
    vars(sys.modules["wandb"])["setup"] = lambda: settings
    notes = Notes()
    begun(tmp_path / "run", notes, track=("wandb",), epochs=1)
    assert "WANDB_MODE=offline needs none" in notes.notes[0]
    assert wandb.began == []


def test_what_wandb_writes_goes_through_no_link(tmp_path, wandb):
    begun(tmp_path / "run", track=("wandb",), epochs=1)
    (tmp_path / "run/wandb").symlink_to(tmp_path)
    with pytest.raises(Failure, match="A644"):
        resume(small(), tmp_path / "run", changes={"epochs": 2})


@pytest.fixture
def mlflow(monkeypatch):
    """As much of MLflow's client as is used, over lists."""
    runs: list[SimpleNamespace] = []

    class Client:
        def get_experiment_by_name(self, name):
            return SimpleNamespace(experiment_id=name)

        def create_run(self, experiment, run_name, tags):
            made = SimpleNamespace(tags=tags, params={}, metrics=[], state="RUNNING")
            made.info = SimpleNamespace(run_id=str(len(runs)))
            runs.append(made)
            return made

        def search_runs(self, experiments, same, max_results):
            identity = same.split("'")[1]
            return [one for one in runs if one.tags["archspec.identity"] == identity]

        def update_run(self, run_id, status):
            runs[int(run_id)].state = status

        def log_batch(self, run_id, metrics=(), params=()):
            runs[int(run_id)].metrics += metrics
            runs[int(run_id)].params |= dict(params)

        def set_terminated(self, run_id, status):
            runs[int(run_id)].state = status

    def metric(key, value, timestamp, step):
        return key, value, step

    stand_in(monkeypatch, "mlflow", MlflowClient=Client, __path__=[])
    stand_in(monkeypatch, "mlflow.entities", Param=lambda key, value: (key, value), Metric=metric)
    for name in ("alembic", "sqlalchemy"):
        stand_in(monkeypatch, name)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:///nowhere.db")
    return runs


def test_mlflow_has_one_run_for_a_run_that_goes_on(tmp_path, mlflow):
    result = begun(tmp_path / "run", track=("mlflow",), epochs=1)
    resume(small(), tmp_path / "run", changes={"epochs": 2})
    [one] = mlflow
    assert one.state == "FINISHED"
    assert one.params["epochs"] == "1"
    losses = [(step, value) for key, value, step in one.metrics if key == "train/loss"]
    assert [step for step, _ in losses] == [1, 2]
    assert losses[0][1] == result.history[0].train_loss


def test_mlflow_writes_nowhere_unless_the_user_says_where(tmp_path, mlflow, monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    notes = Notes()
    begun(tmp_path / "run", notes, track=("mlflow",), epochs=1)
    assert [one for one in notes.notes if "MLflow" in one] == [
        "MLflow does not follow the run: nothing says where: set MLFLOW_TRACKING_URI, as to "
        "`sqlite:///mlflow.db`"
    ]
    assert mlflow == []


@pytest.mark.slow
def test_the_real_ones_take_what_they_are_told(tmp_path, monkeypatch):
    pytest.importorskip("wandb")
    client = pytest.importorskip("mlflow").MlflowClient(f"sqlite:///{tmp_path}/ml.db")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/ml.db")
    notes = Notes()
    result = begun(tmp_path / "run", notes, track=("wandb", "mlflow"), epochs=1)
    resume(small(), tmp_path / "run", changes={"epochs": 2}, progress=notes)
    assert not [one for one in notes.notes if "does not follow" in one]
    assert list((tmp_path / "run/wandb").glob("offline-run-*/*.wandb"))
    [one] = client.search_runs([client.get_experiment_by_name("archspec").experiment_id])
    losses = client.get_metric_history(one.info.run_id, "train/loss")
    assert [found.step for found in losses] == [1, 2]
    assert losses[0].value == pytest.approx(result.history[0].train_loss)
