"""What the page on fine-tuning cannot run, as it fetches photographs, fits all the same."""

import re
from pathlib import Path

import archspec
from archspec.compiler import compile_recipe
from docs.make.made import read


def test_the_recipe_for_photographs_fits_the_network_that_it_is_for(tmp_path: Path):
    page = read("docs/fine-tuning.md")
    recipe = next(b for b in re.findall(r"```yaml\n(.*?)```", page, re.S) if "pets.yaml" in b)
    (tmp_path / "pets.yaml").write_text(recipe)
    words = re.search(r"archspec train (\w+) --set classes=(\d+) --recipe pets.yaml", page)
    assert words is not None
    network = archspec.load(words[1], classes=int(words[2]))
    found, _ = compile_recipe(tmp_path / "pets.yaml", network.spec, network.graph)
    assert found.start is not None
    assert found.start.published
