"""A mistake in `train:` stops training and nothing else; what is rarely meant is said once."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import archspec as package
from archspec.cli import main
from archspec.diagnostics import Failure

HEAD = "archspec: 1\ninput: [1, 8, 8]\nlayers: [flatten, linear: 10]\n"
FAULTS = {
    "a field that does not exist": "train: {data: {dataset: digits}, epoch: 3}",
    "a value that does not fit": "train: {data: {dataset: digits}, epochs: many}",
    "no mapping": "train: soon",
    "data of another shape": "train: {data: {dataset: mnist}}",
    "a loss of numbers": "train: {data: {dataset: digits}, loss: mse}",
    "bytes": "train: {data: {dataset: digits, normalize: {values: {mean: [99], std: [9]}}}}",
    "a step that nothing takes": "train: {data: {dataset: digits}, batch_size: -1}",
}


def archspec(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(params=FAULTS)
def spec(request, tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "net.yaml"
    path.write_text(f"{HEAD}{FAULTS[request.param]}\n")
    return path


def test_training_stops_and_nothing_else(spec):
    assert archspec("check", spec).exit_code == 1
    [found] = json.loads(archspec("check", spec, "--format", "json").output)
    assert found["severity"] == "error"
    stopped = archspec("train", spec)
    assert (stopped.exit_code, found["message"] in stopped.output) == (1, True)
    assert archspec("show", spec).exit_code == 0
    assert archspec("diagram", spec, "-o", "net.dot").exit_code == 0
    assert archspec("build", spec, "-o", "built").exit_code == 0
    network = package.load(spec)
    assert sum(one.numel() for one in network.build().parameters()) == 650
    with pytest.raises(Failure, match=found["code"]):
        network.train(spec.parent / "run")
    assert archspec("check", "built/spec.yaml").exit_code == 0


def test_other_mistakes_are_found_beside_it(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(
        f"{HEAD.replace('linear', 'linaer')}train: {{data: {{dataset: digits}}, epoch: 3}}\n"
    )
    found = json.loads(archspec("check", path, "--format", "json").output)
    assert [one["line"] for one in found] == [3, 4]


def test_a_recipe_of_its_own_takes_the_place_of_a_wrong_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(f"{HEAD}train: {{data: {{dataset: digits}}, epoch: 3}}\n")
    Path("own.yaml").write_text("data: {dataset: digits}\nepochs: 1\ntensorboard: false\n")
    assert archspec("train", "net.yaml", "--recipe", "own.yaml").exit_code == 0


ADVISED = """archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: 10, softmax]
train: {data: {dataset: digits}, epochs: 1, tensorboard: false}
"""


def test_training_gives_the_advice_of_check_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(ADVISED)
    said = archspec("check", "net.yaml").output.rsplit("\n\n", 1)[0]
    assert said.startswith("warning[A702]")
    trained = archspec("train", "net.yaml")
    assert trained.exit_code == 0
    assert trained.stderr.strip() == said.strip()
    assert trained.output.index("A702") < trained.output.index("epoch 1/1")


def test_the_advice_is_on_the_recipe_that_is_used(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(ADVISED.replace(", softmax", ""))
    Path("own.yaml").write_text("data: {dataset: digits}\nepochs: 1\noptimizer: {adam: {lr: 3}}\n")
    assert "own.yaml:3" in archspec("train", "net.yaml", "--recipe", "own.yaml").stderr


class TestClassesThatTheRecipeKeeps:
    """`train net --set classes=10`, where the file keeps two classes of ten."""

    SPEC = """archspec: 1
params: {classes: 2}
input: [1, 8, 8]
layers: [flatten, linear: $classes]
train:
  data: {dataset: digits, classes: ["3", "5"], val: 0.1}
  epochs: 1
  tensorboard: false
"""

    def helps(self, classes: int) -> list[str]:
        Path("net.yaml").write_text(self.SPEC)
        refused = archspec("train", "net.yaml", "--set", f"classes={classes}")
        assert refused.exit_code == 1
        assert " --> net.yaml:6:36" in refused.stderr
        return re.findall(r"= help: (.*)", refused.stderr)

    def test_all_ten(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        first, second, third = self.helps(10)
        assert first == "make the last layer `linear: 2`"
        assert second == "or, to train on 10 classes, leave `classes` out there"
        own = self.SPEC[self.SPEC.index("train:") :].replace('classes: ["3", "5"], ', "")
        assert third.startswith("or leave `classes` out in a recipe of your own: `--recipe FILE`")
        Path("own.yaml").write_text(own)
        ran = archspec("train", "net.yaml", "--set", "classes=10", "--recipe", "own.yaml")
        assert ran.exit_code == 0, ran.stderr
        assert "10 classes" in ran.output

    def test_three(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert self.helps(3)[1] == "or, to train on 3 classes, list 3 `classes` there"

    def test_more_than_there_are(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert self.helps(11) == ["make the last layer `linear: 2`"]


class TestNothingHeldBack:
    SPEC = HEAD + "train: {data: {dataset: npz, root: d.npz%s}, epochs: 1, tensorboard: false}\n"

    def write(self, more: str = "", **arrays: np.ndarray) -> None:
        Path("net.yaml").write_text(self.SPEC % more)
        x, y = np.random.default_rng(0).random((40, 1, 8, 8)), np.arange(40) % 10
        np.savez("d.npz", x=x, y=y, **{n: x if "x" in n else y for n in arrays})

    def codes(self) -> list[str]:
        return [
            one["code"]
            for one in json.loads(archspec("check", "net.yaml", "--format", "json").output)
        ]

    def test_check_and_train_and_the_report_say_so(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        self.write()
        assert self.codes() == ["A720"]
        trained = archspec("train", "net.yaml", "-o", "run")
        assert "A720" in trained.stderr
        assert "careful: no samples are held back" not in trained.output
        assert "data: 10 classes" in trained.output
        assert "data:" not in archspec("eval", "run").output
        page = Path("run/report.html").read_text()
        assert "how well the samples were learnt by heart" in page

    @pytest.mark.parametrize("more", [", val: 0.1", ", test: 0.1"])
    def test_the_help_obeyed_ends_it(self, tmp_path, monkeypatch, more):
        monkeypatch.chdir(tmp_path)
        self.write(more)
        assert self.codes() == []

    @pytest.mark.parametrize("part", ["val", "valid", "test"])
    def test_parts_of_the_file_are_seen(self, tmp_path, monkeypatch, part):
        monkeypatch.chdir(tmp_path)
        self.write(**{f"x_{part}": 1, f"y_{part}": 1})
        assert self.codes() == []

    def test_folders_are_seen(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        Path("net.yaml").write_text(HEAD + "train: {data: {dataset: image_folder, root: photos}}\n")
        assert self.codes() == ["A720", "A721"]
        Path("photos/Training/cat").mkdir(parents=True)
        assert self.codes() == ["A720"]
        Path("photos/Test/cat").mkdir(parents=True)
        assert self.codes() == []

    def test_a_published_set_has_test_images_of_its_own(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        Path("net.yaml").write_text(HEAD + "train: {data: {dataset: digits}}\n")
        assert self.codes() == []


@pytest.mark.parametrize(
    ("layers", "fields", "code"),
    [
        ("flatten, relu", "loss: cross_entropy", "A609"),
        ("flatten, {linear: {width: 10, freeze: true}}", "loss: cross_entropy", "A609"),
        ("{conv: {width: 8, kernel: 8}}, batchnorm, flatten, linear: 10", "batch_size: 1", "A610"),
        ("flatten, linear: 8, batchnorm, linear: 10", "batch_size: 1", "A610"),
        ("global_avgpool, batchnorm, linear: 10", "batch_size: 1", "A610"),
        ("global_avgpool, batchnorm, linear: 10", "sampler: {count: 1}", "A610"),
        ("flatten, linear: 10", "mix: [mixup], sampler: {count: 1}", "A657"),
    ],
)
def test_what_cannot_be_trained_is_an_error_of_check(tmp_path, layers, fields, code):
    path = tmp_path / "net.yaml"
    path.write_text(
        f"archspec: 1\ninput: [1, 8, 8]\nlayers: [{layers}]\n"
        f"train: {{data: {{dataset: digits}}, {fields}}}\n"
    )
    found = json.loads(archspec("check", path, "--format", "json").output)
    assert code in [one["code"] for one in found if one["severity"] == "error"]
    assert archspec("train", path, "-o", tmp_path / "run").exit_code == 1
    assert not (tmp_path / "run").exists()


RECIPE = "train: {data: {dataset: digits}, epochs: $n, groups: [{of: head, lr_factor: 0.1}]}\n"
NETWORK = """archspec: 1
params: {n: 3}
input: [1, 8, 8]
layers: [flatten, linear: {name: NAME, width: 10}]
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("rec.yaml").write_text(f"# All layers learn.\n{RECIPE}")
    Path("net.yaml").write_text(NETWORK.replace("NAME", "head"))
    Path("other.yaml").write_text(
        NETWORK.replace("NAME", "fc") + "train: {data: {dataset: nona}}\n"
    )
    return tmp_path


def test_a_recipe_file_is_checked_by_itself_and_with_a_network(files):
    alone = archspec("check", "rec.yaml")
    assert (alone.exit_code, alone.stdout) == (0, "")
    command = re.search(r"`archspec (check SPEC --recipe rec.yaml)`", alone.stderr)
    obeyed = archspec(*command[1].replace("SPEC", "net.yaml").split())
    assert (obeyed.exit_code, obeyed.output) == (0, "")
    assert archspec("check", "net", "rec.yaml", "--format", "json").stdout == "[]\n"
    shown = archspec("show", "rec.yaml")
    assert (shown.exit_code, "this is a recipe" in shown.output) == (1, True)
    assert command[0] in shown.output


def test_what_is_wrong_with_a_recipe_file_is_told_at_its_place(files):
    [found] = json.loads(
        archspec("check", "other.yaml", "--recipe", "rec.yaml", "--format", "json").stdout
    )
    assert (found["code"], found["file"]) == ("A656", "rec.yaml")
    Path("rec.yaml").write_text(RECIPE.replace("lr_factor", "lr_factr").replace("$n", "3"))
    for words in (["rec.yaml"], ["other.yaml", "--recipe", "rec.yaml"], ["-"]):
        text = Path("rec.yaml").read_text()
        found = CliRunner().invoke(main, ["check", *words], input=text)
        assert found.exit_code == 1
        assert "unknown field `lr_factr` in `groups`" in found.output
    Path("bare.yaml").write_text("data: {dataset: digits}\nepochs: 3\noptimiser: sgd\n")
    assert "unknown field `optimiser` in `train`" in archspec("check", "bare.yaml").output


def test_a_recipe_is_given_to_specs_alone(files):
    Path("study.yaml").write_text("study: {designs: [net]}\n")
    for file in ("study.yaml", "rec.yaml"):
        refused = archspec("check", file, "--recipe", "rec.yaml")
        assert (refused.exit_code, "--recipe is for specs" in refused.output) == (2, True)


def test_what_a_spec_that_ships_is_told_can_be_done_without_changing_it(files):
    Path("rec.yaml").write_text("train: {data: {dataset: digits}}\n")
    words = ["check", "net", "--recipe", "rec.yaml"]
    found = archspec(*words).output
    options = re.findall(r"--set \w+=\d+", found)
    assert options == ["--set classes=10", "--set channels=1", "--set size=8"]
    obeyed = archspec(*words, *" ".join(options).split())
    assert (obeyed.exit_code, obeyed.output) == (0, "")


def test_an_input_of_sizes_that_are_no_parameters_is_written_anew(files):
    Path("rec.yaml").write_text("train: {data: {dataset: digits}}\n")
    for sizes in ("[3, $n, 8]", "[1, $n, $n + 1]", "[$n, $n, 8]"):
        Path("net.yaml").write_text(NETWORK.replace("[1, 8, 8]", sizes))
        found = archspec("check", "net.yaml", "--recipe", "rec.yaml").output
        assert "= help: write `input: [1, 8, 8]`" in found
