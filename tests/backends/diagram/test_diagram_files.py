"""Files and their forms: what is written, and what is said where it cannot be."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from xml.etree import ElementTree

import pytest
from drawn_networks import HOSTILE, NETWORKS, compile_text, compiled, hostile

from archspec.backends.diagram import Options, draw, to_dot, to_mermaid, to_svg
from archspec.backends.diagram.graphviz import render
from archspec.diagnostics import Failure

GRAPHVIZ = Options(engine="graphviz")
SVG = "{http://www.w3.org/2000/svg}"
BEGINS = {
    ".dot": b"digraph {",
    ".svg": b"<svg ",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".pdf": b"%PDF-",
    ".tex": b"%",
    ".mmd": b"flowchart TD\n",
}


@pytest.mark.parametrize("ending", BEGINS)
def test_the_ending_chooses_the_form(ending, tmp_path):
    path = draw(compiled("plain"), tmp_path / f"net{ending}").path
    assert path.read_bytes().startswith(BEGINS[ending])
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", NETWORKS)
def test_svg_is_well_formed_and_needs_nothing_from_elsewhere(name):
    text = to_svg(compiled(name))
    ElementTree.fromstring(text)  # noqa: S314  our own text
    assert "href" not in text
    assert "<!" not in text
    assert text.count("http") == 1


@pytest.mark.parametrize("write", [to_dot, to_mermaid, to_svg])
def test_equal_graphs_give_equal_text(write):
    assert write(compiled("stages")) == write(compiled("stages"))


def test_the_text_does_not_hang_on_the_order_of_sets():
    program = (
        "from archspec.compiler import compile_source; from archspec.diagnostics import Source;"
        "from archspec.backends.diagram import to_dot; import sys;"
        "print(to_dot(compile_source(Source('x', sys.stdin.read()))[1]))"
    )
    text = f"archspec: 1\nname: x\n{NETWORKS['stages']}"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_names_from_strangers_are_only_text():
    graph = hostile()
    root = ElementTree.fromstring(to_svg(graph))  # noqa: S314  our own text
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "g", "a", "rect", "path", "polygon", "circle", "text", "title", "desc"}
    shown = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert "<b> & \\G \\ \\n </text><script>alert(1)</script>" in shown
    assert '"]--> <i>;end' in shown


def test_names_from_strangers_leave_a_chart_as_it_is():
    text = to_mermaid(hostile())
    plain = to_mermaid(compile_text(HOSTILE.replace("<script>", "").replace("--> {x}", "")))
    assert len(text.splitlines()) == len(plain.splitlines())
    assert "script>" not in text.replace("#60;", "<").replace("<script#62;", "")
    for line in text.splitlines():
        assert line.count('"') in (0, 2)


def test_ids_of_a_chart_are_unique():
    for name in NETWORKS:
        lines = [line.strip() for line in to_mermaid(compiled(name)).splitlines()]
        nodes = [line.split("(")[0] for line in lines if ":::" in line and "heading" not in line]
        frames = [line.split()[1].split("[")[0] for line in lines if line.startswith("subgraph")]
        assert len(set(nodes + frames)) == len(nodes + frames)


@pytest.mark.parametrize("name", ["net", "net.jpg", "net.sgv", "net.htm"])
def test_another_ending_is_refused(name, tmp_path):
    with pytest.raises(Failure) as caught:
        draw(compiled("one_layer"), tmp_path / name)
    (found,) = caught.value.diagnostics
    assert found.code == "A501"
    assert found.notes == (
        "the ending chooses the form: `.svg`, `.png`, `.pdf`, `.tex`, `.html`, `.dot`, `.mmd`",
    )
    assert not list(tmp_path.iterdir())


def test_a_misspelt_ending_is_corrected(tmp_path):
    with pytest.raises(Failure) as caught:
        draw(compiled("one_layer"), tmp_path / "net.sgv")
    assert str(tmp_path / "net.svg") in caught.value.diagnostics[0].helps[0].text


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(Failure, match=r"A501\]: cannot write .*: there is no folder"):
        draw(compiled("one_layer"), tmp_path / "nowhere" / "net.dot")


def test_what_was_there_stays_where_drawing_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "_commands", lambda form: iter([["false"]]))
    path = tmp_path / "net.svg"
    path.write_text("before")
    with pytest.raises(Failure):
        draw(compiled("one_layer"), path, GRAPHVIZ)
    assert path.read_text() == "before"


def test_that_nothing_draws_is_said_and_no_other_file_is_touched(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Failure) as caught:
        draw(compiled("one_layer"), tmp_path / "net.svg", GRAPHVIZ)
    (found,) = caught.value.diagnostics
    assert found.code == "A502"
    assert found.message == "Graphviz, which is to draw the diagram, is not here"
    assert found.notes == ("neither `pygraphviz` nor a `dot` program is installed",)
    assert "write a `.dot`" in found.helps[-1].text
    assert list(tmp_path.iterdir()) == []


def by_graphviz(graph, folder):
    """The SVG that Graphviz lays out."""
    return draw(graph, folder / "net.svg", GRAPHVIZ).path.read_text()


def test_a_crash_of_the_first_program_leads_to_the_next(monkeypatch, tmp_path):
    good = next(render._commands("svg"))
    crash = [sys.executable, "-c", "import os; os.kill(os.getpid(), 11)"]
    monkeypatch.setattr(render, "_commands", lambda form: iter([crash, good]))
    assert by_graphviz(compiled("one_layer"), tmp_path).startswith("<svg")


def test_a_layout_that_takes_too_long_is_given_up(monkeypatch, tmp_path):
    slow = [sys.executable, "-c", "import time; time.sleep(9)"]
    monkeypatch.setattr(render, "_commands", lambda form: iter([slow]))
    monkeypatch.setattr(render, "SECONDS", 0.2)
    with pytest.raises(Failure, match=r"A503\]: the layout of the diagram took longer than 0\.2"):
        by_graphviz(compiled("one_layer"), tmp_path)


def test_a_layout_that_takes_too_much_memory_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setattr(render, "MEMORY", 256 * 2**20)
    assert by_graphviz(compile_text(dense(4)), tmp_path).startswith("<svg")
    with pytest.raises(Failure, match=r"A503\]: the layout of the diagram took more than 256 MiB"):
        by_graphviz(compile_text(dense(200)), tmp_path)


def test_our_own_layout_draws_layers_that_take_all_others():
    assert to_svg(compile_text(dense(60))).startswith("<svg")


def dense(count: int) -> str:
    """Layers of which each takes all that came before it."""
    lines = ["input: [3, 8, 8]", "layers:"]
    for i in range(count):
        others = ", ".join(["input", *(f"a{j}" for j in range(i - 1))])
        lines.append(f"  - add: {{name: a{i}, with: [{others}]}}")
    return "\n".join(lines)


def test_drawing_says_nothing(capfd, tmp_path):
    to_svg(compiled("one_layer"))
    by_graphviz(compiled("one_layer"), tmp_path)
    assert capfd.readouterr() == ("", "")


def test_the_fonts_come_with_their_licence():
    names = {path.name for path in render.FONTS.iterdir()}
    assert names == {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "LICENSE"}


def test_diagrams_need_no_torch():
    program = "import archspec.backends.diagram, sys; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
    assert find_spec("torch") is not None
