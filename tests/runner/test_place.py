"""Which device a process computes on, and what processes tell each other."""

from types import SimpleNamespace

import pytest
import torch

from archspec.diagnostics import Failure
from archspec.runner.device import find_device, launched
from archspec.runner.place import Place, find_place

from .conftest import failed, recipe
from .processes import together


@pytest.fixture
def two_gpus(monkeypatch):
    """A machine with two of them, of which nothing is computed on."""
    chosen = []
    module = SimpleNamespace(device_count=lambda: 2)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda **_: torch.device("cuda"))
    monkeypatch.setattr(torch.accelerator, "set_device_index", chosen.append)
    monkeypatch.setattr(torch, "get_device_module", lambda kind: module)
    return chosen


def test_each_process_of_a_machine_takes_a_gpu_of_its_own(monkeypatch, two_gpus):
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    for rank in range(2):
        monkeypatch.setenv("LOCAL_RANK", str(rank))
        assert find_device(recipe(device="auto")) == torch.device("cuda", rank)
    assert two_gpus == [0, 1]
    assert find_device(recipe(device="cpu")) == torch.device("cpu")


def test_more_processes_than_gpus_are_refused_by_each_of_them(monkeypatch, two_gpus):
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "3")
    for rank in range(3):
        monkeypatch.setenv("LOCAL_RANK", str(rank))
        with pytest.raises(Failure) as caught:
            find_device(recipe(device="auto"))
        code, message, _ = failed(caught)
        assert code == "A632"
        assert message == "3 processes are to share the 2 cuda devices of this machine"
        helps = [one.text for one in caught.value.diagnostics[0].helps]
        assert helps == ["start them by `--nproc-per-node 2`", "or write `device: cpu`"]


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("", 7), ("-1", 7), ("two", 7), ("٣", 7)])
def test_what_a_launcher_has_not_set_is_not_believed(monkeypatch, text, number):
    monkeypatch.setenv("WORLD_SIZE", text)
    assert launched("WORLD_SIZE", 7) == number


def test_a_process_that_is_alone_waits_for_nobody():
    place, value = Place(torch.device("cpu")), torch.arange(3.0)
    assert place.main
    assert place.same({"a": 1}) == {"a": 1}
    assert place.sum(value) is value
    assert place.gathered(value) is value
    assert place.rows(value).shape == (1, 3)
    assert place.name == "cpu"
    with place.first("something"):
        place.meet()


def test_what_processes_tell_each_other(tmp_path):
    order = tmp_path / "order.txt"

    def work():
        place = find_place(recipe())
        for turn in range(2):
            with place.first("data"), order.open("a") as file:
                file.write(f"{turn}{place.rank} ")
            place.meet()
        weights = torch.full((2,), float(place.rank))
        place.spread(weights)
        return (
            place.name,
            place.sum(torch.tensor([1.0, place.rank])).tolist(),
            place.gathered(torch.arange(place.rank * 2.0)).tolist(),
            place.rows(torch.tensor([place.rank])).tolist(),
            place.same(f"of {place.rank}"),
            weights.tolist(),
        )

    told = ("cpu, 3 processes", [3, 3], [0, 1, 0, 1, 2, 3], [[0], [1], [2]], "of 0", [0, 0])
    assert together(3, work, tmp_path) == [told] * 3
    words = order.read_text().split()
    assert words[0] == "00"
    assert words[3] == "10"
    assert sorted(words[:3]) == ["00", "01", "02"]


def test_what_fails_in_the_first_process_keeps_no_other_waiting(tmp_path):
    def work():
        place = find_place(recipe())
        with pytest.raises(ZeroDivisionError), place.first("data"):
            place.rank / 0
        # The first leaves only now: it has what the others look for each other by.
        place.meet()
        return place.rank

    assert together(2, work, tmp_path) == [0, 1]
