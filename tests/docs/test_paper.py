"""The page that goes from papers to specs is taken, and ends with the specs that ship."""

import re
from pathlib import Path

import pytest

from archspec.compiler import advise, compile_source, variant_names
from archspec.diagnostics import Source
from archspec.graph import print_graph
from docs.make.made import ROOT, read

SPECS = ROOT / "specs"
PAGE = read("docs/paper.md")
YAML = {
    name: text for text, name in re.findall(r"```yaml\n(# ([\w.]+\.yaml)\n.*?)```", PAGE, re.DOTALL)
}
PICTURES = re.findall(r'src="pictures/([\w.]+)"', PAGE)
REFUSED = set(re.findall(r"--> ([\w.]+\.yaml):", PAGE))
FINAL = [name for name in YAML if (SPECS / name).exists()]


def test_every_picture_is_drawn_by_a_command_of_the_page():
    drawn = re.findall(r"^\$ archspec diagram .* -o ([\w.]+)$", PAGE, re.MULTILINE)
    assert sorted(PICTURES) == sorted(drawn)


@pytest.mark.parametrize("name", sorted(YAML.keys() - REFUSED))
def test_nothing_is_said_against_a_step(name):
    assert not advise(*compile_source(Source(name, YAML[name])))


@pytest.mark.parametrize("name", FINAL)
def test_the_last_step_is_the_spec_that_ships(name):
    shipped = Source(name, (SPECS / name).read_text(encoding="utf-8"))
    last = Source(name, YAML[name])
    variants = variant_names(shipped)
    assert variant_names(last) == variants
    for variant in (None, *variants):
        ours, theirs = (compile_source(one, (), variant)[1] for one in (last, shipped))
        assert print_graph(ours) == print_graph(theirs)


def test_six_networks_are_written():
    early = {"resnet", "densenet", "mobilenet_v2", "vit"}
    assert {Path(name).stem for name in FINAL} == early | {"hrnet", "retinanet"}
