"""The trees and recipes with which a newcomer begins fit each other, as they stand on the page."""

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from archspec.cli import main

PAGE = (Path(__file__).parents[2] / "docs/data.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
SECTIONS = {
    part.split("\n", 1)[0]: dict(BLOCK.findall(part))
    for part in PAGE.split("\n## ", 2)[1].split("\n### ")[1:]
}
MAP = "input: [3, 8, 8]\nlayers: [conv: {width: WIDTH, kernel: 1}]"
VECTOR = "input: [3, 8, 8]\nlayers: [flatten, linear: WIDTH]"
NETWORKS = {
    "Pictures, a folder for each class": VECTOR.replace("WIDTH", "2"),
    "Pictures with masks": MAP.replace("WIDTH", "2"),
    "A table": "input: [2]\nlayers: [linear: 1]",
    "A table that names pictures": VECTOR.replace("WIDTH", "1"),
    "Several labels for each picture": VECTOR.replace("WIDTH", "3"),
    "Pictures with a number for each pixel": MAP.replace("WIDTH", "1"),
    "Texts": "input: [32]\nlayers: [embedding: {vocabulary: 1000, width: 4}, flatten, linear: 2]",
    "A series": "input: [2, 96]\nlayers: [flatten, linear: 24]",
    "Arrays": "input: [8, 8]\nlayers: [flatten, linear: 10]",
    "Pairs that are alike or not": "inputs: {left: [3, 8, 8], right: [3, 8, 8]}\n"
    "layers: [sub: {with: right, from: left}, flatten, linear: 1]",
    "None yet": MAP.replace("WIDTH", "2"),
}


def make(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif path.suffix == ".npz":
        names = [line.split()[0] for line in lines]
        x, y = np.zeros((9, 8, 8), np.float32), np.arange(9)
        np.savez(path, **dict(zip(names, (x, y), strict=True)))
    elif path.suffix == ".npy":
        np.save(path, np.zeros((1, 8, 8), np.float32))
    elif path.suffix in ("", ".txt"):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        mode = "L" if "masks" in path.parts else "RGB"
        Image.new(mode, (8, 8)).save(path)


def files(tree: str) -> dict[str, list[str]]:
    """Each path, with the indented lines below it, which it holds."""
    found: dict[str, list[str]] = {}
    for line in tree.splitlines():
        if line.startswith("    "):
            found[[*found][-1]].append(line.strip())
        else:
            found[line] = []
    return found


def test_every_sort_of_data_has_a_network_here():
    assert [*SECTIONS] == [*NETWORKS]


@pytest.mark.parametrize("title", NETWORKS)
def test_the_files_and_the_recipe_of_a_section_fit_each_other(title, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path, lines in files(SECTIONS[title].get("text", "")).items():
        make(Path(path), lines)
    Path("net.yaml").write_text(f"archspec: 1\n{NETWORKS[title]}\n{SECTIONS[title]['yaml']}")
    result = CliRunner().invoke(main, ["check", "net.yaml"])
    assert (result.exit_code, result.output) == (0, "")
