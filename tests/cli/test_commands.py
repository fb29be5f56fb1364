"""The commands as a user calls them: what they print, where, and how they exit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archspec.catalog import shipped, shipped_variants
from archspec.cli import main
from archspec.cli.group import COMMANDS

GOOD = "archspec: 1\nname: tiny\ninput: [3, 8, 8]\nlayers: [conv: 4, flatten, linear: 2]\n"
BAD = GOOD.replace("conv: 4", "conv: {widht: 4}")


def archspec(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD)
    return path


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_shipped_spec_has_nothing_to_say(name: str) -> None:
    result = archspec("check", name)
    assert (result.output, result.exit_code) == ("", 0)


def test_check_prints_findings_and_exits_with_1(bad: Path) -> None:
    result = archspec("check", bad)
    assert result.exit_code == 1
    assert "error[A201]: unknown field `widht` in a `conv` layer" in result.output
    assert result.output.endswith("\n1 error\n")


def test_check_takes_several_files_and_reports_each(good: Path, bad: Path) -> None:
    result = archspec("check", good, bad, bad)
    assert result.output.endswith("\n2 errors\n")


def test_check_as_json_has_the_fields_a_machine_needs(bad: Path) -> None:
    [finding] = json.loads(archspec("check", bad, "--format", "json").output)
    assert finding["code"] == "A201"
    assert finding["severity"] == "error"
    assert finding["file"] == str(bad)
    assert (finding["line"], finding["column"]) == (4, 17)
    assert (finding["end_line"], finding["end_column"]) == (4, 22)
    assert finding["help"] == ["did you mean `width`?"]


def test_check_as_json_of_a_good_file_is_an_empty_list(good: Path) -> None:
    result = archspec("check", good, "--format", "json")
    assert (json.loads(result.output), result.exit_code) == ([], 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no file"),
        (b"", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "is not text in UTF-8"),
        (b"[" * 10_000, "nested more than 64 deep"),
        (
            b"a: &a [x,x]\nb: &b [*a,*a]\n"
            + b"".join(
                b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % ((i + 1, i + 1) + (i,) * 9)
                for i in range(ord("b"), ord("j"))
            ),
            "values, counting aliases",
        ),
        (b"archspec: 7\ninput: [1]\nlayers: [relu]\n", "version 7 of the language is not known"),
    ],
)
def test_bad_files_give_a_clear_error(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "file.yaml"
    if content is not None:
        path.write_bytes(content)
    result = archspec("check", path)
    assert result.exit_code == 1
    assert words in result.output


def test_a_folder_is_not_a_spec(tmp_path: Path) -> None:
    result = archspec("check", tmp_path)
    assert result.exit_code == 1
    assert "it is a folder" in result.output


def test_five_mistakes_give_five_messages_each_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "five.yaml"
    path.write_text(
        "archspec: 1\n"
        "params: {width: 32}\n"
        "input: [3, 32, 32]\n"
        "layers:\n"
        "  - conv: {widht: 4}\n"
        "  - conv: {width: $wdith}\n"
        "  - tahn\n"
        "  - maxpool: two\n"
        "  - linear: {units: 10}\n"
    )
    findings = json.loads(archspec("check", path, "--format", "json").output)
    assert [(f["line"], f["code"]) for f in findings] == [
        (5, "A201"),
        (6, "A208"),
        (7, "A205"),
        (8, "A203"),
        (9, "A201"),
    ]


def test_show_as_json_has_every_figure() -> None:
    table = json.loads(archspec("show", "net", "--json").output)
    assert table["name"] == "net"
    assert table["variant"] is None
    assert (table["input"], table["output"]) == ([3, 32, 32], [2])
    assert (table["params"], table["trainable_params"], table["macs"]) == (18090, 18090, 753728)
    assert table["receptive_field"] == [32, 32]
    assert table["activation_bytes"] == 4 * (
        2 * 16 * 32 * 32 + 16 * 16 * 16 + 2 * 8 * 16 * 16 + 8 * 8 * 8 + 512 + 32 + 32 + 2
    )
    first = table["layers"][0]
    assert first["kind"] == "conv"
    assert (first["input"], first["output"]) == ([3, 32, 32], [16, 32, 32])
    assert (first["params"], first["macs"], first["receptive_field"]) == (448, 442368, [3, 3])
    assert sum(layer["params"] for layer in table["layers"]) == 18090


@pytest.mark.parametrize(("weights", "params"), [("independent", 994530), ("shared", 75810)])
def test_show_sets_parameters(weights: str, params: int) -> None:
    settings = ("--set", "depth=100", "--set", f"weights={weights}")
    table = json.loads(archspec("show", "net_res_deep", *settings, "--json").output)
    assert (table["params"], table["macs"]) == (params, 236879936)


def test_show_sums_what_lies_deeper_than_asked() -> None:
    lines = archspec("show", "net_res_deep", "--depth", "1").output.splitlines()
    [row] = [line for line in lines if line.startswith("resblocks")]
    assert row.split()[1:4] == ["repeat", "32×16×16", "928,000"]
    assert len(lines) < 20


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_table_of_a_small_network_fits_a_terminal(name: str) -> None:
    lines = archspec("show", name, "--depth", "1").output.splitlines()
    assert max(map(len, lines)) <= 80


def test_an_unknown_parameter_is_refused_with_the_nearest() -> None:
    result = archspec("show", "net_width", "--set", "widht=64")
    assert result.exit_code == 1
    assert "`--set widht=64` names no parameter of the file" in result.stderr
    assert "did you mean `width`?" in result.stderr


def test_an_unknown_spec_is_refused_with_the_nearest() -> None:
    result = archspec("show", "nett")
    assert result.exit_code == 1
    assert "did you mean `net`?" in result.stderr


def test_misuse_exits_with_2() -> None:
    assert archspec("check").exit_code == 2
    assert archspec("chekc", "net").exit_code == 2
    assert "Did you mean `check`?" in archspec("chekc", "net").stderr
    assert archspec("show", "net", "--set", "width").exit_code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = archspec(command, "--help")
    assert result.exit_code == 0
    assert f"archspec {command}" in result.output
    assert max(map(len, result.output.splitlines())) <= 80


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "dot", "mmd"])
def test_diagram_writes_by_the_ending(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"net.{ending}"
    result = archspec("diagram", "net", "-o", path)
    assert result.output == f"drew {path}\n"
    starts = {
        "svg": b"<",
        "png": b"\x89PNG",
        "pdf": b"%PDF",
        "dot": b"digraph",
        "mmd": b"flowchart",
    }
    assert starts[ending] in path.read_bytes()[:200]


def test_build_writes_what_builds_the_same_network(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    import archspec as package

    folder = tmp_path / "net"
    result = archspec("build", "net_width", "-o", folder, "--set", "width=8", "--seed", "3")
    assert result.exit_code == 0
    module = package.load(folder / "spec.yaml").build()
    tensors = load_file(folder / "model.safetensors")
    module.load_state_dict(tensors, strict=True)
    assert sum(t.numel() for t in tensors.values()) == sum(p.numel() for p in module.parameters())
    assert (
        json.loads((folder / "summary.json").read_text())["params"]
        == package.load("net_width", width=8).graph.cost.params
    )
    assert "<svg" in (folder / "diagram.svg").read_text()


def test_build_says_what_rewrites_do_and_writes_the_same_files_else(tmp_path: Path) -> None:
    plain, rewritten = tmp_path / "plain", tmp_path / "rewritten"
    assert archspec("build", "net", "-o", plain).exit_code == 0
    assert archspec("build", "net", "-o", rewritten, "--optimise").exit_code == 0
    for path in plain.iterdir():
        assert (rewritten / path.name).read_bytes() == path.read_bytes()
    shown = archspec("show", "net", "--ir", "--optimised").output
    assert (rewritten / "optimised.txt").read_text() == shown
    assert {path.name for path in rewritten.iterdir()} - {
        path.name for path in plain.iterdir()
    } == {"optimised.txt"}


def test_show_says_what_rewrites_do_and_why() -> None:
    said = archspec("show", "net", "--ir", "--optimised").output
    assert "# `1` (line 9) and `2` (line 10), `4` (line 12) and `5` (line 13) change places" in said
    assert "`tanh` never falls" in said
    assert "not done in training" in said
    assert "  1 = maxpool(conv1) kernel=2 : 16×16×16" in said
    vit = archspec("show", "vit", "--ir", "--optimised").output
    assert "33 more are left out\n#   `dropout` at a rate of 0 drops nothing" in vit
    assert archspec("show", "net", "--optimised").exit_code == 2


def test_build_takes_weights_and_says_what_fitted(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    archspec("build", "net", "-o", tmp_path / "a", "--seed", "1")
    file = tmp_path / "a" / "model.safetensors"
    result = archspec("build", "net", "-o", tmp_path / "b", "--weights", file)
    assert result.exit_code == 0
    assert "\nloaded 8 of 8 tensors (18,090 parameters) from model.safetensors\n" in result.output
    stored, copied = (load_file(tmp_path / name / "model.safetensors") for name in "ab")
    assert all(copied[key].equal(tensor) for key, tensor in stored.items())
    whole = ("build", "net", "-o", tmp_path / "c", "--set", "classes=5", "--weights", file)
    assert archspec(*whole).exit_code == 1
    assert not (tmp_path / "c").exists()
    assert "loaded 6 of 8 tensors" in archspec(*whole, "--partial").output
    partly = load_file(tmp_path / "c" / "model.safetensors")
    assert partly["conv1.weight"].equal(stored["conv1.weight"])


def test_partial_without_weights_is_misuse(tmp_path: Path) -> None:
    result = archspec("build", "net", "-o", tmp_path / "a", "--partial")
    assert result.exit_code == 2
    assert "--partial says how to take --weights, which is not given" in result.stderr


def test_build_into_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_text("mine")
    result = archspec("build", "net", "-o", path)
    assert result.exit_code == 2
    assert path.read_text() == "mine"


def test_weights_larger_than_the_machine_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_text("archspec: 1\ninput: [2000000]\nlayers: [linear: 2000000]\n")
    result = archspec("build", path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "error[A504]: the weights take 14,901 GiB" in result.stderr
    assert not (tmp_path / "out").exists()


def test_layers_lists_every_kind_once() -> None:
    from archspec.kind import kinds

    listed = [
        line.split()[0]
        for line in archspec("layers").output.splitlines()
        if line.startswith("  ") and line[2] != " "
    ]
    assert sorted(listed) == sorted(kinds())


def test_specs_lists_every_file_that_ships_and_its_networks() -> None:
    output = archspec("specs").output
    assert [line.split()[0] for line in output.splitlines() if line[:1] != " "] == [*shipped()]
    told = json.loads(archspec("specs", "--json").output)
    names = {variant for one in told for variant in one["variants"]}
    assert names >= set(shipped_variants())
    assert all(one["about"] for one in told)


def test_layers_explains_a_kind() -> None:
    output = archspec("layers", "maxpool").output
    assert "`maxpool: value` sets kernel." in output
    assert "Size of the window." in output


def test_explain_prints_the_page() -> None:
    assert archspec("explain", "a402").output.startswith("# A402: ")
    assert archspec("explain", "A999").exit_code == 1


def test_doctor_says_that_all_works() -> None:
    result = archspec("doctor")
    assert result.exit_code == 0, result.output
    assert "FAIL" not in result.output


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m archspec show net_res_deep | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602  the shell makes the pipe
    assert "net_res_deep" in done.stdout
    assert done.stderr == ""


def test_checking_imports_neither_torch_nor_anything_that_draws() -> None:
    code = (
        "import sys, atexit\n"
        "heavy = ['torch', 'torchvision', 'numpy', 'graphviz', 'pygraphviz', 'rich']\n"
        "atexit.register(lambda: print([m for m in heavy if m in sys.modules]))\n"
        "from archspec.cli import main\n"
        "main(['check', 'net', 'net_res_deep'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_built_with_another_parameter_compiles_again(tmp_path: Path) -> None:
    """A recipe for ten sorts of clothes does not go along with a network of seven classes."""
    folder = tmp_path / "net"
    assert archspec("build", "net_fashion", "-o", folder, "--set", "classes=7").exit_code == 0
    assert archspec("check", folder / "spec.yaml").exit_code == 0
    text = (folder / "spec.yaml").read_text()
    assert "train:" not in text
    assert "classes: 7" in text
