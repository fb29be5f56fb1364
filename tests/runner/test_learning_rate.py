"""The learning rate of every step, against torch's schedulers moved step by step."""

import warnings

import pytest
import torch
from torch.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)

from archspec.diagnostics import Failure
from archspec.runner import Silent, resume, train
from archspec.runner.learning_rate import LearningRate

from .conftest import recipe, small
from .test_resume import Interrupt, Stop, assert_same_run

EACH, EPOCHS, LR = 7, 12, 0.3
STEPS = EACH * EPOCHS


def sgd(momentum: float = 0.9) -> torch.optim.SGD:
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=LR, momentum=momentum)


def ours(optimizer=None, **fields) -> list[tuple[float, float]]:
    """The rate and the momentum of each step."""
    optimizer = optimizer or sgd()
    wanted = recipe(optimizer={"sgd": {"lr": LR, "momentum": 0.9}}, epochs=EPOCHS, **fields)
    rate = LearningRate(optimizer, wanted, EACH)
    found = []
    for step in range(STEPS):
        rate.set(step)
        group = optimizer.param_groups[0]
        found.append((group["lr"], group["momentum"] if "momentum" in group else group["betas"][0]))
    return found


def torchs(make, every: int = 1, optimizer=None) -> list[tuple[float, float]]:
    """The same of a scheduler that is moved after each of `every` steps."""
    optimizer = optimizer or sgd()
    scheduler, found = make(optimizer), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for step in range(1, STEPS + 1):
            group = optimizer.param_groups[0]
            momentum = group["momentum"] if "momentum" in group else group["betas"][0]
            found.append((group["lr"], momentum))
            optimizer.step()
            if step % every == 0:
                scheduler.step()
    return found


def assert_equal(one, other):
    assert len(one) == len(other) == STEPS
    for mine, its in zip(one, other, strict=True):
        assert mine == pytest.approx(its, rel=1e-12, abs=1e-12)


BY_EPOCH = {
    "constant": ({"constant": {}}, lambda o: ConstantLR(o, 1.0)),
    "step": ({"step": {"step_size": 5, "gamma": 0.3}}, lambda o: StepLR(o, 5, 0.3)),
    "multistep": ({"multistep": {"milestones": (2, 7)}}, lambda o: MultiStepLR(o, [2, 7])),
    "exponential": ({"exponential": {"gamma": 0.8}}, lambda o: ExponentialLR(o, 0.8)),
    "cosine": ({"cosine": {"eta_min": 0.02}}, lambda o: CosineAnnealingLR(o, EPOCHS, 0.02)),
    "cosine up again": ({"cosine": {"T_max": 5}}, lambda o: CosineAnnealingLR(o, 5)),
    "warm restarts": (
        {"warm_restarts": {"T_0": 2, "T_mult": 2}},
        lambda o: CosineAnnealingWarmRestarts(o, 2, 2),
    ),
    "linear": ({"linear": {}}, lambda o: LinearLR(o)),
    "polynomial": ({"polynomial": {"power": 2.0}}, lambda o: PolynomialLR(o, EPOCHS, 2.0)),
}


@pytest.mark.parametrize(("schedule", "make"), BY_EPOCH.values(), ids=BY_EPOCH)
def test_by_epoch_as_torchs(schedule, make):
    assert_equal(ours(schedule=schedule), torchs(make, every=EACH))


BY_STEP = {
    "exponential": ({"gamma": 0.8}, lambda o: ExponentialLR(o, 0.8 ** (1 / EACH))),
    "cosine": ({"T_max": 5}, lambda o: CosineAnnealingLR(o, 5 * EACH)),
    "warm_restarts": ({"T_0": 3}, lambda o: CosineAnnealingWarmRestarts(o, 3 * EACH)),
    "linear": ({}, lambda o: LinearLR(o, total_iters=5 * EACH)),
    "polynomial": ({}, lambda o: PolynomialLR(o, STEPS)),
}


@pytest.mark.parametrize("kind", BY_STEP)
def test_by_step_as_torchs_over_as_many_steps(kind):
    fields, make = BY_STEP[kind]
    assert_equal(ours(schedule={kind: {**fields, "per": "step"}}), torchs(make))


ONE_CYCLE = [
    {},
    {"three_phase": True},
    {"anneal_strategy": "linear", "pct_start": 0.4},
    {"pct_start": 0.0},
    {"cycle_momentum": False},
]


@pytest.mark.parametrize("fields", ONE_CYCLE, ids=str)
@pytest.mark.parametrize("adam", [False, True])
def test_one_cycle_moves_rate_and_momentum_as_torchs(fields, adam):
    parameter = torch.nn.Parameter(torch.zeros(1))
    make = (lambda: torch.optim.Adam([parameter], lr=LR)) if adam else sgd
    mine = ours(make(), schedule={"onecycle": {"max_lr": 0.9, **fields}})
    its = torchs(lambda o: OneCycleLR(o, 0.9, STEPS, **fields), optimizer=make())
    assert_equal(mine, its)


@pytest.mark.parametrize(
    ("warmup", "steps"), [(2, 2 * EACH), ("3 epochs", 3 * EACH), ("5 steps", 5)]
)
def test_a_warm_up_is_torchs_linear_rise_before_its_schedule(warmup, steps):
    def make(optimizer):
        climb = LinearLR(optimizer, 1 / (steps + 1), total_iters=steps)
        fall = CosineAnnealingLR(optimizer, STEPS - steps)
        return SequentialLR(optimizer, [climb, fall], [steps])

    schedule = {"cosine": {"per": "step"}}
    assert_equal(ours(warmup=warmup, schedule=schedule), torchs(make))


def test_a_warm_up_alone_leaves_the_rate_at_its_top():
    rates = [rate for rate, _ in ours(warmup="4 steps")]
    assert rates[:6] == pytest.approx([LR * n / 5 for n in (1, 2, 3, 4, 5, 5)], rel=1e-15)
    assert set(rates[4:]) == {LR}


def test_a_list_is_torchs_sequence():
    def make(optimizer):
        parts = [ConstantLR(optimizer, 1.0), LinearLR(optimizer, 0.5, 1.0, 3)]
        parts.append(CosineAnnealingLR(optimizer, EPOCHS - 7, 0.01))
        return SequentialLR(optimizer, parts, [3, 7])

    schedules = (
        {"constant": {"epochs": 3}},
        {"linear": {"start_factor": 0.5, "total_iters": 3, "epochs": 4}},
        {"cosine": {"eta_min": 0.01}},
    )
    assert_equal(ours(schedule=schedules), torchs(make, every=EACH))


def test_after_one_cycle_the_momentum_is_the_optimisers_own():
    found = ours(schedule=({"onecycle": {"max_lr": 0.9, "epochs": 2}}, "constant"))
    assert {momentum for _, momentum in found[2 * EACH :]} == {0.9}
    assert found[0][1] == 0.95


def test_a_plateau_waits_until_the_warm_up_is_over():
    optimizer = sgd()
    wanted = recipe(
        optimizer={"sgd": {"lr": LR, "momentum": 0.9}},
        epochs=EPOCHS,
        warmup=2,
        schedule={"plateau": {"patience": 0}},
    )
    rate, twin = LearningRate(optimizer, wanted, EACH), sgd()
    torchs_own, found, expected = ReduceLROnPlateau(twin, patience=0), [], []
    for epoch in range(1, 7):
        for step in range((epoch - 1) * EACH, epoch * EACH):
            rate.set(step)
        found.append(rate.now)
        expected.append(twin.param_groups[0]["lr"])
        rate.after_epoch(epoch * EACH, cost=1.0)
        if epoch > 2:
            torchs_own.step(1.0)
    assert found[2:] == expected[2:] == pytest.approx([LR, LR, LR / 10, LR / 100])
    assert found[:2] == pytest.approx([LR * EACH / (2 * EACH + 1), LR * 2 * EACH / (2 * EACH + 1)])


def test_a_plateau_behind_a_warm_up_that_was_cut_off_goes_on_to_the_same_bits(tmp_path):
    fields = {"warmup": 1, "schedule": {"plateau": {"patience": 0, "threshold": 0.9}}}
    wanted = recipe(**fields, data={"val": 0.2}, epochs=4, batch_size=300)
    train(small(), wanted, tmp_path / "whole", input_shape=(1, 8, 8))
    with pytest.raises(Stop):
        train(small(), wanted, tmp_path / "part", input_shape=(1, 8, 8), progress=Interrupt(1, 2))
    with pytest.raises(Stop):
        resume(small(9), tmp_path / "part", progress=Interrupt(2))
    resume(small(9), tmp_path / "part")
    assert_same_run(tmp_path / "whole", tmp_path / "part")


FLOORS = {
    "cosine": {"eta_min": 0.02},
    "warm_restarts": {"T_0": 4, "eta_min": 0.02},
    "plateau": {"patience": 0, "min_lr": 0.02},
    "onecycle": {"max_lr": 0.9},
    "step": {"step_size": 3},
}


@pytest.mark.parametrize("kind", FLOORS)
def test_groups_have_their_factor_of_the_rate_down_to_its_floor(kind):
    """As torch's `LambdaLR` would, with the curve of the whole as its function."""
    factors = (0.0, 1e-9, 1.0)
    groups = [
        {"params": [torch.nn.Parameter(torch.zeros(1))], "lr": LR * one, "lr_factor": one}
        for one in factors
    ]
    grouped, single = torch.optim.SGD(groups, lr=LR, momentum=0.9), sgd()
    fields = {"schedule": {kind: FLOORS[kind]}, "warmup": 1, "epochs": EPOCHS}
    wanted = recipe(optimizer={"sgd": {"lr": LR, "momentum": 0.9}}, **fields)
    rates = [LearningRate(one, wanted, EACH) for one in (grouped, single)]
    for step in range(STEPS):
        for rate in rates:
            rate.set(step)
            if (step + 1) % EACH == 0:
                rate.after_epoch(step + 1, cost=1.0)
        whole = single.param_groups[0]["lr"]
        assert rates[0].now == rates[1].now == whole
        for factor, group in zip(factors, grouped.param_groups, strict=True):
            assert group["lr"] == pytest.approx(factor * whole, rel=1e-12, abs=0)


@pytest.mark.parametrize("schedule", [None, "cosine", "plateau"])
def test_what_is_told_is_the_rate_without_the_factor_of_any_group(schedule, tmp_path):
    groups = ({"of": "0", "lr_factor": 0.0}, {"of": "1", "lr_factor": 0.001})
    fields = {"epochs": 2, "batch_size": 512, "optimizer": {"sgd": {"lr": 0.25}}}
    steps = []

    class Steps(Silent):
        def on_epoch(self, epoch, best):
            steps.append(epoch.rate)

    wanted = recipe(**fields, groups=groups, schedule=schedule and {schedule: {}})
    train(small(), wanted, tmp_path / "run", input_shape=(1, 8, 8), progress=Steps())
    assert steps == [0.25, 0.125 if schedule == "cosine" else 0.25]


def test_a_plateau_of_groups_that_was_cut_off_goes_on_to_the_same_bits(tmp_path):
    groups = ({"of": "0", "lr_factor": 0.1},)
    plateau = {"plateau": {"patience": 0, "threshold": 0.9, "min_lr": 0.0005}}
    wanted = recipe(groups=groups, schedule=plateau, epochs=4, batch_size=512)
    train(small(), wanted, tmp_path / "whole", input_shape=(1, 8, 8))
    with pytest.raises(Stop):
        train(small(), wanted, tmp_path / "part", input_shape=(1, 8, 8), progress=Interrupt(3))
    resume(small(9), tmp_path / "part")
    assert_same_run(tmp_path / "whole", tmp_path / "part")


def test_a_run_cannot_go_on_with_another_warm_up(tmp_path):
    wanted = recipe(epochs=1, batch_size=500, warmup="2 steps")
    train(small(), wanted, tmp_path / "run", input_shape=(1, 8, 8))
    with pytest.raises(Failure, match=r'A658.*`warmup` was "2 steps"'):
        resume(small(), tmp_path / "run", changes={"warmup": "1 steps", "epochs": 2})
