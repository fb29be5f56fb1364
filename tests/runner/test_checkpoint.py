"""Weights with several names, and what a folder must not do."""

import errno
import json

import pytest
import torch
from safetensors.torch import load, load_file, save
from torch import nn

from archspec.diagnostics import Failure
from archspec.runner import resume, train
from archspec.runner.checkpoint import load_weights, packed, pieces
from archspec.runner.session.snapshot import load_state, snapshot
from archspec.runner.storage import write

from .conftest import failed, recipe


def shared(depth: int = 3) -> nn.Module:
    """The book's blocks: one module, `depth` times."""
    block = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))
    return nn.Sequential(nn.Linear(64, 8), *[block] * depth, nn.Linear(8, 10))


def flat() -> nn.Module:
    return nn.Sequential(nn.Flatten(), shared())


def test_a_shared_module_is_stored_once_and_loaded_everywhere(tmp_path):
    first, second = shared(), shared()
    (tmp_path / "w.safetensors").write_bytes(packed(first, {}))
    assert not any(name.startswith(("2.", "3.")) for name in load_file(tmp_path / "w.safetensors"))
    load_weights(tmp_path / "w.safetensors", second)
    assert second[1] is second[3]
    for name, value in first.state_dict().items():
        assert torch.equal(second.state_dict()[name], value), name


def metadata_of(file: bytes) -> dict[str, str]:
    return json.loads(file[8 : 8 + int.from_bytes(file[:8], "little")])["__metadata__"]


def test_a_file_is_what_the_library_reads_and_as_long_as_its_own():
    formats = (torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.uint8, torch.bool)
    tensors = {f"{n}.{one}": torch.ones(n, 3).to(one) for n in (0, 1, 2) for one in formats}
    tensors["alone"] = torch.tensor(7)
    written = b"".join(pieces(tensors, {"ä": 'a "quoted" text\n'}))
    found = load(written)
    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[name], one) for name, one in tensors.items())
    assert all(found[name].dtype == one.dtype for name, one in tensors.items())
    assert len(written) == len(save(tensors, metadata_of(written)))


def test_the_best_weights_stay_when_the_last_are_written_anew(tmp_path):
    best, last = tmp_path / "best", tmp_path / "last"
    write(last, [b"1", memoryview(b"2")], also=[best])
    write(last, b"3")
    assert (best.read_bytes(), last.read_bytes()) == (b"12", b"3")
    assert sorted(tmp_path.iterdir()) == [best, last]


def test_a_file_system_without_second_names_has_two_files(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    write(tmp_path / "last", b"1", also=[tmp_path / "best"])
    assert (tmp_path / "best").read_bytes() == b"1"
    assert len({one.stat().st_ino for one in tmp_path.iterdir()}) == 2


def test_a_tied_parameter_is_stored_once(tmp_path):
    def tied():
        model = nn.ModuleDict({"a": nn.Linear(4, 4, bias=False), "b": nn.Linear(4, 4, bias=False)})
        model["b"].weight = model["a"].weight
        return model

    first, second = tied(), tied()
    (tmp_path / "w.safetensors").write_bytes(packed(first, {}))
    assert list(load_file(tmp_path / "w.safetensors")) == ["a.weight"]
    load_weights(tmp_path / "w.safetensors", second)
    assert torch.equal(second["b"].weight, first["a"].weight)


def test_equal_values_are_not_taken_for_tied_ones(tmp_path):
    first = nn.Sequential(nn.BatchNorm1d(3), nn.BatchNorm1d(3))
    (tmp_path / "w.safetensors").write_bytes(packed(first, {}))
    assert len(load_file(tmp_path / "w.safetensors")) == 10


def test_a_run_with_shared_blocks_trains_and_resumes(tmp_path):
    result = train(flat(), recipe(epochs=1), tmp_path / "run", input_shape=(1, 8, 8))
    assert resume(flat(), tmp_path / "run").history == result.history


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "NAdam", "Adagrad"])
def test_an_optimisers_state_survives_without_a_pickle(tmp_path, name):
    def step(model, optimizer, seed):
        optimizer.zero_grad()
        torch.manual_seed(seed)
        model(torch.randn(5, 4)).square().sum().backward()
        optimizer.step()

    def pair():
        torch.manual_seed(0)
        model = nn.Linear(4, 3)
        fields = {"momentum": 0.9} if name == "SGD" else {}
        return model, getattr(torch.optim, name)(model.parameters(), lr=0.1, **fields)

    model, optimizer = pair()
    step(model, optimizer, 1)
    state = snapshot(model, optimizer, {"epoch": 3, "best": float("inf")}).pack()
    (tmp_path / "s.safetensors").write_bytes(b"".join(state))
    other, fresh = pair()
    assert load_state(tmp_path / "s.safetensors", other, fresh)[0] == {
        "epoch": 3,
        "best": float("inf"),
    }
    assert fresh.state_dict()["param_groups"] == optimizer.state_dict()["param_groups"]
    step(model, optimizer, 2)
    step(other, fresh, 2)
    assert torch.equal(model.weight, other.weight)


def test_weights_of_another_network_name_what_differs(tmp_path):
    (tmp_path / "w.safetensors").write_bytes(
        packed(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 3)), {})
    )
    with pytest.raises(Failure) as caught:
        load_weights(
            tmp_path / "w.safetensors", nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 4), nn.PReLU())
        )
    assert failed(caught) == (
        "A643",
        f"the weights in `{tmp_path / 'w.safetensors'}` are those of another network",
        ("the network has, the file lacks: 2.weight", "of another shape: 1.bias, 1.weight"),
    )


def test_a_pickle_in_the_place_of_weights_is_not_opened(tmp_path):
    torch.save(nn.Linear(2, 2).state_dict(), tmp_path / "w.safetensors")
    with pytest.raises(Failure) as caught:
        load_weights(tmp_path / "w.safetensors", nn.Linear(2, 2))
    assert failed(caught)[0] == "A642"
