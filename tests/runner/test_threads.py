"""On how many threads a run is computed: what is faster, said, and the same when it goes on."""

import copy
import json

import pytest
import torch

from archspec.runner import Silent, assembly, resume, threads, train
from archspec.runner.place import Place
from archspec.runner.session.segments import read_segments

from .conftest import recipe, small

PLACE = Place(torch.device("cpu"))


class Notes(Silent):
    """Keeps what is said."""

    def __init__(self):
        self.said = []

    def on_note(self, text):
        self.said.append(text)


@pytest.fixture
def two_threads(one_thread):
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


@pytest.fixture
def takes(monkeypatch, two_threads):
    """Says how many seconds a step takes on one thread, and on two."""

    def settle(*seconds: float) -> None:
        monkeypatch.setattr(threads, "_seconds", lambda _step, count: seconds[count - 1])

    return settle


@pytest.mark.parametrize(
    ("alone", "together", "chosen"),
    [(0.1, 0.06, 2), (0.1, 0.09, 1), (0.1, 9.0, 1), (0.001, 0.0006, 1), (3.0, 1.6, 2)],
)
def test_two_threads_only_where_they_gain(alone, together, chosen, takes):
    takes(alone, together)
    assert threads.choose_threads(small(), (1, 8, 8), 4, PLACE) == chosen


def test_what_is_tried_leaves_no_trace(two_threads, monkeypatch):
    monkeypatch.setattr(threads, "SHORT", 0.0)
    model = small().train()
    before, drawn = copy.deepcopy(model.state_dict()), torch.get_rng_state()
    assert threads.choose_threads(model, (1, 8, 8), 4, PLACE) in (1, 2)
    assert torch.get_num_threads() == 2
    assert model.training
    assert all(one.grad is None for one in model.parameters())
    assert all(torch.equal(one, before[name]) for name, one in model.state_dict().items())
    assert torch.equal(torch.get_rng_state(), drawn)


def test_it_is_said_and_kept_for_when_the_run_goes_on(takes, tmp_path):
    takes(0.1, 0.2)
    notes, options = Notes(), recipe(epochs=1)
    train(small(), options, tmp_path / "run", input_shape=(1, 8, 8), progress=notes)
    assert notes.said == ["computing on 1 of 2 threads, which is faster than more of them"]
    assert torch.get_num_threads() == 2
    takes(0.2, 0.1)
    notes = Notes()
    resume(small(), tmp_path / "run", changes={"epochs": 2}, progress=notes)
    assert "computing on 1 of 2 threads" in notes.said
    assert [one.where for one in read_segments(tmp_path / "run")] == ["cpu, 1 thread"] * 2


def test_a_run_of_an_older_version_chooses_anew(takes, tmp_path):
    takes(0.1, 0.2)
    train(small(), recipe(epochs=1), tmp_path / "run", input_shape=(1, 8, 8))
    path = tmp_path / "run" / "segments.json"
    content = json.loads(path.read_text())
    del content["segments"][0]["threads"]
    path.write_text(json.dumps(content))
    takes(0.2, 0.1)
    notes = Notes()
    resume(small(), tmp_path / "run", changes={"epochs": 2}, progress=notes)
    assert "computing on 2 of 2 threads" in notes.said


def test_what_the_recipe_says_is_not_tried(takes, tmp_path):
    takes(0.2, 0.1)
    notes = Notes()
    options = recipe(epochs=1, threads=1)
    train(small(), options, tmp_path / "run", input_shape=(1, 8, 8), progress=notes)
    assert notes.said == []
    assert read_segments(tmp_path / "run")[0].threads == 1


@pytest.mark.parametrize(
    ("sampler", "size"), [(None, 32), ({"count": 12}, 12), ({"count": 90}, 32)]
)
def test_the_batch_that_is_tried_is_one_that_an_epoch_has(
    sampler, size, takes, tmp_path, monkeypatch
):
    takes(0.1, 0.2)
    tried = []

    def choose(_model, _shapes, count, *_more):
        tried.append(count)
        return 1

    monkeypatch.setattr(assembly, "choose_threads", choose)
    options = recipe(epochs=1, batch_size=32, sampler=sampler)
    train(small(), options, tmp_path / "run", input_shape=(1, 8, 8))
    assert tried == [size]
