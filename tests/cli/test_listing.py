"""Runs in a list: as they are, whatever state they are in, and whoever wrote them."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archspec.cli import main
from archspec.cli.differences import differences, differences_text
from archspec.cli.listing import Listed
from archspec.cli.progress import Log
from archspec.files import locked

ROOT = str(Path(__file__).parents[2])
SPEC = """\
archspec: 1
name: t
input: [1, 8, 8]
layers: [flatten, linear: 10]
train: {data: {dataset: digits, val: 0.2}, batch_size: 512, epochs: 2, tensorboard: false}
"""


def archspec(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


def interrupt(*_, **__):
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Three runs: one done, one stopped in its first epoch, and one that stopped early."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setattr("archspec.runner.session.session.draw_curves", lambda *_: "<svg/>")
        Path("t.yaml").write_text(SPEC)
        Path("early.yaml").write_text(
            SPEC.replace("epochs: 2", "epochs: 9, early_stop: {patience: 1, min_delta: 100}")
        )
        assert archspec("train", "t.yaml").exit_code == 0
        assert archspec("train", "early.yaml", "--lr", 0.5, "-o", "runs/early").exit_code == 0
        patch.setattr(Log, "on_step", interrupt)
        assert archspec("train", "t.yaml", "--seed", 5).exit_code == 130
    return home


@pytest.fixture(autouse=True)
def there(home, monkeypatch):
    monkeypatch.chdir(home)


def test_each_run_has_a_line(home):
    lines = archspec("runs").output.splitlines()
    assert lines[0].split() == [
        "run",
        "state",
        "epochs",
        "best",
        "of",
        "loss",
        "accuracy",
        "written",
    ]
    cells = {line.split()[0]: line.split()[1:5] for line in lines[1:]}
    assert cells == {
        "runs/early": ["done", "2", "of", "9"],
        "runs/t": ["done", "2", "of", "2"],
        "runs/t-2": ["stopped", "0", "of", "2"],
    }


def test_the_figures_are_those_of_the_best_epoch(home):
    [run] = [
        one for one in json.loads(archspec("runs", "--json").output) if one["path"] == "runs/t"
    ]
    result = json.loads(Path("runs/t/result.json").read_text())["best"]
    assert run["best"] == result["epoch"]
    assert run["part"] == "val"
    assert run["loss"] == pytest.approx(result["parts"]["val"]["loss"])
    assert run["accuracy"] == result["parts"]["val"]["accuracy"]


def test_a_run_that_is_trained_is_called_so(home):
    with locked(Path("runs/t/run.lock")):
        assert "runs/t      training" in archspec("runs").output
    assert "training" not in archspec("runs").output


def test_an_extended_run_that_was_stopped_is_not_done(home, monkeypatch):
    monkeypatch.setattr(Log, "on_step", interrupt)
    archspec("train", "--resume", "runs/t", "--epochs", 4)
    [run] = json.loads(archspec("runs", "runs/t", "--json").output)
    assert (run["state"], run["epochs"], run["planned"]) == ("stopped", 2, 4)


def test_they_are_ordered_as_asked(home):
    def names(order: str) -> list[str]:
        return [
            one["path"] for one in json.loads(archspec("runs", "--sort", order, "--json").output)
        ]

    assert names("name") == sorted(names("age"))
    assert names("epochs")[0] == "runs/t-2"
    assert names("accuracy")[0] == "runs/t-2"


def test_it_says_in_what_recipes_differ(home):
    found = json.loads(archspec("runs", "--differences", "--json").output)
    assert found["seed"] == {"runs/early": 0, "runs/t": 0, "runs/t-2": 5}
    assert found["optimizer.adam.lr"] == {"runs/early": 0.5, "runs/t": 0.001, "runs/t-2": 0.001}
    assert "batch_size" not in found
    lines = archspec("runs", "runs/t", "runs/t-2", "--differences").output.splitlines()
    assert "seed" in [line.split()[0] for line in lines]
    assert (
        archspec("runs", "runs/t", "--differences").output
        == "the recipes of these runs are equal\n"
    )


def test_where_there_are_none(home, tmp_path):
    result = archspec("runs", tmp_path)
    assert result.exit_code == 1
    assert f"error[A641]: there are no runs in `{tmp_path}`" in result.stderr


@pytest.mark.parametrize("name", ["recipe.json", "metrics.csv", "result.json"])
@pytest.mark.parametrize(
    "text", ["", "{", "[]", "[" * 10**5, '{"epochs": 1e999}', "\x1b[2J\x00,\n1,2\n", "9" * 5000]
)
def test_a_damaged_run_is_a_line_too(home, tmp_path, name, text):
    for kept in ("recipe.json", "metrics.csv", "result.json"):
        (tmp_path / "run").mkdir(exist_ok=True)
        (tmp_path / "run" / kept).write_bytes(Path("runs/early", kept).read_bytes())
    (tmp_path / "run" / name).write_text(text)
    for options in ((), ("--json",), ("--differences",)):
        result = archspec("runs", tmp_path, tmp_path / "run", *options)
        assert result.exit_code == 0
        assert "\x1b" not in result.output
    # A table without an epoch is that of a run that has none behind it.
    assert "damaged" in archspec("runs", tmp_path).output or text == "" or name == "metrics.csv"


def recipe(**fields):
    return lambda run: (run / "recipe.json").write_text(
        json.dumps(json.loads((run / "recipe.json").read_text()) | fields)
    )


def table(old, new):
    path = "metrics.csv"
    return lambda run: (run / path).write_text((run / path).read_text().replace(old, new, 1))


IMPOSSIBLE = {
    "fewer epochs than none": recipe(epochs=-1),
    "epochs of text": recipe(epochs="9"),
    "an epoch that is true": recipe(epochs=True),
    "fewer epochs than are done": recipe(epochs=1),
    "another figure": recipe(watch="train"),
    "an epoch before the first": table("\n1,", "\n-1,"),
    "an epoch twice": table("\n2,", "\n1,"),
    "an accuracy beyond all": lambda run: (run / "metrics.csv").write_text(
        "number,train_loss,train_accuracy,val_loss,val_accuracy,rate,seconds\n1,1,1,1,7,1,1\n"
    ),
    "a number without end": table("\n1,", f"\n1,{'9' * 200_000}"),
    "epochs that nobody waits for": recipe(epochs=10**400),
    "no loss": table("\n1,", "\n1,nan"),
}


@pytest.mark.parametrize("change", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_history_that_no_training_has_is_called_damaged(home, tmp_path, change):
    run = Path(shutil.copytree("runs/early", tmp_path / "run"))
    assert "done" in archspec("runs", tmp_path).output
    change(run)
    assert "damaged" in archspec("runs", tmp_path).output


def test_a_run_that_came_to_have_samples_to_validate_is_not_damaged(home, tmp_path):
    run = Path(shutil.copytree("runs/early", tmp_path / "run"))
    head = (run / "metrics.csv").read_text().split("\n")[0]
    (run / "metrics.csv").write_text(f"{head}\n1,1,0.5,,,1,1\n2,1,0.5,0.75,0.25,1,1\n")
    (found,) = json.loads(archspec("runs", tmp_path, "--json").output)
    assert (found["state"], found["best"], found["loss"]) == ("done", 2, 0.75)


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_is_no_file_is_not_read(home, tmp_path, kind):
    run = tmp_path / "run"
    run.mkdir()
    if kind == "link":
        (run / "recipe.json").symlink_to(Path("runs/t/recipe.json").absolute())
    else:
        os.mkfifo(run / "recipe.json")
    assert "damaged" in archspec("runs", tmp_path).output


def test_no_torch_is_needed(home):
    code = "import sys; from archspec.cli import main; main(['runs'], standalone_mode=False); "
    code += "assert not {'torch', 'numpy'} & {*sys.modules}"
    env = {**os.environ, "PYTHONPATH": ROOT}
    subprocess.run([sys.executable, "-c", code], check=True, env=env, capture_output=True)


def runs_with(recipes: dict[str, dict]) -> list[Listed]:
    return [Listed(Path(f"runs/{n}"), "done", recipe=recipe) for n, recipe in recipes.items()]


def test_a_field_in_which_recipes_differ_is_a_line_with_the_runs_that_are_alike_together():
    adam, sgd = {"adam": {"lr": 0.01, "eps": 1e-8}}, {"sgd": {"lr": 0.1, "momentum": 0.9}}
    runs = runs_with(
        {
            "a": {"optimizer": adam, "mix": [], "epochs": 3},
            "b": {"optimizer": adam, "mix": [{"mixup": {"alpha": 0.2}}], "epochs": 3},
            "c": {"optimizer": sgd, "mix": [], "epochs": 3},
            "d": {"optimizer": {"sgd": {**sgd["sgd"], "lr": 0.2}}, "mix": [], "epochs": 3},
            "e": {"optimizer": adam, "mix": [], "epochs": 3},
        }
    )
    runs.append(Listed(Path("runs/damaged"), "damaged", note="its files are not there"))
    assert differences_text(runs).splitlines() == [
        "optimizer         sgd: c, d; adam: the others",
        "optimizer.sgd.lr  0.1: c; 0.2: d",
        "mix               [{mixup: {alpha: 0.2}}]: b; []: the others",
    ]


def nested(value: object, depth: int) -> dict:
    return {"a": nested(value, depth - 1) if depth else value}


@pytest.mark.parametrize(
    ("one", "other", "line"),
    [
        ({"seed": 1}, {"seed": 1, "ema": 0.9}, "ema  not there: a; 0.9: b"),
        ({"seed": 1}, {"seed": 1, "ema": None}, "ema  not there: a; none: b"),
        ({"data": {"x": 1, "y": 2}}, {"data": {"y": 2}}, "data.x  1: a; not there: b"),
        ({"schedule": None}, {"schedule": "none"}, 'schedule  none: a; "none": b'),
        ({"ema": True}, {"ema": 1}, "ema  true: a; 1: b"),
        ({"mix": {}}, {"mix": {"cutmix": {}}}, "mix  {}: a; cutmix: b"),
        (
            nested(1, 12),
            nested(2, 12),
            "{a: {a: {a: {a: {a: 1}}}}}: a; {a: {a: {a: {a: {a: 2}}}}}: b",
        ),
        ({"x": {"p": 1, "q": 2}}, {"x": {"q": 2, "p": 1}}, ""),
        ({"x": {"p": 1, "q": [3]}}, {"x": {"p": 1, "q": [3]}}, ""),
    ],
)
def test_a_table_and_its_data_agree_on_what_differs(one, other, line):
    runs = runs_with({"a": one, "b": other})
    said = " ".join(differences_text(runs).split())
    assert said.endswith(" ".join(line.split()))
    assert bool(differences(runs)) == bool(said) == bool(line)


def test_fields_that_each_run_has_alone_take_no_longer_the_more_runs_there_are():
    """Recipes of strangers: each value is looked at a few times, and not once for every run."""
    looked = Counter()

    class Told(dict):
        def __getitem__(self, name):
            looked[name] += 1
            return super().__getitem__(name)

        def get(self, name, default=None):
            looked[name] += 1
            return super().get(name, default)

    recipes = {f"r{n}": Told({f"k{n}-{i}": i for i in range(100)}) for n in range(30)}
    assert len(differences(runs_with(recipes))) == 3_000
    assert max(looked.values()) < 3
    lines = differences_text(runs_with(recipes)).splitlines()
    assert (len(lines), lines[0]) == (501, "k0-0   0: r0; not there: the others")
    assert lines[-1] == "and more, which `--json` has"


def test_differences_fit_a_terminal_however_many_and_long_they_are():
    long = {f"a-rather-long-name-{n}": {"lr": n / 1000, "x": n % 2, "y" * 40: n} for n in range(9)}
    lines = differences_text(runs_with(long)).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1].startswith("   ")
    assert "a-rather-long-name-8" in "".join(lines)
    many = {f"{n:04}": {"lr": n / 1000, "text": f"\x1b[2J{n % 2}" * 99} for n in range(1000)}
    first, *others = differences_text(runs_with(many)).splitlines()
    assert first == "lr    1000 values, which `--json` has by run"
    assert "\x1b" not in "".join(others)


def test_a_recipe_that_is_nested_without_end_is_damaged(home):
    for depth in (70, 970, 100_000):
        text = Path("runs/t/recipe.json").read_text()
        place = Path("runs/t-2/recipe.json")
        place.write_text(text.replace('"mix": []', f'"mix": {"[" * depth}{"]" * depth}'))
        assert "damaged" in archspec("runs").output
        said = archspec("runs", "--differences")
        assert said.exit_code == 0, said.output
