"""The page that goes from papers to specs is taken, and ends with the specs that ship."""

import os
import re
import shutil
from pathlib import Path

import pytest
import torch

from archspec.compiler import advise, compile_source, variant_names
from archspec.diagnostics import Source
from archspec.graph import print_graph

from .conftest import DOCS
from .walk import walk

SPECS = DOCS.parent / "specs"
PAGE = (DOCS / "paper.md").read_text(encoding="utf-8")
YAML = {
    name: text for text, name in re.findall(r"```yaml\n(# ([\w.]+\.yaml)\n.*?)```", PAGE, re.DOTALL)
}
PICTURES = re.findall(r'src="pictures/([\w.]+)"', PAGE)
REFUSED = set(re.findall(r"--> ([\w.]+\.yaml):", PAGE))
FINAL = [name for name in YAML if (SPECS / name).exists()]


def test_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    written, taken = walk(DOCS / "paper.md")
    assert taken == written
    drawn = sorted(tmp_path.glob("*.svg"))
    assert sorted(PICTURES) == [path.name for path in drawn]
    for path in drawn:
        kept = DOCS / "pictures" / path.name
        if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
            shutil.copy(path, kept)
        assert kept.read_text("utf-8") == path.read_text("utf-8"), path.name


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


def test_four_networks_are_written():
    assert {Path(name).stem for name in FINAL} == {"resnet", "densenet", "mobilenet_v2", "vit"}
