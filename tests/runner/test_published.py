"""Data sets of torchvision's, by their names: as torchvision reads them, and checked without it."""

import inspect
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from torchvision import datasets

import archspec
from archspec.cli import main
from archspec.network import loads
from archspec.recipe import DATASETS, Data, RecipeFailure
from archspec.recipe.data import DatasetName
from archspec.recipe.generated import GENERATED
from archspec.recipe.published import PUBLISHED
from archspec.runner import Silent
from archspec.runner.sources.torchvision import read_published

COMMON = "  device: cpu\n  tensorboard: false\n  optimizer: {adam: {lr: 0.03}}\n  batch_size: 8\n"


def picture(path: Path, colour: tuple[int, int, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(len(str(path))).integers(0, 40, (20, 24, 3))
    Image.fromarray((noise + np.array(colour)).astype(np.uint8)).save(path)


def eurosat(root: Path) -> None:
    names = "AnnualCrop Forest HerbaceousVegetation Highway Industrial Pasture PermanentCrop"
    for place, name in enumerate([*names.split(), "Residential", "River", "SeaLake"]):
        for number in range(6):
            colour = (20 * place, 200 - 20 * place, 90)
            picture(root / "eurosat" / "2750" / name / f"{name}_{number}.png", colour)


def pets(root: Path) -> None:
    home = root / "oxford-iiit-pet"
    for part, count in (("trainval", 24), ("test", 8)):
        lines = []
        for number in range(count):
            name = f"{'Abyssinian' if number % 2 else 'Beagle'}_{part}{number}"
            picture(home / "images" / f"{name}.jpg", (190 * (number % 2), 60, 60))
            mask = np.full((20, 24), 2, np.uint8)
            mask[5:15, 5:15] = 1
            mask[4, 4:16] = 3
            (home / "annotations" / "trimaps").mkdir(parents=True, exist_ok=True)
            Image.fromarray(mask).save(home / "annotations" / "trimaps" / f"{name}.png")
            lines.append(f"{name} {2 - number % 2} 1 1")
        (home / "annotations" / f"{part}.txt").write_text("\n".join(lines) + "\n")


def voc(root: Path) -> None:
    home = root / "VOCdevkit" / "VOC2012"
    (home / "ImageSets" / "Segmentation").mkdir(parents=True)
    (home / "SegmentationClass").mkdir()
    for part, count in (("train", 12), ("val", 4)):
        names = [f"{part}{number}" for number in range(count)]
        (home / "ImageSets" / "Segmentation" / f"{part}.txt").write_text("\n".join(names))
        for name in names:
            picture(home / "JPEGImages" / f"{name}.jpg", (90, 90, 90))
            mask = np.zeros((20, 24), np.uint8)
            mask[8:, 8:], mask[7, :] = 15, 255
            Image.fromarray(mask).convert("P").save(home / "SegmentationClass" / f"{name}.png")


def test_every_name_is_a_data_set_of_torchvision_with_the_parts_that_it_takes():
    for name, known in PUBLISHED.items():
        reader = getattr(datasets, known.reader)
        takes = inspect.signature(reader).parameters
        every = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in takes.values())
        for words in known.parts.values():
            assert every or {*words, *known.given} <= {*takes}, name
        assert not known.fetched or every or "download" in takes, name
    assert {*get_args(DatasetName)} == {*DATASETS, *PUBLISHED, *GENERATED}


def test_a_check_reads_no_torch_and_knows_counts_and_near_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "archspec: 1\ninput: [3, 16, 16]\nlayers: [global_avgpool, linear: 3]\n"
    Path("net.yaml").write_text(text + "train: {data: {dataset: flowers102}}\n")
    code = (
        "import sys; from archspec.cli import main\n"
        "try: main(['check', 'net.yaml'])\n"
        "finally: print('torch' in sys.modules, 'numpy' in sys.modules)"
    )
    home = {**os.environ, "PYTHONPATH": str(Path(archspec.__file__).parent.parent)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=home)
    said = done.stdout + done.stderr
    assert "the output `output` has 3 scores, but `label` has 102 classes" in said
    assert "False False" in done.stdout
    Path("near.yaml").write_text(text + "train: {data: {dataset: flowers_102}}\n")
    assert "`flowers102`" in CliRunner().invoke(main, ["check", "near.yaml"]).output


def test_pictures_of_a_set_without_parts_are_learnt(tmp_path):
    eurosat(tmp_path)
    network = loads(f"""
archspec: 1
input: [3, 16, 16]
layers: [global_avgpool, linear: 10]
train:
  data: {{dataset: eurosat, root: {tmp_path}, val: 0.3}}
  epochs: 90
{COMMON}""")
    result = network.train(tmp_path / "run")
    assert result.evaluations["val"].count == 20
    assert result.evaluations["val"].accuracy > 0.9
    assert "SeaLake" in result.evaluations["val"].per_class


def test_labels_and_masks_of_one_set_are_two_fields(tmp_path):
    pets(tmp_path)
    found = read_published(Data(dataset="oxford_pet", root=str(tmp_path)), Silent())
    assert {part: raw.count for part, raw in found.parts.items()} == {"train": 24, "test": 8}
    theirs = datasets.OxfordIIITPet(tmp_path, target_types=["category", "segmentation"])
    for row in (0, 7, 13, 23):
        image, (label, mask) = theirs[row]
        column = found.parts["train"].columns
        assert column["label"][row] == label
        assert np.array_equal(column["image"].members[row].image(), image)
        assert np.array_equal(column["mask"].members[row].image(), np.asarray(mask) - 1)
    network = loads(f"""
archspec: 1
input: [3, 16, 16]
layers:
  - conv: {{width: 8, kernel: 3, padding: same, act: relu, name: seen}}
  - conv: {{width: 3, kernel: 1, name: mask}}
  - global_avgpool: {{from: seen}}
  - linear: {{width: 37, name: label}}
outputs: {{mask: mask, label: label}}
train:
  data: {{dataset: oxford_pet, root: {tmp_path}, val: 0.25}}
  targets: {{mask: {{loss: cross_entropy}}, label: {{loss: cross_entropy}}}}
  epochs: 25
{COMMON}""")
    figures = network.train(tmp_path / "run").evaluations["test"].figures
    assert figures["label.accuracy"] == 1.0
    assert figures["mask.accuracy"] > 0.6


def test_pixels_that_count_for_nothing_are_known_of_a_set(tmp_path):
    voc(tmp_path)
    network = loads(f"""
archspec: 1
input: [3, 20, 24]
layers: [conv: {{width: 8, kernel: 5, padding: same, act: relu}}, conv: {{width: 21, kernel: 1}}]
train:
  data: {{dataset: voc_segmentation, root: {tmp_path}}}
  loss: cross_entropy
  epochs: 4
{COMMON}""")
    result = network.train(tmp_path / "run")
    assert result.evaluations["val"].count == 4
    assert result.history[-1].train_loss < result.history[0].train_loss


def test_attributes_are_a_0_or_1_for_each(tmp_path, monkeypatch):
    home = tmp_path / "celeba"
    names = PUBLISHED["celeba"].attributes
    rows, parts = [], []
    for number in range(12):
        picture(home / "img_align_celeba" / f"{number:06}.jpg", (20 * number, 60, 60))
        marks = ["1" if (number + place) % 3 == 0 else "-1" for place in range(40)]
        rows.append(f"{number:06}.jpg {' '.join(marks)}")
        parts.append(f"{number:06}.jpg {min(number // 4, 2)}")
    boxes = "\n".join(f"{n:06}.jpg 1 1 1 1" for n in range(12))
    marks = "\n".join(f"{n:06}.jpg" + " 1" * 10 for n in range(12))
    (home / "list_attr_celeba.txt").write_text("12\n" + " ".join(names) + "\n" + "\n".join(rows))
    (home / "list_eval_partition.txt").write_text("\n".join(parts))
    (home / "identity_CelebA.txt").write_text("\n".join(f"{n:06}.jpg {n}" for n in range(12)))
    (home / "list_bbox_celeba.txt").write_text("12\nx y w h\n" + boxes)
    heads = " ".join(f"p{n}" for n in range(10))
    (home / "list_landmarks_align_celeba.txt").write_text(f"12\n{heads}\n" + marks)
    monkeypatch.setattr(datasets.CelebA, "_check_integrity", lambda self: True)
    network = loads(f"""
archspec: 1
input: [3, 8, 8]
layers: [global_avgpool, linear: 40]
train:
  data: {{dataset: celeba, root: {tmp_path}}}
  loss: bce_with_logits
  epochs: 1
{COMMON}""")
    result = network.train(tmp_path / "run")
    assert {part: one.count for part, one in result.evaluations.items()} == {
        "train": 4,
        "val": 4,
        "test": 4,
    }


def test_what_is_not_there_says_where_it_is_looked_for_and_how_it_comes(tmp_path):
    with pytest.raises(RecipeFailure) as caught:
        read_published(Data(dataset="cityscapes", root=str(tmp_path)), Silent())
    [problem] = caught.value.problems
    assert problem.code == "A620"
    assert any("nobody may download it" in note for note in problem.notes)
    with pytest.raises(RecipeFailure) as caught:
        read_published(Data(dataset="dtd", root=str(tmp_path), download=False), Silent())
    [problem] = caught.value.problems
    assert [fix.text for fix in problem.fixes][-1] == "allow `download: true`"
