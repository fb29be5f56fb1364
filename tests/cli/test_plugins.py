"""A plug-in is installed for real, and does everything that a kind of ours does."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import archspec
from archspec.cli import main
from archspec.diagnostics.pages import pages
from archspec.kind import Layer, Module, kinds
from archspec.kind.registry import homes

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "tests" / "plugin"
SPEC = """archspec: 1
name: waves
input: [1, 8, 8]
layers:
  - wave: 3
  - conv: {width: 4, kernel: 3, act: relu}
  - flatten
  - linear: 2
train: {data: {dataset: stripes, val: 0.2}, epochs: 2, tensorboard: false}
"""

TRIED = [
    ["check", "waves.yaml"],
    ["check", "fast.yaml"],
    ["check", "unfit.yaml"],
    ["show", "waves.yaml"],
    ["diagram", "waves.yaml", "-o", "waves.svg"],
    ["source", "waves.yaml", "-o", "waves.py"],
    ["build", "waves.yaml", "-o", "built"],
    ["export", "waves.yaml", "-o", "waves.pt2"],
    ["train", "waves.yaml", "-o", "run"],
    ["eval", "run"],
    ["layers", "wave"],
    ["explain", "A901"],
    ["schema"],
]

CODE = f"""
import json
from click.testing import CliRunner
from archspec.cli import main
found = []
for arguments in {TRIED}:
    result = CliRunner().invoke(main, arguments)
    found.append([result.exit_code, result.output])
from archspec.lsp.completion import completions
text = "archspec: 1\\ninput: [3]\\nlayers:\\n  - w"
found.append([0, " ".join(one.option.name for one in completions(text, len(text)))])
print(json.dumps(found))
"""


def as_pip_leaves_it(folder):
    """The files that an installation puts there."""
    shutil.copytree(PLUGIN / "archspec_waves", folder / "archspec_waves")
    facts = folder / "archspec_waves-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: archspec-waves\nVersion: 1.0\n")
    groups = ("layers", "advice", "data")
    texts = [f"[archspec.{one}]\nwaves = archspec_waves.{one}\n" for one in groups]
    (facts / "entry_points.txt").write_text("\n".join(texts))


def by_pip(folder):
    """What pip itself makes of its project; takes the index, for what builds it."""
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder]
    subprocess.run([*command, PLUGIN], check=True)


@pytest.mark.parametrize(
    "install", [as_pip_leaves_it, pytest.param(by_pip, marks=pytest.mark.slow)]
)
def test_an_installed_plug_in_is_there_for_every_command(install, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    install(site)
    (tmp_path / "waves.yaml").write_text(SPEC)
    (tmp_path / "fast.yaml").write_text(SPEC.replace("wave: 3", "wave: 12"))
    (tmp_path / "unfit.yaml").write_text(SPEC.replace("linear: 2", "linear: 3"))
    done = subprocess.run(
        [sys.executable, "-P", "-c", CODE],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{site}:{ROOT}", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    *found, (_, offered) = json.loads(done.stdout)
    results = dict(zip(map(" ".join, TRIED), found, strict=True))
    said = {command: output for command, (_, output) in results.items()}
    failed = {command: output for command, (code, output) in results.items() if code}
    assert set(failed) == {"check unfit.yaml"}, failed
    assert "the network has 3 outputs, but stripes has 2 classes" in failed["check unfit.yaml"]
    assert said["check waves.yaml"] == ""
    assert "warning[A901]" in said["check fast.yaml"]
    assert "0      wave     3×8×8" in said["show waves.yaml"]
    assert "from archspec_waves.modules import Wave" in (tmp_path / "waves.py").read_text()
    assert "samples never seen" in said["train waves.yaml -o run"]
    assert "Sines of each channel" in said["layers wave"]
    assert said["explain A901"].startswith("# A901: Sines so fast")
    assert "kind.wave" in said["schema"]
    assert "wave" in offered.split()


def test_a_file_is_a_plug_in_by_name_alone(tmp_path, monkeypatch):
    shutil.copy(PLUGIN / "swirl.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text("archspec: 1\ninput: [3]\nlayers: [linear: 4, swirl]\n")
    alone = CliRunner().invoke(main, ["check", "s.yaml"])
    assert "there is no kind of layer called `swirl`" in alone.output
    assert CliRunner().invoke(main, ["check", "s.yaml", "--plugin", "swirl.py"]).output == ""
    built = CliRunner().invoke(main, ["build", "s.yaml", "-o", "b", "--plugin", "swirl.py"])
    assert built.exit_code == 0, built.output
    assert "from swirl import Sine" in Path("b/model.py").read_text()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a-b.py", "", "cannot be imported: a module is `letters_and_digits.py`"),
        ("json.py", "", "has the name of the module `json`, which is another"),
        ("broken1.py", "x = (\n", "line 1: SyntaxError"),
        ("broken2.py", "import os\nx = 1 / 0\n", "line 2: ZeroDivisionError: division by zero"),
        (
            "broken3.py",
            "from archspec.kind import Layer\nclass A(Layer):\n    'x'\n    kind = 'conv'\n",
            "is called `conv`, which is another kind's word",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(name, text, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    done = CliRunner().invoke(main, ["check", "net", "--plugin", name])
    assert done.exit_code == 1
    assert "error[A530]" in done.output
    assert words in done.output
    assert "Traceback" not in done.output


class Whole(Layer):
    """A kind for these tests."""

    kind = "whole"

    def infer(self, shapes):
        return shapes[0]

    def lower(self, shapes):
        return Module("torch.nn.Identity")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"kind": "Whole"}, "needs a `kind` of small letters"),
        ({"kind": "conv"}, "which is another kind's word"),
        ({"kind": "other", "infer": Layer.infer}, "it needs `infer`"),
        ({"kind": "other", "lower": Layer.lower}, "it needs `lower`, or `build`"),
    ],
)
def test_a_class_that_is_no_kind_is_refused(body, words):
    with pytest.raises(TypeError, match=words):
        archspec.register(type("Other", (Whole,), {"__doc__": "A kind.", **body}))


def test_a_class_takes_the_place_of_one_of_its_name_as_in_a_notebook():
    archspec.register(Whole)
    again = type("Whole", (Whole,), {"__doc__": "Anew.", "__module__": __name__})
    archspec.register(again)
    assert kinds()["whole"] is again
    with pytest.raises(TypeError, match="another kind's word"):
        archspec.register(type("Else", (Whole,), {"__doc__": "A kind."}))


def test_a_rule_needs_a_code_of_its_own():
    with pytest.raises(TypeError, match="A900 to A999"):
        archspec.register_rule("A701")(lambda graph, spec: ())


def test_a_file_among_the_layers_without_a_kind_is_an_error(tmp_path, monkeypatch):
    import archspec.layers

    (tmp_path / "odd.py").write_text("class Odd(Layer):\n    kind = 'odd'\n")
    monkeypatch.setattr(archspec.layers, "__path__", [*archspec.layers.__path__, str(tmp_path)])
    homes.cache_clear()
    with pytest.raises(RuntimeError, match=r"odd\.py has no kind"):
        homes()
    monkeypatch.undo()
    homes.cache_clear()


ANY = """archspec: 1
input: [3, 8, 8]
layers:
  - torch: {module: torch.nn.Conv2d, args: {in_channels: 3, out_channels: 4, kernel_size: [3, 5]}}
  - torch: torch.nn.Mish
  - global_avgpool
"""


def test_a_class_of_torch_is_what_it_says_it_is():
    archspec.allow_package("torch.nn")
    network = archspec.loads(ANY)
    module = network.build()
    assert network.params == sum(one.numel() for one in module.parameters()) == 184
    assert str(network.graph.nodes[0].output) == "4×6×4"
    namespace = {}
    exec(network.source(), namespace)  # noqa: S102  what we wrote
    assert "nn.Conv2d(3, 4, (3, 5))" in network.source()


def test_a_spec_alone_lets_no_code_in(tmp_path):
    mark = tmp_path / "ran"
    (found,) = archspec.check(text=ANY.replace("torch.nn.Mish", "os.system"))[:1]
    assert found.code == "A205"
    assert "--allow-package" in found.helps[0].text
    archspec.allow_package("torch.nn")
    text = ANY.replace(
        "torch: torch.nn.Mish", f"torch: {{module: os.system, args: {{c: '{mark}'}}}}"
    )
    (found,) = archspec.check(text=text)
    assert (found.code, found.message) == ("A531", "`os.system` is code, and not let in")
    assert not mark.exists()


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("torch.nn.Nothing", "has no attribute 'Nothing'"),
        ("torch.nn.functional.relu", "no class below torch.nn.Module"),
        ("{module: torch.nn.Conv2d, args: {width: 3}}", "unexpected keyword argument"),
        ("{module: torch.nn.LSTM, args: {input_size: 8, hidden_size: 4}}", "gives a tuple"),
        ("torch.nn.Flatten", ""),
        ("{module: torch.nn.Flatten, args: {start_dim: 0}}", "of a batch of 2 it makes"),
    ],
)
def test_a_class_that_does_not_fit_says_why(layer, words):
    archspec.allow_package("torch.nn")
    found = archspec.check(text=f"archspec: 1\ninput: [4, 8]\nlayers: [torch: {layer}]\n")
    assert not words if not found else words in found[0].notes[0]
    assert all(one.code == "A531" and one.code in pages() for one in found)
