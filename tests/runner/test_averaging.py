"""Running means of weights, against the same by hand; and states that are kept."""

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from archspec.diagnostics import Failure
from archspec.runner import evaluate, resume, train
from archspec.runner.averaging import Average
from archspec.runner.own.events import StepEnd
from archspec.runner.own.parts import Own

from .conftest import recipe, small
from .processes import together
from .test_processes import Double
from .test_resume import Interrupt, Stop, assert_same_run

FIELDS = {"data": {"val": 0.2}, "epochs": 3, "batch_size": 200, "ema": 0.9}


def begin(folder, model=None, **more):
    wanted = recipe(**FIELDS, optimizer={"adam": {"lr": 0.01}}, **more)
    return train(model or small(), wanted, folder, input_shape=(1, 8, 8))


def test_means_by_hand_are_what_is_measured_and_kept(tmp_path):
    model, means, step = small(), {}, 0
    means = {name: one.clone() for name, one in model.state_dict().items()}

    def after(_: StepEnd) -> None:
        nonlocal step
        step += 1
        decay = min(0.9, (1 + step) / (10 + step))
        for name, one in model.state_dict().items():
            floats = one.is_floating_point()
            means[name] = means[name] * decay + one * (1 - decay) if floats else one.clone()
        raw.update({name: one.clone() for name, one in model.state_dict().items()})

    raw: dict[str, torch.Tensor] = {}
    wanted = recipe(**FIELDS, optimizer={"adam": {"lr": 0.01}})
    own = Own(callbacks=(after,))
    result = train(model, wanted, tmp_path / "run", input_shape=(1, 8, 8), own=own)
    kept, last = (load_file(tmp_path / f"run/{name}.safetensors") for name in ("last", "raw"))
    assert step == 3 * 6
    for name, mean in means.items():
        torch.testing.assert_close(kept[name], mean, rtol=1e-5, atol=1e-6)
        assert torch.equal(last[name], raw[name])
    assert result.best == 3
    assert result.last["val"].loss == pytest.approx(result.history[-1].val_loss, rel=1e-6)
    measured = evaluate(small(9), tmp_path / "run", "val", device="cpu").loss
    assert measured == pytest.approx(result.history[-1].val_loss, rel=1e-6)
    assert torch.equal(model.state_dict()["0.weight"], kept["0.weight"])


def test_the_network_itself_is_trained_as_without_means(tmp_path):
    begin(tmp_path / "with")
    plain = {name: value for name, value in FIELDS.items() if name != "ema"}
    wanted = recipe(**plain, optimizer={"adam": {"lr": 0.01}})
    train(small(), wanted, tmp_path / "without", input_shape=(1, 8, 8))
    one = load_file(tmp_path / "with/raw.safetensors")
    other = load_file(tmp_path / "without/last.safetensors")
    assert all(torch.equal(one[name], other[name]) for name in other)


def test_shared_weights_are_averaged_once():
    shared = nn.PReLU()
    average = Average(nn.Sequential(shared, shared), 0.5)
    nn.init.constant_(shared.weight, 1.25)
    average.update(1)
    assert average.tensors["0.weight"].item() == pytest.approx(0.25 * 2 / 11 + 1.25 * 9 / 11)
    assert [*average.tensors] == ["0.weight"]


def test_a_run_with_all_of_it_that_was_cut_off_goes_on_to_the_same_bits(tmp_path):
    more = {
        "save": {"every": "2 steps", "keep": 3},
        "warmup": "8 steps",
        "schedule": ({"constant": {"epochs": 1}}, {"onecycle": {"max_lr": 0.02}}),
        "groups": ({"of": "6", "lr_factor": 0.5}, {"of": "0", "frozen": 2}),
    }
    begin(tmp_path / "whole", **more)
    part = recipe(**FIELDS, optimizer={"adam": {"lr": 0.01}}, **more)
    stop = Interrupt(1, 5)
    with pytest.raises(Stop):
        train(small(), part, tmp_path / "part", input_shape=(1, 8, 8), progress=stop)
    resume(small(9), tmp_path / "part")
    assert_same_run(tmp_path / "whole", tmp_path / "part")
    one, other = (load_file(tmp_path / run / "raw.safetensors") for run in ("whole", "part"))
    assert all(torch.equal(one[name], other[name]) for name in one)
    states = sorted(path.name for path in (tmp_path / "part").glob("state*"))
    assert states == ["state-1.safetensors", "state-2.safetensors", "state.safetensors"]

    run = tmp_path / "part"
    (run / "state.safetensors").write_bytes(b"lost")
    with pytest.raises(Failure, match=r"mv .*state-1\.safetensors"):
        resume(small(9), run)
    (run / "state-1.safetensors").replace(run / "state.safetensors")
    resume(small(9), run)
    assert_same_run(tmp_path / "whole", run)


@pytest.mark.forks
@pytest.mark.parametrize("shard", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_two_processes_have_the_means_of_one_and_freeze_as_it_does(tmp_path, shard):
    groups = (
        {"of": "*.0", "frozen": 1},
        {"of": "norms", "weight_decay": 0.0},
        {"of": "body.4", "lr_factor": 0.5, "weight_decay": 0.1},
    )
    more = {"optimizer": {"sgd": {"lr": 0.1}}, "epochs": 2, "groups": groups, "clip": {"norm": 1.0}}

    def work(folder, **how):
        wanted = recipe(**(FIELDS | more), warmup="5 steps", **how)
        return train(Double(), wanted, folder, input_shape=(1, 8, 8)).history

    two = together(2, lambda: work(tmp_path / "two", shard=shard), tmp_path / "results")[0]
    one = work(tmp_path / "one")
    assert [e.val_loss for e in two] == pytest.approx([e.val_loss for e in one], rel=1e-9)
    mine, its = (load_file(tmp_path / run / "best.safetensors") for run in ("one", "two"))
    for name in mine:
        torch.testing.assert_close(mine[name], its[name], rtol=1e-7, atol=1e-9)
