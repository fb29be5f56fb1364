"""A run's folder from a stranger: nothing runs, nothing is filled, nothing is written elsewhere."""

import json
import os
import shutil
import struct
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from archspec.diagnostics import Failure
from archspec.runner import evaluate, predict, resume, train
from archspec.runner.progress import Silent

from .conftest import failed, recipe, small
from .test_hostile_data import MEBIBYTE, little

STATE = "state.safetensors"
FIELDS = {
    "epochs": 2,
    "batch_size": 512,
    "optimizer": {"adam": {}},
    "schedule": {"plateau": {}},
    "data": {"val": 0.2},
}


class Stop(Exception):  # noqa: N818  it is no error
    """Ends a run after its first epoch."""


class Once(Silent):
    def on_epoch(self, epoch, best):
        raise Stop


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A run that was interrupted after one epoch of two."""
    folder = tmp_path_factory.mktemp("begun") / "run"
    with pytest.raises(Stop):
        train(small(), recipe(**FIELDS), folder, input_shape=(1, 8, 8), progress=Once())
    return folder


@pytest.fixture
def folder(begun, tmp_path):
    return Path(shutil.copytree(begun, tmp_path / "around" / "run"))


USES: dict[str, Callable[[Path], object]] = {
    "predict": lambda folder: predict(small(), folder, [picture(folder)]),
    "evaluate": lambda folder: evaluate(small(), folder),
    "resume": lambda folder: resume(small(), folder),
}


def picture(folder: Path) -> Path:
    path = folder.parent / "a.png"
    Image.new("L", (8, 8)).save(path)
    return path


def refusals(folder: Path, *uses: str) -> list[str]:
    """The codes with which some uses end, or all; nothing where they work."""
    found = []
    for use in (USES[name] for name in uses or USES):
        with little(2**30, seconds=20):
            try:
                use(folder)
            except Failure as failure:
                found += [one.code for one in failure.diagnostics]
    return found


def test_the_folder_is_good_before_anything_is_done_to_it(folder):
    assert refusals(folder) == []


def changed(path: Path, change: Callable[[dict], object]) -> None:
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def restated(folder: Path, change: Callable[[dict, dict], object]) -> None:
    """Changes the state of training: its tensors, and what stands beside them."""
    with safe_open(folder / STATE, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        about = json.loads(file.metadata()["state"])
    change(tensors, about)
    save_file(tensors, folder / STATE, {"state": json.dumps(about)})


FACTS = {
    "an endless sample": lambda run: run.update(input_shape=[1, 2**20, 2**20]),
    "a sample of nothing": lambda run: run.update(input_shape=[]),
    "a negative sample": lambda run: run.update(input_shape=[1, -8, -8]),
    "another sample": lambda run: run.update(input_shape=[1, 9, 9]),
    "endless classes": lambda run: run.update(classes=[str(i) for i in range(100_000)]),
    "other classes": lambda run: run.update(classes=["a", "b"]),
    "no normalisation": lambda run: run.update(normalization={"mean": [], "std": []}),
    "a division by zero": lambda run: run.update(normalization={"mean": [0.0], "std": [0.0]}),
    "no number": lambda run: run.update(normalization={"mean": [float("nan")], "std": [1.0]}),
    "a text for a number": lambda run: run.update(counts={"train": "x"}),
    "other counts": lambda run: run.update(counts={"train": 10**9}),
}


@pytest.mark.parametrize("change", FACTS.values(), ids=FACTS)
def test_facts_that_no_run_writes(folder, change):
    changed(folder / "run.json", change)
    found = refusals(folder)
    assert found
    assert set(found) <= {"A628", "A645", "A648", "A658"}


@pytest.mark.parametrize("change", FACTS.values(), ids=FACTS)
def test_facts_that_no_run_writes_although_its_fingerprint_has_them_too(folder, change):
    changed(folder / "run.json", change)
    changed(folder / "fingerprint.json", lambda known: change(known["facts"]))
    found = refusals(folder)
    assert found
    assert set(found) <= {"A604", "A628", "A630", "A645", "A605", "A648"}


OTHERS = {
    "another mean": (
        lambda run: run["normalization"].update(mean=[0.25]),
        "normalization.mean.0",
        "0.25",
    ),
    "another scale": (
        lambda run: run["normalization"].update(divisor=1),
        "normalization.divisor",
        "1",
    ),
    "classes the other way round": (lambda run: run["classes"].reverse(), "classes.0", '"9"'),
    "another range": (lambda run: run["usual"].update(colour=[0, 1]), "usual", None),
    "another penalty": (lambda run: run["penalties"].update(x=[1, 1]), "penalties", None),
    "another output": (lambda run: run["outputs"].update(x=1), "outputs", None),
}


@pytest.mark.parametrize(("change", "place", "value"), OTHERS.values(), ids=OTHERS)
def test_facts_that_are_not_those_the_run_began_with_are_named(folder, change, place, value):
    before = json.loads((folder / "run.json").read_text())
    changed(folder / "run.json", change)
    for use in USES.values():
        with pytest.raises(Failure) as caught:
            use(folder)
        code, message, notes = failed(caught)
        assert code == "A658"
        assert message == f"`{place}` in `{folder / 'run.json'}` is not what the run began with"
        assert value is None or notes[1] == f"it is {value}"
    # The help is right when it is obeyed.
    (folder / "run.json").write_text(json.dumps(before))
    assert refusals(folder, "predict", "evaluate") == []


def test_a_run_that_began_before_a_fact_was_known_is_used_as_ever(folder):
    for name in ("extent", "rewritten", "class_weights", "bound"):
        changed(folder / "run.json", lambda run, name=name: run.pop(name))
        changed(folder / "fingerprint.json", lambda known, name=name: known["facts"].pop(name))
    assert refusals(folder, "predict", "evaluate") == []


def test_what_cannot_be_checked_is_said_by_whoever_uses_the_run(folder):
    for lost, said in (
        (
            lambda: changed(folder / "fingerprint.json", lambda known: known.pop("facts")),
            "no facts",
        ),
        ((folder / "fingerprint.json").unlink, "cannot be told"),
    ):
        lost()
        heard = Heard()
        predict(small(), folder, [picture(folder)], on_note=heard.on_note)
        evaluate(small(), folder, progress=heard)
        assert len(heard.said) == 2
        assert all(said in one and "fingerprint.json` " in one for one in heard.said)


class Heard(Silent):
    def __init__(self):
        self.said = []

    def on_note(self, text):
        self.said.append(text)


def nested(depth: int) -> dict:
    return {"data": nested(depth - 1)} if depth else {}


RECIPES = {
    "a recipe without end": lambda recipe: recipe.update(data=nested(500)),
    "an unknown field": lambda recipe: recipe.update(command="rm"),
    "a text for a number": lambda recipe: recipe.update(epochs="many"),
    "workers without end": lambda recipe: recipe.update(workers=10**9),
    "threads without end": lambda recipe: recipe.update(threads=10**9),
    "epochs without end": lambda recipe: recipe.update(epochs=10**400),
    "batches without end": lambda recipe: recipe.update(batch_size=10**400),
    "a patience without end": lambda recipe: recipe.update(early_stop={"patience": 10**400}),
    "values without end": lambda recipe: recipe.update(a=[[]] * 100_000),
    "a text without end": lambda recipe: recipe.update(device="x" * 2**20),
    "another loss": lambda recipe: recipe.update(loss={"mse": {}}),
    "no data": lambda recipe: recipe.pop("data"),
}


@pytest.mark.parametrize("change", RECIPES.values(), ids=RECIPES)
def test_recipes_that_no_run_writes(folder, change):
    changed(folder / "recipe.json", change)
    found = refusals(folder)
    assert found
    assert set(found) <= {"A645", "A658"}


STATES = {
    "a tensor that is no parameter's": lambda t, _: t.update({"optimizer.99.x": torch.ones(3)}),
    "a tensor far larger than its parameter": lambda t, _: t.update(
        {"optimizer.0.exp_avg": torch.ones(3000, 3000)}
    ),
    "a tensor that is lacking": lambda t, _: t.pop("optimizer.0.exp_avg"),
    "a tensor of no number": lambda t, _: t.update({"optimizer.x.exp_avg": torch.ones(3)}),
    "a step that nobody can have counted": lambda t, _: t["optimizer.0.step"].fill_(1e30),
    "a step of many numbers": lambda t, _: t.update({"optimizer.0.step": torch.ones(3)}),
    "a text for a rate": lambda _, about: about["groups"][0].update(lr="fast"),
    "another number of betas": lambda _, about: about["groups"][0].update(betas=[0.9]),
    "other parameters": lambda _, about: about["groups"][0].update(params=[0, 1, 2]),
    "another switch": lambda _, about: about["groups"][0].update(fused="yes"),
    "no groups": lambda _, about: about.update(groups=[]),
    "groups of another sort": lambda _, about: about.update(groups={"a": 1}),
    "values of another sort": lambda _, about: about.update(values={"0": {"a": [1]}}),
    "values of no parameter": lambda _, about: about.update(values={"x": {}}),
    "an epoch of texts": lambda _, about: about["history"][0].update(train_loss="low"),
    "an epoch of another number": lambda _, about: about["history"][0].update(number=7),
    "a best that is none": lambda _, about: about.update(best=5),
    "a best of text": lambda _, about: about.update(best="1"),
    "a schedule with methods": lambda _, about: about["schedule"].update(last_epoch="step"),
    "a schedule of nothing": lambda _, about: about.update(schedule=None),
    "no history": lambda _, about: about.pop("history"),
    "a step before the first": lambda t, _: t["optimizer.0.step"].fill_(-5),
    "half a step": lambda t, _: t["optimizer.0.step"].fill_(1.5),
    "a step of whole numbers": lambda t, _: t.update({"optimizer.0.step": torch.tensor(1)}),
    "a state of whole numbers": lambda t, _: t.update(
        {"optimizer.0.exp_avg": t["optimizer.0.exp_avg"].long()}
    ),
    "a state of complex numbers": lambda t, _: t.update(
        {"optimizer.0.exp_avg": t["optimizer.0.exp_avg"].cfloat()}
    ),
    "a state that is no number": lambda t, _: t["optimizer.0.exp_avg"].fill_(float("nan")),
    "an infinite state": lambda t, _: t["optimizer.0.exp_avg_sq"].fill_(float("inf")),
    "squares below zero": lambda t, _: t["optimizer.0.exp_avg_sq"].fill_(-1),
    "a step beside the tensors": lambda _, about: about.update(values={"0": {"step": -5}}),
    "values of another parameter": lambda _, about: about.update(values={"-1": {}}),
    "weights that are no numbers": lambda t, _: t["model.0.weight"].fill_(float("nan")),
    "weights of another sort": lambda t, _: t.update(
        {"model.0.weight": t["model.0.weight"].bool()}
    ),
    "a variance below zero": lambda t, _: t["model.1.running_var"].fill_(-1),
    "batches before the first": lambda t, _: t["model.1.num_batches_tracked"].fill_(-1),
    "a rate beyond all": lambda _, about: about["schedule"].update(_last_lr=[float("inf")]),
    "a rate above that of the recipe": lambda _, about: about["schedule"].update(_last_lr=[0.5]),
    "a rate that is no number": lambda _, about: about["schedule"].update(_last_lr=[float("nan")]),
    "a rate below zero": lambda _, about: about["schedule"].update(_last_lr=[-0.001]),
    "no rate": lambda _, about: about["schedule"].update(_last_lr=[]),
    "a loss that is no number": lambda _, about: about["history"][0].update(val_loss=float("nan")),
    "an accuracy beyond all": lambda _, about: about["history"][0].update(val_accuracy=7.0),
    "a time before the beginning": lambda _, about: about["history"][0].update(seconds=-1.0),
    "a negative rate": lambda _, about: about["history"][0].update(rate=-1.0),
    "none as the best": lambda _, about: about.update(best=0),
}


def test_rates_and_betas_are_those_of_the_recipe_whatever_a_state_has(folder):
    other = shutil.copytree(folder, folder.with_name("other"))
    restated(other, lambda _, about: about["groups"][0].update(lr=0.5, betas=[2.0, 0.999]))
    for one in (folder, other):
        resume(small(), one)
    weights = [(one / "last.safetensors").read_bytes() for one in (folder, other)]
    assert weights[0] == weights[1]


@pytest.mark.parametrize("change", STATES.values(), ids=STATES)
def test_a_state_that_no_run_writes(folder, change):
    restated(folder, change)
    with little(2**30), pytest.raises(Failure, match="A642"):
        resume(small(), folder)


def test_what_a_schedule_does_not_have_is_not_given_to_it(folder):
    restated(folder, lambda _, about: about["schedule"].update(step=7, __class__="x"))
    assert len(resume(small(), folder).history) == 2


def test_a_state_nested_without_end(folder):
    with safe_open(folder / STATE, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    for text in ("[" * 10**6, '{"groups": ' * 10**5, "", "7", "[]", "x" * 2**25):
        save_file(tensors, folder / STATE, {"state": text})
        with little(2**28), pytest.raises(Failure, match="A642"):
            resume(small(), folder)


FINGERPRINTS = {
    "no data": lambda kept: kept.pop("data"),
    "data of another sort": lambda kept: kept.update(data=[1]),
    "files of another sort": lambda kept: kept["data"].update(files={"a": 3}),
    "sums of another sort": lambda kept: kept["data"]["files"]["digits.npz"].update(sums=[1]),
    "a size of text": lambda kept: kept["data"]["files"]["digits.npz"].update(size="x"),
    "no texts": lambda kept: kept.pop("texts"),
    "texts of numbers": lambda kept: kept.update(texts={"spec.yaml": 3}),
    "a text elsewhere": lambda kept: kept.update(texts={"../../secret": "x"}),
    "a text of nothing": lambda kept: kept.update(texts={"": "x"}),
    "a text that is the folder": lambda kept: kept.update(texts={"..": "x"}),
    "no recipe": lambda kept: kept.update(recipe={}),
    "a recipe without end": lambda kept: kept.update(recipe=nested(500)),
    "workers without end": lambda kept: kept["recipe"].update(workers=10**9),
    "another seed": lambda kept: kept["recipe"].update(seed=3),
    "other sums": lambda kept: kept["data"]["files"]["digits.npz"].update(
        sums={"\x1b[2J": "x"}, size=0
    ),
    "very many files": lambda kept: kept["data"].update(
        files={str(n): {"size": 0, "changed": 0, "sums": {}} for n in range(5_000)}
    ),
}


@pytest.mark.parametrize("change", FINGERPRINTS.values(), ids=FINGERPRINTS)
def test_a_fingerprint_that_no_run_writes(folder, change):
    (folder.parent.parent / "secret").write_text("secret")
    changed(folder / "fingerprint.json", change)
    found = refusals(folder, "resume", "evaluate")
    assert len(found) >= 2
    assert set(found) <= {"A628", "A641", "A645", "A658"}


@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "text"])
def test_a_lock_that_is_none(folder, kind):
    path, outside = folder / "run.lock", folder.parent / "outside"
    path.unlink(missing_ok=True)
    outside.write_text("mine")
    {
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "link": lambda: path.symlink_to(outside),
        "text": lambda: path.write_text('{"process": "\x1b[2J", "host": [], "since": 1e999}'),
    }[kind]()
    assert refusals(folder, "resume") == ([] if kind == "text" else ["A644"])
    assert outside.read_text() == "mine"
    # Who only reads has nothing to do with it.
    assert refusals(folder, "evaluate", "predict") == []


def test_json_nested_without_end(folder):
    for name in ("run.json", "recipe.json", "fingerprint.json"):
        shutil.copy(folder / name, folder / "kept")
        for text in (
            "[" * 10**6,
            '{"a":' * 10**5,
            "\ud800".encode("utf-8", "surrogatepass"),
            " " * 2**25,
        ):
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
            assert {*refusals(folder, "predict")} <= {"A641", "A645"}
        shutil.move(folder / "kept", folder / name)


@pytest.mark.parametrize(
    "name",
    ["recipe.json", "run.json", "best.safetensors", STATE, "result.json", "fingerprint.json"],
)
@pytest.mark.parametrize("kind", ["pipe", "zero", "folder", "none", "text", "empty", "holes"])
def test_files_that_are_none(folder, name, kind):
    path = folder / name
    path.unlink(missing_ok=True)
    {
        "pipe": lambda: os.mkfifo(path),
        "zero": lambda: path.symlink_to("/dev/zero"),
        "folder": path.mkdir,
        "none": lambda: None,
        "text": lambda: path.write_text("text"),
        "empty": path.touch,
        "holes": lambda: (path.touch(), os.truncate(path, 2**42)),
    }[kind]()
    found = refusals(folder, "resume" if name == STATE else "predict")
    assert {*found} <= {"A641", "A642", "A645"}
    # What a run writes at its end may be lacking, and is put in its place.
    assert found or name == "result.json" or (name, kind) == ("fingerprint.json", "none")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("best.safetensors", "A641"),
        ("last.safetensors", "A644"),
        ("metrics.csv", "A644"),
        ("result.json", "A644"),
    ],
)
def test_a_folder_in_the_place_of_a_file_is_found_before_training(folder, name, code, monkeypatch):
    # By its name the package has the function, not the module.
    module = sys.modules["archspec.runner.resume"]
    monkeypatch.setattr(module, "finish", lambda *_, **__: pytest.fail("it trains"))
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    assert refusals(folder, "resume") == [code]


def reweighted(folder: Path, change: Callable[[dict], object]) -> None:
    """Changes weights as somebody does who knows how they are kept: without a checksum."""
    path = folder / "best.safetensors"
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


WEIGHTS = {
    "no numbers": lambda t: t["0.weight"].view(-1)[:1].fill_(float("nan")),
    "infinite": lambda t: t["6.bias"].fill_(float("inf")),
    "of another sort": lambda t: t.update({"0.weight": t["0.weight"].bool()}),
    "complex": lambda t: t.update({"0.weight": t["0.weight"].cfloat()}),
    "a variance below zero": lambda t: t["1.running_var"].fill_(-1),
}


@pytest.mark.parametrize("change", WEIGHTS.values(), ids=WEIGHTS)
def test_weights_that_no_network_has(folder, change):
    reweighted(folder, change)
    assert refusals(folder, "predict", "evaluate") == ["A642", "A642"]


def test_weights_that_lead_to_no_number_answer_nothing(folder):
    reweighted(folder, lambda t: [one.mul_(1e38) for name, one in t.items() if "weight" in name])
    assert refusals(folder, "predict", "evaluate") == ["A631", "A631"]


@pytest.mark.parametrize(("name", "other"), [("best", "last"), ("last", "best")])
def test_weights_that_are_gone_are_called_so_and_others_named(folder, name, other):
    (folder / f"{name}.safetensors").unlink()
    with pytest.raises(Failure) as caught:
        evaluate(small(), folder, weights=name)
    code, message, notes = failed(caught)
    assert (code, message) == ("A641", f"`{folder / f'{name}.safetensors'}` is gone")
    assert notes == ("the run has 1 epoch behind it, and wrote it",)
    (diagnostic,) = caught.value.diagnostics
    assert f"--weights {other}`" in diagnostic.helps[1].text
    assert evaluate(small(), folder, weights=other).count
    # A run goes on without its last weights, which it writes anew, and not without its best ones.
    assert refusals(folder, "resume") == (["A641"] if name == "best" else [])


def test_weights_that_claim_to_be_enormous(folder):
    header = json.dumps(
        {"0.weight": {"dtype": "F32", "shape": [2**20, 2**20], "data_offsets": [0, 2**42]}}
    )
    content = struct.pack("<Q", len(header)) + header.encode()
    for name in ("best.safetensors", STATE):
        (folder / name).write_bytes(content)
        os.truncate(folder / name, len(content) + 2**42)
    assert {*refusals(folder)} <= {"A642", "A643"}


@pytest.mark.parametrize("name", ["best.safetensors", STATE, "recipe.json", "run.json"])
def test_any_damage_is_a_finding_or_harmless(folder, name):
    random, whole = Random(name), (folder / name).read_bytes()  # noqa: S311  always the same
    for _ in range(10):
        content = bytearray(whole)
        for _ in range(random.randrange(1, 4)):
            content[random.randrange(min(len(content), 2000))] = random.randrange(256)
        (folder / name).write_bytes(content)
        use = "resume" if name == STATE else random.choice(("predict", "evaluate"))
        assert all(code.startswith("A6") for code in refusals(folder, use))


class TestLinks:
    def test_what_is_written_goes_through_none(self, folder):
        outside = folder.parent / "mine"
        outside.write_text("mine")
        for name in (
            "metrics.csv",
            "report.html",
            "result.json",
            "curves.svg",
            "last.safetensors",
        ):
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(outside)
        resume(small(), folder)
        assert outside.read_text() == "mine"
        assert not (folder / "report.html").is_symlink()

    @pytest.mark.parametrize("name", ["tensorboard", "tensorboard/train", "tensorboard/val"])
    def test_what_tensorboard_writes_goes_through_none(self, folder, name):
        changed(folder / "recipe.json", lambda recipe: recipe.update(tensorboard=True))
        outside = folder.parent / "elsewhere"
        outside.mkdir()
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(outside, target_is_directory=True)
        with pytest.raises(Failure, match="A644"):
            resume(small(), folder)
        assert list(outside.iterdir()) == []

    def test_what_stands_elsewhere_does_not_get_into_the_report(self, folder):
        secret = folder.parent / "secret"
        secret.write_text("secret")
        (folder / "diagram.svg").symlink_to(secret)
        resume(small(), folder)
        assert "Diagram of the network" not in (folder / "report.html").read_text()

    def test_of_files_half_written_only_files_are_swept(self, folder):
        kept = folder.parent / "kept"
        kept.write_text("kept")
        link, full, half = (folder / f".{16 * letter}.part" for letter in "abd")
        link.symlink_to(kept)
        full.mkdir()
        (full / "c").touch()
        half.touch()
        resume(small(), folder)
        assert kept.exists()
        assert (full / "c").exists()
        assert not half.exists()


NAMES = (
    "<script>alert(1)</script>",
    "</td></table>&amp;\"'",
    "\x1b[31m\x07\r\n\u202e\u200b\x9b",
    "a" * 100_000,
    "$title ${x}",
    "\ud800",
)


TAGS = frozenset(
    (
        *(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "section",
            "h1",
            "h2",
            "p",
            "ul",
            "li",
        ),
        *("b", "div", "img", "table", "thead", "tr", "th", "tbody", "td", "span", "code", "meter"),
        *("details", "summary", "pre", "br", "i", "svg", "path", "circle", "text"),
    )
)
"""What a report is made of."""


class Page(HTMLParser):
    """The text of a page, and its tags."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}

    def handle_data(self, data):
        self.texts.append(data)


def test_names_of_classes_are_text_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    x = np.zeros((60, 1, 8, 8), np.uint8)
    names = np.array([*NAMES, *map(str, range(4))])
    np.savez("a.npz", x=x, y=np.arange(60) % 10, classes=names)
    data = {"dataset": "npz", "root": "a.npz"}
    folder = tmp_path / "<b>run"
    train(small(), recipe(epochs=1, data=data), folder, input_shape=(1, 8, 8))
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.tags <= TAGS
    assert page.attributes <= {
        *("lang", "charset", "name", "content", "http-equiv", "class", "alt", "src", "style"),
        *("value", "viewbox", "role", "aria-label", "d", "x", "y", "text-anchor", "cx", "cy", "r"),
    }
    shown = "\n".join(page.texts)
    for name in ("<script>alert(1)</script>", "</td></table>&amp;\"'", "$title ${x}"):
        assert name in shown
    assert r"\x1b[31m\x07\r\n\u202e\u200b\x9b" in shown
    assert "<b>run" in shown
    assert "a" * 100 not in shown
    assert not [c for c in text if not c.isprintable() and c != "\n"]
    assert len(text) < MEBIBYTE
    assert [p.label for p in predict(small(), folder, [picture(folder)])]
