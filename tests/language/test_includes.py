"""`include`: the blocks of other files, and nothing that lies elsewhere."""

import os

import pytest

from archspec.cli.check import findings
from archspec.compiler import advise, compile_file
from archspec.diagnostics import Failure
from archspec.network import load, loads
from archspec.syntax import read_file

UNIT = "archspec: 1\nblocks: {unit: {params: {width: 8}, layers: [{conv: $width}, relu]}}\n"
NET = "archspec: 1\ninclude: FILES\ninput: [3, 8, 8]\nlayers: [unit: 4]\n"


@pytest.fixture
def write(tmp_path):
    def files(**texts):
        for name, text in texts.items():
            path = tmp_path / "spec" / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "spec" / "net.yaml"

    return files


def found(path):
    return [(d.code, d.message) for d in findings(read_file(path), (), None)]


def net(files, **more):
    return {"net": NET.replace("FILES", files), **more}


def test_blocks_come_from_files_within_files_and_each_once(write):
    path = write(
        **net("[a.yaml, sub/b.yaml]"),
        a=f"include: sub/b.yaml\n{UNIT}".replace("{conv: $width}", "{inner: $width}"),
        sub__b="include: c.yaml\n" + UNIT.replace("unit", "inner").replace("relu", "tanh"),
        sub__c="archspec: 1\nblocks: {}\n",
    )
    spec, graph = compile_file(path)
    assert graph.cost.params == 112
    assert len(spec.included) == 3
    assert not advise(spec, graph)


def test_a_block_of_another_file_sees_its_own_parameters_alone(write):
    path = write(
        net="archspec: 1\ninclude: a.yaml\nparams: {wide: 4}\ninput: [3]\n"
        "layers: [unit, linear: $wide]",
        a="archspec: 1\nblocks: {unit: [linear: $wide]}",
    )
    [one] = findings(read_file(path), (), None)
    assert (one.code, one.message) == ("A208", "no parameter is named `wide`")
    assert (one.span.source.name, one.span.line) == (str(path.parent / "a.yaml"), 2)


def test_the_resolved_text_stands_alone(write):
    path = write(
        net="# mine\narchspec: 1\nname: n\ninclude: a.yaml\nparams: {width: 4, other: 1e-3}\n"
        "input: [3, 32, 32]\nblocks:\n  own: [unit]\nlayers: [unit: $width, own]\n",
        a=UNIT.replace("relu", "conv: 'max([w for w in [$width]])'").replace(
            "params:", r'about: "é\u2028\\ 😀", params:'
        ),
    )
    network = load(path, width=6)
    alone = loads(network.text)
    assert "include" not in network.text
    assert alone.spec.params == {"width": 6, "other": 0.001}
    assert alone.graph.cost == network.graph.cost
    assert [n.path for n in alone.graph.nodes] == [n.path for n in network.graph.nodes]


def test_nothing_outside_of_the_folder_is_read(write, tmp_path):
    (tmp_path / "secret.yaml").write_text(UNIT, encoding="utf-8")
    path = write(**net("link.yaml"), sub__x="archspec: 1\ninclude: ../net.yaml\nblocks: {}")
    (path.parent / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (path.parent / "out").symlink_to(tmp_path)
    (path.parent / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(path.parent / "pipe.yaml")
    refused = [
        "link.yaml",
        "../secret.yaml",
        f"{tmp_path}/secret.yaml",
        "~/x.yaml",
        "out/secret.yaml",
    ]
    refused += ["sub/../net.yaml", "C:x.yaml", "sub/x.yaml", '"..\\\\secret.yaml"', "net.txt"]
    for name in refused:
        write(**net(name))
        assert [code for code, _ in found(path)] == ["A216"], name
    for name in ("pipe.yaml", "sub", "loop.yaml", "none.yaml"):
        write(**net(name))
        assert {code for code, _ in found(path)} <= {"A216", "A101"}
    with pytest.raises(Failure, match="not in a file"):
        loads(NET.replace("FILES", "a.yaml"))


def test_a_link_within_the_folder_is_followed(write):
    path = write(**net("link.yaml"), sub__a=UNIT)
    (path.parent / "link.yaml").symlink_to("sub/a.yaml")
    assert found(path) == []


def test_files_that_include_each_other(write):
    path = write(
        **net("a.yaml"),
        a=f"include: b.yaml\n{UNIT}",
        b="archspec: 1\ninclude: a.yaml\nblocks: {}",
    )
    assert found(path) == [("A217", "`a.yaml` includes this file, and so itself")]
    assert found(write(**net("net.yaml"))) == [("A217", "`net.yaml` includes itself")]


def test_a_chain_of_files_ends(write):
    links = {f"f{i}": f"archspec: 1\ninclude: f{i + 1}.yaml\nblocks: {{}}" for i in range(40)}
    path = write(**net("f0.yaml"), **links)
    assert found(path) == [("A104", "more than 32 files are included")]


def test_files_are_bounded_together(write):
    large = f"{UNIT.replace('unit', 'NAME')}#{'x' * (2**21)}\n"
    files = {f"f{i}": large.replace("NAME", f"b{i}") for i in range(3)}
    path = write(**net("[f0.yaml, f1.yaml, f2.yaml]"), **files)
    assert found(path) == [("A104", "the included files together are larger than 4 MiB")]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("blocks: {unit: [relu]}", "A207", "the file does not say which version"),
        ("archspec: 1\nlayers: [relu]", "A201", "an included file has no `layers` of its own"),
        ("[1]", "A105", "an included file is a mapping with `blocks`, and this is a list"),
        ("archspec: 1\nblocks: [unit", "A102", ""),
        (
            UNIT.replace("}\n", ", conv: [relu]}"),
            "A214",
            "the block `conv` has the name of a kind",
        ),
        (
            UNIT.replace("relu", "rleu"),
            "A205",
            "there is no kind of layer",
        ),
        (
            UNIT.replace("}\n", ", idle: [$x]}"),
            "A208",
            "no parameter is named `x`",
        ),
    ],
)
def test_what_is_wrong_in_an_included_file_is_said_of_it(write, text, code, message):
    path = write(**net("a.yaml"), a=text)
    [one] = findings(read_file(path), (), None)
    assert one.code == code
    assert one.message.startswith(message)
    assert one.span.source.name == str(path.parent / "a.yaml")


def test_a_name_that_stands_in_two_files(write):
    path = write(**net("[a.yaml, b.yaml]"), a=UNIT, b=UNIT)
    [one] = findings(read_file(path), (), None)
    assert (one.code, one.span.source.name) == ("A218", str(path.parent / "b.yaml"))
    assert [mark.span.source.name for mark in one.marks] == [str(path.parent / "a.yaml")]


def test_a_file_of_blocks_is_checked_by_itself(write):
    path = write(net=UNIT)
    assert found(path) == []
    with pytest.raises(Failure, match="blocks for others to include, and no network"):
        compile_file(path)
    assert found(write(net=UNIT.replace("relu", "$x"))) == [("A208", "no parameter is named `x`")]


def test_a_comment_silences_its_own_file(write):
    lines = "archspec: 1\nblocks:\n  unit: {params: {width: 8}, layers: [conv: $width, relu, relu]}"
    path = write(**net("a.yaml"), a=lines)
    assert [code for code, _ in found(path)] == ["A715"]
    write(a=f"{lines}  # archspec: ignore A715")
    assert found(path) == []
    write(net=f"{NET.replace('FILES', 'a.yaml  # archspec: ignore A715')}", a=lines)
    assert {code for code, _ in found(path)} == {"A715", "A799"}
