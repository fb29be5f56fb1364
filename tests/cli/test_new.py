"""`archspec new`: what it writes checks in silence, is as `fmt` leaves it, and trains."""

import csv
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archspec.checking import findings
from archspec.cli import main
from archspec.diagnostics import Source
from archspec.network import loads
from archspec.starter import FAMILIES, Request, Unfit, starter
from archspec.syntax.layout import formatted

SIZES = [
    *((1,), (3,), (64,)),
    *((1, 16), (6, 128)),
    *((1, 8, 8), (3, 15, 20), (3, 32, 32), (4, 5, 5), (3, 224, 224)),
    *((1, 16, 16, 16), (2, 5, 8, 9)),
]
WANTED = [(2, 0), (10, 0), (0, 1), (0, 4)]


def new(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["new", *map(str, arguments)], catch_exceptions=False)


def written(word: str, sizes: tuple[int, ...], classes: int, values: int) -> str:
    """The file, or nothing where the family has none for these sizes."""
    try:
        return starter(Request("net", sizes, classes, values), FAMILIES[word])
    except Unfit:
        return ""


@pytest.mark.parametrize("word", FAMILIES)
def test_all_that_is_written_is_right(word: str):
    texts = [written(word, sizes, *one) for sizes, one in product(SIZES, WANTED[1:3])]
    for text in filter(None, texts):
        source = Source("net.yaml", text)
        assert not findings(source), text
        assert formatted(source) == text
        assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("word", FAMILIES)
def test_the_output_is_as_wide_as_was_asked(word: str):
    family = FAMILIES[word]
    for classes, values in WANTED:
        text = written(word, family.sizes, classes, values)
        if text and family.task != "images":
            (output,) = loads(text).outputs.values()
            assert output[0] == classes + values


class TestCommand:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def test_writes_a_file_that_checks_in_silence(self):
        result = new("mine.yaml", "--like", "resnet", "--input", "3,32,32", "--classes", 10)
        assert result.output == "wrote mine.yaml\nnext: archspec train mine.yaml\n"
        text = Path("mine.yaml").read_text()
        assert "name: mine\n" in text
        assert "input: [3, 32, 32]" in text
        assert "classes: 10" in text
        assert "residual:" in text
        assert CliRunner().invoke(main, ["check", "mine.yaml"]).output == ""
        assert [one.name for one in Path().iterdir()] == ["mine.yaml"]

    def test_never_writes_over_anything(self):
        Path("there.yaml").write_text("mine")
        Path("nowhere.yaml").symlink_to("gone")
        for name in ("there.yaml", "nowhere.yaml"):
            result = new(name)
            assert result.exit_code == 1
            assert f"there is a file `{name}`, which is left as it is" in result.output
        assert Path("there.yaml").read_text() == "mine"
        assert not Path("gone").exists()
        assert sorted(one.name for one in Path().iterdir()) == ["nowhere.yaml", "there.yaml"]

    def test_prints_where_a_dash_is_given(self):
        result = new("-", "--like", "unet", "--input", "1,64,64")
        assert result.output.startswith("archspec: 1\nname: unet\n")
        assert not findings(Source("net.yaml", result.output))
        assert not [*Path().iterdir()]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--like", "resnett"], "there is no family `resnett`; did you mean `resnet`?"),
            (["--like", "potato"], "there are convnet, vgg, resnet"),
            (["--input", "big"], "`big` is no list of sizes, such as 3,32,32"),
            (["--input", "0,3"], "there are one to four sizes, of at least 1"),
            (["--input", "1,2,3,4,5"], "there are one to four sizes"),
            (["--input", "32,48,3"], "channels stand first: write `--input 3,32,48`"),
            (["--target", "price"], "is a column of a table"),
            (["--classes", "1"], "1 is not in the range"),
            (["--classes", "3", "--values", "2"], "give one"),
            (["--like", "tcn", "--input", "3,32,32"], "takes inputs such as `--input 6,128`"),
            (["--like", "vgg", "--input", "3,2,2"], "`vgg` takes sizes of at least 4"),
            (["--like", "unet", "--input", "3,15,15"], "give it even ones"),
            (["--like", "autoencoder", "--classes", "3"], "gives images"),
        ],
    )
    def test_says_what_does_not_go_together(self, arguments: list[str], said: str):
        result = new("net.yaml", *arguments)
        assert result.exit_code == 2
        assert said in " ".join(result.output.split())
        assert not [*Path().iterdir()]

    def test_a_folder_that_cannot_be_written_is_said(self):
        result = new("none/net.yaml")
        assert result.exit_code == 1
        assert "cannot write `none/net.yaml`" in result.output

    def test_names_of_files_may_be_odd(self):
        for name in ("a b.yaml", "é: x.yaml", "1e3.yaml", '"q".yaml', "-x.yaml", "#.yaml"):
            assert new("--", name).exit_code == 0
            assert not findings(Source(name, Path(name).read_text()))


def texts(path: Path) -> None:
    """A table of texts in two classes, which one word tells apart."""
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "label"])
        rows.writerows([[f"a {'good' if n % 2 else 'bad'} film {n}", n % 2] for n in range(80)])


SMALL = {
    **dict.fromkeys(("convnet", "vgg", "resnet", "mobilenet", "convnext", "vit"), "1,8,8"),
    **dict.fromkeys(("unet", "autoencoder"), "1,16,16"),
    **dict.fromkeys(("tcn", "lstm", "gru"), "2,16"),
    "mlp": "3",
    "transformer": "12",
}
"""Sizes at which an epoch takes a second or two."""
QUICK = ("lstm", "transformer", "mlp")


@pytest.mark.parametrize(
    "word", [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in FAMILIES]
)
def test_each_family_trains(word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    texts(tmp_path / "data.csv")
    assert new("net.yaml", "--like", word, "--input", SMALL[word]).exit_code == 0
    result = CliRunner().invoke(main, ["train", "net.yaml", "--epochs", "1", "-o", "run"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "run" / "result.json").exists()
