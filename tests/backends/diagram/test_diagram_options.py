"""What may be asked of a diagram, what is refused, and that a help is right when obeyed."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from drawn_networks import compile_text

import archspec
from archspec.backends.diagram import Options, draw, to_svg
from archspec.backends.diagram.chart.fit import lay_out
from archspec.backends.diagram.conflicts import checked
from archspec.backends.diagram.picture.arrange import arrange
from archspec.backends.diagram.picture.picture import Frame
from archspec.cli import main
from archspec.diagnostics import Failure


def run(*words):
    """What a command says, and how it ends."""
    result = CliRunner().invoke(main, ["diagram", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def refusal(form=".svg", **wishes):
    """The one finding about options."""
    with pytest.raises(Failure) as caught:
        checked(Options(**wishes), form)
    (found,) = caught.value.diagnostics
    assert found.code == "A508"
    return found


REFUSED = {
    "columns of a U": ({"direction": "u", "columns": 2}, ".svg", "a U has two columns"),
    "columns of a text": ({"columns": 2}, ".dot", "`.dot` is laid out and coloured by who reads"),
    "a page of Mermaid": ({"page": "text"}, ".mmd", "so that `page` cannot be heeded"),
    "a legend by Graphviz": ({"legend": True, "engine": "graphviz"}, ".svg", "Graphviz lays out"),
    "TeX by Graphviz": ({"engine": "graphviz"}, ".tex", "Graphviz writes no `.tex`"),
    "Graphviz for Mermaid": ({"engine": "graphviz"}, ".mmd", "a text, which no engine draws"),
    "a PNG that follows a screen": ({"theme": "auto"}, ".png", "only `.svg` and `.html` follow"),
    "a page of HTML for a page of paper": ({"page": "text"}, ".html", "fits the window"),
    "HTML that is seen through": ({"transparent": True}, ".html", "is a whole page"),
    "HTML by Graphviz": ({"engine": "graphviz"}, ".html", "Graphviz writes no `.html`"),
    "dark paper": ({"style": "paper", "theme": "dark"}, ".svg", "paper is light"),
    "an unknown word": ({"direction": "dwon"}, ".svg", "`dwon` is no direction"),
    "no columns": ({"columns": 0}, ".svg", "from 1 to 40 columns, not 0"),
    "a page of no size": ({"page": "6.5"}, ".svg", "`6.5` is no page"),
    "a page of nothing": ({"page": "0x3"}, ".svg", "`0x3` is no page"),
    "a page without end": ({"page": "1e9x3"}, ".svg", "`1e9x3` is no page"),
}


@pytest.mark.parametrize("title", REFUSED)
def test_what_cannot_be_heeded_is_refused(title):
    wishes, form, words = REFUSED[title]
    assert words in refusal(form, **wishes).message


def test_a_misspelt_word_is_corrected():
    assert refusal(direction="dwon").helps[0].text == "did you mean `down`?"
    assert refusal(page="txt").helps[0].text == "did you mean `text`?"
    assert "6.5x4" in refusal(page="wide").helps[0].text


def test_nothing_is_written_where_something_is_refused(tmp_path):
    with pytest.raises(Failure):
        draw(archspec.load("net").graph, tmp_path / "net.dot", Options(columns=2))
    assert not list(tmp_path.iterdir())


def test_a_scope_that_is_not_there_is_told_with_those_like_it():
    result = run("resnet50", "--only", "layr1")
    assert result.exit_code == 1
    assert "error[A507]: no scope is called `layr1`" in result.output
    assert "did you mean `layer1`?" in result.output
    assert "`layer1`, `layer2`, `layer3`, `layer4`" in result.output


def test_a_layer_leads_to_the_scope_around_it():
    result = run("resnet50", "--unfold", "layer1.0.conv1")
    assert "`layer1.0.conv1` is a single layer" in result.output
    assert "name the scope around it: `layer1.0`" in result.output


def test_a_network_without_scopes_says_so():
    assert "the network has no scopes" in run("net", "--only", "conv").output


def test_a_u_needs_skips_that_nest(tmp_path):
    result = run("net", "--direction", "u", "-o", str(tmp_path / "net.svg"))
    assert "error[A508]: no skips make a U of the network at this depth" in result.output
    assert not list(tmp_path.iterdir())


def test_the_size_that_would_do_does(tmp_path):
    first = run("googlenet", "--page", "3x2", "-o", str(tmp_path / "a.svg"))
    assert first.exit_code == 0
    assert "warning[A505]: on 3 × 2 in the smallest text of the diagram has" in first.stderr
    size = re.search(r"`--page ([\d.]+x[\d.]+)`", first.stderr)[1]
    second = run("googlenet", "--page", size, "-o", str(tmp_path / "b.svg"))
    assert second.stderr == ""


def size_of(svg):
    """The width and the height of an SVG in points."""
    root = ElementTree.fromstring(svg)  # noqa: S314  our own text
    return float(root.get("width").removesuffix("pt")), float(root.get("height").removesuffix("pt"))


@pytest.mark.parametrize(("page", "room"), [("text", (468, 648)), ("column", (234, 648))])
def test_a_page_holds_what_is_drawn_for_it(page, room):
    width, height = size_of(archspec.load("resnet50").svg(page=page))
    assert width <= room[0]
    assert height <= room[1]


def test_a_page_of_ones_own_is_in_inches():
    width, height = size_of(archspec.load("net").svg(page="3.5 x 4"))
    assert width <= 3.5 * 72
    assert height <= 4 * 72


def test_what_fits_a_page_is_as_deep_as_can_be():
    graph = archspec.load("resnet50").graph
    assert lay_out(graph, Options(page="text")).depth == 1
    assert lay_out(graph, Options(page="20x30")).depth is None


def words_of(**wishes):
    """The words of a picture of a small ResNet."""
    return re.findall(r">([^<>]+)</text>", archspec.load("net_res").svg(**wishes))


def test_parameters_shapes_and_title_can_be_left_out():
    whole = words_of(direction="down", columns=1)
    assert {"net_res", "32×32×32", "conv1 · 896 params"} <= set(whole)
    assert "conv1 · 896 params" not in words_of(direction="down", columns=1, params=False)
    assert "32×32×32" not in words_of(direction="down", columns=1, shapes=False)
    assert "net_res" not in words_of(direction="down", columns=1, title=False)


def test_a_legend_explains_every_family_once():
    families = ["convolution", "activation", "pooling", "merge", "shape", "linear"]
    assert words_of(legend=True)[-len(families) :] == families


def test_one_scope_by_itself_has_its_own_inputs_and_costs():
    graph = archspec.load("resnet50").graph
    words = re.findall(r">([^<>]+)</text>", to_svg(graph, Options(only="layer1.1", page="text")))
    nodes = [node for node in graph.nodes if node.path.startswith("layer1.1.")]
    assert words[0] == "resnet50 · layer1.1"
    assert f"{sum(node.cost.params for node in nodes):,} parameters" in words[2]
    assert "256×56×56 → 256×56×56" in words


def test_an_unfolded_scope_is_open_and_its_neighbours_are_not():
    svg = archspec.load("resnet50").svg(depth=1, unfold=("layer1.0",))
    paths = set(re.findall(r"<g><title>([^<]+)</title>", svg))
    assert "layer1.0.conv1" in paths
    assert "layer1.1" in paths
    assert "layer2.0.conv1" not in paths


@pytest.mark.parametrize("last", [2, 4, 5])
def test_a_round_within_a_repeat_is_unfolded_and_what_is_around_it_stays_folded(last):
    path = f"layer3.{last}"
    graph = archspec.load("resnet50").graph
    picture = arrange(graph, depth=1, unfold=(path,))
    (frame,) = [frame for frame in picture.frames if frame.path == "layer3"]
    shown = [(item.path if isinstance(item, Frame) else item.rows[0].path) for item in frame.items]
    counts = [1 if isinstance(item, Frame) else item.rows[0].count for item in frame.items]
    assert path in shown
    assert isinstance(frame.items[shown.index(path)], Frame)
    assert sum(counts) == 6
    params = [
        item.params if isinstance(item, Frame) else item.rows[0].params for item in frame.items
    ]
    assert sum(params) == frame.params
    opened = {row.path for box in picture.boxes for row in box.rows if row.path.startswith(path)}
    assert f"{path}.conv2" in opened


def test_what_lies_in_a_round_within_repeats_is_unfolded():
    rounds = "sequence: [{repeat: {depth: 4, layers: [residual: [linear: 8, relu]]}}, tanh]"
    text = f"input: [8]\nlayers: [repeat: {{name: outer, depth: 3, layers: [{rounds}]}}]"
    graph = compile_text(text)
    paths = [path for path in graph.tree.scopes if path.startswith("outer.1.")]
    assert len(paths) == 4
    for path in paths:
        shown = arrange(graph, depth=0, unfold=(path,))
        around = {frame.path for frame in shown.frames}
        assert {"outer", "outer.1", path} <= around


def test_dark_and_light_differ_in_colours_alone():
    light, dark = (archspec.load("net").svg(theme=theme) for theme in ("light", "dark"))
    assert light != dark
    assert re.sub("#[0-9a-f]{6}", "", light) == re.sub("#[0-9a-f]{6}", "", dark)


def test_a_notebook_gets_both():
    network = archspec.load("net")
    assert "prefers-color-scheme" in network._repr_html_()
    assert network._repr_svg_() == network.svg()


def test_transparent_has_nothing_behind_it():
    network = archspec.load("net")
    assert 'width="100%"' in network.svg()
    assert 'width="100%"' not in network.svg(transparent=True)


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_and_direction_are_heeded(direction, columns):
    layout = lay_out(archspec.load("net").graph, Options(direction=direction, columns=columns))
    assert (layout.look.way, layout.columns) == (direction, columns)


REFUSED_WORDS = {
    "two scopes by themselves": (["--only", "layer1", "--only", "layer2"], "one scope is drawn"),
    "an empty scope": (["--only", ""], "the path is empty"),
    "an empty unfolding": (["--unfold", ""], "the path is empty"),
    "a scope elsewhere": (
        ["--only", "layer1", "--unfold", "layer2"],
        "`layer2` is not in `layer1`",
    ),
    "the scope itself": (["--only", "layer1", "--unfold", "layer1"], "open already"),
}


@pytest.mark.parametrize("title", REFUSED_WORDS)
def test_scopes_that_cannot_be_had_together_are_refused(title, tmp_path):
    words, said = REFUSED_WORDS[title]
    result = run("resnet18", *words, "-o", str(tmp_path / "a.svg"))
    assert result.exit_code
    assert said in result.output
    assert not list(tmp_path.iterdir())
    assert not run(
        "resnet18", "--only", "layer1", "--unfold", "layer1.0", "-o", str(tmp_path / "a.svg")
    ).exit_code


@pytest.mark.parametrize(
    ("name", "better"),
    [(".svg", "diagram.svg"), ("-", "diagram.svg"), ("net", "net.svg"), ("net.jpg", "net.png")],
)
def test_the_name_that_is_suggested_is_one_that_works(name, better, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert f"help: write `{better}`" in run("net", "-o", name).output
    assert not run("net", "-o", better).exit_code
    assert (tmp_path / better).is_file()


def test_a_folder_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = run("net", "-o", "nowhere/net.svg").output
    assert "cannot write `nowhere/net.svg`: there is no folder `nowhere`" in said


def test_a_page_too_small_by_the_title_alone_is_told_to_leave_it_out(tmp_path):
    words = ["digits", "--page", "4x2.1", "--direction", "right", "-o", str(tmp_path / "a.svg")]
    first = run(*words)
    assert "or leave its name and facts out, with `--no-title`" in first.stderr
    assert first.exit_code == 0
    assert run(*words, "--no-title").stderr == ""


def test_a_size_that_no_page_has_is_not_suggested(tmp_path):
    words = ["densenet201", "--direction", "right", "--columns", "1", "--depth", "9"]
    words += ["-o", str(tmp_path / "a.png")]
    assert "fit it to a page with `--page text`" in run(*words).output
    second = run(*words, "--page", "text")
    assert second.exit_code == 0
    assert "--page" not in second.stderr


def test_nothing_is_said_of_scopes_where_there_are_none(tmp_path):
    said = run("net", "--page", "1x1", "-o", str(tmp_path / "a.svg"))
    assert "as a box each" not in said.output
    assert "--only" not in said.output


def test_a_long_name_takes_more_lines_and_no_more_width():
    graph = archspec.load("net").graph
    wide, usual = (lay_out(replace(graph, name=name), Options()) for name in ("n" * 180, "net"))
    assert wide.width == usual.width
    assert wide.height > usual.height
