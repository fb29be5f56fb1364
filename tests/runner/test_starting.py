"""Trainings that begin with trained weights."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file, save_model

import archspec
from archspec.compiler import compile_source
from archspec.diagnostics import Failure, Source
from archspec.passes.parameters import state_of
from archspec.recipe import RecipeFailure, recipe_of
from archspec.recipe.columns.safetensors import shapes_in
from archspec.recipe.start import Start
from archspec.runner import Silent, read_recipe, resume, starting, train

from .conftest import recipe, small
from .test_resume import Interrupt, Stop, assert_same_run

FIELDS = {"epochs": 1, "batch_size": 500}


class Notes(Silent):
    def __init__(self):
        self.said = []

    def on_note(self, text):
        self.said.append(text)


class Beginning(Notes):
    """Keeps the weights of a network as they are before the first step."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def on_start(self, *_):
        self.weights = {name: one.clone() for name, one in self.model.state_dict().items()}


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A run of ten classes."""
    folder = tmp_path_factory.mktemp("other") / "run"
    train(small(3), recipe(**FIELDS), folder, input_shape=(1, 8, 8))
    return folder


def begun(folder, start, **more):
    model = small(0, classes=more.pop("classes", 10))
    seen = Beginning(model)
    wanted = recipe(**FIELDS, start=start, **more)
    train(model, wanted, folder, input_shape=(1, 8, 8), progress=seen)
    return seen


@pytest.mark.parametrize("place", ["run", "file", "torch"])
def test_it_begins_with_the_weights_of_a_run_or_a_file(other, tmp_path, place):
    best = load_file(other / "best.safetensors")
    torch.save({"state_dict": best}, tmp_path / "w.pt")
    where = {"run": other, "file": other / "last.safetensors", "torch": tmp_path / "w.pt"}[place]
    seen = begun(tmp_path / "run", {"weights": str(where)})
    assert all(torch.equal(seen.weights[name], one) for name, one in best.items())
    assert any(note.startswith("loaded 9 of 9 tensors (") for note in seen.said)
    assert json.loads((tmp_path / "run/run.json").read_text())["started"].startswith("loaded 9")


def test_published_weights_are_asked_for_by_the_name_of_the_network(other, monkeypatch):
    asked = []
    found = other / "best.safetensors"
    monkeypatch.setattr(starting, "locate", lambda *names: asked.append(names) or found)
    start = Start(weights="torchvision:IMAGENET1K_V2")
    report = starting.start_from(start, small(), "resnet50")
    assert asked == [("torchvision:IMAGENET1K_V2", "resnet50")]
    assert len(report.matched) == 9


def test_what_is_excepted_begins_as_without_and_is_said(other, tmp_path):
    start = {"weights": str(other), "except": ("6",)}
    seen = begun(tmp_path / "run", start, classes=4, data={"classes": ("0", "1", "2", "3")})
    best, fresh = load_file(other / "best.safetensors"), small(0, classes=4).state_dict()
    for name, one in seen.weights.items():
        assert torch.equal(one, fresh[name] if name.startswith("6.") else best[name])
    assert "  2 kept their initial values: 6.weight, 6.bias" in seen.said
    assert read_recipe(tmp_path / "run").start.spared == ("6",)


def test_other_shapes_are_refused_with_the_pattern_that_leaves_them_out(other, tmp_path):
    start = {"weights": str(other / "last.safetensors")}
    with pytest.raises(RecipeFailure) as caught:
        begun(tmp_path / "run", start, classes=4, data={"classes": ("0", "1", "2", "3")})
    (found,) = caught.value.diagnostics
    assert found.code == "A522"
    assert [one.field for one in caught.value.problems] == [("start", "weights")]
    assert "6.weight (10×64 in the file, 4×64 in the network)" in found.notes[0]
    assert [one.text for one in found.helps] == ['take all else from the file: `except: ["6"]`']
    assert not (tmp_path / "run").exists()


def test_a_run_goes_on_without_the_weights_it_began_with(other, tmp_path):
    path = tmp_path / "w.safetensors"
    save_file(load_file(other / "best.safetensors"), path)
    wanted = recipe(**(FIELDS | {"epochs": 2}), start={"weights": str(path)})
    train(small(), wanted, tmp_path / "whole", input_shape=(1, 8, 8))
    with pytest.raises(Stop):
        train(small(), wanted, tmp_path / "part", input_shape=(1, 8, 8), progress=Interrupt(1))
    path.unlink()
    resume(small(9), tmp_path / "part")
    assert_same_run(tmp_path / "whole", tmp_path / "part")


def test_a_recipe_is_the_same_after_it_was_written():
    one = recipe(start={"weights": "a.pt", "except": ("fc", "b.*")})
    assert recipe_of(one.model_dump(mode="json")) == one
    assert one.model_dump(mode="json")["start"] == {"weights": "a.pt", "except": ["fc", "b.*"]}


SPEC = """
archspec: 1
input: [1, 8, 8]
layers: [flatten, linear: {{name: head, width: 10}}]
train: {{data: {{dataset: digits}}, start: {start}}}
"""


def findings(start):
    spec, _ = compile_source(Source("a.yaml", SPEC.format(start=start)))
    return [(one.code, one.message) for one in spec.faults]


def test_check_sees_other_shapes_in_a_file_without_torch(tmp_path):
    path = tmp_path / "w.safetensors"
    save_file({"head.weight": torch.zeros(5, 64), "head.bias": torch.zeros(5)}, path)
    fact = "`head.weight` is 5×64 in the file, and 10×64 in the network"
    assert findings(f"{{weights: {path}}}") == [("A522", fact)]
    assert findings(f"{{weights: {path}, except: head.weight}}")[0][1].startswith("`head.bias`")
    for word in ("haed", "norms"):
        (code, _), *_ = findings(f"{{weights: {path}, except: [{word}, head]}}")
        assert code == "A656"


NAMED = """
archspec: 1
input: [1, 8, 8]
layers:
  - conv: {{name: stem, width: 2, kernel: 3, norm: batchnorm}}
  - conv: {{name: {middle}, width: {width}, kernel: 3, norm: batchnorm}}
  - flatten
  - linear: {{name: {head}, width: 10}}
train: {{data: {{dataset: digits}}, start: {{weights: {path}{rest}}}}}
"""


def test_what_check_suggests_for_a_network_of_other_names_is_right_when_obeyed(tmp_path):
    own = {"middle": "middle", "width": 2, "head": "head", "path": "", "rest": ""}
    trained = archspec.loads(NAMED.format(**own | {"path": "none.pt"}), "own").build()
    files = tmp_path / "w.safetensors", tmp_path / "w.pt"
    save_file(trained.state_dict(), files[0])
    torch.save(trained.state_dict(), files[1])
    for changes, wanted in [
        ({"head": "classifier"}, "classifier, head"),
        ({"middle": "body"}, "body, middle"),
        ({"width": 3}, "middle, head.weight"),
        ({"middle": "body", "head": "classifier"}, "body, classifier, middle, head"),
        ({"head": "classifier", "rest": ", except: [classifier]"}, "classifier, head"),
    ]:
        for path in files:
            text = NAMED.format(**own | changes | {"path": path})
            helps = helps_of(text)
            assert len(helps) == 1
            said = helps[0].removeprefix("take all else from the file: `except: [").rstrip("]`")
            assert {*said.split(", ")} == {*wanted.split(", ")}, said
            obeyed = own | changes | {"path": path, "rest": f", except: [{said}]"}
            assert helps_of(NAMED.format(**obeyed)) == []


def helps_of(text):
    """Of the weights with which a training of a spec would begin: by `check`, or by filling it."""
    network = archspec.loads(text, "named")
    found = network.spec.faults
    if not found:
        try:
            starting.start_from(network.spec.recipe.start, network.build(), "named")
        except Failure as failure:
            found = failure.diagnostics
    assert all(one.code == "A522" for one in found)
    return [one.text for fault in found for one in fault.helps]


def test_what_is_left_of_a_file_is_neither_guessed_nor_nothing(tmp_path):
    path = tmp_path / "w.safetensors"
    save_file({"module.head.weight": torch.zeros(10, 64), "x": torch.zeros(1)}, path)
    (found,) = findings(f"{{weights: {path}}}")
    assert found == ("A522", "the file has no `head`, which the network has")
    save_file({"module.head.weight": torch.zeros(10, 64)}, path)
    (found,) = findings(f"{{weights: {path}}}")
    assert found == ("A522", "the file has no `head.bias`, which the network has")
    (found,) = findings(f"{{weights: {path}, except: '*'}}")
    assert found == ("A522", "`except` leaves nothing to be taken from the file")
    torch.save({"head.weight": torch.zeros(10, 64), "old": torch.zeros(1)}, tmp_path / "w.pt")
    start = Start.model_validate(
        {"weights": str(tmp_path / "w.pt"), "except": ("head.bias", "odl")}
    )
    network = archspec.loads(SPEC.format(start="{weights: other.pt}"), "a")
    with pytest.raises(Failure, match=r"nothing of the network or the file .* `odl`"):
        starting.start_from(start, network.build(), "a")


@pytest.mark.parametrize("name", ["shared", "reweighted"])
def test_check_refuses_nothing_that_fits(name, tmp_path):
    layers = {
        "shared": "repeat: {depth: 2, weights: shared, layers: [linear: 64, batchnorm]}",
        "reweighted": "linear: {width: 64, weight: spectral_norm}",
    }[name]
    text = SPEC.replace("linear", f"{layers.replace('{', '{{').replace('}', '}}')}, linear")
    for ending, save in (
        ("safetensors", save_model),
        ("pt", lambda m, p: torch.save(m.state_dict(), p)),
    ):
        path = tmp_path / f"w.{ending}"
        save(archspec.loads(text.format(start="{weights: none.pt}"), "a").build(), path)
        assert helps_of(text.format(start=f"{{weights: {path}}}")) == []


NORMS = """
archspec: 1
input: [1, 8, 8]
layers:
  - conv: {name: stem, width: 4, kernel: 3, weight: weight_norm}
  - batchnorm: {name: plain, affine: false}
  - batchnorm: {name: fixed, freeze: all}
  - batchnorm: {name: bare, track_running_stats: false}
  - instancenorm: {name: each, track_running_stats: true}
  - batchnorm: {name: usual}
  - flatten
  - linear: {name: head, width: 10}
train: {data: {dataset: digits}, start: {weights: FILE, except: [head, WORD]}}
"""


def test_all_that_a_network_keeps_may_be_excepted_and_nothing_else(tmp_path):
    network = archspec.loads(NORMS.replace("WORD", "head"), "norms")
    state = network.build().state_dict()
    save_file(state, tmp_path / "w.safetensors")
    text = NORMS.replace("FILE", str(tmp_path / "w.safetensors"))
    kept = {key: tuple(one.shape) for key, one in network.build("meta").state_dict().items()}
    assert state_of(network.graph) == kept
    for word in ("plain", "fixed.weight", "each.*", "usual.running_var", "'*.num_batches_tracked'"):
        found = archspec.check(text=text.replace("WORD", word))
        assert "A656" not in [one.code for one in found]
    for word in ("plain.weight", "bare.running_mean", "fixed.num_batches_tracked"):
        found = archspec.check(text=text.replace("WORD", word))
        assert [one.code for one in found] == ["A656"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff" * 8, b"\x02" + bytes(7) + b"[]", b"\x08" + bytes(7) + b'{"a": 1}', b"[" * 99],
)
def test_a_header_that_is_none_says_nothing(tmp_path, content):
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    assert shapes_in(path) == {}
